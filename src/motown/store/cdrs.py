"""Reading ``charge_detail_record``: one, and pages in the order in which they were made (standard, 5.6)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.access import Target
from motown.domain.cdrs import cdr_of
from motown.domain.cursors import Cursor
from motown.store import events
from motown.store.charge_point_list import covered
from motown.store.charging_rows import CdrRow
from motown.store.charging_tables import charge_detail_record as table
from motown.store.seeing import Condition, Seen, few
from motown.store.statements import Lookup

MOST = 1000
BY_ID = Lookup(sa.select(table), table.c.cdr_id, CdrRow)
_KNOWN = Lookup(sa.select(table.c.cdr_id), table.c.cdr_id, str)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which records; what is not given does not matter."""

    cdr_id: str | None = None
    targets: Sequence[Target] = ()
    """Of any of these; none: of anywhere."""
    seen: Seen | None = None
    """What who asks may see; None: all."""
    identified: Seen | None = None
    """And of which who asks may know who charged; None: all."""
    party_id: str | None = None
    """With a token of this party."""
    since: datetime | None = None
    """Of sessions that ended then or later, by the charge point's clock."""
    until: datetime | None = None
    """Of sessions that ended before."""
    changed_after: int | None = None
    """A position of the log."""


class CdrPage(NamedTuple):
    """Some records in the order in which they were made, where to go on, and what they are as of."""

    cdrs: Sequence[CdrRow]
    next_cursor: str | None
    as_of_position: int


def get(connection: Connection, cdr_id: str) -> CdrRow | None:
    """One record."""
    return next(iter(BY_ID.all(connection, [cdr_id])), None)


def of_transactions(connection: Connection, transaction_ids: Sequence[int]) -> dict[int, str]:
    """Which record each of these transactions is part of; those that are part of none are not in it."""
    if not transaction_ids:
        return {}
    wanted = {cdr_of(number): number for number in transaction_ids}
    return {wanted[name]: name for name in _KNOWN.all(connection, list(wanted))}


def page(connection: Connection, wanted: Wanted, limit: int = 100, cursor: Cursor | None = None) -> CdrPage:
    """A page; who follows the log from the first page's position on misses nothing."""
    as_of = cursor.as_of_position if cursor else events.head(connection)
    limit = min(max(limit, 1), MOST)
    rows = some(connection, wanted, limit + 1, cursor.number if cursor else 0)
    shown = rows[:limit]
    further = Cursor(str(shown[-1].issued_position), as_of).text() if len(rows) > limit else None
    return CdrPage(shown, further, as_of)


def some(connection: Connection, wanted: Wanted, limit: int, place: int = 0, *,
         newest_first: bool = False) -> Sequence[CdrRow]:
    """Records behind that ``issued_position``; or before it (0: the end), the newest first."""
    own = table.c.issued_position
    indexed = _ranges(wanted)
    narrow = few(connection, own, indexed)
    conditions = [*_conditions(wanted), *indexed, *(() if narrow is None else (narrow,))]
    if not newest_first:
        conditions.append(own > place)
    elif place:
        conditions.append(own < place)
    query = sa.select(table).where(*conditions).order_by(own.desc() if newest_first else own).limit(limit)
    return [CdrRow(*row) for row in connection.execute(query)]


def _conditions(wanted: Wanted) -> list[Condition]:
    own = table.c
    conditions = [covered(own.charge_point_id, own.connector_id, wanted.targets)] if wanted.targets else []
    conditions += [one.of(table) for one in (wanted.seen, wanted.identified) if one is not None]
    if wanted.cdr_id is not None:
        conditions.append(own.cdr_id == wanted.cdr_id)
    if wanted.party_id is not None:
        conditions.append(own.party_id == wanted.party_id)
    return conditions


def _ranges(wanted: Wanted) -> list[Condition]:
    """The conditions that an index serves."""
    own, found = table.c, list[Condition]()
    if wanted.since is not None or wanted.until is not None:
        found.append(sa.and_(own.stopped_at >= wanted.since if wanted.since is not None else sa.true(),
                             own.stopped_at < wanted.until if wanted.until is not None else sa.true()))
    if wanted.changed_after is not None:
        found.append(own.changed_position > wanted.changed_after)
    return found
