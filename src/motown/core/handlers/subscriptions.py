"""Subscriptions to events: begun, moved, paused, ended; and how far each is (standard, section 5.4; S1 to S6).

The place of a subscription stands beside the log: an event for each acknowledgement would be told to subscribers in
turn, without end.  All about one subscription is done under its key, one after the other.
"""

from datetime import datetime
from typing import NamedTuple

import msgspec

from motown.core.bus import handles
from motown.core.work import Work
from motown.domain import commands, events
from motown.domain.errors import Kind, Refused
from motown.domain.ids import PartyId, SubscriptionId
from motown.domain.names import check_name
from motown.domain.subscriptions import State
from motown.store import events as log
from motown.store import subscriptions as stored
from motown.store.events import PositionUnavailable
from motown.store.subscription_rows import DeliveryRow, PlaceRow

MOST_OF_PARTY = 1000
"""Subscriptions of one party."""
LONGEST_REASON = 500


class Begun(NamedTuple):
    """A subscription was made."""

    subscription_id: str
    start_position: int


class Held(NamedTuple):
    """Where a subscription is after something was told, acknowledged or failed."""

    place: PlaceRow
    counted: bool
    """Whether what was said has changed anything; not where its term is over."""


# -- asked by parties and operators

@handles(commands.Subscribe)
def subscribe(work: Work, command: commands.Subscribe) -> Begun:
    """Begin; a name that the party has already is refused (MT-SUB-12)."""
    check_name("name", command.name, field="name")
    connection = work.session.connection
    if stored.named(connection, command.party_id, command.name) is not None:
        raise Refused(f"there is a subscription {command.name} already: choose another name, or end that one",
                      Kind.CONFLICT, field="name")
    if len(stored.of_party(connection, command.party_id)) >= MOST_OF_PARTY:
        raise Refused(f"a party has {MOST_OF_PARTY} subscriptions at most: end some first", Kind.TOO_MANY)
    start = _checked(work, command.start_position, "startAfterPosition")
    work.record(events.SubscriptionChanged(
        subscription_id=command.subscription_id, party_id=command.party_id, name=command.name, mode=command.mode,
        filter=command.filter, include_payload=command.include_payload, batch_limit=command.batch_limit,
        start_position=start, url=command.url, user=command.user, soap_version=command.soap_version))
    _put(work, stored.beginning(command.subscription_id, start))
    if command.secret is not None:
        work.session.write(stored.PUT_SECRET, ("subscription_secret", command.subscription_id), {
            "subscription_id": command.subscription_id, "secret": command.secret})
    return Begun(command.subscription_id, start)


@handles(commands.MoveSubscription)
def move(work: Work, command: commands.MoveSubscription) -> int:
    """Go on behind any position that is kept (MT-SUB-11); where it goes on."""
    row, position = _known(work, command), _checked(work, command.position, "afterPosition")
    work.record(events.SubscriptionMoved(
        subscription_id=command.subscription_id, acknowledged_position=position,
        previous_position=row.place.acknowledged, by=command.by))
    _put(work, _anew(row.place, acknowledged=position, told=position, delivery_id=None, attempt=0))
    return position


@handles(commands.PauseSubscription)
def pause(work: Work, command: commands.PauseSubscription) -> None:
    """No more calls; one that is under way may still be acknowledged."""
    if _known(work, command).subscription.state == State.PAUSED:
        raise Refused("the subscription is Paused already", Kind.CONFLICT)
    work.record(events.SubscriptionPaused(subscription_id=command.subscription_id, by=command.by))


@handles(commands.ResumeSubscription)
def resume(work: Work, command: commands.ResumeSubscription) -> None:
    """Go on at once behind what was acknowledged, also where it is failing; the call that had failed comes again."""
    row = _known(work, command)
    if row.state == State.ACTIVE:
        return
    lag = log.head(work.session.connection) - row.place.acknowledged
    work.record(events.SubscriptionResumed(subscription_id=command.subscription_id, lag=max(0, lag), by=command.by))
    _put(work, _anew(row.place))


@handles(commands.RemoveSubscription)
def remove(work: Work, command: commands.RemoveSubscription) -> None:
    """It is no more, nor are its place and its password."""
    _known(work, command)
    _end(work, command.subscription_id, command.reason, command.by)


def end_all(work: Work, party_id: PartyId) -> None:
    """The party is no more, nor are its subscriptions."""
    for row in stored.of_party(work.session.connection, party_id):
        _end(work, SubscriptionId(row.subscription.subscription_id), "PartyRemoved", None)


def _end(work: Work, subscription_id: SubscriptionId, reason: str, by: str | None) -> None:
    work.record(events.SubscriptionRemoved(subscription_id=subscription_id, reason=reason, by=by))
    key = {"subscription_id": subscription_id}
    work.session.write(stored.FORGET_PLACE, ("subscription_place", subscription_id), key)
    work.session.write(stored.FORGET_SECRET, ("subscription_secret", subscription_id), key)


