"""Reading ``token_list``, and the idTags of one party (table ``id_tag``)."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import IdTagRow, TokenListRow
from motown.store.statements import Lookup
from motown.store.tables import id_tag, token_list

BY_PARTY = Lookup(sa.select(token_list), token_list.c.party_id, TokenListRow)


def get(connection: Connection, party_id: str) -> TokenListRow | None:
    """The list that a party told last; None: none."""
    return next(iter(BY_PARTY.all(connection, [party_id])), None)


def names(connection: Connection, party_id: str) -> dict[str, str]:
    """By key, the idTags of a party as it writes them."""
    query = sa.select(id_tag.c.key, id_tag.c.id_tag).where(id_tag.c.party_id == party_id)
    return {row.key: row.id_tag for row in connection.execute(query.order_by(id_tag.c.key))}


def count(connection: Connection, party_id: str) -> int:
    """How many idTags a party has."""
    query = sa.select(sa.func.count()).select_from(id_tag).where(id_tag.c.party_id == party_id)
    return connection.execute(query).scalar_one()


def page(connection: Connection, party_id: str, after: str = "", limit: int = 100, *, key: str | None = None,
         changed_after: int | None = None) -> Sequence[IdTagRow]:
    """The idTags of a party in the order of their keys; the last key is where the next page goes on."""
    query = sa.select(id_tag).where(id_tag.c.party_id == party_id, id_tag.c.key > after)
    if key is not None:
        query = query.where(id_tag.c.key == key)
    if changed_after is not None:
        query = query.where(id_tag.c.changed_position > changed_after)
    return [IdTagRow(*row) for row in connection.execute(query.order_by(id_tag.c.key).limit(limit))]
