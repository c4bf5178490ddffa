"""``follower``: how far each follower of the log has come."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import FollowerRow
from motown.store.statements import Query, Statement, Target
from motown.store.tables import follower

_ALL = Query(sa.select(follower).order_by(follower.c.name), FollowerRow)


def _save(to: Target) -> Any:
    insert = to.insert(follower)
    return insert.on_conflict_do_update(index_elements=["name"], set_={
        name: insert.excluded[name] for name in ("position", "updated_at")})


SAVE = Statement(_save, last_wins=True)
"""For ``Session.write``: name, position, updated_at."""


def position(connection: Connection, name: str) -> int:
    """The last position that the follower is done with; 0 for a new one."""
    return connection.execute(sa.select(follower.c.position).where(follower.c.name == name)).scalar() or 0


def all_of_them(connection: Connection) -> Sequence[FollowerRow]:
    """Every follower."""
    return _ALL.all(connection)
