"""SubscriptionService: begin, fetch, move, pause, end, list; who may."""

import pytest

from motown.domain import commands
from motown.domain.ids import SubscriptionId
from tests.services.calling import Party, refusal
from tests.services.consumers import NETWORKS, Consumer

HERE = {"url": "http://192.0.2.7/events"}


@pytest.fixture
def server(make_server):
    return make_server(services=NETWORKS)


@pytest.fixture
def party(server):
    return Party(server, "nordlicht", "CSO", own=("*",))


def subscribe(party, name="status", mode="Pull", **fields):
    return party("subscription", "Subscribe", requestId=f"begin {name}", name=name, mode=mode, **fields)


def listed(party, **fields):
    return party("subscription", "ListSubscriptions", **fields).subscription


@pytest.mark.parametrize("soap", ["1.2", "1.1"])
def test_it_begins_now_and_is_listed(server, soap):
    party = Party(server, "nordlicht", "CSO", own=("*",), soap=soap)
    head = server.head()
    answer = subscribe(party, filter={"target": [{"kind": "ChargePoint", "id": "EV-1"}],
                                      "typePrefix": ["motown.StatusChanged"]}, batchLimit=5)
    assert (answer.startPosition, answer.duplicate, answer.position) == (head, False, server.head())
    one, = listed(party)
    assert (one.subscriptionId, one.partyId, one.name, one.mode, one.state) == (
        answer.subscriptionId, "nordlicht", "status", "Pull", "Active")
    assert (one.batchLimit, one.includePayload, one.acknowledgedPosition, one.lag) == (5, False, head, 1)
    assert one.filter.typePrefix == ["motown.StatusChanged"]
    assert [(target.kind, target.id) for target in one.filter.target] == [("ChargePoint", "EV-1")]


def test_the_same_again_is_done_once(server, party):
    first = subscribe(party)
    again = subscribe(party)
    assert (again.subscriptionId, again.duplicate, again.position) == (first.subscriptionId, True, first.position)
    assert len(listed(party)) == 1


def test_a_name_is_there_once(server, party):
    subscribe(party)
    with refusal("Conflict", "name"):
        party("subscription", "Subscribe", requestId="another", name="status", mode="Pull")
    subscribe(Party(server, "other", "CSO"))


@pytest.mark.parametrize(("fields", "field"), [
    ({"mode": "Shout"}, "mode"), ({"startAt": "Soon"}, "startAt"),
    ({"startAt": "Now", "startAfterPosition": 1}, "startAt"), ({"batchLimit": 0}, "batchLimit"),
    ({"mode": "Push"}, "delivery"), ({"delivery": HERE}, "delivery"),
    ({"startAfterPosition": 1_000_000}, "startAfterPosition"),
    ({"filter": {"target": [{"kind": "ChargePoint"}]}}, "id"),
    ({"mode": "Push", "delivery": {**HERE, "soapVersion": "2.0"}}, "delivery/soapVersion"),
    ({"mode": "Push", "delivery": {**HERE, "user": "motown"}}, "delivery/secret"),
    ({"mode": "Push", "delivery": {**HERE, "secret": "hush"}}, "delivery/user"),
    ({"mode": "Push", "delivery": {**HERE, "user": "a:b", "secret": "hush"}}, "delivery/user"),
    ({"mode": "Push", "delivery": {**HERE, "user": "motown", "secret": "hush"}}, "delivery/url"),
    ({"mode": "Push", "delivery": {"url": "http://10.0.0.1/"}}, "delivery/url"),
    ({"mode": "Push", "delivery": {"url": "http://127.0.0.1/"}}, "delivery/url"),
    ({"mode": "Push", "delivery": {"url": "ftp://192.0.2.7/"}}, "delivery/url"),
    ({"mode": "Push", "delivery": {"url": "http://me:hush@192.0.2.7/"}}, "delivery/url"),
])
def test_what_makes_no_sense_is_refused_and_changes_nothing(server, party, fields, field):
    head = server.head()
    with refusal("InvalidRequest", field):
        subscribe(party, **{"mode": "Pull", **fields})
    assert server.head() == head


