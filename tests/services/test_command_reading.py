"""CommandService: GetCommand, ListCommands and CancelCommand (MT-CMD-04 to 14, MT-POL, MT-PAG, MT-ACC-08)."""

from datetime import timedelta

import pytest

from motown.domain import commands
from motown.domain.ids import PartyId
from tests.fixtures import both_stores, both_versions
from tests.harness import START
from tests.services.calling import refusal
from tests.services.commanding import Commanding, Station, attributes

START_ONE = {"connectorId": 1, "idTag": "TAG"}
LATER = START + timedelta(hours=1)


@pytest.fixture
def station(server, version):
    return Station(server, version=version)


@pytest.fixture
def nordlicht(server, station):
    return Commanding(server, "nordlicht", "CSO", own=("EV-1",))


def states(command):
    return [one.state for one in command.history]


# -- a life

@both_versions
@both_stores
def test_from_asked_to_done(server, station, nordlicht):
    command = nordlicht.done("StartTransaction", **START_ONE)
    assert (command.state, command.outcome, command.stationStatus) == ("Answered", "Pending", "Accepted")
    assert (command.effect.status, command.effect.deadline) == ("Awaited", START + timedelta(seconds=120))
    server.clock.advance(5)
    station.ev.start("TAG")
    command = nordlicht.command(command.commandId)
    assert (command.state, command.outcome, command.connectorId) == ("Finished", "Succeeded", 1)
    assert states(command) == ["Queued", "Sent", "Answered", "Finished"]
    log = {one.event_id: one for one in server.log()}
    assert [log[one.eventId].type for one in command.history] == [
        "motown.CommandAccepted", "motown.CommandSent", "motown.CommandAnswered", "motown.CommandFinished"]
    assert [log[one.eventId].recorded_at for one in command.history] == [one.at for one in command.history]
    assert log[command.effect.eventId].type == "motown.TransactionStarted"
    assert (command.effect.status, command.effect.observedAt) == ("Observed", START + timedelta(seconds=5))
    assert command.position == log[command.history[-1].eventId].position
    [attempt] = command.attempt
    assert (attempt.number, attempt.at, attempt.error) == (1, START, None)


def test_what_a_charge_point_refuses_is_no_fault(station, nordlicht):
    station.says("RemoteStartTransaction", "Rejected")
    command = nordlicht.done("StartTransaction", **START_ONE)
    assert (command.state, command.outcome, command.stationStatus) == ("Finished", "Rejected", "Rejected")
    assert command.outcomeReason == "the charge point answered Rejected"
    assert command.effect.status == "NotExpected"


def test_an_effect_that_does_not_come(server, station, nordlicht):
    asked = nordlicht.ask("ResetChargePoint", resetType="Soft").commandId
    server.clock.advance(601)
    command = nordlicht.command(asked)
    assert (command.outcome, command.effect.status, command.effect.eventId) == ("Unconfirmed", "NotObserved", None)


def test_an_old_version_cannot_show_a_configuration(server):
    Station(server, version="1.2")
    nordlicht = Commanding(server, "nordlicht", "CSO", own=("EV-1",))
    command = nordlicht.done("ChangeConfiguration", key="k", value="v")
    assert (command.outcome, command.stationStatus) == ("Unconfirmed", "Accepted")


def test_a_configuration_is_read_back(station, nordlicht):
    command = nordlicht.done("ChangeConfiguration", key="HeartBeatInterval", value="300")
    assert command.outcome == "Succeeded"
    back, asked = nordlicht.listed(name=["GetConfiguration"]), nordlicht.listed(name=["ChangeConfiguration"])
    assert [one.commandId for one in asked] == [command.commandId]
    assert [one.requestId for one in back] == [None], "ours, for the party"


