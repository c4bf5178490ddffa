"""Commands in, events out: the only door through which anything changes."""

import pytest
from twisted.internet.defer import Deferred

from motown.core.bus import HANDLERS, Bus, Message, handles, unit_of
from motown.domain import commands, events
from motown.domain.commands import Command
from motown.domain.errors import Kind, Refused
from motown.store.records import Committed, Payload, StoreUnavailable
from tests.harness import START, outcome

EV = "EV-1"


class Lend(Command, frozen=True, kw_only=True):
    """A command of a test's own."""

    name: str


@pytest.fixture
def lend():
    """Declares a handler for Lend, for the time of a test."""
    def declare(function, **how):
        handles(Lend, **how)(function)
        return function

    yield declare
    HANDLERS.pop(Lend, None)


@pytest.fixture
def bus(server):
    return server.registry.bus


def message(kind, direction, body=b"<x/>"):
    return Payload(events.Message(charge_point_id=EV, operation="Heartbeat", kind=kind, protocol="ocpp1.5-soap",
                                  direction=direction), body)


def told(result):
    """A message whose answer says what came of it."""
    return Message(message("Request", events.FROM_CHARGE_POINT),
                   lambda found: result.append(found) or message("Response", events.TO_CHARGE_POINT, b"<y/>"))


def test_a_command_is_carried_out_and_its_result_comes_back(server, bus):
    done = outcome(bus.execute(commands.Heartbeat(charge_point_id=EV)))
    assert isinstance(done, Committed)
    assert (done.result, done.recorded_at, done.answer) == (START, START, None)
    assert [one.position for one in server.news()] == [done.first_position]


def test_with_a_message_request_meaning_and_answer_are_one(server, bus):
    results = []
    done = outcome(bus.execute(commands.Heartbeat(charge_point_id=EV), told(results)))
    assert results == [START]
    assert done.answer.body == b"<y/>"
    assert [one.type for one in server.news()] == [
        "ocpp.Heartbeat.Request", "motown.Heartbeat", "ocpp.Heartbeat.Response"]


def test_a_refusal_fails_a_command(server, bus):
    with pytest.raises(Refused) as refused:
        outcome(bus.execute(commands.Heartbeat(charge_point_id="EV-9")))
    assert refused.value.kind is Kind.NOT_AUTHENTICATED
    assert server.news() == []


def test_and_is_an_answer_to_a_message(server, bus):
    results = []
    done = outcome(bus.execute(commands.Heartbeat(charge_point_id="EV-9"), told(results)))
    assert isinstance(done.result, Refused)
    assert results == [done.result]
    assert [one.category for one in server.news()] == ["Message", "Message"]


def test_where_nothing_can_be_stored_nothing_has_happened(server, bus):
    server.lose_disk()
    with pytest.raises(StoreUnavailable):
        outcome(bus.execute(commands.Heartbeat(charge_point_id=EV), told([])))
    assert server.news() == []


def test_a_handlers_defect_is_told_as_such_and_leaves_nothing(server, bus, lend, caplog):
    @lend
    def fails(work, command):
        work.record(events.Heartbeat(charge_point_id=EV))
        raise ZeroDivisionError(command.name)

    with pytest.raises(Refused) as refused:
        outcome(bus.execute(Lend(name="the pen")))
    assert (refused.value.kind, refused.value.reason) == (Kind.INTERNAL, "internal error")
    assert "the pen" in caplog.text
    assert server.news() == []


def ours():
    """A message of our own, that goes out once it is durable."""
    return Message(message("Request", events.TO_CHARGE_POINT), only_if_done=True, correlation_id="one-thing")


def test_a_message_of_our_own_is_kept_before_it_goes(server, bus):
    done = outcome(bus.execute(commands.Heartbeat(charge_point_id=EV), ours()))
    sent, happened = server.news()
    assert (sent.type, happened.type) == ("ocpp.Heartbeat.Request", "motown.Heartbeat")
    assert happened.causation_position == sent.position
    assert {sent.correlation_id, happened.correlation_id} == {"one-thing"}
    assert server.bytes_of(sent) == b"<x/>"
    assert (done.answer, done.result) == (None, START)


@pytest.mark.parametrize("error", [Refused("not now"), ValueError("a defect")])
def test_and_is_not_kept_where_it_does_not_go(server, bus, lend, error):
    def refuse(work, _command):
        work.record(events.Heartbeat(charge_point_id=EV))
        raise error

    lend(refuse)
    done = outcome(bus.execute(Lend(name="pen"), ours()))
    assert isinstance(done.result, Refused)
    assert server.news() == []


def test_a_command_has_one_handler(lend):
    lend(lambda work, command: None)
    with pytest.raises(ValueError, match="Lend is handled twice"):
        lend(lambda work, command: None)


def test_the_same_meaning_is_recognised(server, bus, lend):
    seen = []

    def once(work, command):
        before = work.said_before()
        seen.append(before and before.transaction_id)
        if before is None:
            work.record(events.Heartbeat(charge_point_id=EV))
            work.remember(42)

    lend(once, meaning=lambda command: command.name.encode().ljust(16))
    for name in ("pen", "pen", "book"):
        outcome(bus.execute(Lend(name=name)))
    assert seen == [None, 42, None]
    assert len(server.news()) == 2


def test_a_unit_names_what_it_is_about():
    """So that units that share something go one after the other, by whichever process."""
    start = commands.StartTransaction(charge_point_id=EV, id_tag="TAG", id_tag_key="tag", connector_id=1,
                                      meter_start_wh=0, started_at=START)
    unit = unit_of(start)
    assert unit.keys == {"cp:EV-1", "tag:tag"}
    assert len(unit.meanings) == 1


def test_it_waits_for_the_store(server):
    class Slow:
        """A store whose writer has not come to it yet."""

        def submit(self, unit, done):
            self.done = done

    store = Slow()
    waiting = Bus(store).execute(commands.Heartbeat(charge_point_id=EV))
    assert isinstance(waiting, Deferred)
    assert not waiting.called
    store.done(Committed(START, None, 1, 1, START))
    assert outcome(waiting).result == START
