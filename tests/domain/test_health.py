"""Made-up days of a charge point, and what is told of them."""

from datetime import timedelta

import pytest

from motown.domain import events, health
from motown.domain.findings import Status
from motown.domain.health import Before
from motown.domain.quantities import sample
from tests.domain.test_findings import at, boot, expired, given_up, history, message, started, status, stopped

ALLOWED = timedelta(seconds=600)


def examined(*happened, until=3600, **before):
    return health.examine(history(*happened), Before(allowed=ALLOWED, **before), at(0), at(until))


def test_a_charge_point_that_is_heard_of_is_online():
    made = examined(*((seconds, message()) for seconds in range(0, 3600, 600)), last_seen_at=at(-60))
    assert (made.online_percent, made.offline_periods, made.findings) == (100.0, (), ())


def test_each_silence_is_told_from_the_last_word_to_the_next():
    made = examined((300, message()), (1200, message()), (2000, message()), last_seen_at=at(-60))
    assert made.offline_periods == ((at(300), at(1200)), (at(1200), at(2000)), (at(2000), at(3600)))
    assert made.online_percent == pytest.approx(100 * 300 / 3600, abs=0.01)
    assert [(one.code, one.since) for one in made.findings] == [("Offline", at(2000))]


def test_a_silence_that_began_before_counts_from_the_beginning():
    made = examined(last_seen_at=at(-86_400))
    assert (made.online_percent, made.offline_periods) == (0.0, ((at(0), at(3600)),))


def test_one_that_was_never_heard_of_has_no_time_to_be_offline():
    assert examined().online_percent == 0
    assert examined((3000, message())).online_percent == 100


def test_what_we_send_is_no_sign_of_life():
    assert examined((0, message("Request", events.TO_CHARGE_POINT)), last_seen_at=at(-60)).online_percent < 100


def test_counts():
    answer = {"kind": "Response", "direction": events.FROM_CHARGE_POINT}
    made = examined(
        (0, boot()), (10, events.Heartbeat(charge_point_id="EV-1")), (20, boot()), (30, message("Malformed")),
        (40, message("Fault", events.TO_CHARGE_POINT)), (50, message(duration_ms=900, **answer)),
        (60, message(duration_ms=100, **answer)), (70, message(duration_ms=300, **answer)),
        (80, message("Response", events.TO_CHARGE_POINT, duration_ms=5000)), last_seen_at=at(-1))
    assert (made.boot_count, made.last_boot_at, made.last_heartbeat_at) == (2, at(20), at(10))
    assert (made.malformed_count, made.message_fault_count, made.median_response_ms) == (1, 1, 300)


def test_errors_are_counted_by_what_they_are():
    ground = status("Faulted", error="GroundFailure", vendor_error_code="E7")
    made = examined((0, ground), (5, ground), (9, status(error="ReaderFailure", connector=2)), (9, status()))
    assert [(one.error_code, one.vendor_error_code, one.count, one.last_at) for one in made.error_counts] == [
        ("GroundFailure", "E7", 2, at(5)), ("ReaderFailure", None, 1, at(9))]
    assert [one.connector_id for one in made.open_faults] == [2]


def test_the_clock_is_told_by_the_message_that_was_on_its_way_for_the_shortest_time():
    assert examined((10, status(occurred_at=at(-3600))), (20, started(occurred_at=at(22)))).clock_offset_ms == -2000
    assert examined((10, status())).clock_offset_ms is None


def test_what_became_of_commands():
    def sent(name):
        return events.CommandSent(command_id=name, charge_point_id="EV-1", attempt=1, address="", message_id="")

    def finished(outcome):
        return events.CommandFinished(command_id="c", charge_point_id="EV-1", outcome=outcome)

    made = examined((0, sent("a")), (1, sent("a")), (2, sent("b")), (3, finished("Rejected")),
                    (4, finished("NotSupported")), (5, finished("Unconfirmed")), (6, expired()),
                    (7, expired("Unconfirmed")), (8, finished("Succeeded")))
    assert made.commands == health.CommandCounts(sent=2, rejected=2, unreachable=1, unconfirmed=2)


def test_transactions():
    measured = events.MeterSampled(charge_point_id="EV-1", connector_id=1, transaction_id=1,
                                   samples=(sample(at(0), "5"),))
    made = examined((0, started(1, 0)), (1, measured), (2, stopped(1, 10)), (3, started(2, 10)), (4, stopped(2, 10)),
                    (5, started(3, 10)), (6, given_up(3)), (7, stopped(99, 5)))
    assert made.transactions == health.TransactionCounts(count=3, abandoned=1, without_meter=1, zero_energy=1)


def test_how_it_was_before_is_told_where_nothing_was_said_since():
    faulted = Status(2, "Faulted", "OtherError", None, at(-9), None)
    occupied = Status(1, "Occupied", "NoError", None, at(-100_000), None)
    made = examined(statuses=[faulted, occupied], last_seen_at=at(3599))
    assert [one.code for one in made.findings] == ["FaultOpen", "StuckOccupied"]
    made = examined(statuses=[occupied], charging=frozenset({1}), last_seen_at=at(3599))
    assert made.findings == ()