def test_what_else_was_answered(station, nordlicht):
    command = nordlicht.done("GetConfiguration")
    assert attributes(command.result) == {
        "configurationKey.1.key": "HeartBeatInterval", "configurationKey.1.readonly": "false",
        "configurationKey.1.value": "300", "unknownKey": "Horn"}
    assert attributes(nordlicht.done("GetLocalListVersion").result) == {"listVersion": "1"}
    station.says("DataTransfer", "Accepted", "<data>&lt;what it&#10;likes&gt;</data>")
    assert attributes(nordlicht.done("SendData", vendorId="v").result) == {"data": "<what it\nlikes>"}


def test_secrets_that_are_answered_are_masked(station, nordlicht):
    station.writes("GetConfiguration", "<configurationKey><key>AdminPassword</key><readonly>false</readonly>"
                   "<value>geheim</value></configurationKey>")
    command = nordlicht.done("GetConfiguration")
    assert attributes(command.result)["configurationKey.1.value"] == "****"


def test_tries_are_told_with_what_went_wrong(server, station, nordlicht):
    station.away()
    asked = nordlicht.ask("ClearCache").commandId
    command = nordlicht.command(asked)
    assert (states(command), command.effect) == (["Queued"], None)
    station.there()
    station.ev.heartbeat()
    command = nordlicht.command(asked)
    assert [(one.number, one.error) for one in command.attempt] == [(1, "nobody is there"), (2, None)]
    assert states(command) == ["Queued", "Sent", "Answered", "Finished"]


def test_one_that_waits_for_another_try_is_queued_again(server, station, nordlicht):
    station.silent()
    asked = nordlicht.ask("ClearCache").commandId
    command = nordlicht.command(asked)
    assert (states(command), command.state) == (["Queued", "Sent", "Queued"], "Queued")
    assert command.effect.status == "NotExpected"
    station.there()
    server.clock.advance(90)
    assert states(nordlicht.command(asked))[2:] == ["Queued", "Sent", "Answered", "Finished"]


def test_what_may_have_arrived_is_watched(station, nordlicht):
    station.silent()
    command = nordlicht.done("StartTransaction", **START_ONE)
    assert (command.state, command.effect.status) == ("Sent", "Awaited")
    station.ev.start("TAG")
    assert nordlicht.command(command.commandId).outcome == "Succeeded"


# -- waiting

@both_stores
@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_an_answer_comes_with_the_end(server, station, nordlicht, soap):
    nordlicht.soap = soap
    asked = nordlicht.ask("StartTransaction", **START_ONE).commandId
    waiting = nordlicht.later("command", "GetCommand", commandId=asked, waitSeconds=30)
    server.clock.advance(10)
    assert not waiting.is_here
    station.ev.start("TAG")
    assert waiting.answer().command.outcome == "Succeeded"


def test_the_end_of_the_time_is_no_fault(server, station, nordlicht):
    asked = nordlicht.ask("StartTransaction", notBefore=LATER, **START_ONE).commandId
    for seconds, most in ((30, 30), (600, 60)):
        waiting = nordlicht.later("command", "GetCommand", commandId=asked, waitSeconds=seconds)
        server.clock.advance(most - 1)
        assert not waiting.is_here
        server.clock.advance(1)
        assert waiting.answer().command.state == "Scheduled"


@pytest.mark.parametrize(("until", "when"), [
    ("Scheduled", "at once"), ("Queued", "queued"), ("Sent", "answered"), ("Answered", "answered"),
    ("Finished", "finished"), (None, "finished"), ("Cancelled", "finished"), ("Expired", "finished")])
def test_one_may_wait_for_any_state(server, station, nordlicht, until, when):
    asked = nordlicht.ask("StartTransaction", notBefore=START + timedelta(seconds=10), **START_ONE).commandId
    waiting = nordlicht.later("command", "GetCommand", commandId=asked, waitSeconds=60, waitFor=until)
    assert waiting.is_here == (when == "at once")
    server.clock.advance(10)
    assert waiting.is_here == (when != "finished")
    station.ev.start("TAG")
    assert waiting.is_here


