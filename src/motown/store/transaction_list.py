"""Transactions as they are listed: oldest first, a page at a time, as of one position (standard, 5.6)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.access import Target
from motown.domain.cursors import Cursor
from motown.store import events
from motown.store.charge_point_list import covered
from motown.store.rows import TransactionRow
from motown.store.tables import charging_transaction as table
from motown.store.transactions import STATES

MOST = 1000


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which transactions; what is not given does not matter."""

    targets: Sequence[Target] = ()
    """At any of these; none: anywhere."""
    allowed: Sequence[Target] | None = None
    """And at any of these: what who asks may see; None: all."""
    id_tag_keys: Sequence[str] = ()
    """Of any of these idTags, in the form by which they are compared (``ids.folded``)."""
    state: str | None = None
    """``Active``, ``Finished`` or ``Abandoned``."""
    since: datetime | None = None
    """Begun then or later, by the charge point's clock."""
    until: datetime | None = None
    """Begun before."""
    changed_after: int | None = None
    """A position of the log."""


class TransactionPage(NamedTuple):
    """Some transactions in the order in which they were numbered, where to go on, and what they are as of."""

    transactions: Sequence[TransactionRow]
    next_cursor: str | None
    as_of_position: int


def page(connection: Connection, wanted: Wanted, limit: int = 100, cursor: Cursor | None = None) -> TransactionPage:
    """A page; who follows the log from the first page's position on misses nothing."""
    as_of = cursor.as_of_position if cursor else events.head(connection)
    after = cursor.number if cursor else 0
    limit = min(max(limit, 1), MOST)
    query = sa.select(table).where(table.c.transaction_id > after, *_conditions(wanted)).order_by(
        table.c.transaction_id).limit(limit + 1)
    rows = [TransactionRow(*row) for row in connection.execute(query)]
    shown = rows[:limit]
    further = Cursor(str(shown[-1].transaction_id), as_of).text() if len(rows) > limit else None
    return TransactionPage(shown, further, as_of)


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    own = table.c
    conditions = [covered(own.charge_point_id, own.connector_id, one)
                  for one in (wanted.targets or None, wanted.allowed) if one is not None]
    if wanted.id_tag_keys:
        conditions.append(own.id_tag_key.in_(wanted.id_tag_keys))
    if wanted.state is not None:
        conditions.append(STATES[wanted.state])
    if wanted.since is not None:
        conditions.append(own.started_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(own.started_at < wanted.until)
    if wanted.changed_after is not None:
        conditions.append(own.changed_position > wanted.changed_after)
    return conditions
