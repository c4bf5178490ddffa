"""Reading ``id_tag``."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import IdTagRow
from motown.store.statements import Lookup, Query
from motown.store.tables import id_tag

AT_ONCE = 512
"""Keys that one query looks for."""
BY_KEY = Lookup(sa.select(id_tag), id_tag.c.key, IdTagRow)
_AFTER = Query(
    sa.select(id_tag).where(id_tag.c.key > sa.bindparam("after", type_=sa.Text)).order_by(id_tag.c.key)
    .limit(sa.bindparam("limit", type_=sa.Integer)), IdTagRow)


def get(connection: Connection, key: str) -> IdTagRow | None:
    """One idTag, by the form by which it is compared."""
    return next(iter(BY_KEY.all(connection, [key])), None)


def owner(connection: Connection, key: str) -> str | None:
    """The party that vouches for an idTag; None: the idTag is the operator's own, or not known."""
    row = get(connection, key)
    return row.party_id if row is not None else None


def owners(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """The parties that vouch for these idTags, by key; idTags that no party vouches for are not in it."""
    return {key: row.party_id for key, row in of(connection, keys).items() if row.party_id is not None}


def of(connection: Connection, keys: Sequence[str]) -> dict[str, IdTagRow]:
    """These idTags, by key; those that are not known are not in it."""
    found: dict[str, IdTagRow] = {}
    for start in range(0, len(keys), AT_ONCE):
        found.update((row.key, row) for row in BY_KEY.all(connection, keys[start:start + AT_ONCE]))
    return found


def strangers(connection: Connection, parents: Sequence[str], party_id: str) -> set[str]:
    """Those of these parents, by key, that idTags have which this party does not vouch for."""
    found: set[str] = set()
    for start in range(0, len(parents), AT_ONCE):
        query = sa.select(id_tag.c.parent_key).distinct().where(
            id_tag.c.parent_key.in_(parents[start:start + AT_ONCE]), id_tag.c.party_id.is_distinct_from(party_id))
        found.update(connection.scalars(query))
    return found


def page(connection: Connection, after: str = "", limit: int = 1000) -> Sequence[IdTagRow]:
    """The idTags in the order of their keys; the last key is where the next page goes on."""
    return _AFTER.all(connection, after=after, limit=limit)
