"""Reading ``charge_point_info``."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import ChargePointInfoRow
from motown.store.statements import Lookup
from motown.store.tables import charge_point_info as table

BY_ID = Lookup(sa.select(table), table.c.charge_point_id, ChargePointInfoRow)


def get(connection: Connection, charge_point_id: str) -> ChargePointInfoRow | None:
    """What is told of one charge point."""
    return next(iter(BY_ID.all(connection, [charge_point_id])), None)


def of(connection: Connection, charge_point_ids: Sequence[str]) -> dict[str, ChargePointInfoRow]:
    """What is told of these, by charge point."""
    return {row.charge_point_id: row for row in BY_ID.all(connection, charge_point_ids)} if charge_point_ids else {}
