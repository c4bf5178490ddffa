"""Reading ``reservation``, and the commands that may have led to one unseen."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import CommandRow, ReservationRow
from motown.store.statements import Lookup, Query
from motown.store.tables import command
from motown.store.tables import reservation as table

_ALL = sa.select(table)
_ACTIVE = table.c.state == sa.literal_column("'Active'")
BY_ID = Lookup(_ALL, table.c.reservation_id, ReservationRow)
ACTIVE_OF = Lookup(_ALL.where(_ACTIVE), table.c.charge_point_id, ReservationRow)
_UNANSWERED = Query(
    sa.select(command).where(
        command.c.charge_point_id == sa.bindparam("charge_point_id"),
        command.c.name == sa.literal_column("'ReserveNow'"),
        command.c.sent_at.is_not(None), command.c.answered_at.is_(None),
        command.c.outcome.in_([sa.literal_column("'Pending'"), sa.literal_column("'Unconfirmed'")]))
    .order_by(command.c.accepted_position.desc()).limit(sa.bindparam("limit", type_=sa.Integer)), CommandRow)


def get(connection: Connection, reservation_id: int) -> ReservationRow | None:
    """One reservation."""
    return next(iter(BY_ID.all(connection, [reservation_id])), None)


def active(connection: Connection, charge_point_ids: Sequence[str]) -> Sequence[ReservationRow]:
    """The reservations that these charge points hold, oldest first."""
    return sorted(ACTIVE_OF.all(connection, charge_point_ids), key=lambda row: row.reservation_id)


def unanswered(connection: Connection, charge_point_id: str, limit: int = 20) -> Sequence[CommandRow]:
    """ReserveNow commands that the charge point may have got, and that it has not answered, newest first."""
    return _UNANSWERED.all(connection, charge_point_id=charge_point_id, limit=limit)


def page(connection: Connection, before: int | None = None, limit: int = 100, *, charge_point_id: str | None = None,
         id_tag_key: str | None = None, state: str | None = None) -> Sequence[ReservationRow]:
    """Reservations, the newest first; the last number is where the next page goes on."""
    query = _ALL.order_by(table.c.reservation_id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.reservation_id < before)
    for column, wanted in ((table.c.charge_point_id, charge_point_id), (table.c.id_tag_key, id_tag_key),
                           (table.c.state, state)):
        if wanted is not None:
            query = query.where(column == wanted)
    return [ReservationRow(*row) for row in connection.execute(query)]
