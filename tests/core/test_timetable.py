"""What is outdated neither happens nor piles up."""

from types import SimpleNamespace

from motown.core.timetable import SPARE, Timetable


def test_things_happen_in_their_order_and_those_of_one_moment_as_they_came():
    table = Timetable()
    ones = [SimpleNamespace(stamp=0, when=when) for when in (5, 1, 3, 1)]
    for one in ones:
        table.add(one.when, one)
    assert table.next() == 1
    assert list(table.until(3)) == [ones[1], ones[3], ones[2]]
    assert (table.next(), table.has(4), table.has(5)) == (5, False, True)


def test_what_was_planned_anew_happens_once():
    table, one = Timetable(), SimpleNamespace(stamp=0)
    table.add(1, one)
    one.stamp += 1
    table.add(7, one)
    assert (list(table.until(6)), table.next(), list(table.until(7)), table.next()) == ([], 7, [one], None)


def test_what_is_planned_anew_for_ever_takes_no_more_room():
    table, ones = Timetable(), [SimpleNamespace(stamp=0) for _ in range(3 * SPARE)]
    for turn in range(100):
        for one in ones:
            one.stamp += 1
            table.add(turn, one)
    assert len(table) <= 3 * len(ones)
    assert len(list(table.until(100))) == len(ones)
