"""Made-up histories: what shows each finding, and what is just short of it."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from motown.domain import events, findings
from motown.domain.findings import Status

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(seconds):
    return START + timedelta(seconds=seconds)


class One(NamedTuple):
    event_id: str
    recorded_at: datetime
    event: events.Event | None


def history(*happened):
    """(seconds, event) ..."""
    return [One(f"s-{place}", at(seconds), event) for place, (seconds, event) in enumerate(happened, start=1)]


def message(kind="Request", direction=events.FROM_CHARGE_POINT, **known):
    return events.Message(charge_point_id="EV-1", operation="Heartbeat", kind=kind, protocol="ocpp1.5-soap",
                          direction=direction, **known)


def boot():
    return events.ChargePointBooted(charge_point_id="EV-1")


def status(word="Available", connector=1, error="NoError", occurred_at=None, **known):
    return events.StatusChanged(charge_point_id="EV-1", connector_id=connector, status=word, error_code=error,
                                occurred_at=occurred_at, **known)


def started(number=1, wh=0, connector=1, occurred_at=START):
    return events.TransactionStarted(charge_point_id="EV-1", connector_id=connector, transaction_id=number, id_tag="T",
                                     status="Accepted", meter_start_wh=wh, occurred_at=occurred_at)


def stopped(number=1, wh=100, connector=1, occurred_at=START, **known):
    return events.TransactionStopped(charge_point_id="EV-1", connector_id=connector, transaction_id=number,
                                     meter_stop_wh=wh, occurred_at=occurred_at, **known)


def decided(verdict):
    return events.AuthorizationDecided(charge_point_id="EV-1", id_tag="T", status=verdict, decided_by="id-tags")


def expired(outcome="Unreachable"):
    return events.CommandExpired(command_id="c", charge_point_id="EV-1", outcome=outcome, reason="away")


def answered():
    return events.CommandAnswered(command_id="d", charge_point_id="EV-1", attempt=1, status="Accepted")


def firmware(word):
    return events.FirmwareStatus(charge_point_id="EV-1", status=word)


def given_up(number=1):
    return events.TransactionAbandoned(charge_point_id="EV-1", connector_id=1, transaction_id=number, reason="Booted",
                                       interrupted_at=START)


@pytest.mark.parametrize(("code", "shown", "short_of_it"), [
    ("RebootLoop", [(minute * 600, boot()) for minute in range(5)], [(minute * 1000, boot()) for minute in range(5)]),
    ("UnknownIdTagBurst", [(one, decided("Invalid")) for one in range(10)],
     [(one, decided("Blocked")) for one in range(10)] + [(one + 20, decided("Invalid")) for one in range(9)]),
    ("ClockDrift", [(100, status(occurred_at=at(0))), (200, started(occurred_at=at(100)))],
     [(100, status(occurred_at=at(0))), (200, started(occurred_at=at(150)))]),
    ("ClockDrift", [(0, stopped(occurred_at=at(61)))], [(0, stopped(occurred_at=at(60)))]),
    ("ClockDrift", [(0, stopped(occurred_at=at(61)))], [(0, stopped(occurred_at=at(61), reason="by hand"))]),
    ("MeterBackwards", [(0, started(wh=100)), (1, stopped(wh=90, meter_backwards=True))],
     [(0, started(wh=100)), (1, stopped(wh=100))]),
    ("MeterBackwards", [(0, stopped(wh=100)), (1, started(wh=99))],
     [(0, stopped(wh=100)), (1, started(2, wh=99, connector=2))]),
    ("MeterGap", [(0, stopped(wh=100)), (1, started(wh=1101))], [(0, stopped(wh=100)), (1, started(wh=1100))]),
    ("TransactionAbandoned", [(0, given_up())], [(0, given_up()), (1, stopped())]),
    ("CommandUnreachable", [(0, answered()), (1, expired())],
     [(0, expired()), (1, answered()), (2, expired("Expired"))]),
    ("FirmwareFailed", [(0, firmware("Downloaded")), (1, firmware("InstallationFailed"))],
     [(0, firmware("DownloadFailed")), (1, firmware("Installed"))]),
    ("Malformed", [(0, message("Malformed"))], [(0, message()), (1, message("Fault", events.TO_CHARGE_POINT))]),
])
def test_what_shows_it_and_what_does_not(code, shown, short_of_it):
    found = list(findings.all_of(history(*shown)))
    assert [one.code for one in found] == [code]
    assert found[0].event_ids
    assert found[0].text
    assert list(findings.all_of(history(*short_of_it))) == []


def test_unknown_events_are_passed_over():
    assert list(findings.all_of([One("s-1", START, None)])) == []


def test_a_burst_names_its_events_only():
    boots = [(0, boot()), *((20_000 + one, boot()) for one in range(6))]
    [found] = findings.reboot_loop(history(*boots))
    assert (found.since, found.event_ids, found.severity) == (at(20_000), tuple(f"s-{one}" for one in range(2, 8)),
                                                              "Critical")


@pytest.mark.parametrize(("last", "severity"), [
    (status("Faulted", error="GroundFailure"), "Critical"), (status("Available", error="ReaderFailure"), "Warning"),
    (status("Available"), None)])
def test_a_fault_is_open_until_it_is_gone(last, severity):
    now = findings.statuses(history((0, status("Faulted", error="GroundFailure")), (60, last)))
    assert [one.severity for one in findings.open_faults(now)] == ([severity] if severity else [])


def test_a_fault_that_is_told_again_is_as_old_as_it_was():
    fault = status("Faulted", connector=0, error="OtherError")
    [found] = findings.open_faults(findings.statuses(history((0, fault), (3600, fault))))
    assert (found.since, found.text, found.event_ids) == (at(0), "the charge point is Faulted (OtherError)", ("s-1",))


def test_how_it_was_before_counts_until_something_is_said():
    before = [Status(1, "Faulted", "OtherError", None, at(-60), None)]
    assert len(list(findings.open_faults(findings.statuses([], before)))) == 1
    assert list(findings.open_faults(findings.statuses(history((0, status())), before))) == []


@pytest.mark.parametrize(("hours", "charging", "word", "number"), [
    (25, set(), "Occupied", 1), (23, set(), "Occupied", 0), (25, {1}, "Occupied", 0), (25, set(), "Available", 0)])
def test_stuck_is_who_is_occupied_for_long_while_nobody_charges(hours, charging, word, number):
    now = findings.statuses(history((0, status(word))))
    assert len(list(findings.stuck_occupied(now, frozenset(charging), at(hours * 3600)))) == number


@pytest.mark.parametrize(("silent", "number"), [(601, 1), (600, 0)])
def test_offline_is_who_is_silent_for_longer_than_allowed(silent, number):
    assert len(list(findings.offline(at(0), at(silent), timedelta(seconds=600)))) == number
    assert list(findings.offline(None, at(silent), timedelta(seconds=600))) == []


def test_the_worst_comes_first():
    found = [findings.Finding(code=code, severity=severity, since=at(since), text="") for code, severity, since in (
        ("a", "Notice", 0), ("b", "Critical", 9), ("c", "Warning", 1), ("d", "Critical", 2))]
    assert [one.code for one in findings.worst_first(found)] == ["d", "b", "c", "a"]
