import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motown.domain.errors import Refused
from motown.store import due, events
from motown.store.due import FORGET, NOTHING, Due
from tests.store.support import START, asked, at, log, status, unit


def work(due_id="one", lane="EV-1", seconds=0.0, **known):
    return Due(**{"id": due_id, "kind": "command", "lane": lane, "due_at": at(seconds), **known})


def doing(*steps, result=None):
    """A handler that records an event and does these things to due work: what is put, ids dropped, lanes woken."""
    def decide(session):
        session.record(status())
        for step in steps:
            match step:
                case Due():
                    session.put_due(step)
                case ("drop", due_id):
                    session.drop_due(due_id)
                case ("wake", lane):
                    session.wake_lane(lane)
        if isinstance(result, Exception):
            raise result
        return result

    return decide


def do(store, *steps):
    """The position of the unit's last event."""
    return store.run(unit(doing(*steps))).last_position


def after(store, changed=0, limit=1000):
    return store.read_now(due.after, changed, limit)


def ids(store, changed=0, limit=1000):
    return [row.id for row in after(store, changed, limit)]


def test_what_is_put_is_read_back(store):
    put = work(seconds=5, expires_at=at(60), attempt=2, sent=True, body={"url": "http://ev", "n": [1, None]})
    position = do(store, put)
    row = store.read_now(due.get, "one")
    assert msgspec.structs.asdict(row) == msgspec.structs.asdict(put) | {
        "changed": position, "ordinal": position * due.PER_POSITION}
    assert after(store) == [row]
    assert store.run(unit(lambda session: session.due("one"))).value() == row
    assert store.run(unit(lambda session: session.due("one"), "due:one", "due:none")).value() == row
    assert store.run(unit(lambda session: session.due("none"), "due:none")).value() is None


def test_a_row_is_marked_with_the_last_event_of_its_unit(store):
    def decide(session):
        session.put_due(work())
        session.record(status())

    done = store.run(asked(decide))
    assert done.last_position == 3, "the answer"
    assert store.read_now(due.get, "one").changed == 3


def test_rows_come_in_the_order_of_their_changes(store):
    for name in ("a", "b", "c"):
        do(store, work(name))
    seen = after(store)[-1].changed
    do(store, work("a", seconds=9))
    assert ids(store) == ["b", "c", "a"]
    assert ids(store, seen) == ["a"]
    assert ids(store, store.read_now(events.head)) == []


def test_what_replaces_a_row_keeps_its_place_in_the_lane(store):
    do(store, work("a"), work("b"), work("c"))
    before = {row.id: row.ordinal for row in after(store)}
    assert sorted(before, key=before.get) == ["a", "b", "c"], "the order of putting"
    do(store, work("b", attempt=1), work("d"))
    now = {row.id: row.ordinal for row in after(store)}
    assert now.pop("d") > max(before.values())
    assert now == before


def test_what_was_dropped_begins_anew(store):
    do(store, work("a"), work("b"))
    do(store, ("drop", "a"))
    assert store.read_now(due.get, "a") is None
    assert store.run(unit(lambda session: session.due("a"), "due:a")).value() is None
    do(store, work("a"))
    rows = {row.id: row.ordinal for row in after(store)}
    assert rows["a"] > rows["b"]


def test_of_what_is_dropped_readers_are_told_until_it_is_forgotten(store):
    do(store, work("a"), work("b"))
    position = do(store, ("drop", "a"), ("drop", "unknown"))
    [gone] = after(store, position - 1)
    assert (gone.id, gone.kind, gone.lane, gone.changed, gone.body) == ("a", NOTHING, None, position, {})
    assert store.read_now(due.counts) == {"command": 1}
    assert [row.id for row in store.read_now(due.overdue, at(1))] == ["b"]

    def forget(changed):
        store.run(unit(lambda session: session.write(FORGET, None, {"changed": changed})))

    forget(position - 1)
    assert ids(store) == ["b", "a"]
    forget(position)
    assert ids(store) == ["b"]


def test_of_several_changes_in_one_unit_the_last_counts(store):
    do(store, work("a"), ("drop", "a"), work("b"), work("b", attempt=4), ("drop", "c"), work("c"))
    rows = {row.id: row for row in after(store) if row.kind}
    assert {name: row.attempt for name, row in rows.items()} == {"b": 4, "c": 0}


def test_a_refused_unit_leaves_nothing(store):
    do(store, work("kept"))
    store.run(asked(doing(work("new"), ("drop", "kept"), result=Refused("no"))))
    assert ids(store) == ["kept"]


def test_a_change_without_an_event_is_a_defect(store, caplog):
    done = store.run(unit(lambda session: session.put_due(work())))
    assert isinstance(done.result, Refused)
    assert "no event recorded" in caplog.text
    assert ids(store) == []


