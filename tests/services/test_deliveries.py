"""Push: consumers are called, in order, again until they answer (requirements MT-SUB)."""

from base64 import b64decode
from datetime import timedelta

import pytest
from twisted.internet.defer import Deferred

from motown.addon import NoReply, NotReached, OutgoingReply
from motown.domain import commands
from motown.http import HttpAnswer
from tests.harness import quick_hash
from tests.services.calling import Party
from tests.services.consumers import NETWORKS, TYPES, Consumer

REGISTERED = {"typePrefix": ["motown.ChargePointRegistered"]}
SILENT = NoReply("nothing was answered within 30 s", "timeout")


@pytest.fixture
def server(make_server):
    return make_server(services=NETWORKS)


@pytest.fixture
def party(server):
    return Party(server, "nordlicht", "CSO", own=("*",))


@pytest.fixture
def consumer(server):
    return Consumer(server)


def subscribe(party, consumer, name="push", *, user=None, secret=None, soap=None, **fields):
    delivery = {"url": consumer.url, "user": user, "secret": secret, "soapVersion": soap}
    return party("subscription", "Subscribe", requestId=f"begin {name}", name=name, mode="Push", delivery=delivery,
                 **{"filter": REGISTERED, **fields}).subscriptionId


def change(party, operation, its, request_id="once", **fields):
    return party("subscription", operation, requestId=f"{operation} {request_id}", subscriptionId=its, **fields)


def state(party):
    one, = party("subscription", "ListSubscriptions").subscription
    return one


def names(calls):
    return [[one.charge_point_id for one in call.events] for call in calls]


@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_what_happens_is_told_at_once_and_acknowledged(server, party, soap):
    consumer = Consumer(server, soap=soap)
    its = subscribe(party, consumer, soap=soap)
    server.accept("EV-1")
    call, = consumer.take()
    assert (call.subscription_id, call.attempt, call.heartbeat) == (its, 1, False)
    assert names([call]) == [["EV-1"]]
    assert call.next_position == call.head_position == server.head()
    one = state(party)
    assert (one.state, one.acknowledgedPosition, one.lag) == ("Active", call.next_position, 0)
    assert one.lastDeliveryAt == server.now
    server.accept("EV-2")
    following, = consumer.take()
    assert names([following]) == [["EV-2"]]
    assert following.delivery_id != call.delivery_id


def test_from_the_beginning_on_in_order_a_batch_at_a_time(server, party, consumer):
    server.accept(*"ABCDE")
    subscribe(party, consumer, startAt="Beginning", batchLimit=2)
    assert names(consumer.calls) == [["A", "B"], ["C", "D"], ["E"]]


def test_one_call_at_a_time_and_what_comes_meanwhile_is_told_together(server, party, consumer):
    first = Deferred()
    consumer.answers(lambda _call: first)
    subscribe(party, consumer)
    server.accept("A")
    server.accept("B")
    server.accept("C")
    assert names(consumer.calls) == [["A"]]
    first.callback(consumer.acknowledge(consumer.last.next_position))
    assert names(consumer.calls) == [["A"], ["B", "C"]]


# -- when it fails

