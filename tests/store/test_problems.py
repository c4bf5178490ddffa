"""What is wrong with which charge points, from tables; and the health of one, from the log."""

from datetime import timedelta
from functools import partial

import pytest

from motown.domain import events
from motown.domain.access import Target
from motown.domain.errors import Kind, Refused
from motown.store import charge_point_health, problems
from motown.store import events as stored
from motown.store.rebuild import verify
from tests.store import support
from tests.store.support import accept, asked, at, message, record, started, status, unit

DAY = 86_400
stopped = partial(support.stopped, occurred_at=at(0))


@pytest.fixture
def two(store):
    accept(store, "EV-1", "EV-2")
    return store


def found(store, seconds=60.0, **wanted):
    return [(one.charge_point_id, one.finding.code) for one in store.read_now(problems.found, at(seconds), **wanted)]


def boot():
    return events.ChargePointBooted(charge_point_id="EV-1")


def decided(verdict="Invalid"):
    return events.AuthorizationDecided(charge_point_id="EV-1", id_tag="T", status=verdict, decided_by="id-tags")


def given_up(number=1):
    return events.TransactionAbandoned(charge_point_id="EV-1", connector_id=1, transaction_id=number, reason="Booted",
                                       interrupted_at=at(0))


def accepted():
    return events.CommandAccepted(command_id="c", charge_point_id="EV-1", name="Reset", digest="", expires_at=at(60))


def expired(outcome="Unreachable"):
    return events.CommandExpired(command_id="c", charge_point_id="EV-1", outcome=outcome, reason="away")


def firmware(word):
    return events.FirmwareStatus(charge_point_id="EV-1", status=word)


def offline(online=False):
    return events.ConnectivityChanged(charge_point_id="EV-1", online=online, last_seen_at=at(0))


@pytest.mark.parametrize(("code", "shown", "over", "later"), [
    ("Offline", [offline()], [offline(online=True)], 60),
    ("FaultOpen", [status(word="Faulted")], [status()], 60),
    ("FaultOpen", [status(error_code="ReaderFailure")], [status()], 60),
    ("StuckOccupied", [status(word="Occupied")], [started(1, occurred_at=at(1))], DAY + 1),
    ("TransactionAbandoned", [started(1), given_up()], [stopped(1)], 60),
    ("MeterBackwards", [started(1), stopped(1, meter_stop_wh=50, meter_backwards=True)], None, 60),
    ("MeterBackwards", [started(1), stopped(1), started(2, meter_start_wh=899, occurred_at=at(1))], None, 60),
    ("MeterGap", [started(1), stopped(1), started(2, meter_start_wh=1901, occurred_at=at(1))], None, 60),
    ("CommandUnreachable", [accepted(), expired()], None, 60),
    ("FirmwareFailed", [firmware("DownloadFailed")], [firmware("Installed")], 60),
    ("RebootLoop", [boot()] * 5, None, 60),
    ("UnknownIdTagBurst", [decided()] * 10, None, 60),
    ("Malformed", [message("Malformed").event], None, 60),
    ("ClockDrift", [status(occurred_at=at(-61))], [status(occurred_at=at(-1))], 60),
], ids=str)
def test_what_shows_it_and_when_it_is_over(two, url, code, shown, over, later):
    record(two, *shown)
    assert found(two, later) == [("EV-1", code)]
    last, = two.read_now(problems.found, at(later))
    told = [one for one in two.read_now(stored.read, 0, 100).events if one.event_id in last.finding.event_ids]
    assert told
    assert {type(one.event) for one in told} <= {type(one) for one in shown}
    if over is None:
        assert found(two, 8 * DAY) == []
    else:
        record(two, *over)
        assert found(two, later) == []
    assert set(verify(url).values()) == {0}


