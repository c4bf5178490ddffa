"""Which transactions wait for a stop that will not come."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import TransactionRow
from motown.store.tables import charging_transaction as table
from motown.store.tables import event

_later = table.alias("later")
_SAME_CONNECTOR = sa.and_(
    _later.c.charge_point_id == table.c.charge_point_id, _later.c.connector_id == table.c.connector_id,
    _later.c.started_at >= table.c.started_at, _later.c.transaction_id > table.c.transaction_id)


def candidates(connection: Connection, before: datetime, limit: int = 500) -> Sequence[TransactionRow]:
    """Open ones whose charge point has booted, or begun another on the connector, before that time."""
    superseded = sa.exists().where(_SAME_CONNECTOR, _later.c.started_at < before)
    query = sa.select(table).where(
        table.c.stopped_at.is_(None), table.c.abandoned_at.is_(None), table.c.started_at < before,
        sa.or_(table.c.interrupted_at < before, superseded)).order_by(table.c.transaction_id)
    found = (TransactionRow(*row) for row in connection.execute(query))
    return [row for row, _ in zip((one for one in found if not measured_since(connection, one, before)),
                                  range(limit), strict=False)]


def interruption(connection: Connection, row: TransactionRow) -> tuple[str, datetime] | None:
    """Why its stop will hardly come, and since when; None: it may be running."""
    if row.interrupted_at is not None:
        return "Booted", row.interrupted_at
    at = connection.execute(sa.select(table.c.started_at).where(
        table.c.charge_point_id == row.charge_point_id, table.c.connector_id == row.connector_id,
        table.c.started_at >= row.started_at, table.c.transaction_id > row.transaction_id)
        .order_by(table.c.started_at).limit(1)).scalar()
    return None if at is None else ("Superseded", at)


def measured_since(connection: Connection, row: TransactionRow, moment: datetime) -> bool:
    """Whether the charge point has said anything of it since."""
    query = sa.select(sa.literal(1)).where(
        event.c.transaction_id == row.transaction_id, event.c.type == "motown.MeterSampled",
        event.c.recorded_at >= moment).limit(1)
    return connection.execute(query).first() is not None