# -- what becomes of deliveries

@handles(commands.SuspendSubscription)
def suspend(work: Work, command: commands.SuspendSubscription) -> None:
    """Calls have failed for a day (MT-SUB-05)."""
    row = _current(work, command)
    if row is None or row.subscription.state != State.ACTIVE:
        return
    lag = log.head(work.session.connection) - row.place.acknowledged
    work.record(events.SubscriptionSuspended(
        subscription_id=command.subscription_id, lag=max(0, lag), reason=command.reason[:LONGEST_REASON]))
    _put(work, msgspec.structs.replace(row.place, next_retry_at=None))


@handles(commands.TellEvents)
def tell(work: Work, command: commands.TellEvents) -> Held | None:
    """Events are about to be told; None where the subscription is no more."""
    row = stored.get(work.session.connection, command.subscription_id)
    if row is None or row.place.term != command.term:
        return None if row is None else Held(row.place, counted=False)
    place = _telling(row.place, command)
    if command.delivery_id is None:
        place = msgspec.structs.replace(place, last_delivery_at=work.now)
    _put(work, place)
    return Held(place, counted=True)


@handles(commands.AcknowledgeEvents)
def acknowledge(work: Work, command: commands.AcknowledgeEvents) -> Held | None:
    """All up to a position is done with; a position that cannot be meant is no acknowledgement (MT-SUB-13)."""
    row = stored.get(work.session.connection, command.subscription_id)
    if row is None or row.place.term != command.term:
        return None if row is None else Held(row.place, counted=False)
    place, told = row.place, max(row.place.told, command.told or 0)
    counted = place.acknowledged <= command.position <= told
    place = msgspec.structs.replace(place, told=told, acknowledged=command.position if counted else place.acknowledged)
    if command.answered_at is not None:
        place = _answered(place, command.answered_at, has_events=command.has_events)
    if command.following is not None and row.subscription.state == State.ACTIVE:
        place = _telling(place, command.following)
    _put(work, place)
    return Held(place, counted)


@handles(commands.FailDelivery)
def fail(work: Work, command: commands.FailDelivery) -> Held | None:
    """The call is made again, with the same id (MT-SUB-04)."""
    row = stored.get(work.session.connection, command.subscription_id)
    if row is None or row.place.term != command.term:
        return None if row is None else Held(row.place, counted=False)
    place = msgspec.structs.replace(
        row.place, delivery_id=command.delivery_id, delivery_after=command.after, delivery_last=command.last,
        told=max(row.place.told, command.last), heartbeat=command.heartbeat, attempt=command.attempt,
        failing_since=row.place.failing_since or command.failed_at, next_retry_at=command.next_retry_at,
        last_error=command.reason[:LONGEST_REASON])
    _put(work, place)
    return Held(place, counted=True)


def _telling(place: PlaceRow, command: commands.TellEvents) -> PlaceRow:
    told = max(place.told, command.last)
    if command.delivery_id is None:
        return msgspec.structs.replace(place, told=told)
    return msgspec.structs.replace(
        place, told=told, delivery_id=command.delivery_id, delivery_after=command.after, delivery_last=command.last,
        heartbeat=command.heartbeat, attempt=0)


def _answered(place: PlaceRow, at: datetime, *, has_events: bool) -> PlaceRow:
    return msgspec.structs.replace(
        place, delivery_id=None, attempt=0, failing_since=None, next_retry_at=None, last_error=None,
        last_delivery_at=at if has_events else place.last_delivery_at)


def _anew(place: PlaceRow, **changed: int | None) -> PlaceRow:
    """The place in a new term: nothing has failed, nothing is under way."""
    return msgspec.structs.replace(
        place, term=place.term + 1, failing_since=None, next_retry_at=None, last_error=None, **changed)


def _known(work: Work, command: commands.AboutSubscription) -> DeliveryRow:
    row = stored.get(work.session.connection, command.subscription_id)
    if row is None:
        raise Refused(f"there is no subscription {command.subscription_id}", Kind.NOT_FOUND, field="subscriptionId")
    return row


def _current(work: Work, command: commands.AboutDelivery) -> DeliveryRow | None:
    row = stored.get(work.session.connection, command.subscription_id)
    return row if row is not None and row.place.term == command.term else None


def _checked(work: Work, position: int | None, field: str) -> int:
    """Where to begin; None: behind the newest event.  Refused where nothing is kept there, or nothing was yet."""
    info = log.info(work.session.connection)
    if position is None:
        return info.head_position
    if position == 0:
        return info.oldest_position - 1
    if position > info.head_position:
        raise Refused(f"position {position} is beyond the newest, {info.head_position}", Kind.INVALID,
                      field=field)
    if position < info.oldest_position - 1:
        raise PositionUnavailable(position, info.oldest_position)
    return position


def _put(work: Work, place: PlaceRow) -> None:
    work.session.write(stored.PUT_PLACE, ("subscription_place", place.subscription_id), msgspec.structs.asdict(place))
