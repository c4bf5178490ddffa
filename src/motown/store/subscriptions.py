"""Reading subscriptions with their places, and the statements that change the latter.

A place is changed under the key ``subscription:ID`` of a unit of work, which reads the row and writes all of it.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.subscriptions import Mode, State
from motown.store.statements import Query, Statement, Target
from motown.store.subscription_rows import DeliveryRow, PlaceRow, SubscriptionRow
from motown.store.subscription_tables import subscription, subscription_place, subscription_secret

_COLUMNS = len(subscription.c)


def _delivery(*values: Any) -> DeliveryRow:
    return DeliveryRow(SubscriptionRow(*values[:_COLUMNS]), _place(values[0], values[7], *values[_COLUMNS:]))


def _place(subscription_id: str, start_position: int, *values: Any) -> PlaceRow:
    """The place; of a log that was brought from elsewhere, where no place came along, its beginning."""
    if values[0] is not None:
        return PlaceRow(*values)
    return beginning(subscription_id, start_position)


def beginning(subscription_id: str, position: int, term: int = 1) -> PlaceRow:
    """The place of a subscription of which nothing has been told."""
    return PlaceRow(subscription_id, term, position, position, None, 0, 0, heartbeat=False, attempt=0,
                    failing_since=None, next_retry_at=None, last_delivery_at=None, last_error=None)


_ALL = sa.select(subscription, subscription_place).outerjoin(
    subscription_place, subscription_place.c.subscription_id == subscription.c.subscription_id)
_BY_ID = subscription.c.subscription_id == sa.bindparam("subscription_id")
_GET = Query(_ALL.where(_BY_ID), _delivery)
_ACTIVE = Query(
    _ALL.where(subscription.c.state == sa.literal(State.ACTIVE.value), subscription.c.mode == sa.literal(
        Mode.PUSH.value)).order_by(subscription.c.begun_position), _delivery)
_OF_PARTY = Query(
    _ALL.where(subscription.c.party_id == sa.bindparam("party_id")).order_by(subscription.c.begun_position), _delivery)
_NAMED = Query(
    sa.select(subscription).where(subscription.c.party_id == sa.bindparam("party_id"),
                                  subscription.c.name == sa.bindparam("name")), SubscriptionRow)
_SECRET = Query(
    sa.select(subscription_secret.c.secret).where(
        subscription_secret.c.subscription_id == sa.bindparam("subscription_id")), str)


def _put(table: sa.Table) -> Statement:
    def build(to: Target) -> Any:
        insert = to.insert(table)
        return insert.on_conflict_do_update(index_elements=["subscription_id"], set_={
            column.name: insert.excluded[column.name] for column in table.c if column.name != "subscription_id"})

    return Statement(build, last_wins=True)


def _without(table: sa.Table) -> Statement:
    return Statement(lambda to: sa.delete(to.table(table)).where(
        to.table(table).c.subscription_id == sa.bindparam("subscription_id")))


PUT_PLACE, PUT_SECRET = _put(subscription_place), _put(subscription_secret)
FORGET_PLACE, FORGET_SECRET = _without(subscription_place), _without(subscription_secret)
"""For ``Session.write``."""


def get(connection: Connection, subscription_id: str) -> DeliveryRow | None:
    """One subscription with its place."""
    return _GET.one(connection, subscription_id=subscription_id)


def delivered(connection: Connection) -> Sequence[DeliveryRow]:
    """All whose consumers are to be called: of the mode Push, and Active."""
    return _ACTIVE.all(connection)


def of_party(connection: Connection, party_id: str) -> Sequence[DeliveryRow]:
    """All of a party, in the order in which they began."""
    return _OF_PARTY.all(connection, party_id=party_id)


def named(connection: Connection, party_id: str, name: str) -> SubscriptionRow | None:
    """The subscription that a party calls so."""
    return _NAMED.one(connection, party_id=party_id, name=name)


def secret(connection: Connection, subscription_id: str) -> str | None:
    """The password shown to its consumer; None: there is none."""
    return _SECRET.one(connection, subscription_id=subscription_id)


def page(connection: Connection, after: int = 0, limit: int = 100, *, party_id: str | None = None,
         subscription_id: str | None = None) -> Sequence[DeliveryRow]:
    """Subscriptions in the order in which they began; ``begun_position`` of the last is where the next page goes on.

    ``party_id``, ``subscription_id``: only of that party, only that one.
    """
    query = _ALL.where(subscription.c.begun_position > after).order_by(subscription.c.begun_position).limit(limit)
    if party_id is not None:
        query = query.where(subscription.c.party_id == party_id)
    if subscription_id is not None:
        query = query.where(subscription.c.subscription_id == subscription_id)
    return [_delivery(*row) for row in connection.execute(query)]


def beginning_with(connection: Connection, prefix: str, limit: int) -> Sequence[SubscriptionRow]:
    """Those whose ids begin so, in the order of the ids."""
    name = subscription.c.subscription_id
    query = sa.select(subscription).where(name.startswith(prefix, autoescape=True)).order_by(name).limit(limit)
    return [SubscriptionRow(*row) for row in connection.execute(query)]
