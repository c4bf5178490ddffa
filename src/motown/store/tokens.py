"""Reading ``token_list``, and the idTags of one party (table ``id_tag``)."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.cursors import Cursor
from motown.store import events
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


class TokenPage(NamedTuple):
    """Some idTags of a party in the order of their keys, where to go on, and the position that they are as of."""

    list_version: int
    """0 where the party has told no list."""
    tokens: Sequence[IdTagRow]
    next_cursor: str | None
    as_of_position: int


def listed(connection: Connection, party_id: str, limit: int, cursor: Cursor | None = None,
           key: str | None = None, changed_after: int | None = None) -> TokenPage:
    """A page of a party's idTags; ``key``: only this one."""
    as_of = cursor.as_of_position if cursor else events.head(connection)
    known = get(connection, party_id)
    rows = page(connection, party_id, cursor.after if cursor else "", limit + 1, key=key, changed_after=changed_after)
    further = Cursor(rows[limit - 1].key, as_of).text() if len(rows) > limit else None
    return TokenPage(known.list_version if known else 0, rows[:limit], further, as_of)


def page(connection: Connection, party_id: str, after: str = "", limit: int = 100, *, key: str | None = None,
         changed_after: int | None = None) -> Sequence[IdTagRow]:
    """The idTags of a party in the order of their keys; the last key is where the next page goes on."""
    query = sa.select(id_tag).where(id_tag.c.party_id == party_id, id_tag.c.key > after)
    if key is not None:
        query = query.where(id_tag.c.key == key)
    if changed_after is not None:
        query = query.where(id_tag.c.changed_position > changed_after)
    return [IdTagRow(*row) for row in connection.execute(query.order_by(id_tag.c.key).limit(limit))]
