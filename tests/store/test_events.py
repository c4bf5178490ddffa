import dataclasses
from datetime import datetime

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motown.domain.events import Message
from motown.store import events, searches, tables
from motown.store.events import EventFilter, PositionUnavailable
from tests.store.support import asked, at, log, record, recording, started, status, stopped


@pytest.fixture
def full(store, tower):
    """Some hundred events of three charge points, a minute apart."""
    for number in range(1, 21):
        name = f"EV-{number % 3}"
        store.run(asked(recording(status(name), started(number, name))))
        if number % 4 == 0:
            record(store, stopped(number, name))
        tower.advance(60)
    return store


filters = st.builds(
    EventFilter,
    charge_point_ids=st.lists(st.sampled_from(["EV-0", "EV-1", "EV-2", "EV-9"]), max_size=2, unique=True),
    type_prefixes=st.lists(
        st.sampled_from(["motown.", "motown.Transaction", "ocpp.", "ocpp.Heartbeat.R", "nothing"]), max_size=2),
    category=st.none() | st.sampled_from(["Message", "Domain"]),
    transaction_id=st.none() | st.sampled_from([1, 4, 99]),
    command_id=st.none() | st.just("command-1"),
    since=st.none() | st.integers(-600, 2400).map(at),
    until=st.none() | st.integers(-600, 2400).map(at),
    connectors=st.just(()) | st.lists(st.sampled_from([("EV-1", 1), ("EV-1", 2), ("EV-2", 1)]), max_size=2),
    correlation_id=st.none() | st.sampled_from(["STORE-1", "STORE-40", "STORE-999", "order-7", "STORE-x"]))


def fits(one, wanted: EventFilter) -> bool:
    place = not wanted.charge_point_ids and not wanted.connectors
    return ((not wanted.type_prefixes or one.type.startswith(tuple(wanted.type_prefixes)))
            and wanted.category in {None, one.category} and wanted.transaction_id in {None, one.transaction_id}
            and wanted.command_id in {None, one.command_id} and wanted.correlation_id in {None, one.correlation_id}
            and (wanted.since is None or one.recorded_at >= wanted.since)
            and (wanted.until is None or one.recorded_at < wanted.until)
            and (place or one.charge_point_id in wanted.charge_point_ids
                 or (one.charge_point_id, one.connector_id) in wanted.connectors))


def walk(store, wanted: EventFilter, limit: int, examine: int, backward: bool) -> list[int]:
    """The positions of all pages together."""
    found: list[int] = []
    after, pages = 0, 0
    while True:
        page = store.read_now(events.read, after, limit, wanted, backward=backward, examine=examine)
        assert len(page.events) <= limit
        assert page.head_position == 85
        found += [one.position for one in page.events]
        pages += 1
        assert pages < 500, "it does not come to an end"
        if page.end:
            return found
        assert page.next_position != after, "it stays where it is"
        after = page.next_position


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(wanted=filters, limit=st.integers(1, 100), examine=st.integers(1, 100), backward=st.booleans(),
       at_once=st.sampled_from([1, 32]))
def test_pages_together_are_what_fits_in_order(full, wanted, limit, examine, backward, at_once):
    if wanted.correlation_id:
        name = wanted.correlation_id.replace("STORE", full.read_now(events.store_id))
        wanted = dataclasses.replace(wanted, correlation_id=name)
    expected = [one.position for one in log(full) if fits(one, wanted)]
    assert [one.position for one in log(full) if wanted.matches(one)] == expected, "in memory it is the same"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searches, "MOST_AT_ONCE", at_once)
        found = walk(full, wanted, limit, examine, backward)
    assert found == (expected[::-1] if backward else expected)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=6, deadline=None)
@given(wanted=filters, limit=st.integers(1, 100), examine=st.integers(1, 100), backward=st.booleans())
def test_a_charge_point_among_others(full, wanted, limit, examine, backward):
    wanted = dataclasses.replace(wanted, charge_point_ids=["EV-0", "EV-2", "EV-9"], correlation_id=None)
    expected = [one.position for one in log(full) if fits(one, wanted)]
    assert walk(full, wanted, limit, examine, backward) == (expected[::-1] if backward else expected)


def test_an_empty_log(store):
    page = store.read_now(events.read)
    assert (page.events, page.next_position, page.head_position, page.end) == ([], 0, 0, True)
    assert store.read_now(events.read, backward=True).end


