"""How commands end without an answer: called off, expired, or gone with their charge point."""

from datetime import timedelta

import pytest

from motown.domain import commands
from motown.domain.errors import Kind, Refused
from tests.core.handlers.life import Life
from tests.fixtures import both_stores


@pytest.fixture
def life(server):
    return Life(server)


def refusal(function, *args, **given):
    with pytest.raises(Refused) as refused:
        function(*args, **given)
    return refused.value


# -- called off

def test_what_waits_can_be_called_off(life):
    for one in (life.ask(), life.ask(not_before=life.at(60))):
        life.do(commands.CancelCommand, one, party="ops", reason="enough")
        row = life.row(one)
        assert (row.state, row.outcome, row.reason, row.finished_at) == (
            "Cancelled", "Cancelled", "enough", life.server.now)
        assert life.history(one)[-1].body["party"] == "ops"
        assert life.over(one)
        assert refusal(life.do, commands.CancelCommand, one).reason == f"command {one} has ended: Cancelled"


@pytest.mark.parametrize("state", ["Sent", "Answered", "unanswered"])
def test_what_is_with_the_charge_point_cannot(life, state):
    one = life.ask()
    life.send(one)
    if state == "Answered":
        life.answer(one)
    if state == "unanswered":
        life.fail(one)
    refused = refusal(life.do, commands.CancelCommand, one)
    assert refused.kind is Kind.CONFLICT
    assert "what has been sent cannot be called back" in refused.reason
    assert not life.over(one)


def test_what_waits_for_another_attempt_can_and_says_that_it_may_have_been_received(life):
    one, two, three = (life.ask("ClearCache") for _ in range(3))
    life.fail(one, "unreachable")
    life.do(commands.CancelCommand, one, reason="enough")
    life.send(two)
    life.fail(two)
    life.do(commands.CancelCommand, two, reason="enough")
    life.send(three)
    life.fail(three)
    life.do(commands.CancelCommand, three)
    assert [life.row(each).reason for each in (one, two, three)] == [
        "enough", "enough; the charge point may have received it", "the charge point may have received it"]


def test_a_command_is_its_charge_points(life):
    life.server.accept("EV-2")
    one = life.ask()
    for step in (commands.CancelCommand, commands.ExpireCommand, commands.QueueCommand, commands.MissCommandEffect):
        refused = refusal(life.do, step, one, charge_point_id="EV-2")
        assert (refused.kind, refused.reason) == (Kind.NOT_FOUND, f"charge point EV-2 has no command {one}")
    for step in (life.send, life.answer, life.fail):
        assert refusal(step, one, charge_point_id="EV-2").kind is Kind.NOT_FOUND
    assert refusal(life.do, commands.CancelCommand, "nonsense").kind is Kind.NOT_FOUND
    assert life.types(one) == ["Accepted"]


# -- expired

def test_nothing_expires_before_its_time(life):
    one = life.ask()
    life.later(299)
    assert "has time until" in refusal(life.do, commands.ExpireCommand, one).reason
    life.later(1)
    life.do(commands.ExpireCommand, one)
    assert life.over(one)


def expired(life, one):
    life.later(86_400 * 2)
    life.do(commands.ExpireCommand, one)
    assert life.over(one)
    row = life.row(one)
    assert row.state == "Expired"
    return row.outcome, row.reason


def test_expired_in_each_state(life):
    assert expired(life, life.ask()) == ("Expired", "its turn did not come in time")
    assert expired(life, life.ask(not_before=life.at(60))) == ("Expired", "its turn did not come in time")
    one = life.ask("ClearCache")
    life.fail(one, "unreachable")
    assert expired(life, one) == ("Unreachable", "unreachable, said the network")
    one = life.ask("ClearCache")
    life.send(one)
    life.fail(one)
    assert expired(life, one) == ("Unconfirmed", "it was sent, and no answer came: no-answer, said the network")


def test_what_was_marked_as_sent_and_never_left_was_not_sent(life):
    one = life.ask()
    life.send(one)
    life.fail(one, "unreachable")
    assert life.row(one).sent_at is None
    assert expired(life, one)[0] == "Unreachable"


def test_what_may_have_been_received_once_stays_so(life):
    one = life.ask("ClearCache")
    life.send(one)
    life.fail(one)
    life.fail(one, "unreachable", 2)
    life.send(one, 3)
    life.fail(one, "unreachable", 3)
    assert life.row(one).sent_at is not None
    assert expired(life, one)[0] == "Unconfirmed"


@pytest.mark.parametrize("state", ["Sent", "Answered"])
def test_what_is_with_the_charge_point_does_not_expire(life, state):
    one = life.ask()
    life.send(one)
    if state == "Answered":
        life.answer(one)
    life.later(86_400)
    assert refusal(life.do, commands.ExpireCommand, one).kind is Kind.CONFLICT


def test_what_has_expired_is_not_sent(life):
    one = life.ask()
    life.later(300)
    assert refusal(life.send, one).reason == f"command {one} has expired"


def test_a_clock_that_was_set_back_ends_nothing_early(life):
    one, two = life.ask(), life.ask(not_before=life.at(60))
    life.server.begin -= timedelta(days=1)
    for step in (commands.ExpireCommand, commands.QueueCommand):
        assert refusal(life.do, step, one if step is commands.ExpireCommand else two).kind is Kind.CONFLICT
    life.send(one)
    life.answer(one)
    life.server.begin += timedelta(days=1)
    life.boots()
    assert life.state(one) == ("Finished", "Succeeded", "Observed")


# -- without its charge point

@pytest.mark.parametrize(("gone", "how"), [
    (commands.RemoveChargePoint, "removed"), (commands.RejectChargePoint, "rejected")])
@both_stores
def test_commands_end_with_their_charge_point(life, gone, how):
    waiting, scheduled, sent, answered = life.ask(), life.ask(not_before=life.at(60)), life.ask(), life.ask()
    for one in (sent, answered):
        life.send(one)
    life.answer(answered)
    done = life.ask()
    life.do(commands.CancelCommand, done, reason="enough")
    life.server.accept("EV-2")
    elsewhere = life.ask(charge_point_id="EV-2")
    life.server.execute(gone(charge_point_id="EV-1"))
    assert life.pending() == []
    assert life.row(elsewhere).outcome == "Pending"
    assert life.row(done).reason == "enough"
    reasons = {}
    for one in (waiting, scheduled, sent, answered):
        assert life.over(one)
        assert life.state(one)[:2] == ("Cancelled", "Cancelled")
        assert life.history(one)[-1].causation_id is not None
        reasons[one] = life.row(one).reason
    assert reasons[waiting] == reasons[scheduled] == f"the charge point was {how}"
    assert reasons[sent] == f"the charge point was {how}; the charge point may have received it"
    assert reasons[answered] == f"the charge point was {how}; the charge point has answered it"
    for step in (life.answer, life.fail):
        assert refusal(step, sent).kind is Kind.CONFLICT