FAILURES = [
    SILENT, NotReached("nobody is there", "refused"), HttpAnswer(500, "text/plain", b"no"),
    HttpAnswer(302, "text/html", b"elsewhere"), HttpAnswer(200, "application/soap+xml", b"<nothing/>"),
    HttpAnswer(200, "text/html", b"<html/>"), HttpAnswer(200, "application/soap+xml", b""),
    OutgoingReply(401, {}, b"", "192.0.2.7"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda one: getattr(one, "kind", None) or str(one.status))
def test_a_call_that_fails_is_repeated_with_the_same_id(server, party, consumer, failure):
    consumer.answers(failure, failure)
    subscribe(party, consumer)
    server.accept("A")
    assert state(party).state == "Failing"
    server.accept("B")
    server.clock.advance(1)
    server.clock.advance(1)
    assert len(consumer.calls) == 2
    server.clock.advance(1)
    assert len({call.delivery_id for call in consumer.calls[:3]}) == 1
    assert [call.attempt for call in consumer.calls] == [1, 2, 3, 1]
    assert names(consumer.calls) == [["A"], ["A"], ["A"], ["B"]]
    assert state(party).state == "Active"
    assert (state(party).lastError, state(party).nextRetryAt) == (None, None)


def test_the_time_between_attempts_doubles_up_to_a_quarter_of_an_hour(server, party, consumer):
    consumer.answers(*[SILENT] * 14)
    subscribe(party, consumer)
    server.accept("A")
    times, waited = [], 0
    while len(consumer.calls) < 14:
        known = len(consumer.calls)
        one = state(party)
        assert one.nextRetryAt > server.now
        assert "30 s" in one.lastError
        while len(consumer.calls) == known:
            server.clock.advance(1)
            waited += 1
        times.append(waited)
        waited = 0
    assert times == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_after_a_day_it_is_suspended_and_resumed_behind_what_was_acknowledged(server, party, consumer):
    consumer.answers(*[SILENT] * 200)
    its = subscribe(party, consumer)
    server.accept("A")
    begun = server.now
    while state(party).state == "Failing":
        server.clock.advance(300)
    assert timedelta(hours=24) <= server.now - begun <= timedelta(hours=24, minutes=5)
    assert "motown.SubscriptionSuspended" in server.happened()
    one = state(party)
    assert (one.state, one.nextRetryAt) == ("Suspended", None)
    assert one.lag > 0
    attempts = consumer.last.attempt
    consumer.take()
    server.accept("B")
    server.clock.advance(100_000)
    assert not consumer.calls
    consumer._answers.clear()
    change(party, "Resume", its)
    assert names(consumer.calls) == [["A"], ["B"]]
    assert consumer.calls[0].attempt == attempts + 1
    assert state(party).state == "Active"
    assert "motown.SubscriptionResumed" in server.happened()


def test_resume_tries_again_at_once_where_it_is_failing(server, party, consumer):
    consumer.answers(*[SILENT] * 8)
    its = subscribe(party, consumer)
    server.accept("A")
    for _ in range(127):
        server.clock.advance(1)
    assert len(consumer.calls) == 8
    change(party, "Resume", its)
    assert [call.attempt for call in consumer.calls[-2:]] == [8, 9]
    assert state(party).state == "Active"


# -- acknowledgements

def test_a_part_may_be_acknowledged(server, party, consumer):
    server.accept(*"ABC")
    consumer.answers(lambda call: call.positions[0], lambda call: call.positions[0])
    subscribe(party, consumer, startAt="Beginning")
    assert names(consumer.calls) == [["A", "B", "C"], ["B", "C"], ["C"]]
    assert len({call.delivery_id for call in consumer.calls}) == 3


@pytest.mark.parametrize("wrong", [lambda call: call.next_position + 1, lambda call: call.positions[0] - 3,
                                   lambda _call: 0])
def test_what_cannot_be_meant_is_no_acknowledgement(server, party, consumer, wrong):
    consumer.answers(wrong)
    subscribe(party, consumer)
    before = state(party).acknowledgedPosition
    server.accept("A")
    one = state(party)
    assert one.acknowledgedPosition == before
    assert "acknowledged" in one.lastError
    server.clock.advance(1)
    assert [call.attempt for call in consumer.calls] == [1, 2]


def test_a_consumer_may_end_it(server, party, consumer):
    consumer.answers(consumer.unsubscribe)
    subscribe(party, consumer)
    server.accept("A")
    assert party("subscription", "ListSubscriptions").subscription == []
    server.accept("B")
    server.clock.advance(1000)
    assert len(consumer.calls) == 1


# -- silence

def test_a_heartbeat_after_a_minute_of_silence(server, party, consumer):
    subscribe(party, consumer)
    server.execute(commands.PutParty(party_id="x", name="X", roles=("EMP",), password_hash=quick_hash("x")))
    server.clock.advance(59)
    assert not consumer.calls
    server.clock.advance(1)
    call, = consumer.take()
    assert (call.heartbeat, call.events, call.next_position) == (True, [], server.head())
    assert state(party).acknowledgedPosition == server.head()
    assert state(party).lastDeliveryAt is None
    server.clock.advance(30)
    server.accept("A")
    server.clock.advance(59)
    assert [call.heartbeat for call in consumer.take()] == [False]
    server.clock.advance(1)
    assert [call.heartbeat for call in consumer.take()] == [True]


def test_a_heartbeat_that_fails_is_repeated_before_anything_else(server, party, consumer):
    consumer.answers(SILENT)
    subscribe(party, consumer)
    server.clock.advance(60)
    server.accept("A")
    assert state(party).state == "Failing"
    server.clock.advance(1)
    assert [(call.heartbeat, call.attempt) for call in consumer.calls] == [(True, 1), (True, 2), (False, 1)]
    assert consumer.calls[0].delivery_id == consumer.calls[1].delivery_id


def test_a_heartbeat_needs_no_acknowledgement(server, party, consumer):
    subscribe(party, consumer)
    before = state(party).acknowledgedPosition
    consumer.answers(0)
    server.clock.advance(60)
    assert state(party).state == "Active"
    assert state(party).acknowledgedPosition == before


# -- changed meanwhile

def under_way(consumer):
    answer = Deferred()
    consumer.answers(lambda _call: answer)
    return answer


def test_seek_while_a_call_is_under_way(server, party, consumer):
    its = subscribe(party, consumer)
    server.accept("A")
    answer = under_way(consumer)
    server.accept("B")
    change(party, "Seek", its, afterPosition=0)
    answer.callback(consumer.acknowledge(consumer.last.next_position))
    assert names(consumer.calls) == [["A"], ["B"], ["A", "B"]]
    assert len({call.delivery_id for call in consumer.calls}) == 3
    change(party, "Seek", its, "forward", afterPosition=server.head())
    consumer.take()
    server.accept("C")
    assert names(consumer.calls) == [["C"]]


def test_pause_while_a_call_is_under_way(server, party, consumer):
    its = subscribe(party, consumer)
    answer = under_way(consumer)
    server.accept("A")
    change(party, "Pause", its)
    answer.callback(consumer.acknowledge(consumer.last.next_position))
    server.accept("B")
    server.clock.advance(3600)
    assert len(consumer.take()) == 1
    assert state(party).state == "Paused"
    assert state(party).acknowledgedPosition < server.head()
    change(party, "Resume", its)
    assert names(consumer.calls) == [["B"]]


def test_pause_while_it_is_failing(server, party, consumer):
    consumer.answers(SILENT)
    its = subscribe(party, consumer)
    server.accept("A")
    change(party, "Pause", its)
    server.clock.advance(200_000)
    assert len(consumer.calls) == 1
    assert state(party).state == "Paused"
    change(party, "Resume", its)
    assert [(call.attempt, call.delivery_id) for call in consumer.calls[1:]] == [(2, consumer.calls[0].delivery_id)]


@pytest.mark.parametrize("outcome", ["answered", "failed"])
def test_unsubscribe_while_a_call_is_under_way(server, party, consumer, outcome):
    its = subscribe(party, consumer)
    answer = under_way(consumer)
    server.accept("A")
    change(party, "Unsubscribe", its)
    if outcome == "failed":
        answer.errback(SILENT)
    else:
        answer.callback(consumer.acknowledge(consumer.last.next_position))
    server.accept("B")
    server.clock.advance(1000)
    assert len(consumer.calls) == 1
    assert party("subscription", "ListSubscriptions").subscription == []


def test_paused_and_resumed_before_anybody_has_noticed(server, party, consumer):
    its = subscribe(party, consumer)
    answer = under_way(consumer)
    server.accept("A")
    change(party, "Pause", its)
    change(party, "Resume", its)
    answer.callback(consumer.acknowledge(consumer.last.next_position))
    server.accept("B")
    assert names(consumer.calls)[-1] == ["B"]


# -- who may see what

def test_only_what_its_owner_may_see(server, consumer):
    party = Party(server, "site", "SITE", own=("EV-1",))
    subscribe(party, consumer)
    server.accept("EV-1", "EV-2")
    assert names(consumer.calls) == [["EV-1"]]


def test_what_was_revoked_is_told_no_more(server, consumer):
    party = Party(server, "site", "SITE", own=("EV-1",))
    grant = party.grant("SELF", "EV-2")
    subscribe(party, consumer)
    server.accept("EV-2")
    server.execute(commands.RevokeAccess(party_id="site", grant_id=grant))
    server.accept("EV-1", "EV-2")
    assert names(consumer.calls) == [["EV-2"], ["EV-1"]]


def test_what_was_revoked_between_two_attempts_is_not_told_again(server, consumer):
    party = Party(server, "site", "SITE", own=("EV-1",))
    grant = party.grant("SELF", "EV-2")
    server.accept("EV-1", "EV-2")
    consumer.answers(SILENT)
    subscribe(party, consumer, startAt="Beginning")
    server.execute(commands.RevokeAccess(party_id="site", grant_id=grant))
    server.clock.advance(1)
    assert names(consumer.calls) == [["EV-1", "EV-2"], ["EV-1"]]
    assert state(party).acknowledgedPosition >= consumer.last.next_position


def test_where_nothing_is_left_of_a_call_it_is_not_repeated(server, consumer):
    party = Party(server, "site", "SITE", own=("EV-1",))
    grant = party.grant("SELF", "EV-2")
    consumer.answers(SILENT)
    subscribe(party, consumer)
    server.accept("EV-2")
    server.execute(commands.RevokeAccess(party_id="site", grant_id=grant))
    server.clock.advance(1)
    server.accept("EV-1")
    assert names(consumer.calls) == [["EV-2"], ["EV-1"]]


def test_what_is_granted_is_told_from_then_on(server, consumer):
    party = Party(server, "site", "SITE", own=("EV-1",))
    subscribe(party, consumer)
    server.clock.advance(10)
    party.grant("SELF", "EV-2")
    server.accept("EV-2")
    assert names(consumer.calls) == [["EV-2"]]


def test_a_grant_that_begins_and_ends_by_itself(server, consumer):
    party = Party(server, "site", "SITE", own=("EV-1",))
    party.grant("SELF", "EV-2", valid_from=server.now + timedelta(seconds=10),
                valid_to=server.now + timedelta(seconds=20))
    subscribe(party, consumer)
    server.accept("EV-2")
    server.clock.advance(11)
    server.execute(commands.RejectChargePoint(charge_point_id="EV-2"))
    server.accept("EV-2")
    server.clock.advance(10)
    server.execute(commands.RejectChargePoint(charge_point_id="EV-2"))
    server.accept("EV-2")
    registered = [one.position for one in server.log() if one.type == "motown.ChargePointRegistered"]
    assert [call.positions for call in consumer.calls if not call.heartbeat] == [[registered[1]]]


def test_a_party_that_is_not_enabled_is_told_nothing_until_it_is(server, party, consumer):
    subscribe(party, consumer)
    server.execute(commands.EnableParty(party_id="nordlicht", enabled=False))
    server.accept("A")
    server.clock.advance(3600)
    assert not consumer.calls
    server.execute(commands.EnableParty(party_id="nordlicht", enabled=True))
    assert names(consumer.calls) == [["A"]]


def test_who_joins_a_group_is_told_of(server, consumer):
    party = Party(server, "nordlicht", "CSO", own=("*",))
    server.accept("EV-1", "EV-2")
    server.execute(commands.PutGroup(group_id="G", kind="Group", charge_point_ids=("EV-1",), revision=1))
    subscribe(party, consumer, filter={"target": [{"kind": "Group", "id": "G"}],
                                       "typePrefix": ["motown.ChargePointR"]})
    server.execute(commands.PutGroup(group_id="G", kind="Group", charge_point_ids=("EV-2",), revision=2))
    server.execute(commands.RejectChargePoint(charge_point_id="EV-1"))
    server.execute(commands.RejectChargePoint(charge_point_id="EV-2"))
    assert names(consumer.calls) == [["EV-2"]]


def test_the_password_of_its_owner_does_not_matter(server, party, consumer):
    subscribe(party, consumer)
    server.execute(commands.SetPartyPassword(party_id="nordlicht", password_hash=quick_hash("another")))
    server.accept("A")
    assert names(consumer.calls) == [["A"]]


def test_bytes_are_told_where_they_are_wanted_and_may_be(server, party, consumer, ev):
    subscribe(party, consumer, filter={"typePrefix": ["ocpp."]}, includePayload=True)
    server.accept("EV-1")
    after = server.head()
    ev.heartbeat()
    told = [one.element.find(f"{{{TYPES}}}payload") for one in consumer.told]
    kept = [server.bytes_of(one) for one in server.log(after) if one.category == "Message"]
    assert [b64decode(one.findtext(f"{{{TYPES}}}data")) for one in told] == kept
    assert len(kept) == 2


# -- how it is called

def test_the_credential_is_shown_at_its_address(server, party):
    near = Consumer(server, "http://192.0.2.7/a")
    secure = Consumer(server, "https://192.0.2.7/b")
    subscribe(party, secure, "one", user="motown", secret="hush:hush")
    subscribe(party, near, "two")
    server.accept("A")
    assert {asked.url: asked.credentials for asked in server.wire.asked} == {
        near.url: None, secure.url: ("motown", "hush:hush")}


def test_a_connection_that_was_kept_and_has_ended_costs_no_time(server, party, consumer):
    stale = NoReply("it has hung up", "lost", is_stale=True)
    consumer.answers(stale, 0, stale, stale)
    subscribe(party, consumer)
    server.accept("A")
    assert [call.attempt for call in consumer.calls] == [1, 2]
    server.clock.advance(2)
    assert [call.attempt for call in consumer.calls] == [1, 2, 3]
    server.clock.advance(4)
    assert [call.attempt for call in consumer.calls] == [1, 2, 3, 4]
    server.clock.advance(8)
    assert [call.attempt for call in consumer.calls] == [1, 2, 3, 4, 5]
    assert state(party).state == "Active"


def test_one_that_does_not_answer_delays_nobody(server, party):
    dead, alive = Consumer(server, "http://192.0.2.7/"), Consumer(server, "http://192.0.2.8/")
    dead.answers(lambda _call: Deferred(), SILENT, SILENT)
    subscribe(party, dead, "dead")
    subscribe(party, alive, "alive")
    server.accept("A")
    server.accept("B")
    assert names(alive.calls) == [["A"], ["B"]]
    assert names(dead.calls) == [["A"]]


# -- restarts

def restart(server):
    """Another process leads."""
    server.registry.deliveries.stop()
    server.registry.deliveries.start()


def test_places_survive_a_restart(server, party, consumer):
    subscribe(party, consumer)
    server.accept("A")
    restart(server)
    server.accept("B")
    assert names(consumer.calls) == [["A"], ["B"]]


def test_a_call_that_was_under_way_is_made_again_after_a_restart(server, party, consumer):
    under_way(consumer)
    subscribe(party, consumer)
    server.accept("A")
    server.accept("B")
    under_way(consumer)
    restart(server)
    assert names(consumer.calls) == [["A"], ["A"]]
    restart(server)
    assert names(consumer.calls) == [["A"], ["A"], ["A"], ["B"]]
    first = consumer.calls[:3]
    assert len({call.delivery_id for call in first}) == 1
    assert [call.attempt for call in first] == [1, 2, 3]
    assert len({call.next_position for call in first}) == 1
    assert state(party).state == "Active"


def test_a_restart_does_not_shorten_the_time_to_the_next_attempt(server, party, consumer):
    consumer.answers(*[SILENT] * 4)
    subscribe(party, consumer)
    server.accept("A")
    for _ in range(7):
        server.clock.advance(1)
    assert len(consumer.calls) == 4
    restart(server)
    server.clock.advance(7)
    assert len(consumer.calls) == 4
    server.clock.advance(1)
    assert [call.attempt for call in consumer.calls] == [1, 2, 3, 4, 5]


def test_without_a_store_nothing_is_lost(server, party, consumer, caplog):
    subscribe(party, consumer)
    answer = under_way(consumer)
    server.accept("A")
    server.lose_disk()
    answer.callback(consumer.acknowledge(consumer.last.next_position))
    server.clock.advance(60)
    server.mend_disk()
    server.clock.advance(60)
    server.accept("B")
    assert names(call for call in consumer.calls if not call.heartbeat)[-1] == ["B"]
    assert state(party).acknowledgedPosition == server.head()
    assert "is put off" in caplog.text
