"""Reading ``charge_detail_record``."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.charging_rows import CdrRow
from motown.store.charging_tables import charge_detail_record as table
from motown.store.statements import Lookup

BY_ID = Lookup(sa.select(table), table.c.cdr_id, CdrRow)


def get(connection: Connection, cdr_id: str) -> CdrRow | None:
    """One record."""
    return next(iter(BY_ID.all(connection, [cdr_id])), None)


def page(connection: Connection, after: int = 0, limit: int = 100, *, charge_point_id: str | None = None,
         party_id: str | None = None, since: datetime | None = None,
         until: datetime | None = None) -> Sequence[CdrRow]:
    """Records in the order in which they were made; ``issued_position`` of the last is where the next page goes on.

    ``since``, ``until``: of sessions that ended then or later, and before.
    """
    conditions = [table.c.issued_position > after]
    conditions += [table.c[name] == value for name, value in (
        ("charge_point_id", charge_point_id), ("party_id", party_id)) if value is not None]
    if since is not None:
        conditions.append(table.c.stopped_at >= since)
    if until is not None:
        conditions.append(table.c.stopped_at < until)
    query = sa.select(table).where(*conditions).order_by(table.c.issued_position).limit(limit)
    return [CdrRow(*row) for row in connection.execute(query)]
