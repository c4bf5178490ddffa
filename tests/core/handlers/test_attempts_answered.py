"""What is kept of an answer, and what is asked in order to see whether it is true."""

import pytest

from motown.core.handlers.attempts import LONGEST_SAID
from motown.domain import commands
from tests.core.handlers.life import Life
from tests.fixtures import both_stores

START_1 = {"idTag": "TAG", "connectorId": 1}


@pytest.fixture
def life(server, version):
    return Life(server, version=version)


# -- the words of others

@both_stores
def test_whatever_a_charge_point_says_is_kept_within_bounds(life):
    one = life.answered(status=None, fault="F" * 100_000, reason="\0\ud800<&>" * 100_000)
    event = life.history(one)[-2].event
    assert len(event.fault) == len(event.reason) == LONGEST_SAID
    assert event.reason.startswith("\ufffd\ufffd<&>")
    assert len(life.row(one).reason) < 3 * LONGEST_SAID
    two = life.answered(status="S" * 1000 + "\x1b")
    assert life.row(two).station_status == "S" * (LONGEST_SAID - 3) + "..."
    three = life.ask("ClearCache")
    life.fail(three, "unreachable", error="\x00<html>" * 1000)
    assert len(life.row(three).error) == LONGEST_SAID
    assert len(life.server.charge_point("EV-1").call_error) == LONGEST_SAID


def test_secrets_in_the_words_of_others_do_not_show(life):
    one = life.ask("ClearCache")
    life.send(one)
    life.fail(one, error="550 ftp://u:hunter2@h/f: no such file")
    assert life.row(one).error == "550 ftp://u:****@h/f: no such file"
    life.send(one, 2)
    life.answer(one, None, 2, fault="InternalError", reason="cannot open ftp://u:hunter2@h/")
    assert "hunter2" not in str([event.body_text for event in life.server.log()])


def test_secrets_that_are_read_are_masked(life):
    read = [{"key": "FtpPassword", "value": "hunter2", "readonly": False}, {"key": "BlinkRepeat", "value": "3"}]
    one = life.answered("GetConfiguration", {}, None, result={"configurationKey": read, "unknownKey": ["x"]})
    assert life.row(one).result == {"configurationKey": [
        {"key": "FtpPassword", "value": "****", "readonly": False}, {"key": "BlinkRepeat", "value": "3"}],
        "unknownKey": ["x"]}
    assert "hunter2" not in str([event.body_text for event in life.server.log()])


# -- read back

CHANGE = {"key": "LightIntensity", "value": "50"}


def child(life, parent):
    [row] = [one for one in life.pending() if one.parent_id == parent]
    return row


def test_a_changed_key_is_read_back(life):
    one = life.answered("ChangeConfiguration", CHANGE)
    assert life.state(one) == ("Answered", "Pending", "Awaited")
    asked = child(life, one)
    assert (asked.name, asked.parameters, asked.expires_at) == (
        "GetConfiguration", {"key": ["LightIntensity"]}, life.row(one).effect_deadline)
    assert life.history(asked.command_id)[0].correlation_id == life.history(one)[0].correlation_id
    life.send(asked.command_id)
    life.answer(asked.command_id, None, result={"configurationKey": [{"key": "LightIntensity", "value": "50"}]})
    assert life.state(one) == ("Finished", "Succeeded", "Observed")
    assert life.over(asked.command_id)


@pytest.mark.parametrize("result", [
    {"configurationKey": [{"key": "LightIntensity", "value": "49"}]}, {"unknownKey": ["LightIntensity"]},
    {"configurationKey": [{"key": "LightIntensity"}]}])
def test_and_is_unconfirmed_where_it_has_another_value(life, result):
    one = life.answered("ChangeConfiguration", CHANGE)
    asked = child(life, one).command_id
    life.send(asked)
    life.answer(asked, None, result=result)
    assert life.state(one) == ("Finished", "Unconfirmed", "NotObserved")
    assert life.row(one).reason == "the charge point reports another value, or none"


def test_or_where_it_cannot_be_read(life):
    one = life.answered("ChangeConfiguration", CHANGE)
    asked = child(life, one).command_id
    life.send(asked)
    life.answer(asked, None, fault="NotSupported")
    assert life.state(asked)[1] == "NotSupported"
    assert life.state(one) == ("Answered", "Pending", "Awaited")
    life.later(60)
    life.do(commands.MissCommandEffect, one)
    assert life.state(one) == ("Finished", "Unconfirmed", "NotObserved")


@pytest.mark.parametrize(("version", "fields", "given"), [
    ("1.5", CHANGE, {"verify": False}), ("1.2", CHANGE, {}), ("1.5", {"key": "FtpPassword", "value": "x"}, {})])
def test_where_nothing_is_read_back_it_stays_unconfirmed(life, fields, given):
    one = life.ask("ChangeConfiguration", fields, **given)
    life.send(one)
    life.answer(one)
    assert life.state(one) == ("Finished", "Unconfirmed", "NotExpected")
    assert life.pending() == []


def test_a_full_charge_point_is_asked_even_so(life):
    one = life.ask("ChangeConfiguration", CHANGE, most_pending=1)
    life.send(one)
    life.answer(one)
    assert child(life, one).name == "GetConfiguration"


def test_a_list_is_read_back_by_its_version(life):
    entries = [{"idTag": "A", "idTagInfo": {"status": "Accepted"}}]
    one = life.answered("SendLocalList", {"updateType": "Full", "localAuthorisationList": entries})
    version = life.row(one).parameters["listVersion"]
    asked = child(life, one)
    assert asked.name == "GetLocalListVersion"
    life.send(asked.command_id)
    life.answer(asked.command_id, None, result={"listVersion": version})
    assert life.state(one) == ("Finished", "Succeeded", "Observed")


def test_a_list_that_nobody_looks_for_is_unconfirmed(life):
    one = life.ask("SendLocalList", {"updateType": "Full", "localAuthorisationList": []}, verify=False)
    life.send(one)
    life.answer(one)
    assert life.state(one) == ("Finished", "Unconfirmed", "NotExpected")


def test_a_whole_list_follows_a_change_that_could_not_be_taken(life):
    """LL-5: though the first is still pending while that is asked for, it is not in its way."""
    life.server.put_tag("B")
    full = life.answered("SendLocalList", {"updateType": "Full"})
    asked = child(life, full).command_id
    life.send(asked)
    life.answer(asked, None, result={"listVersion": life.row(full).parameters["listVersion"]})
    one = life.answered("SendLocalList", {"updateType": "Differential"}, "VersionMismatch")
    assert life.state(one)[1] == "Rejected"
    again = child(life, one)
    assert (again.name, again.parameters["updateType"]) == ("SendLocalList", "Full")


def test_nobody_to_look_is_unconfirmed_not_succeeded(life):
    one = life.ask("RemoteStartTransaction", START_1, verify=False)
    life.send(one)
    life.answer(one)
    assert life.state(one) == ("Finished", "Unconfirmed", "NotExpected")
    assert life.row(one).reason == "it was not asked to look whether it has been done"
    two = life.ask("ClearCache", verify=False)
    life.send(two)
    life.answer(two)
    assert life.state(two)[1] == "Succeeded"
