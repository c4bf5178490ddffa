import pytest

from motown.domain import events
from motown.store import tables
from tests.store.support import accept, at, message, record, rows, started, status, stopped


@pytest.fixture
def one(store):
    accept(store, "EV-1")
    return store


def tally(store, kind):
    return next((row for row in rows(store, tables.tally) if row["kind"] == kind), None)


def boot():
    return events.ChargePointBooted(charge_point_id="EV-1")


def test_counted_within_the_hour_and_then_from_one_again(one, tower):
    record(one, boot(), boot())
    tower.advance(60)
    record(one, boot())
    row = tally(one, "Boot")
    assert (row["number"], row["first_at"], row["last_at"], row["span"]) == (3, at(0), at(60), "2026-03-01T12")
    tower.advance(3600)
    position = record(one, boot()).last_position
    row = tally(one, "Boot")
    assert (row["number"], row["first_at"], row["position"]) == (1, at(3660), position)


def test_what_cannot_be_read_is_counted_for_a_day(one, tower):
    record(one, message("Malformed").event)
    tower.advance(7200)
    record(one, message("Malformed").event, message().event)
    assert (tally(one, "Malformed")["number"], tally(one, "Malformed")["span"]) == (2, "2026-03-01")


def test_a_clock_that_is_right_leaves_no_row(one):
    record(one, status(occurred_at=at(-1)), started(1), status())
    assert rows(one, tables.tally) == []


def test_the_smallest_offset_counts(one):
    record(one, status(occurred_at=at(-3600)), status(occurred_at=at(-60)), started(1, occurred_at=at(-90)))
    assert tally(one, "ClockOffset")["smallest_ms"] == 60_000
    record(one, stopped(1, occurred_at=at(500)))
    assert tally(one, "ClockOffset")["smallest_ms"] == -500_000


def test_a_clock_that_was_put_right_is_right(one):
    record(one, status(occurred_at=at(900)))
    record(one, status(occurred_at=at(-2)))
    assert tally(one, "ClockOffset")["smallest_ms"] == 2000
    record(one, status(occurred_at=at(-7200)))
    assert tally(one, "ClockOffset")["smallest_ms"] == 2000, "that came late from the queue"


def test_what_an_operator_ends_has_our_time(one):
    record(one, stopped(1, occurred_at=at(-7200), reason="by hand"))
    assert tally(one, "ClockOffset") is None
