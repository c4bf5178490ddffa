"""``subscription``: who wants to be told which events.  How far each is stands in a table beside the log."""

from collections.abc import Iterator

import sqlalchemy as sa

from motown.domain import events
from motown.domain.subscriptions import State
from motown.store.projections.base import Happened, Projections, Write, changes, new
from motown.store.statements import Statement
from motown.store.subscription_tables import subscription
from motown.store.types import json_of, json_text

PROJECTIONS = Projections(subscription)

BEGUN = Statement(lambda to: sa.insert(to.table(subscription)))
STATE = changes(subscription, "state", "changed_position")
TOUCHED = changes(subscription, "changed_position")
REMOVED = Statement(lambda to: sa.delete(to.table(subscription)).where(
    to.table(subscription).c.subscription_id == sa.bindparam("subscription_id")))

STATES: dict[type[events.Event], State] = {
    events.SubscriptionPaused: State.PAUSED, events.SubscriptionSuspended: State.SUSPENDED,
    events.SubscriptionResumed: State.ACTIVE}


@PROJECTIONS.projects(events.SubscriptionChanged)
def begun(happened: Happened) -> Iterator[Write]:
    """The event holds all there is to know."""
    event: events.SubscriptionChanged = happened.event
    wanted = None if event.filter is None else json_of(json_text(event.filter))
    yield Write(BEGUN, ("subscription", event.subscription_id), {
        "subscription_id": event.subscription_id, "party_id": event.party_id, "name": event.name, "mode": event.mode,
        "filter": wanted, "include_payload": event.include_payload, "batch_limit": event.batch_limit,
        "start_position": event.start_position, "url": event.url, "user_name": event.user,
        "soap_version": event.soap_version, "state": State.ACTIVE.value, "begun_at": happened.recorded_at,
        "begun_position": happened.position, "changed_position": happened.position})


@PROJECTIONS.projects(*STATES)
def changed(happened: Happened) -> Iterator[Write]:
    """Paused, suspended or resumed."""
    event: events.SubscriptionPaused = happened.event
    yield Write(STATE, ("subscription", event.subscription_id), {"subscription_id": event.subscription_id} | new(
        state=STATES[type(happened.event)].value, changed_position=happened.position))


@PROJECTIONS.projects(events.SubscriptionMoved)
def moved(happened: Happened) -> Iterator[Write]:
    """Where it is now stands beside the log."""
    key = {"subscription_id": happened.event.subscription_id}
    yield Write(TOUCHED, ("subscription", happened.event.subscription_id), key | new(
        changed_position=happened.position))


@PROJECTIONS.projects(events.SubscriptionRemoved)
def removed(happened: Happened) -> Iterator[Write]:
    """It is no more; its history stays in the log."""
    key = {"subscription_id": happened.event.subscription_id}
    yield Write(REMOVED, ("subscription", happened.event.subscription_id), key)
