"""Reading ``charging_transaction``."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import TransactionRow
from motown.store.statements import Lookup, Query
from motown.store.tables import charging_transaction as table

_ALL = sa.select(table)
_OPEN = table.c.stopped_at.is_(None)
_AWAITED = table.c.abandoned_at.is_(None)
"""A driver is not kept from charging by a transaction that has no end because the charge point lost it."""
STATES = {"Active": sa.and_(_OPEN, _AWAITED), "Abandoned": sa.and_(_OPEN, ~_AWAITED), "Finished": ~_OPEN}
"""The rows of each state."""

BY_ID = Lookup(_ALL, table.c.transaction_id, TransactionRow)
OPEN_OF_TAGS = Lookup(
    sa.select(table.c.id_tag_key, sa.func.count().label("open")).where(_OPEN, _AWAITED)
    .group_by(table.c.id_tag_key),
    table.c.id_tag_key, lambda key, count: (key, count))
_OPEN_OF_CHARGE_POINT = Query(
    _ALL.where(table.c.charge_point_id == sa.bindparam("charge_point_id"), _OPEN).order_by(table.c.transaction_id),
    TransactionRow)
_AT = Query(
    _ALL.where(table.c.charge_point_id == sa.bindparam("charge_point_id"),
               table.c.connector_id == sa.bindparam("connector_id"),
               table.c.started_at <= sa.bindparam("at", type_=table.c.started_at.type),
               sa.or_(_OPEN, table.c.stopped_at >= sa.bindparam("until", type_=table.c.stopped_at.type)))
    .order_by(table.c.started_at.desc(), table.c.transaction_id.desc()).limit(1), TransactionRow)

_LAST_AT = Query(
    _ALL.where(table.c.charge_point_id == sa.bindparam("charge_point_id"),
               table.c.connector_id == sa.bindparam("connector_id"))
    .order_by(table.c.started_at.desc(), table.c.transaction_id.desc()).limit(1), TransactionRow)


def get(connection: Connection, transaction_id: int) -> TransactionRow | None:
    """One transaction."""
    return next(iter(BY_ID.all(connection, [transaction_id])), None)


def open_of_charge_point(connection: Connection, charge_point_id: str) -> Sequence[TransactionRow]:
    """The transactions of a charge point that have not ended, oldest first."""
    return _OPEN_OF_CHARGE_POINT.all(connection, charge_point_id=charge_point_id)


def open_of_tag(connection: Connection, id_tag_key: str) -> int:
    """How many transactions an idTag has open, on any charge point."""
    counts: dict[str, int] = dict(OPEN_OF_TAGS.all(connection, [id_tag_key]))
    return counts.get(id_tag_key, 0)


def at(connection: Connection, charge_point_id: str, connector_id: int, moment: datetime) -> TransactionRow | None:
    """The transaction that ran on the connector at that moment; of several, the one that began last."""
    return _AT.one(connection, charge_point_id=charge_point_id, connector_id=connector_id, at=moment, until=moment)


def last_at(connection: Connection, charge_point_id: str, connector_id: int) -> TransactionRow | None:
    """The transaction that runs on the connector, or ran there last."""
    return _LAST_AT.one(connection, charge_point_id=charge_point_id, connector_id=connector_id)


def page(connection: Connection, before: int | None = None, limit: int = 100, *, charge_point_id: str | None = None,
         id_tag_key: str | None = None, only_open: bool = False, state: str | None = None,
         changed_after: int | None = None) -> Sequence[TransactionRow]:
    """Transactions, the newest first; the last number is where the next page goes on."""
    query = _ALL.order_by(table.c.transaction_id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.transaction_id < before)
    if charge_point_id is not None:
        query = query.where(table.c.charge_point_id == charge_point_id)
    if id_tag_key is not None:
        query = query.where(table.c.id_tag_key == id_tag_key)
    if only_open:
        query = query.where(_OPEN)
    if state is not None:
        query = query.where(STATES[state])
    if changed_after is not None:
        query = query.where(table.c.changed_position > changed_after)
    return [TransactionRow(*row) for row in connection.execute(query)]
