"""Reading ``id_tag``."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import IdTagRow
from motown.store.statements import Lookup, Query
from motown.store.tables import id_tag

BY_KEY = Lookup(sa.select(id_tag), id_tag.c.key, IdTagRow)
_AFTER = Query(
    sa.select(id_tag).where(id_tag.c.key > sa.bindparam("after", type_=sa.Text)).order_by(id_tag.c.key)
    .limit(sa.bindparam("limit", type_=sa.Integer)), IdTagRow)


def get(connection: Connection, key: str) -> IdTagRow | None:
    """One idTag, by the form by which it is compared."""
    return next(iter(BY_KEY.all(connection, [key])), None)


def page(connection: Connection, after: str = "", limit: int = 1000) -> Sequence[IdTagRow]:
    """The idTags in the order of their keys; the last key is where the next page goes on."""
    return _AFTER.all(connection, after=after, limit=limit)
