"""Meter values in the order of their times, whatever the order in which they came."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motown.domain import events
from motown.domain.access import Target
from motown.domain.cursors import cursor_of
from motown.domain.errors import Refused
from motown.domain.meter_steps import Steps
from motown.domain.quantities import sample
from motown.store import events as events_stored
from motown.store import meter_lines, meter_values, transactions
from motown.store.charging_rows import MeterReadingRow
from motown.store.meter_values import Wanted
from motown.store.rebuild import rebuild, verify
from motown.store.seeing import Seen
from tests.store.support import accept, at, record, started, stopped

ALL = Target("All")


def sampled(*readings, name="EV-1", connector=1, number=None, measurand=None, **known):
    """One event that tells (seconds, value) each."""
    samples = tuple(sample(at(seconds), str(value), measurand=measurand, unit="Wh") for seconds, value in readings)
    return events.MeterSampled(
        charge_point_id=name, connector_id=connector, transaction_id=number, samples=samples,
        occurred_at=min(one.at for one in samples), **known)


def page(store, limit=100, cursor=None, **wanted):
    return store.read_now(meter_values.page, Wanted(**wanted), limit, cursor and cursor_of(cursor))


def all_pages(store, limit=100, **wanted):
    found, cursor, pages = [], None, 0
    while True:
        got = page(store, limit, cursor, **wanted)
        assert len(got.values) <= limit
        found += got.values
        cursor, pages = got.next_cursor, pages + 1
        assert pages < 500
        if cursor is None:
            return found


def numbers(values):
    return [int(one.value) for one in values]


def seconds(values):
    return [int((one.at - at(0)).total_seconds()) for one in values]


@pytest.fixture
def three(store):
    accept(store, "EV-1", "EV-2", "EV-3")
    return store


def test_a_transactions_values_in_the_order_of_their_times(three):
    record(three, started(1), started(2, connector_id=2))
    record(three, sampled((120, 3), (60, 2), number=1), sampled((90, 9), number=2, connector=2))
    record(three, sampled((0, 1), number=1, assigned=True), stopped(1))
    found = page(three, transaction_id=1)
    assert (numbers(found.values), found.next_cursor) == ([1, 2, 3], None)
    first, *others = found.values
    assert (first.assigned, first.connector_id, first.transaction_id) == (True, 1, 1)
    assert not any(one.assigned for one in others)
    assert found.store_id
    assert [one.position for one in found.values] == sorted([one.position for one in found.values], reverse=True)


def test_values_that_find_their_transaction_later_are_its_own(three):
    orphans = record(three, sampled((60, 2), (120, 3)))
    record(three, started(1), events.OrphanLinked(
        charge_point_id="EV-1", transaction_id=1, orphan_position=orphans.first_position))
    record(three, sampled((180, 4)))
    values = page(three, transaction_id=1).values
    assert (numbers(values), [one.assigned for one in values]) == ([2, 3], [True, True])


def test_by_target(three):
    record(three, sampled((60, 1)), sampled((60, 2), connector=2), sampled((30, 3), name="EV-2"),
           events.GroupChanged(group_id="g", kind="Site", charge_point_ids=("EV-2", "EV-3"), revision=1))

    def of(*target, **more):
        return numbers(all_pages(three, target=Target(*target), **more))

    assert of("ChargePoint", "EV-1") == [1, 2]
    assert of("Connector", "EV-1", 2) == [2]
    assert of("Connector", "EV-1", 0) == [1, 2], "connector 0 is all of it"
    assert of("Site", "g") == [3]
    assert of("Group", "g") == []
    assert of("All") == [3, 1, 2]
    assert of("All", since=at(60)) == [1, 2]
    assert of("All", until=at(60)) == [3]


def test_only_what_may_be_seen(three):
    record(three, started(1, party_id="emp"), started(2, connector_id=2))
    record(three, sampled((60, 1), number=1), sampled((60, 2), number=2, connector=2), sampled((90, 3)),
           sampled((90, 4), name="EV-2"))
    assert numbers(all_pages(three, target=ALL, seen=Seen(party_id="emp"))) == [1]
    assert numbers(all_pages(three, target=ALL, seen=Seen(targets=[Target("ChargePoint", "EV-2")]))) == [4]
    assert numbers(all_pages(three, target=ALL, seen=Seen())) == []


def test_only_these_measurands(three):
    record(three, sampled((60, 1)), sampled((60, 2), measurand="Voltage"))
    assert numbers(page(three, target=ALL, measurands=["Voltage"]).values) == [2]
    assert page(three, target=ALL, measurands=["New.Word"]).values == []


def test_signed_data_has_no_value(three):
    record(three, events.MeterSampled(charge_point_id="EV-1", connector_id=1, samples=(
        sample(at(0), "AQID", format="SignedData"), sample(at(0), "nonsense"))))
    signed, nonsense = page(three, target=ALL).values
    assert (signed.signed, signed.value, nonsense.signed, nonsense.value) == (True, None, False, None)
    assert page(three, target=ALL, step_seconds=60).values == []


def test_one_event_with_the_values_of_a_whole_day_is_read_once_a_window(three, monkeypatch):
    record(three, started(1), sampled(*((60 * number, number) for number in range(1440)), number=1))
    read = []
    monkeypatch.setattr(meter_lines._BODIES, "all", lambda connection, keys, every=meter_lines._BODIES.all: (
        read.append(len(keys)), every(connection, keys))[1])
    assert numbers(page(three, 1000, transaction_id=1).values) == list(range(1000))
    assert read == [1]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_end_anywhere(three, limit):
    """Within an event, within a time, within a step."""
    record(three, *(sampled(*((60 * minute, 10 * minute + number) for minute in range(4)), name=f"EV-{number}")
                    for number in (1, 2, 3)))
    assert numbers(all_pages(three, limit, target=ALL)) == [
        10 * minute + number for minute in range(4) for number in (1, 2, 3)]
    assert numbers(all_pages(three, limit, target=ALL, step_seconds=120)) == [11, 12, 13, 31, 32, 33]


def test_what_comes_while_pages_are_read_changes_nothing_for_the_rest(three):
    record(three, *(sampled((60 * number, number)) for number in range(6)))
    first = page(three, 3, target=ALL)
    record(three, sampled((30, 99)), sampled((600, 6)))
    rest = page(three, 10, first.next_cursor, target=ALL)
    assert numbers((*first.values, *rest.values)) == [0, 1, 2, 3, 4, 5, 6]
    assert first.as_of_position == rest.as_of_position


def test_a_cursor_of_another_list_is_refused(three):
    record(three, sampled((0, 1), (60, 2)))
    single = page(three, 1, target=ALL).next_cursor
    stepped = page(three, 1, target=ALL, step_seconds=1).next_cursor
    for cursor, step in ((stepped, None), (single, 60)):
        with pytest.raises(Refused, match="cursor"):
            page(three, 1, cursor, target=ALL, step_seconds=step)


def test_the_times_of_broken_clocks_are_no_trouble(three):
    odd = [at(0).replace(year=1), at(0).replace(year=9999)]
    record(three, started(1), *(events.MeterSampled(
        charge_point_id="EV-1", connector_id=1, transaction_id=1, samples=(sample(one, str(number)),))
        for number, one in enumerate(odd)), sampled((0, 5), number=1))
    assert numbers(page(three, transaction_id=1).values) == [0, 5, 1]
    assert 5 in numbers(all_pages(three, transaction_id=1, step_seconds=7001))
    assert 5 in numbers(all_pages(three, target=ALL))


def test_a_step_that_holds_too_much_is_refused(three, monkeypatch):
    monkeypatch.setattr(meter_lines, "MOST", 5)
    monkeypatch.setattr(meter_values, "MOST_IN_WINDOW", 5)
    monkeypatch.setattr(meter_values, "MOST_IN_STEP", 20)
    record(three, *(sampled((number, number)) for number in range(21)))
    with pytest.raises(Refused, match="shorter steps") as refused:
        page(three, target=ALL, step_seconds=3600)
    assert refused.value.field == "stepSeconds"
    assert numbers(all_pages(three, target=ALL, step_seconds=10)) == [9, 19, 20]


def test_a_page_looks_at_so_much_and_no_more(three, monkeypatch):
    """It may be empty, and leads on."""
    monkeypatch.setattr(meter_values, "EXAMINED", 50)
    monkeypatch.setattr(meter_lines, "MOST", 20)
    monkeypatch.setattr(meter_values, "MOST_IN_WINDOW", 20)
    record(three, *(sampled((number, number)) for number in range(300)))
    for wanted in ({"target": Target("ChargePoint", "EV-1")}, {"target": ALL}, {"target": ALL, "step_seconds": 10}):
        first = page(three, 10, measurands=["Voltage"], **wanted)
        assert (first.values, first.next_cursor is None) == ([], False)
        assert all_pages(three, 10, measurands=["Voltage"], **wanted) == []
        assert len(all_pages(three, 10, **wanted)) == (300 if "step_seconds" not in wanted else 30)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("wanted", [
    {"target": ALL}, {"target": ALL, "step_seconds": 60}, {"target": Target("ChargePoint", "EV-1")},
    {"transaction_id": 1}, {"target": ALL, "seen": Seen(party_id="emp"), "since": at(30), "until": at(90)}])
def test_nobody_goes_through_all_readings(three, wanted):
    """SQLite would rather, where it is given the choice."""
    record(three, *(sampled((60, 1), name=f"EV-{number}") for number in (1, 2, 3)))
    said = []
    sa.event.listen(three._reading, "before_cursor_execute",
                    lambda _connection, _cursor, statement, given, *_: said.append((statement, given)))
    page(three, **wanted)

    def plan(connection):
        return [row[3] for statement, given in list(said) if "meter_reading" in statement
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]

    found = three.read_now(plan)
    assert any("SEARCH meter_reading" in step for step in found)
    assert not [step for step in found if step.startswith("SCAN meter_reading")]


def test_a_transaction_knows_how_far_it_has_come(three):
    def known():
        row = three.read_now(transactions.get, 1)
        return row.metered_wh, row.delivered_wh, row.changed_position

    begun = record(three, started(1, meter_start_wh=100))
    assert known() == (None, None, begun.last_position)
    later = record(three, sampled((60, 300), (120, 500), number=1))
    assert known() == (500, 400, later.last_position)
    record(three, sampled((90, 400), number=1))
    record(three, sampled((600, 50), number=1, measurand="Voltage"))
    assert known() == (500, 400, later.last_position), "neither changes it"
    record(three, events.MeterSampled(charge_point_id="EV-1", connector_id=1, transaction_id=1, samples=(
        sample(at(700), "1e25", unit="Wh"),)))
    assert known()[0] == 500, "no meter shows that"
    end = record(three, stopped(1, meter_stop_wh=900), sampled((700, 950), number=1))
    assert known() == (None, 800, end.first_position)


def test_a_rebuild_makes_the_same(three):
    orphan = record(three, sampled((60, 2), (120, 3)))
    record(three, started(1), events.OrphanLinked(
        charge_point_id="EV-1", transaction_id=1, orphan_position=orphan.first_position), sampled((180, 4), number=1))
    record(three, started(2, connector_id=2), sampled((5, 200), (5, 300), number=2, connector=2), stopped(1))
    assert not any(verify(three.url).values())
    assert not any(rebuild(three.url).values())


message = st.tuples(
    st.sampled_from(["EV-1", "EV-2", "EV-3"]), st.integers(1, 2),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 99)), min_size=1, max_size=6))


def values(position, event):
    """All values of an event, as they are told; with the order in which they are."""
    for number, one in enumerate(event.samples):
        row = MeterReadingRow(event.charge_point_id, one.at, position, event.connector_id, None, assigned=False)
        for told in meter_values.values_of(meter_lines.Reading(row, [one])):
            yield (one.at, position, number), told


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(messages=st.lists(message, max_size=12), limit=st.integers(1, 9), window=st.integers(1, 30),
       step=st.sampled_from([None, 1, 60, 900]), begin=st.integers(0, 2000), length=st.integers(0, 4000))
def test_pages_are_what_one_would_make_of_all(three, messages, limit, window, step, begin, length):
    """Against all values sorted; with windows so small that they matter.  Each example has a day of its own."""
    day = three.read_now(events_stored.head) * 86400
    made = [events.MeterSampled(charge_point_id=name, connector_id=connector, samples=tuple(
        sample(at(day + second), str(value)) for second, value in readings)) for name, connector, readings in messages]
    done = record(three, *made, sampled((day + 5000, 0)))
    since, until = at(day + begin), at(day + begin + length)
    expected = [value for key, value in sorted(
        (pair for number, event in enumerate(made) for pair in values(done.first_position + number, event)),
        key=lambda pair: pair[0]) if since <= key[0] < until]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meter_lines, "MOST", window)
        patch.setattr(meter_values, "MOST_IN_WINDOW", window)
        patch.setattr(meter_lines, "FIRST_GUESS_SECONDS", 64)
        found = all_pages(three, limit, target=ALL, since=since, until=min(until, at(day + 4999)), step_seconds=step)
    if step is not None:
        steps = Steps(step)
        for one in expected:
            steps.add(one)
        expected = steps.values()
    assert found == expected
