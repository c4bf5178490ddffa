"""What only time brings to commands, carried out by the engine of due work."""

import pytest
from twisted.internet.defer import Deferred, ensureDeferred

from motown.core.deadlines import Deadlines
from motown.core.handlers.commands import EFFECT, RELEASE
from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.store.rows import DueRow
from tests.core.handlers.life import Life
from tests.fixtures import both_stores
from tests.harness import START, outcome


@pytest.fixture
def life(server):
    """The engine is at work; the charge point has never said where it can be called."""
    return Life(server, alone=False)


@pytest.fixture
def still(server):
    """The engine rests."""
    return Life(server)


def let_pass(life, seconds):
    """Time goes by, in steps in which something may happen."""
    while seconds > 0:
        step = min(seconds, 5)
        life.later(step)
        seconds -= step


@both_stores
def test_a_scheduled_command_is_queued_at_its_time(life):
    one = life.ask(not_before=life.at(60))
    let_pass(life, 59)
    assert life.row(one).state == "Scheduled"
    let_pass(life, 1)
    assert life.row(one).state == "Queued"
    assert life.history(one)[1].recorded_at == START.replace(minute=1)


def test_and_expires_where_it_never_comes_to_that(life):
    one = life.ask(not_before=life.at(60), expires_at=life.at(61))
    let_pass(life, 65)
    assert life.over(one)
    assert life.row(one).state == "Expired"


@both_stores
def test_an_effect_that_does_not_show_is_missed_on_time(life):
    one = life.ask("RemoteStartTransaction", {"idTag": "A"}, not_before=life.at(3600))
    life.later(0)
    life.server.clock.advance(0)
    ensureDeferred(life.server.registry.senders.stop(0))
    life.later(3600)
    life.do(commands.QueueCommand, one)
    life.send(one)
    life.answer(one)
    life.server.registry.senders.start()
    let_pass(life, 119)
    assert life.state(one) == ("Answered", "Pending", "Awaited")
    let_pass(life, 1)
    assert life.state(one) == ("Finished", "Unconfirmed", "NotObserved")
    assert life.row(one).finished_at == life.server.now
    assert life.over(one)


def test_what_cannot_be_called_expires_as_unreachable(life):
    one, two = life.ask(), life.ask()
    let_pass(life, 299)
    assert life.row(one).outcome == life.row(two).outcome == "Pending"
    let_pass(life, 10)
    assert (life.row(one).state, life.row(one).outcome) == ("Expired", "Unreachable")
    assert life.row(two).state == "Expired"
    assert life.over(one)
    assert life.over(two)


# -- by themselves

def row_of(life, one):
    found = life.due(one)
    return found if found is not None else DueRow(
        id=one, kind=RELEASE, lane=None, ordinal=1, changed=1, due_at=START, expires_at=None, attempt=0, sent=False,
        body={"chargePointId": "EV-1"})


@pytest.mark.parametrize("step", ["release", "expire", "miss_effect"])
def test_where_something_else_was_first_that_is_well(still, step):
    one = still.ask()
    still.do(commands.CancelCommand, one)
    head = still.server.head()
    doing = getattr(Deadlines(still.server.registry.bus), step)(row_of(still, one))
    assert outcome(ensureDeferred(doing)) is None
    assert still.server.head() == head


def test_what_cannot_be_is_told(still):
    with pytest.raises(Refused) as refused:
        outcome(ensureDeferred(Deadlines(still.server.registry.bus).release(row_of(still, "nonsense"))))
    assert refused.value.kind is Kind.NOT_FOUND


def test_a_store_that_is_away_is_told_so_that_it_is_tried_again(still):
    one = still.ask(not_before=still.at(60))
    row = row_of(still, one)
    still.later(60)
    still.server.lose_disk()
    deadlines = Deadlines(still.server.registry.bus)
    with pytest.raises(Refused) as refused:
        outcome(ensureDeferred(deadlines.release(row)))
    assert refused.value.kind is Kind.UNAVAILABLE
    still.server.mend_disk()
    still.later(10)
    outcome(ensureDeferred(deadlines.release(row)))
    assert still.row(one).state == "Queued"


def test_who_does_what(still):
    known = {}
    Deadlines(still.server.registry.bus).register(
        lambda kind, handler, expired: known.__setitem__(kind, (handler.__name__, expired and expired.__name__)))
    assert known == {RELEASE: ("release", "expire"), EFFECT: ("miss_effect", None)}


def test_it_waits_for_the_store(still):
    class Slow:
        """A bus whose store has not come to it yet."""

        def execute(self, command):
            self.command, self.done = command, Deferred()
            return self.done

    bus = Slow()
    waiting = ensureDeferred(Deadlines(bus).expire(row_of(still, still.ask())))
    assert isinstance(bus.command, commands.ExpireCommand)
    assert not waiting.called
    bus.done.callback(None)
    assert waiting.called
