"""Groups as they are listed for somebody: only the charge points that it may know are named (standard, 5.5)."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.access import Target
from motown.domain.cursors import Cursor
from motown.store import events
from motown.store.charge_point_list import known
from motown.store.rows import GroupRow
from motown.store.tables import charge_point, group_member
from motown.store.tables import charge_point_group as table


class GroupView(NamedTuple):
    """A group and those that are in it."""

    row: GroupRow
    charge_point_ids: Sequence[str]


class GroupPage(NamedTuple):
    """Some groups in the order of their ids, where to go on, and the position that they are as of."""

    groups: Sequence[GroupView]
    next_cursor: str | None
    as_of_position: int


class Wanted(NamedTuple):
    """Which groups; ``allowed`` and ``unaccepted`` as for charge points."""

    allowed: Sequence[Target] | None = None
    unaccepted: Sequence[Target] | None = None
    group_id: str | None = None
    charge_point_id: str | None = None
    """With this charge point."""
    changed_after: int | None = None


def page(connection: Connection, wanted: Wanted, limit: int, cursor: Cursor | None = None) -> GroupPage:
    """A page; a group of which no charge point may be known is not in it."""
    as_of = cursor.as_of_position if cursor else events.head(connection)
    rows = _rows(connection, wanted, cursor.after if cursor else "", limit + 1)
    shown = rows[:limit]
    members = _members(connection, wanted, [row.group_id for row in shown])
    further = Cursor(shown[-1].group_id, as_of).text() if len(rows) > limit else None
    return GroupPage([GroupView(row, members.get(row.group_id, [])) for row in shown], further, as_of)


def _rows(connection: Connection, wanted: Wanted, after: str, limit: int) -> Sequence[GroupRow]:
    member = _known(wanted).where(group_member.c.group_id == table.c.group_id)
    if wanted.charge_point_id is not None:
        member = member.where(group_member.c.charge_point_id == wanted.charge_point_id)
    query = sa.select(table).where(table.c.group_id > after, member.exists())
    if wanted.group_id is not None:
        query = query.where(table.c.group_id == wanted.group_id)
    if wanted.changed_after is not None:
        query = query.where(table.c.changed_position > wanted.changed_after)
    return [GroupRow(*row) for row in connection.execute(query.order_by(table.c.group_id).limit(limit))]


def _members(connection: Connection, wanted: Wanted, group_ids: Sequence[str]) -> dict[str, list[str]]:
    query = _known(wanted).where(group_member.c.group_id.in_(group_ids)).order_by(group_member.c.charge_point_id)
    found: dict[str, list[str]] = {}
    if group_ids:
        for row in connection.execute(query):
            found.setdefault(row.group_id, []).append(row.charge_point_id)
    return found


def _known(wanted: Wanted) -> sa.Select[tuple[str, str]]:
    """Members that may be known."""
    return sa.select(group_member.c.group_id, group_member.c.charge_point_id).join(
        charge_point, charge_point.c.charge_point_id == group_member.c.charge_point_id).where(
        *known(wanted.allowed, wanted.unaccepted))
