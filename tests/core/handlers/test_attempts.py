"""What becomes of a command from the moment on that it is sent."""

from datetime import UTC, datetime, timedelta

import pytest

from motown.core.handlers.commands import EFFECT, LONGEST_LIFE, SEND
from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.domain.operations import OPERATIONS
from tests.core.handlers.life import Life, with_message
from tests.domain.operations.test_fields import MINIMAL
from tests.fixtures import both_stores, both_versions
from tests.harness import START

START_1 = {"idTag": "TAG", "connectorId": 1}


@pytest.fixture
def life(server, version):
    return Life(server, version=version)


def refusal(function, *args, **given):
    with pytest.raises(Refused) as refused:
        function(*args, **given)
    return refused.value


# -- sent

def test_it_is_marked_as_sent_before_it_goes(life):
    one = life.ask()
    life.send(one)
    row, due = life.row(one), life.due(one)
    assert (row.state, row.attempts, row.sent_at, row.attempted_at) == ("Sent", 1, START, START)
    assert (due.kind, due.sent, due.attempt, due.due_at) == (SEND, True, 1, life.at(30))
    event = life.history(one)[-1].event
    assert (event.attempt, event.address, event.message_id) == (1, "http://192.0.2.7/", f"urn:uuid:{one}")


@pytest.mark.parametrize("attempt", [0, 2, -1])
def test_only_the_next_attempt_may_be_sent(life, attempt):
    one = life.ask()
    assert refusal(life.send, one, attempt).kind is Kind.CONFLICT
    assert life.types(one) == ["Accepted"]


@both_stores
def test_of_two_that_race_one_sends(life):
    one = life.ask()
    life.send(one)
    refused = refusal(life.send, one)
    assert (refused.kind, refused.reason) == (Kind.CONFLICT, f"command {one} is Sent")
    assert refusal(life.send, one, 2).kind is Kind.CONFLICT
    assert life.types(one) == ["Accepted", "Sent"]


def test_what_was_called_off_is_not_sent(life):
    one = life.ask()
    life.do(commands.CancelCommand, one)
    assert refusal(life.send, one).reason == f"command {one} has ended: Cancelled"


# -- not reached

def test_what_never_left_is_tried_again_however_often(life):
    one = life.ask()
    for attempt in (1, 2, 3):
        life.fail(one, "unreachable", attempt, retry_seconds=7)
        row, due = life.row(one), life.due(one)
        assert (row.state, row.attempts, row.error) == ("Queued", attempt, "unreachable, said the network")
        assert (row.retry_at, row.attempted_at, row.sent_at) == (life.at(7), life.server.now, None)
        assert (due.kind, due.sent, due.attempt, due.due_at, due.lane) == (SEND, False, attempt, life.at(7), "cp:EV-1")
        assert due.expires_at == row.expires_at
        life.later(7)
    known = life.server.charge_point("EV-1")
    assert known.call_error == "unreachable, said the network"
    life.send(one, 4)
    assert life.row(one).retry_at is None
    life.answer(one, attempt=4)
    assert life.server.charge_point("EV-1").call_error is None


@pytest.mark.parametrize("name", ["Reset", "ClearCache"])
def test_what_was_marked_and_never_left_may_be_sent_again(life, name):
    one = life.ask(name)
    life.send(one)
    life.fail(one, "unreachable")
    assert life.state(one) == ("Queued", "Pending", "NotExpected")
    assert life.row(one).sent_at is None
    life.boots()
    assert life.row(one).effect == "NotExpected", "it cannot be its effect"
    life.send(one, 2)


@pytest.mark.parametrize(("kind", "attempt"), [("unreachable", 2), ("unreachable", 0), ("no-answer", 1),
                                               ("bad-answer", 1)])
def test_a_failure_of_no_attempt_under_way_says_nothing(life, kind, attempt):
    one = life.ask()
    life.fail(one, kind, attempt)
    assert life.types(one) == ["Accepted"]


@pytest.mark.parametrize("attempt", [0, 2])
def test_a_failure_of_another_attempt_says_nothing(life, attempt):
    one = life.ask()
    life.send(one)
    for kind in ("unreachable", "no-answer"):
        life.fail(one, kind, attempt)
    assert life.types(one) == ["Accepted", "Sent"]


def test_what_cannot_be_sent_at_all_fails(life):
    one = life.ask()
    life.fail(one, "unreachable", is_final=True)
    assert life.state(one) == ("Finished", "Failed", "NotExpected")
    assert life.row(one).reason == "unreachable, said the network"
    assert life.over(one)


# -- no answer

@pytest.mark.parametrize("kind", ["no-answer", "bad-answer"])
@pytest.mark.parametrize("name", sorted(name for name, one in OPERATIONS.items() if one.IS_REPEATABLE))
def test_what_does_no_harm_is_repeated(life, name, kind):
    later = {"expiryDate": "2026-03-02T12:00:00Z"} if name == "ReserveNow" else {}
    one = life.ask(name, MINIMAL[name] | later)
    life.send(one)
    life.fail(one, kind)
    assert life.state(one) == ("Queued", "Pending", "NotExpected")
    assert life.row(one).sent_at == START
    life.send(one, 2)
    assert life.row(one).attempts == 2


