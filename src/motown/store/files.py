"""Reading ``transferred_file``: the diagnostics that charge points have brought."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import TransferredFileRow
from motown.store.statements import Query
from motown.store.tables import event
from motown.store.tables import transferred_file as table

_GET = Query(sa.select(table).where(table.c.position == sa.bindparam("position", type_=table.c.position.type)),
             TransferredFileRow)


def get(connection: Connection, position: int) -> TransferredFileRow | None:
    """The file whose coming stands at this position of the log."""
    return _GET.one(connection, position=position)


def of_command(connection: Connection, command_id: str) -> TransferredFileRow | None:
    """The file that was brought for a command; of several the last."""
    event_of = sa.select(event.c.position).where(event.c.command_id == command_id)  # which has an index
    query = sa.select(table).where(table.c.position.in_(event_of)).order_by(table.c.position.desc()).limit(1)
    row = connection.execute(query).first()
    return TransferredFileRow(*row) if row else None


def page(connection: Connection, before: int | None = None, limit: int = 100, *,
         charge_point_id: str | None = None) -> Sequence[TransferredFileRow]:
    """Files, the newest first; the last position is where the next page goes on."""
    query = sa.select(table).order_by(table.c.position.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.position < before)
    if charge_point_id is not None:
        query = query.where(table.c.charge_point_id == charge_point_id)
    return [TransferredFileRow(*row) for row in connection.execute(query)]