def test_a_page_passes_over_what_does_not_fit(full):
    page = full.read_now(events.read, 0, 10, EventFilter(type_prefixes=["nothing"]), examine=30)
    assert (page.events, page.next_position, page.end) == ([], 30, False)


def test_reading_on_from_the_end_finds_what_is_new(full):
    page = full.read_now(events.read, 85)
    assert (page.events, page.next_position, page.end) == ([], 85, True)
    record(full, status())
    assert [one.position for one in full.read_now(events.read, 85).events] == [86]


def test_prefixes_are_no_patterns(full):
    assert full.read_now(events.read, 0, 100, EventFilter(type_prefixes=["motown%", "m_town."])).events == []


def test_upper_and_lower_case_of_a_type_are_two(full):
    assert full.read_now(events.read, 0, 100, EventFilter(type_prefixes=["MOTOWN.", "motown.status"])).events == []


def test_a_page_that_ends_passes_over_all_there_is(full):
    """Also where the filter's times, or its charge point, have long been over."""
    for wanted in (EventFilter(until=at(-9999)), EventFilter(charge_point_ids=["EV-9"]), EventFilter(since=at(99_999))):
        page = full.read_now(events.read, 0, 10, wanted)
        assert (page.events, page.next_position, page.end) == ([], 85, True)


def test_one_event_by_its_name(full):
    found = full.read_now(events.get, 2)
    assert full.read_now(events.by_id, found.event_id).position == 2
    for name in ("", "2", "other-2", f"{found.store_id}-", f"{found.store_id}-02", f"{found.store_id}-9" + "9" * 30):
        assert full.read_now(events.by_id, name) is None


def test_what_is_known_of_an_empty_log(store):
    info = store.read_now(events.info)
    assert (info.head_position, info.head_at, info.oldest_position, info.oldest_at, info.event_count) == (
        0, None, 1, None, 0)


def test_what_is_known_of_the_log(full):
    info = full.read_now(events.info)
    assert (info.head_position, info.oldest_position, info.event_count) == (85, 1, 85)
    assert (info.oldest_at, info.head_at) == (at(0), at(19 * 60))
    assert info.store_id == full.read_now(events.store_id)


def test_what_is_no_longer_there_is_not_passed_over_in_silence(full):
    with full._aside.begin() as connection:
        connection.execute(sa.delete(tables.event).where(tables.event.c.position <= 40))
    for gone in (1, 39):
        with pytest.raises(PositionUnavailable) as told:
            full.read_now(events.page, gone)
        assert told.value.oldest_position == 41
    for place in (0, 40):
        assert full.read_now(events.page, place).events[0].position == 41
    with pytest.raises(PositionUnavailable):
        full.read_now(events.page_before, 40)
    last = full.read_now(events.page_before, 0, 1000)
    assert (last.events[-1].position, last.oldest_position, last.end) == (41, 41, True)
    assert full.read_now(events.page_before, 41).end
    assert full.read_now(events.info).event_count == 45


def test_one_event(full):
    found = full.read_now(events.get, 2)
    assert (found.type, found.event_id) == ("motown.StatusChanged", f"{found.store_id}-2")
    assert full.read_now(events.get, 999) is None


def test_messages_come_back_as_messages(full):
    found = full.read_now(events.get, 1)
    assert isinstance(found.event, Message)
    assert found.body["kind"] == "Request"
    assert found.event.type == found.type == "ocpp.Heartbeat.Request"


def test_a_type_that_nobody_declares_any_more_is_still_read(full):
    found = full.read_now(events.get, 2)
    unknown = msgspec.structs.replace(found, type="addon.gone.Thing")
    assert unknown.event is None
    assert unknown.body["status"] == "Available"


@pytest.mark.parametrize("moment", [at(-1), at(0), at(30), at(60), at(600.5), at(10_000)])
def test_the_position_at_a_time(full, moment: datetime):
    expected = max((one.position for one in log(full) if one.recorded_at < moment), default=0)
    assert full.read_now(events.position_at, moment) == expected


def test_a_clock_that_was_set_back_hides_nothing(store, tower):
    for seconds in (0, 300, -200, 100):
        tower.passed = seconds
        record(store, status())
    page = store.read_now(events.read, 0, 10, EventFilter(since=at(50), until=at(301)))
    assert [one.position for one in page.events] == [2, 4]
