"""Reading grants."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.access_rows import GrantRow
from motown.store.access_tables import access_grant as table
from motown.store.statements import Query

_ALL = sa.select(table)
_GET = Query(_ALL.where(table.c.grant_id == sa.bindparam("grant_id")), GrantRow)
_OF = Query(
    _ALL.where(table.c.party_id == sa.bindparam("party_id"), table.c.revoked_at.is_(None))
    .order_by(table.c.granted_position), GrantRow)


def get(connection: Connection, grant_id: str) -> GrantRow | None:
    """One grant, whether it still counts or not."""
    return _GET.one(connection, grant_id=grant_id)


def of(connection: Connection, party_id: str) -> Sequence[GrantRow]:
    """The grants of a party that have not been revoked, in the order in which they were given."""
    return _OF.all(connection, party_id=party_id)


def beginning(connection: Connection, prefix: str, limit: int = 2) -> Sequence[GrantRow]:
    """Grants whose id begins so: two where the prefix does not tell them apart."""
    query = _ALL.where(table.c.grant_id.startswith(prefix, autoescape=True)).order_by(table.c.grant_id).limit(limit)
    return [GrantRow(*row) for row in connection.execute(query)]


def page(connection: Connection, after: int = 0, limit: int = 100, *, party_id: str | None = None,
         revoked: bool = False) -> Sequence[GrantRow]:
    """Grants in the order in which they were given; the last ``granted_position`` is where the next page goes on.

    ``revoked``: those that were revoked too.
    """
    query = _ALL.where(table.c.granted_position > after)
    if party_id is not None:
        query = query.where(table.c.party_id == party_id)
    if not revoked:
        query = query.where(table.c.revoked_at.is_(None))
    return [GrantRow(*row) for row in connection.execute(query.order_by(table.c.granted_position).limit(limit))]
