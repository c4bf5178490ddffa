"""``due_work``: what is to be done at a time, durable: messages to be sent, deadlines, releases.

Rows are put and dropped in units of work; who carries them out (``core.senders``) asks what has changed since.  Each
change of a row is marked with the position of the last event of its unit.  Those positions are given out under the lock
of the log's head, in the order of the commits, so a reader that has seen one never finds a smaller one later.  What is
dropped stays as an empty row of no kind until every reader has seen that, and is then forgotten (``FORGET``).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.projections import Write, changes, new
from motown.store.projections.base import as_rows
from motown.store.rows import DueRow
from motown.store.statements import Lookup, Query, Statement, Target
from motown.store.tables import due_work as table

NOTHING = ""
"""The kind of a row that has been dropped."""
PER_POSITION = 1 << 16
"""Places in a lane that one unit of work can give: they follow the position of its last event."""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is to be done; see ``DueRow`` for what its fields mean.

    ValueError for an empty id or kind, and for times without a zone.
    """

    id: str
    kind: str
    lane: str | None
    due_at: datetime
    expires_at: datetime | None = None
    attempt: int = 0
    sent: bool = False
    body: dict[str, Any] = {}

    def __post_init__(self) -> None:
        """Refuse what could not be stored, while it is still clear who asked for it."""
        if not self.id or not self.kind:
            raise ValueError("due work has an id and a kind")
        if self.due_at.tzinfo is None or (self.expires_at is not None and self.expires_at.tzinfo is None):
            raise ValueError(f"the times of due work {self.id} have no time zone")


class Dropped(msgspec.Struct, frozen=True):
    """The row of this id is no more."""

    id: str


class Woken(msgspec.Struct, frozen=True):
    """What waits in the lane for another attempt is due now."""

    lane: str


Change = Due | Dropped | Woken


# -- writing

def _put(to: Target) -> Any:
    insert = to.insert(table)
    kept = sa.case((to.table(table).c.kind == sa.literal_column("''"), insert.excluded.ordinal),
                   else_=to.table(table).c.ordinal)
    named = ("kind", "lane", "changed", "due_at", "expires_at", "attempt", "sent", "body")
    return insert.on_conflict_do_update(
        index_elements=["id"], set_={"ordinal": kept} | {name: insert.excluded[name] for name in named})


def _wake(to: Target) -> Any:
    own = to.table(table)
    given = as_rows({name: sa.bindparam(name, type_=kind) for name, kind in (
        ("woken", own.c.lane.type), ("now", own.c.due_at.type), ("position", own.c.changed.type))}, to.dialect_name)
    return sa.update(own).where(
        own.c.lane == given["woken"], own.c.sent.is_(sa.false()), own.c.attempt > sa.literal_column("0"),
        own.c.due_at > given["now"]).values(due_at=given["now"], changed=given["position"])


PUT = Statement(_put)
DROP = changes(table, "kind", "lane", "changed", "body")
WAKE = Statement(_wake, last_wins=True)
_DROPPED = table.c.kind == sa.literal_column("''")
FORGET = Statement(lambda to: sa.delete(to.table(table)).where(
    _DROPPED, table.c.changed <= sa.bindparam("changed", type_=sa.BigInteger)))
"""For ``Session.write``: the last position (``changed``) up to which every reader has seen what was dropped."""


def writes(asked: Sequence[Change], position: int, now: datetime) -> Iterator[Write]:
    """What a unit's changes are for the table, once the position of its last event is known."""
    alone = all(isinstance(change, Woken) for change in asked)
    for place, change in enumerate(asked):
        match change:
            case Due():
                values = msgspec.structs.asdict(change) | {
                    "ordinal": position * PER_POSITION + place, "changed": position}
                yield Write(PUT, ("due_work", change.id), values)
            case Dropped():
                yield Write(DROP, ("due_work", change.id), {
                    "id": change.id, **new(kind=NOTHING, lane=None, changed=position, body={})})
            case Woken():  # it concerns several rows: what else the unit does to them must not change places with it
                yield Write(WAKE, ("due_lane", change.lane) if alone else None, {
                    "woken": change.lane, "now": now, "position": position})


# -- reading

BY_ID = Lookup(sa.select(table).where(sa.not_(_DROPPED)), table.c.id, DueRow)
_AFTER = Query(
    sa.select(table).where(table.c.changed > sa.bindparam("after", type_=sa.BigInteger)).order_by(table.c.changed)
    .limit(sa.bindparam("limit", type_=sa.Integer)), DueRow, at_once=True)
_OF_UNIT = Query(sa.select(table).where(table.c.changed == sa.bindparam("changed", type_=sa.BigInteger)), DueRow)
_OVERDUE = Query(
    sa.select(table).where(sa.not_(_DROPPED), table.c.due_at <= sa.bindparam("before", type_=table.c.due_at.type))
    .order_by(table.c.due_at).limit(sa.bindparam("limit", type_=sa.Integer)), DueRow)
_COUNTS = Query(
    sa.select(table.c.kind, sa.func.count().label("rows")).where(sa.not_(_DROPPED)).group_by(table.c.kind),
    lambda kind, rows: (kind, rows))


def after(connection: Connection, changed: int, limit: int = 1000) -> list[DueRow]:
    """Rows changed after that position, in order; among them those dropped, which have no kind (``NOTHING``).

    From 0 on it gives all rows.  Fewer than ``limit``: that was all.  Rows that were changed together come together,
    so there may be more than ``limit``; the last one's ``changed`` is where to go on.
    """
    rows = sorted(_AFTER.all(connection, after=changed, limit=limit), key=_order)
    if len(rows) < limit or not rows:
        return rows
    last = rows[-1].changed
    together = _OF_UNIT.all(connection, changed=last)
    return [row for row in rows if row.changed < last] + sorted(together, key=_order)


def get(connection: Connection, due_id: str) -> DueRow | None:
    """One row; None where there is none, or no more."""
    return next(iter(BY_ID.all(connection, [due_id])), None)


def many(connection: Connection, ids: Sequence[str]) -> list[DueRow]:
    """Those of the rows that there are, in no order; at least one id must be asked for."""
    return BY_ID.all(connection, ids)


def overdue(connection: Connection, before: datetime, limit: int = 1000) -> list[DueRow]:
    """Rows that were due then or earlier, those longest due first.  Looks at every row."""
    return _OVERDUE.all(connection, before=before, limit=limit)


def counts(connection: Connection) -> dict[str, int]:
    """How many rows there are of each kind."""
    return dict(_COUNTS.all(connection))


def _order(row: DueRow) -> tuple[int, int]:
    return row.changed, row.ordinal
