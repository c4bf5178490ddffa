"""Reading grants."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.access import Target
from motown.store.access_rows import GrantRow
from motown.store.access_tables import access_grant as table
from motown.store.statements import Query
from motown.store.types import Moment

STRETCH = 500
_ALL = sa.select(table)
_GET = Query(_ALL.where(table.c.grant_id == sa.bindparam("grant_id")), GrantRow)
_ITS = _ALL.where(table.c.party_id == sa.bindparam("party_id"), table.c.revoked_at.is_(None)).order_by(
    table.c.granted_position)
_OF = Query(_ITS, GrantRow)
_NOT_OVER = Query(_ITS.where(table.c.valid_to.is_(None) | (table.c.valid_to > sa.bindparam("at", type_=Moment))),
                  GrantRow)


def get(connection: Connection, grant_id: str) -> GrantRow | None:
    """One grant, whether it still counts or not."""
    return _GET.one(connection, grant_id=grant_id)


def of(connection: Connection, party_id: str, at: datetime | None = None) -> Sequence[GrantRow]:
    """The grants of a party that have not been revoked, in the order in which they were given.

    ``at``: without those that have ended by then.
    """
    if at is None:
        return _OF.all(connection, party_id=party_id)
    return _NOT_OVER.all(connection, party_id=party_id, at=at)


def beginning(connection: Connection, prefix: str, limit: int = 2) -> Sequence[GrantRow]:
    """Grants whose id begins so: two where the prefix does not tell them apart."""
    query = _ALL.where(table.c.grant_id.startswith(prefix, autoescape=True)).order_by(table.c.grant_id).limit(limit)
    return [GrantRow(*row) for row in connection.execute(query)]


def page(connection: Connection, after: int = 0, limit: int = 100, *, party_id: str | None = None,  # noqa: PLR0913
         revoked: bool = False, seen_by: str | None = None, holding_at: datetime | None = None, changed_after: int = 0,
         target: Target | None = None, within: frozenset[Target] = frozenset()) -> Sequence[GrantRow]:
    """Grants in the order in which they were given; the last ``granted_position`` is where the next page goes on.

    ``revoked``: those that were revoked too.  ``seen_by``: only those of a party, or that it gave.  ``holding_at``:
    without those that have ended by then.  ``target``: only those that give access to it, which belongs to the groups
    ``within``.
    """
    query = _ALL.where(table.c.granted_position > changed_after)
    if party_id is not None:
        query = query.where(table.c.party_id == party_id)
    if not revoked:
        query = query.where(table.c.revoked_at.is_(None))
    if seen_by is not None:
        query = query.where((table.c.party_id == seen_by) | (table.c.granted_by == seen_by))
    if holding_at is not None:
        query = query.where(table.c.valid_to.is_(None) | (table.c.valid_to > holding_at))
    found: list[GrantRow] = []
    for row in _all(connection, query, after):
        if target is None or row.grant().covers(target, within):
            found.append(row)
            if len(found) == limit:
                break
    return found


def _all(connection: Connection, query: sa.Select[Any], after: int) -> Iterator[GrantRow]:
    """Every row behind a position, read a stretch at a time."""
    while True:
        stretch = query.where(table.c.granted_position > after).order_by(table.c.granted_position).limit(STRETCH)
        rows = [GrantRow(*row) for row in connection.execute(stretch)]
        yield from rows
        if len(rows) < STRETCH:
            return
        after = rows[-1].granted_position
