"""Transactions as they are listed: oldest first, a page at a time, as of one position (standard, 5.6)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.access import Target
from motown.domain.cursors import Cursor
from motown.store import cdrs, events, transactions
from motown.store.charge_point_list import covered
from motown.store.rows import TransactionRow
from motown.store.seeing import Condition, Seen, few
from motown.store.tables import charging_transaction as table
from motown.store.transactions import STATES

MOST = 1000


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which transactions; what is not given does not matter."""

    targets: Sequence[Target] = ()
    """At any of these; none: anywhere."""
    allowed: Sequence[Target] | None = None
    """And at any of these; None: anywhere."""
    seen: Seen | None = None
    """What who asks may see; None: all."""
    identified: Seen | None = None
    """And of which who asks may know who charges; None: all."""
    id_tag_keys: Sequence[str] = ()
    """Of any of these idTags, in the form by which they are compared (``ids.folded``)."""
    party_id: str | None = None
    """With a token of this party."""
    transaction_id: int | None = None
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
    cdr_ids: Mapping[int, str] = {}
    """Of each transaction that is part of a charge detail record, which one."""


class Standing(NamedTuple):
    """How one transaction stands."""

    row: TransactionRow
    cdr_id: str | None
    as_of_position: int


def page(connection: Connection, wanted: Wanted, limit: int = 100, cursor: Cursor | None = None) -> TransactionPage:
    """A page; who follows the log from the first page's position on misses nothing."""
    as_of = cursor.as_of_position if cursor else events.head(connection)
    after = cursor.number if cursor else 0
    limit = min(max(limit, 1), MOST)
    conditions = _conditions(wanted)
    narrow = few(connection, table.c.transaction_id, _indexed(wanted))
    query = sa.select(table).where(
        table.c.transaction_id > after, *conditions, *(() if narrow is None else (narrow,)),
    ).order_by(table.c.transaction_id).limit(limit + 1)
    rows = [TransactionRow(*row) for row in connection.execute(query)]
    shown = rows[:limit]
    further = Cursor(str(shown[-1].transaction_id), as_of).text() if len(rows) > limit else None
    return TransactionPage(shown, further, as_of, cdrs.of_transactions(connection, _ended(shown)))


def get(connection: Connection, transaction_id: int) -> Standing | None:
    """One transaction, as of the end of the log; None: there is none of that number."""
    as_of = events.head(connection)
    row = transactions.get(connection, transaction_id)
    if row is None:
        return None
    return Standing(row, cdrs.of_transactions(connection, _ended([row])).get(transaction_id), as_of)


def _ended(rows: Sequence[TransactionRow]) -> list[int]:
    return [row.transaction_id for row in rows if row.stopped_at is not None]


def _conditions(wanted: Wanted) -> list[Condition]:
    own = table.c
    conditions = [covered(own.charge_point_id, own.connector_id, one)
                  for one in (wanted.targets or None, wanted.allowed) if one is not None]
    conditions += [one.of(table) for one in (wanted.seen, wanted.identified) if one is not None]
    if wanted.id_tag_keys:
        conditions.append(own.id_tag_key.in_(wanted.id_tag_keys))
    if wanted.party_id is not None:
        conditions.append(own.party_id == wanted.party_id)
    if wanted.transaction_id is not None:
        conditions.append(own.transaction_id == wanted.transaction_id)
    if wanted.state is not None:
        conditions.append(STATES[wanted.state])
    return conditions + _ranges(wanted)


def _ranges(wanted: Wanted) -> list[Condition]:
    own = table.c
    found = [own.started_at >= wanted.since] if wanted.since is not None else []
    if wanted.until is not None:
        found.append(own.started_at < wanted.until)
    if wanted.changed_after is not None:
        found.append(own.changed_position > wanted.changed_after)
    return found


def _indexed(wanted: Wanted) -> list[Condition]:
    """The conditions that an index serves."""
    own = table.c
    found = []
    if wanted.changed_after is not None:
        found.append(own.changed_position > wanted.changed_after)
    if wanted.since is not None:
        found.append(own.started_at >= wanted.since if wanted.until is None else sa.and_(
            own.started_at >= wanted.since, own.started_at < wanted.until))
    if wanted.targets:
        found.append(covered(own.charge_point_id, None, wanted.targets))
    return found