def test_where_it_begins(server, party):
    assert subscribe(party, "all", startAt="Beginning").startPosition == 0
    assert subscribe(party, "also all", startAfterPosition=0).startPosition == 0
    assert subscribe(party, "from there", startAfterPosition=2).startPosition == 2
    head = server.head()
    assert subscribe(party, "from now", startAt="Now").startPosition == head


# -- fetching

def pull(party, subscription_id, **fields):
    return party("subscription", "PullMessages", subscriptionId=subscription_id, **fields)


def test_what_is_not_acknowledged_comes_again(server, party):
    its = subscribe(party, filter={"typePrefix": ["motown.ChargePointRegistered"]}).subscriptionId
    server.accept("EV-1")
    first = pull(party, its)
    assert [one.chargePointId for one in first.event] == ["EV-1"]
    assert [one.chargePointId for one in pull(party, its).event] == ["EV-1"]
    server.accept("EV-2")
    second = pull(party, its, acknowledgePosition=first.nextPosition)
    assert [one.chargePointId for one in second.event] == ["EV-2"]
    one, = listed(party)
    assert one.acknowledgedPosition == first.nextPosition
    assert one.lastDeliveryAt is not None


@pytest.mark.parametrize("beyond", [1, 1000])
def test_an_acknowledgement_beyond_what_was_told_is_none(server, party, beyond):
    its = subscribe(party).subscriptionId
    server.accept("EV-1")
    told = pull(party, its)
    server.accept("EV-2", "EV-3")
    again = pull(party, its, acknowledgePosition=told.nextPosition + beyond)
    assert again.event[0].position == told.event[0].position
    pull(party, its, acknowledgePosition=told.nextPosition)
    before, = listed(party)
    pull(party, its, acknowledgePosition=told.event[0].position - 1)
    after, = listed(party)
    assert after.acknowledgedPosition == before.acknowledgedPosition == told.nextPosition


def test_fewer_at_a_time(server, party):
    its = subscribe(party, filter={"typePrefix": ["motown.ChargePointRegistered"]}, batchLimit=2).subscriptionId
    server.accept(*"ABCDE")
    assert [one.chargePointId for one in pull(party, its, limit=1).event] == ["A"]
    found, position = [], None
    while page := pull(party, its, limit=100, acknowledgePosition=position):
        found += [one.chargePointId for one in page.event]
        position = page.nextPosition
        if not page.event:
            break
    assert found == list("ABCDE")


def test_a_long_poll_is_answered_when_something_comes(server, party):
    its = subscribe(party, filter={"typePrefix": ["motown.ChargePointRegistered"]}).subscriptionId
    later = party.later("subscription", "PullMessages", subscriptionId=its, waitSeconds=30)
    server.clock.advance(10)
    assert not later.is_here
    server.accept("EV-1")
    told = later.answer()
    assert [one.chargePointId for one in told.event] == ["EV-1"]
    empty = party.later("subscription", "PullMessages", subscriptionId=its, acknowledgePosition=told.nextPosition,
                        waitSeconds=30)
    server.clock.advance(30)
    assert empty.answer().event == []


def test_pull_is_for_pull(server, party):
    Consumer(server)
    its = subscribe(party, "push", "Push", delivery=HERE).subscriptionId
    with refusal("Conflict"):
        pull(party, its)


# -- moving

def test_seek_leads_anywhere(server, party):
    its = subscribe(party, filter={"typePrefix": ["motown.ChargePointRegistered"]}).subscriptionId
    server.accept("EV-1")
    server.clock.advance(60)
    time = server.now
    server.accept("EV-2")
    page = pull(party, its)
    pull(party, its, acknowledgePosition=page.nextPosition)

    def sought(request_id, **where):
        answer = party("subscription", "Seek", requestId=request_id, subscriptionId=its, **where)
        return answer, [one.chargePointId for one in pull(party, its).event]

    answer, events = sought("back", afterPosition=0)
    assert (answer.acknowledgedPosition, answer.duplicate, events) == (0, False, ["EV-1", "EV-2"])
    assert sought("then", time=time)[1] == ["EV-2"]
    assert sought("head", afterPosition=server.head())[1] == []
    again, _ = sought("back", afterPosition=0)
    assert again.duplicate
    with refusal("InvalidRequest", "afterPosition"):
        sought("both", afterPosition=0, time=time)
    with refusal("InvalidRequest", "afterPosition"):
        sought("neither")
    with refusal("InvalidRequest", "afterPosition"):
        sought("beyond", afterPosition=server.head() + 1000)