@pytest.mark.parametrize("kind", ["no-answer", "bad-answer"])
@pytest.mark.parametrize("name", sorted(name for name, one in OPERATIONS.items() if not one.IS_REPEATABLE))
def test_all_else_is_sent_once_and_watched(life, name, kind):
    one = life.ask(name, MINIMAL[name])
    life.send(one)
    life.fail(one, kind)
    if name in ("UnlockConnector", "DataTransfer"):
        assert life.state(one) == ("Finished", "Unconfirmed", "NotExpected")
        assert life.row(one).reason == "no answer came, and it would show in nothing else"
        return
    assert life.state(one) == ("Sent", "Pending", "Awaited")
    due = life.due(one)
    assert (due.kind, due.lane, due.sent, due.expires_at) == (EFFECT, None, False, None)
    assert due.due_at == life.row(one).effect_deadline > life.server.now
    assert refusal(life.send, one, 2).kind is Kind.CONFLICT
    life.fail(one, kind, 2)
    life.answer(one)
    assert life.state(one) == ("Sent", "Pending", "Awaited"), "too late"
    missed(life, one)


def missed(life, one):
    life.later(2 * 86_400)
    life.do(commands.MissCommandEffect, one)
    assert life.state(one) == ("Finished", "Unconfirmed", "NotObserved")
    assert life.row(one).reason == "nothing showed in time that it has been done"
    assert life.over(one)


def test_unanswered_and_nobody_is_to_look(life):
    one = life.ask(verify=False)
    life.send(one)
    life.fail(one)
    assert life.state(one) == ("Finished", "Unconfirmed", "NotExpected")


def test_the_effect_does_without_the_answer(life):
    one = life.ask()
    life.send(one)
    life.fail(one)
    life.boots()
    assert life.state(one) == ("Finished", "Succeeded", "Observed")
    assert life.row(one).effect_position == next(
        event.position for event in reversed(life.server.log()) if event.type == "motown.ChargePointBooted")


@pytest.mark.parametrize("kind", ["no-answer", "bad-answer", "unreachable"])
def test_the_effect_may_come_before_the_failure(life, kind):
    one = life.ask()
    life.send(one)
    life.boots()
    assert life.state(one) == ("Sent", "Pending", "Observed")
    life.fail(one, kind)
    assert life.state(one) == ("Finished", "Succeeded", "Observed")
    assert life.over(one)


def test_what_waits_for_another_attempt_is_not_repeated_once_it_is_seen_to_be_done(life):
    one = life.ask("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"})
    life.send(one)
    life.fail(one)
    life.status("Unavailable")
    assert life.state(one) == ("Finished", "Succeeded", "Observed")
    assert refusal(life.send, one, 2).kind is Kind.CONFLICT


# -- answered

@both_versions
@pytest.mark.parametrize(("name", "fields"), [
    ("ClearCache", {}), ("UnlockConnector", {"connectorId": 1}), ("GetDiagnostics", {})])
def test_where_nothing_is_to_be_expected_the_answer_is_the_end(life, name, fields):
    one = life.answered(name, fields)
    assert life.state(one) == ("Finished", "Succeeded", "NotExpected")
    row = life.row(one)
    assert (row.station_status, row.answered_at, row.finished_at, row.reason) == ("Accepted", START, START, None)
    assert life.over(one)
    assert life.types(one) == ["Accepted", "Sent", "Answered", "Finished"]


@both_versions
def test_accepted_is_a_promise(life):
    one = life.answered("RemoteStartTransaction", START_1)
    assert life.state(one) == ("Answered", "Pending", "Awaited")
    due = life.due(one)
    assert (due.kind, due.lane, due.due_at) == (EFFECT, None, life.at(120))
    assert life.row(one).effect_deadline == life.at(120)
    life.later(119)
    life.do(commands.MissCommandEffect, one)
    assert not life.over(one), "there is time left"
    missed(life, one)


def test_settings_may_give_more_time(life):
    one = life.answered("RemoteStartTransaction", START_1, effect_seconds=17)
    assert life.due(one).due_at == life.at(17)


@pytest.mark.parametrize("seconds", [1e300, float("inf")])
def test_but_not_for_ever(life, seconds):
    one = life.answered("RemoteStartTransaction", START_1, effect_seconds=seconds)
    assert life.due(one).due_at == START + LONGEST_LIFE


def test_a_far_date_of_new_firmware_does_no_harm(life):
    far = datetime.max.replace(tzinfo=UTC)
    one = life.answered("UpdateFirmware", {"location": "ftp://h/f", "retrieveDate": far.isoformat()}, None)
    assert life.due(one).due_at == START + LONGEST_LIFE + timedelta(days=1)
    two = life.answered("UpdateFirmware", {"location": "ftp://h/f", "retrieveDate": "2026-03-02T12:00:00Z"}, None)
    assert life.due(two).due_at == START + timedelta(days=2)


