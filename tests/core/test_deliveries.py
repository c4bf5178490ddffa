"""Telling subscribers, with a courier of the tests: what is kept when, who is told, what is read where nobody is."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twisted.internet.defer import Deferred

from motown.core.couriers import Answer, DeliveryFailed, Told
from motown.core.deliveries import Deliveries
from motown.core.delivery_places import retry_seconds
from motown.domain import commands, events
from motown.domain.errors import Refused
from motown.domain.ids import new_subscription_id
from motown.store import Unit, subscriptions
from motown.store.filters import EventFilter

WANTED = EventFilter(type_prefixes=("motown.ChargePointR",))


class Courier:
    """Reads what is wanted for all; the consumers answer as is told, at the end always well."""

    def __init__(self, server, answers=()):
        self.server, self.answers = server, list(answers)
        self.calls, self.done, self.under_way = [], [], 0

    async def next(self, row, after, seconds):
        page = await self.server.registry.tail.read(after, row.batch_limit, WANTED, seconds)
        return Told(page.events, page.next_position, page.head_position, page.end)

    async def again(self, row, after, last):
        page = await self.server.registry.tail.read(after, 1000, WANTED)
        events = [one for one in page.events if one.position <= last]
        return Told(events, last, max(page.head_position, last))

    def forget(self, row):
        pass

    async def deliver(self, row, batch):
        assert not self.under_way, "one at a time"
        self.calls.append(batch)
        answer = self.answers.pop(0) if self.answers else "well"
        if isinstance(answer, Deferred):
            self.under_way += 1
            try:
                answer = await answer
            finally:
                self.under_way -= 1
        if answer == "fails":
            raise DeliveryFailed("it fails")
        done = batch.told.next_position
        if answer == "nonsense":
            return Answer(done + 7)
        if answer == "a part" and batch.told.events:
            done = batch.told.events[0].position
        self.done += [one.position for one in batch.told.events
                      if one.position <= done and one.position > (self.done or [0])[-1]]
        if answer == "done, and fails":
            raise DeliveryFailed("the answer was lost")
        return Answer(done)


def deliveries(server, courier, linger=0.0):
    server.registry.deliveries.stop()
    made = Deliveries(server.clock, server.storage, server.registry.bus, lambda: server.registry.tail,
                      lambda: server.now, 4, linger)
    made.carried_by(courier)
    made.start()
    return made


def subscribe(server, batch_limit=100, start=None):
    its = new_subscription_id()
    server.execute(commands.Subscribe(
        subscription_id=its, party_id="p", name=its, mode="Push", batch_limit=batch_limit, start_position=start,
        url="https://192.0.2.7/", soap_version="1.2"))
    return its


def happen(server, *names):
    """Several events at once."""
    def decide(session):
        for name in names:
            session.record(events.ChargePointRegistered(charge_point_id=name, by="operator"))

    server.store.run(Unit(keys=frozenset(), decide=decide))


def place(server, its):
    return server.read(subscriptions.get, its).place


def test_the_time_to_the_next_attempt():
    assert [retry_seconds(attempt) for attempt in (1, 2, 3, 10, 11, 12, 1000)] == [1, 2, 4, 512, 900, 900, 900]


def test_where_nobody_is_told_nothing_is_read(server):
    its = deliveries(server, Courier(server))
    assert server.registry.tail.waiting == 0
    server.accept("A")
    assert server.registry.tail.waiting == 0
    its.stop()


def test_the_first_is_found_after_a_second_wherever_it_has_begun(server):
    courier = Courier(server)
    telling = deliveries(server, courier)
    subscribe(server)
    server.accept("A")
    telling.notice(server.head())
    telling.notice(server.head())
    server.clock.advance(0.9)
    assert not courier.calls
    server.clock.advance(0.2)
    assert len(courier.calls) == 1
    assert telling.subscribers == 1
    telling.stop()


def test_at_once_where_it_has_begun_here_and_none_when_the_last_has_ended(server):
    courier = Courier(server)
    telling = deliveries(server, courier)
    its = subscribe(server)
    telling.look()
    assert telling.subscribers == 1
    server.execute(commands.RemoveSubscription(subscription_id=its))
    assert telling.subscribers == 0
    assert server.registry.tail.waiting == 0
    again = subscribe(server)
    telling.look()
    server.accept("A")
    assert len(courier.calls) == 1
    assert place(server, again).acknowledged == server.head()
    telling.stop()


def test_an_acknowledgement_shares_the_commit_of_what_follows(server):
    """Or is kept by itself a moment later."""
    answer = Deferred()
    courier = Courier(server, [answer])
    telling = deliveries(server, courier, linger=0.002)
    its = subscribe(server)
    telling.look()
    second = Deferred()
    courier.answers.append(second)
    server.accept("A")
    server.accept("B")
    answer.callback("well")
    first, following = courier.calls
    open_call = place(server, its)
    assert (open_call.acknowledged, open_call.delivery_id) == (first.told.next_position, following.delivery_id)
    second.callback("well")
    assert place(server, its).acknowledged == first.told.next_position
    server.clock.advance(0.002)
    assert place(server, its).acknowledged == following.told.next_position
    assert place(server, its).delivery_id is None
    telling.stop()


def test_what_was_acknowledged_and_not_kept_is_told_again_after_a_crash(server):
    courier = Courier(server)
    telling = deliveries(server, courier, linger=10.0)
    subscribe(server)
    telling.look()
    server.accept("A")
    telling.stop()
    again = deliveries(server, courier)
    assert [(call.delivery_id, call.attempt) for call in courier.calls] == [
        (courier.calls[0].delivery_id, 1), (courier.calls[0].delivery_id, 2)]
    assert len(courier.done) == 1
    again.stop()


def test_those_that_fail_leave_room(server):
    """Calls to consumers that are dead have places of their own."""
    courier = Courier(server)
    telling = deliveries(server, courier)
    assert (telling.calls.limit, telling.repeated_calls.limit) == (4, 1)
    courier.answers = ["fails"]
    subscribe(server)
    telling.look()
    server.accept("A")
    assert (telling.failing, telling.in_flight, telling.lag(server.head())) == (1, 0, 0)
    telling.stop()


def test_a_long_way_without_events_is_kept(server, monkeypatch):
    monkeypatch.setattr("motown.core.delivering.PASSED", 3)
    courier = Courier(server)
    its = subscribe(server, start=0)
    for number in range(6):
        server.execute(commands.PutIdTag(id_tag=f"T{number}", key=f"t{number}"))
    telling = deliveries(server, courier)
    server.clock.advance(59)
    before = place(server, its).acknowledged
    server.clock.advance(1)
    assert before == server.head()
    assert place(server, its).acknowledged == server.head()
    telling.stop()


STEPS = st.lists(st.sampled_from(["happens", "happens", "time", "long time", "crash", "pause", "resume", "back"]),
                 min_size=8, max_size=25)
ANSWERS = st.lists(st.sampled_from(["well", "well", "fails", "done, and fails", "nonsense", "a part"]),
                   min_size=6, max_size=25)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, answers=ANSWERS, batch_limit=st.integers(1, 3))
def test_every_event_is_dealt_with_once_and_in_order(server, steps, answers, batch_limit):
    """Whatever consumers answer, whoever crashes: by position each event is dealt with once, none is passed over."""
    courier = Courier(server, answers)
    telling = deliveries(server, courier)
    its = subscribe(server, batch_limit)
    start = place(server, its).acknowledged
    happen(server, *(f"EV-{its}-{number}" for number in range(4)))
    telling.look()
    for number, step in enumerate(steps):
        if step == "happens":
            happen(server, *(f"EV-{its}-{number}.{one}" for one in range(number % 4 + 1)))
        elif step == "time":
            server.clock.advance(1.0)
        elif step == "long time":
            server.clock.advance(1000.0)
        elif step == "crash":
            telling.stop()
            telling = deliveries(server, courier)
        elif step == "back":
            server.execute(commands.MoveSubscription(subscription_id=its, position=start))
        else:
            ask = commands.PauseSubscription if step == "pause" else commands.ResumeSubscription
            with suppress(Refused):
                server.execute(ask(subscription_id=its))
            telling.look()
    courier.answers.clear()
    server.execute(commands.ResumeSubscription(subscription_id=its))
    telling.look()
    for _ in range(12):
        server.clock.advance(300.0)
    wanted = [one.position for one in server.log(start) if one.type.startswith(WANTED.type_prefixes)]
    assert courier.done == wanted
    _judge(courier.calls)
    assert place(server, its).acknowledged >= (wanted or [start])[-1]
    server.execute(commands.RemoveSubscription(subscription_id=its))
    telling.stop()


def _judge(calls):
    """A call that is repeated has the same events and a higher attempt."""
    known = {}
    for call in calls:
        before = known.get(call.delivery_id)
        positions = [one.position for one in call.told.events]
        if before is not None:
            assert call.attempt > before[0]
            assert positions == before[1]
        known[call.delivery_id] = call.attempt, positions


@pytest.mark.parametrize("hours", [23, 25])
def test_a_day_of_failures_is_counted_from_the_first(server, hours):
    courier = Courier(server, ["fails"] * 300)
    telling = deliveries(server, courier)
    its = subscribe(server)
    telling.look()
    server.accept("A")
    begun = server.now
    while server.now - begun < timedelta(hours=hours):
        server.clock.advance(450)
    assert server.read(subscriptions.get, its).state == ("Failing" if hours < 24 else "Suspended")
    telling.stop()