def test_paused_and_resumed(server, party):
    its = subscribe(party).subscriptionId
    assert not party("subscription", "Pause", requestId="p", subscriptionId=its).duplicate
    assert listed(party)[0].state == "Paused"
    with refusal("Conflict"):
        pull(party, its)
    head = server.head()
    with refusal("Conflict"):
        party("subscription", "Pause", requestId="p again", subscriptionId=its)
    assert server.head() == head
    party("subscription", "Resume", requestId="r", subscriptionId=its)
    assert listed(party)[0].state == "Active"
    assert pull(party, its).event
    assert party("subscription", "Pause", requestId="p", subscriptionId=its).duplicate
    assert listed(party)[0].state == "Active"


def test_unsubscribed(server, party):
    its = subscribe(party).subscriptionId
    party("subscription", "Unsubscribe", requestId="u", subscriptionId=its)
    assert listed(party) == []
    for operation in ("Unsubscribe", "Pause", "Resume"):
        with refusal("NotFound"):
            party("subscription", operation, requestId=f"again {operation}", subscriptionId=its)
    with refusal("NotFound"):
        pull(party, its)
    assert party("subscription", "Unsubscribe", requestId="u", subscriptionId=its).duplicate
    party("subscription", "Subscribe", requestId="anew", name="status", mode="Pull")


# -- who may

def test_those_of_others_are_not_there(server, party):
    its = subscribe(party).subscriptionId
    other = Party(server, "other", "CSO", own=("*",))
    for operation, fields in (("Pause", {}), ("Resume", {}), ("Unsubscribe", {}), ("Seek", {"afterPosition": 0})):
        with refusal("NotFound") as refused:
            other("subscription", operation, requestId=operation, subscriptionId=its, **fields)
        assert refused.fault.message == f"there is no subscription {its}"
    with refusal("NotFound"):
        pull(other, its)
    assert listed(other) == listed(other, subscriptionId=its) == []


def test_an_administrator_looks_after_those_of_others(server, party):
    its = subscribe(party).subscriptionId
    admin = Party(server, "admin", "ADMIN")
    assert [one.partyId for one in listed(admin)] == ["nordlicht"]
    admin("subscription", "Pause", requestId="1", subscriptionId=its)
    admin("subscription", "Resume", requestId="2", subscriptionId=its)
    for operation, fields in (("Seek", {"requestId": "3", "afterPosition": 0}), ("PullMessages", {})):
        with refusal("NotFound"):
            admin("subscription", operation, subscriptionId=its, **fields)
    admin("subscription", "Unsubscribe", requestId="4", subscriptionId=its)
    assert listed(party) == []


def test_a_party_that_is_removed_takes_its_subscriptions_along(server, party):
    its = subscribe(party).subscriptionId
    server.execute(commands.RemoveParty(party_id="nordlicht"))
    assert "motown.SubscriptionRemoved" in server.happened()
    admin = Party(server, "admin", "ADMIN")
    assert listed(admin, subscriptionId=SubscriptionId(its)) == []


def test_lists_come_page_by_page_in_the_order_in_which_they_began(server, party):
    for name in "CABED":
        subscribe(party, name)
    found, cursor = [], None
    while True:
        answer = party("subscription", "ListSubscriptions", page={"limit": 2, "cursor": cursor})
        found += [one.name for one in answer.subscription]
        cursor = answer.pageInfo.nextCursor
        if cursor is None:
            break
    assert found == list("CABED")


def test_the_password_is_never_told(server, party):
    subscribe(party, "push", "Push", delivery={"url": "https://192.0.2.7/", "user": "motown", "secret": "hush-hush"})
    assert "hush-hush" not in str(listed(party))
    assert not any("hush-hush" in one.body_text for one in server.log())
