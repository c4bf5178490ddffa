"""Reading ``command``; the history of one is in the log (``events.read`` with ``EventFilter(command_id=...)``)."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store import events
from motown.store.rows import CommandRow
from motown.store.statements import Lookup, Query
from motown.store.tables import command as table

_ALL = sa.select(table)
_PENDING = table.c.outcome == sa.literal_column("'Pending'")
"""Written out: an index of these rows only is not used for a parameter."""
_PARTY = sa.func.coalesce(table.c.party, sa.literal_column("''"))

BY_ID = Lookup(_ALL, table.c.command_id, CommandRow)
PENDING_OF = Lookup(_ALL.where(_PENDING), table.c.charge_point_id, CommandRow)
_BY_REQUEST = Query(
    _ALL.where(table.c.request_id == sa.bindparam("request_id", type_=sa.Text),
               sa.bindparam("party", type_=sa.Text) == _PARTY)
    .order_by(table.c.accepted_position).limit(1), CommandRow)
_COUNTS = Query(sa.select(table.c.state, sa.func.count()).group_by(table.c.state), lambda state, count: (state, count))


def get(connection: Connection, command_id: str) -> CommandRow | None:
    """One command."""
    return next(iter(BY_ID.all(connection, [command_id])), None)


def with_head(connection: Connection, command_id: str) -> tuple[CommandRow | None, int]:
    """One command, and the head of the log at that moment: what becomes of the command comes after it."""
    return get(connection, command_id), events.head(connection)


def beginning(connection: Connection, prefix: str, limit: int = 2) -> Sequence[CommandRow]:
    """Commands whose id begins so, in no order: two where the prefix does not tell them apart."""
    query = _ALL.where(table.c.command_id.startswith(prefix, autoescape=True)).limit(limit)
    return [CommandRow(*row) for row in connection.execute(query)]


def by_request(connection: Connection, party: str | None, request_id: str) -> CommandRow | None:
    """The command that a party has asked for under a name of its own."""
    return _BY_REQUEST.one(connection, party=party or "", request_id=request_id)


def pending_of(connection: Connection, charge_point_ids: Sequence[str]) -> Sequence[CommandRow]:
    """The commands of these charge points that have not ended, in the order in which they were accepted."""
    found = PENDING_OF.all(connection, charge_point_ids) if charge_point_ids else []
    return sorted(found, key=lambda row: row.accepted_position)


def page(connection: Connection, before: int | None = None, limit: int = 100, *,
         charge_point_id: str | None = None, name: str | None = None, state: str | None = None,
         outcome: str | None = None, only_pending: bool = False) -> Sequence[CommandRow]:
    """Commands, the newest first; the last ``accepted_position`` is where (``before``) the next page goes on."""
    equal = {table.c.charge_point_id: charge_point_id, table.c.name: name, table.c.state: state,
             table.c.outcome: outcome}
    query = _ALL.where(*(column == value for column, value in equal.items() if value is not None))
    if only_pending:
        query = query.where(_PENDING)
    if before is not None:
        query = query.where(table.c.accepted_position < before)
    query = query.order_by(table.c.accepted_position.desc()).limit(limit)
    return [CommandRow(*row) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[str, int]:
    """How many commands there are in each state."""
    return dict(_COUNTS.all(connection))
