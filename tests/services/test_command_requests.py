"""CommandService: times, requests that are asked again, secrets (MT-CMD-08, MT-CMD-15, MT-IDM, MT-ACC-13)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.fixtures import both_stores
from tests.harness import START
from tests.services.calling import refusal
from tests.services.commanding import Commanding, Station, attributes

LATER = START + timedelta(hours=1)


@pytest.fixture
def station(server, version):
    return Station(server, version=version)


@pytest.fixture
def nordlicht(server, station):
    return Commanding(server, "nordlicht", "CSO", own=("EV-1",))


# -- times

def test_times_that_are_not_given(station, nordlicht):
    assert nordlicht.done("ClearCache").expiresAt == START + timedelta(seconds=300)
    later = nordlicht.done("ClearCache", notBefore=LATER)
    assert (later.state, later.notBefore, later.expiresAt) == ("Scheduled", LATER, LATER + timedelta(hours=24))
    assert later.effect is None
    assert later.attempt == []


def test_nothing_is_sent_before_its_time(server, station, nordlicht):
    receipt = nordlicht.ask("ClearCache", notBefore=LATER)
    assert receipt.state == "Scheduled"
    server.clock.advance(3599)
    assert station.requests == []
    server.clock.advance(2)
    command = nordlicht.command(receipt.commandId)
    assert [one.state for one in command.history] == ["Scheduled", "Queued", "Sent", "Answered", "Finished"]


def test_nothing_is_sent_after_its_time(server, station, nordlicht):
    station.away()
    receipt = nordlicht.ask("ClearCache", expiresAt=START + timedelta(seconds=10))
    server.clock.advance(30)
    command = nordlicht.command(receipt.commandId)
    assert (command.state, command.outcome) == ("Expired", "Unreachable")
    assert command.attempt[0].number == 1
    assert command.attempt[0].error == "nobody is there"
    assert station.requests == []


# -- asked again

@both_stores
@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_the_same_request_is_one_command(server, station, nordlicht, soap):
    nordlicht.soap = soap
    asked = {"requestId": "mine", "connectorId": 1}
    first, again = nordlicht.ask("UnlockConnector", **asked), nordlicht.ask("UnlockConnector", **asked)
    assert (first.duplicate, first.state) == (False, "Queued")
    assert (again.duplicate, again.state, again.commandId, again.position) == (
        True, "Queued", first.commandId, first.position)
    assert len(station.requests) == 1
    with refusal("IdempotencyConflict"):
        nordlicht.ask("UnlockConnector", requestId="mine", connectorId=2)
    with refusal("IdempotencyConflict"):
        nordlicht.ask("ClearCache", requestId="mine")
    with refusal("IdempotencyConflict"):
        nordlicht.ask("UnlockConnector", **asked, note="other content")


def test_a_request_is_answered_again_whatever_has_changed(server, station, nordlicht):
    number = station.ev.start("TAG").transactionId
    asked = {"requestId": "stop", "transactionId": str(number), "expiresAt": START + timedelta(seconds=60)}
    first = nordlicht.ask("StopTransaction", **asked)
    station.ev.stop(number)
    server.clock.advance(600)
    assert nordlicht.ask("StopTransaction", **asked).commandId == first.commandId


def test_two_parties_may_use_the_same_name(server, station, nordlicht):
    other = Commanding(server, "other", "CSO", own=("EV-1",))
    assert nordlicht.ask("ClearCache", requestId="r").commandId != other.ask("ClearCache", requestId="r").commandId


def test_a_refused_request_does_not_use_up_its_name(nordlicht):
    with refusal("InvalidRequest"):
        nordlicht.ask("ResetChargePoint", requestId="r", resetType="Warm")
    assert not nordlicht.ask("ResetChargePoint", requestId="r", resetType="Soft").duplicate


def test_a_long_name(nordlicht):
    assert nordlicht.done("ClearCache", requestId="r" * 255).requestId == "r" * 255


# -- secrets

@pytest.mark.parametrize(("name", "fields"), [
    ("ChangeConfiguration", {"key": "AdminPassword", "value": "geheim"}),
    ("RequestDiagnostics", {"location": "ftp://user:geheim@files.example/up"}),
    ("UpdateFirmware", {"location": "ftp://user:geheim@files.example/x.bin", "retrieveAt": LATER}),
])
def test_secrets_are_never_told_again(server, station, nordlicht, name, fields):
    receipt = nordlicht.ask(name, **fields)
    waiting = nordlicht.later("command", "GetCommand", commandId=receipt.commandId)
    assert b"geheim" not in waiting.waiting.result.body
    assert "****" in str(waiting.answer())
    assert "geheim" in str(station.requests)
    for one in server.log():
        assert "geheim" not in str(one.body)
    assert [one.commandId for one in nordlicht.listed()] == [receipt.commandId]


def test_times_have_their_zone(station, nordlicht):
    until = datetime(2026, 3, 1, 15, tzinfo=UTC).astimezone()
    command = nordlicht.done("ReserveNow", connectorId=1, idTag="TAG", reservedUntil=until)
    assert attributes(command.parameter)["reservedUntil"] == "2026-03-01T15:00:00Z"