@pytest.mark.parametrize(("given", "outcome", "reason"), [
    ({"status": "Rejected"}, "Rejected", "the charge point answered Rejected"),
    ({"status": "NotSupported"}, "NotSupported", "the charge point answered NotSupported"),
    ({"status": "Quux"}, "Rejected", "the charge point answered Quux"),
    ({"status": None, "fault": "NotSupported", "reason": "cannot"}, "NotSupported",
     "the charge point answered with the fault NotSupported: cannot"),
    ({"status": None, "fault": "InternalError"}, "Failed",
     "the charge point answered with the fault InternalError: it gave no reason"),
])
def test_a_no_is_the_end(life, given, outcome, reason):
    one = life.answered(**given)
    assert life.state(one) == ("Finished", outcome, "NotExpected")
    assert life.row(one).reason == reason
    assert life.over(one)
    life.boots()
    assert life.types(one)[-1] == "Finished"


def test_the_effect_may_come_before_the_answer(life):
    one = life.ask("RemoteStartTransaction", START_1)
    life.send(one)
    life.starts()
    assert life.state(one) == ("Sent", "Pending", "Observed")
    life.answer(one)
    assert life.state(one) == ("Finished", "Succeeded", "Observed")
    assert life.types(one) == ["Accepted", "Sent", "EffectObserved", "Answered", "Finished"]


def test_a_no_stays_a_no_whatever_was_seen(life):
    one = life.ask("RemoteStartTransaction", START_1)
    life.send(one)
    life.starts()
    life.answer(one, "Rejected")
    assert life.state(one) == ("Finished", "Rejected", "Observed")


def test_it_may_have_been_so_already(life):
    life.status("Unavailable")
    one = life.answered("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"})
    assert life.state(one) == ("Finished", "Succeeded", "Observed")
    assert life.history(one)[-2].body["shownBy"] == "the state it was in"


def test_scheduled_says_that_it_is_not_so_yet(life):
    life.status("Unavailable")
    one = life.answered("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"}, "Scheduled")
    assert life.state(one) == ("Answered", "Pending", "Awaited")
    assert life.due(one).due_at == life.at(86_400)


@pytest.mark.parametrize("attempt", [0, 2])
def test_an_answer_to_another_attempt_says_nothing(life, attempt):
    one = life.ask()
    life.send(one)
    life.answer(one, attempt=attempt)
    assert life.types(one) == ["Accepted", "Sent"]


def test_an_answer_that_comes_when_it_waits_for_another_attempt_is_too_late(life):
    one = life.ask("ClearCache")
    life.send(one)
    life.fail(one)
    life.answer(one)
    assert life.state(one) == ("Queued", "Pending", "NotExpected")
    life.send(one, 2)
    life.answer(one, attempt=1)
    assert life.row(one).state == "Sent"
    life.answer(one, attempt=2)
    assert life.over(one)
    assert refusal(life.answer, one, attempt=2).kind is Kind.CONFLICT


def test_an_answer_to_what_was_never_sent_says_nothing(life):
    one = life.ask()
    life.answer(one)
    assert life.types(one) == ["Accepted"]


# -- what belongs together

@both_stores
def test_every_event_of_a_command_tells_what_it_belongs_to_and_follows_from(life):
    one = life.ask("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"}, not_before=life.at(60))
    life.later(60)
    life.do(commands.QueueCommand, one)
    life.fail(one, "unreachable")
    request = commands.MarkCommandSent(
        charge_point_id=life.identity, command_id=one, attempt=2, address="http://192.0.2.7/", message_id="m",
        answer_by=life.at(30))
    with_message(life.server, request, "ChangeAvailability", ours=True)
    life.fail(one, attempt=2)
    life.status("Unavailable")
    history = life.history(one)
    assert [event.type.removeprefix("motown.Command") for event in history] == [
        "Accepted", "Queued", "AttemptFailed", "Sent", "AttemptFailed", "EffectObserved", "Finished"]
    assert {event.charge_point_id for event in history} == {"EV-1"}
    assert {event.stream_id for event in history} == {f"command:{one}"}
    assert [event.stream_version for event in history] == list(range(1, 8))
    accepted, *steps, observed, finished = history
    assert {event.correlation_id for event in (accepted, *steps)} == {one}
    shown = next(event for event in life.server.log() if event.type == "motown.StatusChanged")
    assert observed.causation_position == finished.causation_position == shown.position
    [message] = [event for event in life.server.log() if event.type == "ocpp.ChangeAvailability.Request"]
    assert message.causation_position == accepted.position
    assert message.correlation_id == one
    assert [event.causation_position for event in steps] == [
        accepted.position, accepted.position, message.position, accepted.position]


def test_a_request_that_must_not_go_is_not_kept(life):
    one = life.ask()
    life.do(commands.CancelCommand, one)
    head = life.server.head()
    done = with_message(life.server, commands.MarkCommandSent(
        charge_point_id=life.identity, command_id=one, attempt=1, address="http://192.0.2.7/", message_id="m",
        answer_by=life.at(30)), "Reset", ours=True)
    assert isinstance(done.result, Refused)
    assert life.server.head() == head
