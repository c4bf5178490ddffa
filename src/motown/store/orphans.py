"""Reading ``orphan``."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import OrphanRow
from motown.store.statements import Query
from motown.store.tables import orphan

_UNLINKED = orphan.c.linked_transaction_id.is_(None)
_OF_CHARGE_POINT = Query(
    sa.select(orphan).where(orphan.c.charge_point_id == sa.bindparam("charge_point_id"), _UNLINKED)
    .order_by(orphan.c.position), OrphanRow)
_AFTER = Query(
    sa.select(orphan).where(orphan.c.position > sa.bindparam("after", type_=sa.Integer), _UNLINKED)
    .order_by(orphan.c.position).limit(sa.bindparam("limit", type_=sa.Integer)), OrphanRow)


def unlinked(connection: Connection, charge_point_id: str) -> Sequence[OrphanRow]:
    """The stops and meter values of a charge point that still have no transaction, oldest first."""
    return _OF_CHARGE_POINT.all(connection, charge_point_id=charge_point_id)


def page(connection: Connection, after: int = 0, limit: int = 100) -> Sequence[OrphanRow]:
    """All that have no transaction, oldest first; the last position is where the next page goes on."""
    return _AFTER.all(connection, after=after, limit=limit)