def test_to_wake_a_lane_makes_due_what_waits_for_another_attempt(store, tower):
    do(store, work("first time", seconds=50), work("again", seconds=50, attempt=1), work("now", seconds=5, attempt=1),
       work("sent", seconds=50, attempt=1, sent=True), work("other", lane="EV-2", seconds=50, attempt=1),
       work("none", lane=None, seconds=50, attempt=1))
    tower.advance(10)
    position = do(store, ("wake", "EV-1"), ("wake", "EV-3"))
    assert [(row.id, row.due_at, row.attempt) for row in after(store, position - 1)] == [("again", at(10), 1)]


def test_to_wake_concerns_what_the_same_unit_has_put(store):
    do(store, work("a", seconds=50, attempt=1), ("wake", "EV-1"), work("b", seconds=50, attempt=1))
    assert {row.id: row.due_at for row in after(store)} == {"a": at(0), "b": at(50)}


def test_the_rows_of_one_unit_come_together(store):
    do(store, work("x"))
    do(store, *(work(str(number)) for number in range(7)))
    do(store, work("z"))
    assert ids(store, limit=1) == ["x"]
    first = after(store, limit=3)
    assert [row.id for row in first] == ["x", *"0123456"]
    assert ids(store, first[-1].changed, limit=3) == ["z"]


def test_many_at_once(open_store):
    store = open_store(inline=False)
    waiting = []
    for number in range(300):
        store.submit(unit(doing(work(f"{number:03}", lane=f"EV-{number % 7}"), ("wake", f"EV-{number % 5}"),
                                ("drop", f"{number - 150:03}"))), waiting.append)
    store.close()
    again = open_store()
    assert {one.result for one in waiting} == {None}
    assert sorted(row.id for row in after(again) if row.kind) == [f"{number:03}" for number in range(150, 300)]


def test_another_process_sees_it_in_the_same_order(open_store):
    one, other = open_store(), open_store()
    do(one, work("a"))
    do(other, work("b"))
    do(one, work("a", attempt=1))
    assert [(row.id, row.attempt) for row in after(other)] == [("b", 0), ("a", 1)] == [
        (row.id, row.attempt) for row in after(one)]
    assert [one.position for one in log(one)] == [1, 2, 3]


def test_no_change_comes_late_whichever_process_makes_it(open_store):
    """A reader that goes on from what it has seen last knows the table in the end."""
    writers, reader, waiting = [open_store(inline=False), open_store(inline=False)], open_store(), []
    for number in range(120):
        for which, one in enumerate(writers):
            one.submit(unit(doing(work(f"{number % 9}", attempt=number), work(f"{which}-{number}"),
                                  ("drop", f"{which}-{number - 3}"), ("drop", f"{1 - which}-{number - 9}"))),
                       waiting.append)
    read, place = {}, 0
    while len(waiting) < 240 or after(reader, place):
        for row in after(reader, place, 10):
            assert row.changed >= place
            read[row.id], place = row, row.changed
    assert {one.result for one in waiting} == {None}
    assert {row.id: row for row in after(reader)} == read


@pytest.mark.parametrize("wrong", [{"id": ""}, {"kind": ""}, {"due_at": START.replace(tzinfo=None)},
                                   {"expires_at": START.replace(tzinfo=None)}])
def test_what_could_not_be_stored_is_refused_at_once(wrong):
    with pytest.raises(ValueError, match="due work"):
        Due(**{"id": "a", "kind": "command", "lane": None, "due_at": START, **wrong})


names = st.sampled_from("abc")
lanes = st.sampled_from(("L", "M", None))
puts = st.builds(lambda name, lane, seconds, attempt: work(name, lane, seconds, attempt=attempt),
                 names, lanes, st.integers(-9, 9), st.integers(0, 1))
steps = st.lists(puts | st.tuples(st.just("drop"), names) | st.tuples(st.just("wake"), st.sampled_from("LM")),
                 max_size=5)


def follow(known, done, now):
    """What the rows are after a unit, as a model in memory: id -> (lane, due_at, attempt)."""
    for step in done:
        match step:
            case Due():
                known[step.id] = step.lane, step.due_at, step.attempt
            case ("drop", name):
                known.pop(name, None)
            case ("wake", lane):
                known.update({name: (lane, now, attempt) for name, (where, when, attempt) in known.items()
                              if where == lane and attempt and when > now})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=6))
def test_a_reader_of_the_changes_knows_the_table(store, units):
    do(store, *(("drop", name) for name in "abc"))
    known, read, place = {}, {}, store.read_now(events.head)
    for done in units:
        do(store, *done)
        follow(known, done, at(0))
        for row in after(store, place, 2):
            place = row.changed
            read.pop(row.id, None)
            if row.kind:
                read[row.id] = row.lane, row.due_at, row.attempt
    assert read == known
    assert store.read_now(lambda connection: connection.scalar(sa.select(sa.func.count()).select_from(
        due.table).where(due.table.c.kind != NOTHING))) == len(known)
