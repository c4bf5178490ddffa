import pytest

from motown.core import handlers
from motown.core.bus import unit_of
from motown.domain import commands, events
from motown.domain.access import Target, TargetKind
from motown.domain.subscriptions import SubscriptionFilter
from motown.store import subscription_rows, subscription_tables, subscriptions
from tests.store.support import at, record

__all__ = ["handlers"]


def begun(its="s-1", **known):
    return events.SubscriptionChanged(**{
        "subscription_id": its, "party_id": "acme", "name": its, "mode": "Push", "batch_limit": 10, "start_position": 3,
        "url": "https://192.0.2.7/", **known})


def row(store, its="s-1"):
    return store.read_now(subscriptions.get, its)


@pytest.mark.parametrize(("kind", "table"), [
    (subscription_rows.SubscriptionRow, subscription_tables.subscription),
    (subscription_rows.PlaceRow, subscription_tables.subscription_place)])
def test_a_row_has_the_columns_of_its_table_in_their_order(kind, table):
    assert kind.__struct_fields__ == tuple(table.c.keys())


def test_all_that_is_known_of_it(store):
    wanted = SubscriptionFilter(targets=(Target(TargetKind.CONNECTOR, "EV-1", 2),), type_prefixes=("motown.",),
                                since=at(5), transaction_id="7")
    record(store, begun(filter=wanted, include_payload=True, user="motown", soap_version="1.1"))
    found = row(store).subscription
    assert (found.party_id, found.mode, found.wanted, found.include_payload, found.user_name, found.soap_version) == (
        "acme", "Push", wanted, True, "motown", "1.1")
    assert (found.state, found.begun_at, found.begun_position, found.changed_position) == ("Active", at(0), 1, 1)


def test_without_a_place_it_begins_where_it_began(store):
    """A log that was brought from elsewhere: places did not come along."""
    record(store, begun())
    assert (row(store).place.acknowledged, row(store).place.told, row(store).place.term) == (3, 3, 1)


def test_how_it_is(store):
    record(store, begun())
    for event, state in ((events.SubscriptionPaused, "Paused"), (events.SubscriptionResumed, "Active"),
                         (events.SubscriptionSuspended, "Suspended")):
        more = {} if state == "Paused" else {"lag": 1} if state == "Active" else {"lag": 1, "reason": "x"}
        record(store, event(subscription_id="s-1", **more))
        assert row(store).state == state
    record(store, events.SubscriptionMoved(subscription_id="s-1", acknowledged_position=1, previous_position=3))
    assert row(store).subscription.changed_position == 5
    record(store, events.SubscriptionRemoved(subscription_id="s-1", reason="Unsubscribed"))
    assert row(store) is None


def test_who_is_to_be_called(store):
    record(store, begun("a"), begun("b", mode="Pull", url=None), begun("c"), begun("d"),
           events.SubscriptionPaused(subscription_id="c"))
    assert [one.subscription.subscription_id for one in store.read_now(subscriptions.delivered)] == ["a", "d"]


def test_by_party_name_and_beginning(store):
    record(store, begun("a-1"), begun("a-2", party_id="other"), begun("b"))
    assert [one.subscription.name for one in store.read_now(subscriptions.of_party, "acme")] == ["a-1", "b"]
    assert store.read_now(subscriptions.named, "other", "a-2").subscription_id == "a-2"
    assert store.read_now(subscriptions.named, "other", "b") is None
    assert [one.name for one in store.read_now(subscriptions.beginning_with, "a-", 5)] == ["a-1", "a-2"]
    page = store.read_now(subscriptions.page, 1, 1)
    assert [one.subscription.name for one in page] == ["a-2"]


def test_the_password_is_beside_the_log_and_goes_with_it(store):
    store.run(unit_of(commands.Subscribe(
        subscription_id="s", party_id="acme", name="n", mode="Push", batch_limit=1, url="https://192.0.2.7/", user="u",
        secret="hush"))).value()
    assert store.read_now(subscriptions.secret, "s") == "hush"
    store.run(unit_of(commands.RemoveSubscription(subscription_id="s"))).value()
    assert store.read_now(subscriptions.secret, "s") is None