@pytest.mark.parametrize("short_of_it", [
    [boot()] * 4, [decided()] * 9, [decided("Blocked")] * 20, [accepted(), expired("Expired")],
    [firmware("Installing")],
    [started(1), stopped(1), started(2, meter_start_wh=1900, occurred_at=at(1))], [status(word="Occupied")],
    [started(1), stopped(1), started(2, connector_id=2, meter_start_wh=0, occurred_at=at(1))],
    [status(occurred_at=at(-3600)), status(occurred_at=at(-60))]], ids=str)
def test_what_is_just_short_of_it(two, short_of_it):
    record(two, *short_of_it)
    assert found(two) == []


def test_what_is_counted_begins_anew_with_the_hour(two, tower):
    record(two, boot(), boot(), boot(), boot())
    tower.advance(3600)
    record(two, boot())
    assert found(two, 3660) == []


def test_the_worst_first_and_only_what_is_asked_for(two):
    record(two, message("Malformed").event, firmware("DownloadFailed"), status("EV-2", word="Faulted"))
    assert found(two) == [("EV-2", "FaultOpen"), ("EV-1", "FirmwareFailed"), ("EV-1", "Malformed")]
    assert found(two, codes=["Malformed"]) == [("EV-1", "Malformed")]
    assert found(two, targets=[Target(kind="ChargePoint", id="EV-2")]) == [("EV-2", "FaultOpen")]
    assert found(two, allowed=[]) == []
    record(two, events.ChargePointRejected(charge_point_id="EV-2"))
    assert found(two, codes=["FaultOpen"]) == [], "whom we refuse has no problems"


def test_a_problem_names_the_event_that_shows_it(two):
    position = record(two, started(1), stopped(1, meter_backwards=True)).last_position
    [one] = two.read_now(problems.found, at(60))
    assert one.finding.event_ids[0].endswith(f"-{position}")


# -- the health of one


def health(store, since=0.0, until=3600.0, name="EV-1"):
    return store.read_now(charge_point_health.of, name, at(since), at(until))


def test_the_health_is_that_of_the_time_asked_for(two, tower):
    two.run(asked())
    tower.advance(1000)
    two.run(asked())
    record(two, boot(), status(word="Faulted", error_code="GroundFailure"))
    tower.advance(5000)
    record(two, boot(), status())
    made = health(two, 500, 2000)
    assert (made.boot_count, made.last_boot_at) == (1, at(1000))
    assert made.offline_periods == ((at(500), at(1000)), (at(1000), at(2000)))
    assert {one.code for one in made.findings} == {"Offline", "FaultOpen"}


def test_what_was_so_before_the_time_is_known(two, tower):
    two.run(asked())
    record(two, status(word="Faulted"), status(connector_id=2, word="Occupied"), started(1, connector_id=2))
    tower.advance(100)
    made = health(two, 100, 200)
    assert [one.connector_id for one in made.open_faults] == [1]
    assert made.online_percent == 100
    assert {one.code for one in health(two, 100, 2 * DAY).findings} == {"FaultOpen", "Offline"}, "somebody charges at 2"


def test_long_silent_before(two, tower):
    for _ in range(charge_point_health.LOOK_BACK + 1):
        two.run(unit(incoming=message("Response")))
    tower.advance(DAY)
    assert health(two, DAY - 60, DAY).online_percent == 0


def test_many_events_are_read_in_pages(two, tower, monkeypatch):
    monkeypatch.setattr(charge_point_health, "PAGE", 3)
    record(two, *[boot()] * 10)
    assert health(two, -10, 10).boot_count == 10
    monkeypatch.setattr(charge_point_health, "MOST", 9)
    with pytest.raises(Refused, match="shorter"):
        health(two, -10, 10)


@pytest.mark.parametrize(("name", "until", "kind"), [("EV-9", 10, Kind.NOT_FOUND), ("EV-1", 0, Kind.INVALID)])
def test_what_cannot_be_told(two, name, until, kind):
    with pytest.raises(Refused) as refused:
        health(two, 0, until, name)
    assert refused.value.kind is kind


def test_a_day_is_told_of_where_nobody_says_which():
    assert timedelta(days=1) == charge_point_health.DAY