def test_what_is_over_needs_no_waiting(nordlicht):
    asked = nordlicht.ask("ClearCache").commandId
    assert nordlicht.command(asked, waitSeconds=60, waitFor="Cancelled").outcome == "Succeeded"


def test_a_party_with_too_many_polls(make_server, monkeypatch):
    server = make_server()
    server.accept("EV-1")
    Station(server, reachable=False)
    nordlicht = Commanding(server, "nordlicht", "CSO", own=("EV-1",))
    asked = nordlicht.ask("ClearCache").commandId
    monkeypatch.setattr(server.registry.backstage.polls, "_most", 2)
    waiting = [nordlicht.later("command", "GetCommand", commandId=asked, waitSeconds=10) for _ in range(2)]
    with refusal("TooManyRequests") as refused:
        nordlicht.command(asked, waitSeconds=10)
    assert refused.fault.retryAfterSeconds
    server.clock.advance(11)
    assert [one.answer().command.state for one in waiting] == ["Queued", "Queued"]
    again = nordlicht.later("command", "GetCommand", commandId=asked, waitSeconds=10)
    assert not again.is_here
    server.clock.advance(11)
    assert again.answer().command.state == "Queued"


def test_who_hangs_up_waits_no_more(server, station, nordlicht):
    asked = nordlicht.ask("StartTransaction", **START_ONE).commandId
    before = server.registry.backstage.polls.waiting
    waiting = nordlicht.later("command", "GetCommand", commandId=asked, waitSeconds=60)
    assert (server.registry.backstage.polls.waiting, server.registry.tail.waiting) == (before + 1, 1)
    waiting.waiting.addErrback(lambda _: None)
    waiting.waiting.cancel()
    assert (server.registry.backstage.polls.waiting, server.registry.tail.waiting) == (before, 0)


def test_who_was_disabled_while_it_waited_is_told_nothing(server, station, nordlicht):
    asked = nordlicht.ask("StartTransaction", **START_ONE).commandId
    waiting = nordlicht.later("command", "GetCommand", commandId=asked, waitSeconds=60)
    server.execute(commands.EnableParty(party_id=PartyId("nordlicht"), enabled=False))
    station.ev.start("TAG")
    with refusal("NotAuthenticated"):
        waiting.answer()


def test_who_lost_its_grant_while_it_waited_is_told_nothing(server, station, nordlicht):
    asked = nordlicht.ask("StartTransaction", **START_ONE).commandId
    app = Commanding(server, "app", "ADDON")
    grant_id = app.grant("R-RAW", "EV-1")
    waiting = app.later("command", "GetCommand", commandId=asked, waitSeconds=60)
    assert not waiting.is_here
    server.execute(commands.RevokeAccess(party_id=PartyId("app"), grant_id=grant_id))
    station.ev.start("TAG")
    with refusal("NotFound"):
        waiting.answer()


# -- what a charge point says is data

@pytest.mark.parametrize("said", ["", "Accepted  ", "maybe later", "x" * 300, "&lt;b&gt;", "\u00e9\u00e8 \U0001f50c"])
def test_whatever_a_charge_point_answers_can_be_told(station, nordlicht, said):
    station.says("ClearCache", said)
    command = nordlicht.done("ClearCache")
    assert command.outcome in ("Pending", "Rejected", "Failed", "Succeeded")
    assert len(command.stationStatus or "") <= 128


@pytest.mark.parametrize("data", ["", "\ud7ff\ufffd", "a]]&gt;b", "x" * 10_000])
def test_whatever_data_is_answered_can_be_told(station, nordlicht, data):
    station.says("DataTransfer", "Accepted", f"<data>{data}</data>")
    command = nordlicht.done("SendData", vendorId="v", data="<&>\n\t\u00e9")
    assert command.outcome == "Succeeded"
    assert attributes(command.parameter)["data"] == "<&>\n\t\u00e9"
    assert len(attributes(command.result).get("data") or "") == len(data.replace("&gt;", ">"))
