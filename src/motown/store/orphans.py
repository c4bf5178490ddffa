"""Reading ``orphan``."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import OrphanRow
from motown.store.statements import Query
from motown.store.tables import charging_transaction, orphan

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)

_UNLINKED = orphan.c.linked_transaction_id.is_(None)
_linked = sa.select(charging_transaction.c.stopped_at).where(
    charging_transaction.c.transaction_id == orphan.c.linked_transaction_id).scalar_subquery()
_WAITING = Query(
    sa.select(orphan).where(
        orphan.c.charge_point_id == sa.bindparam("charge_point_id"),
        orphan.c.at >= sa.bindparam("since", type_=orphan.c.at.type), sa.or_(_UNLINKED, _linked < orphan.c.at))
    .order_by(orphan.c.position), OrphanRow)
_AFTER = Query(
    sa.select(orphan).where(orphan.c.position > sa.bindparam("after", type_=sa.Integer), _UNLINKED)
    .order_by(orphan.c.position).limit(sa.bindparam("limit", type_=sa.Integer)), OrphanRow)


def waiting(connection: Connection, charge_point_id: str, since: datetime = BEGINNING) -> Sequence[OrphanRow]:
    """The stops and meter values of a charge point, of that time and later, that still look for a transaction.

    Those too whose transaction has turned out to have ended before.  Oldest first.
    """
    return _WAITING.all(connection, charge_point_id=charge_point_id, since=since)


def page(connection: Connection, after: int = 0, limit: int = 100) -> Sequence[OrphanRow]:
    """All that have no transaction, oldest first; the last position is where the next page goes on."""
    return _AFTER.all(connection, after=after, limit=limit)
