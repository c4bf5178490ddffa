"""Reading ``charge_point_group`` and ``group_member``."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import GroupRow
from motown.store.statements import Lookup
from motown.store.tables import charge_point, group_member
from motown.store.tables import charge_point_group as table

BY_ID = Lookup(sa.select(table), table.c.group_id, GroupRow)
_KNOWN = Lookup(sa.select(charge_point.c.charge_point_id), charge_point.c.charge_point_id, str)
_GROUPS_OF = Lookup(
    sa.select(group_member.c.charge_point_id, group_member.c.group_id, table.c.kind)
    .select_from(group_member.join(table, table.c.group_id == group_member.c.group_id)),
    group_member.c.charge_point_id, lambda name, group_id, kind: (name, group_id, kind))
AT_ONCE = 500


def get(connection: Connection, group_id: str) -> GroupRow | None:
    """One group."""
    return next(iter(BY_ID.all(connection, [group_id])), None)


def members(connection: Connection, group_id: str) -> list[str]:
    """The charge points in a group, in the order of their names."""
    query = sa.select(group_member.c.charge_point_id).where(group_member.c.group_id == group_id)
    return list(connection.execute(query.order_by(group_member.c.charge_point_id)).scalars())


def of(connection: Connection, charge_point_ids: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """(group, kind) of each of these charge points that is in one, in the order of the groups' names."""
    found: dict[str, list[tuple[str, str]]] = {}
    for start in range(0, len(charge_point_ids), AT_ONCE):
        rows = _GROUPS_OF.all(connection, charge_point_ids[start:start + AT_ONCE])
        for name, group_id, kind in sorted(rows):
            found.setdefault(name, []).append((group_id, kind))
    return found


def unknown(connection: Connection, charge_point_ids: Sequence[str]) -> list[str]:
    """Those of the names that are no charge point's."""
    known: set[str] = set()
    for start in range(0, len(charge_point_ids), AT_ONCE):
        known.update(_KNOWN.all(connection, charge_point_ids[start:start + AT_ONCE]))
    return [one for one in charge_point_ids if one not in known]


def elsewhere(connection: Connection, kind: str, group_id: str, charge_point_ids: Sequence[str],
              ) -> tuple[str, str] | None:
    """A charge point of these that is in another group of that kind, and which; None: there is none."""
    taken = ((name, other) for name, groups in of(connection, charge_point_ids).items()
             for other, its_kind in groups if its_kind == kind and other != group_id)
    return next(taken, None)


def page(connection: Connection, after: str = "", limit: int = 100, *, charge_point_id: str | None = None,
         changed_after: int | None = None) -> Sequence[GroupRow]:
    """Groups in the order of their names; the last name is where the next page goes on."""
    query = sa.select(table).where(table.c.group_id > after).order_by(table.c.group_id).limit(limit)
    if charge_point_id is not None:
        query = query.where(table.c.group_id.in_(
            sa.select(group_member.c.group_id).where(group_member.c.charge_point_id == charge_point_id)))
    if changed_after is not None:
        query = query.where(table.c.changed_position > changed_after)
    return [GroupRow(*row) for row in connection.execute(query)]


def memberships(connection: Connection) -> list[tuple[str, str, str]]:
    """(charge point, kind of the group, group), of all."""
    query = sa.select(group_member.c.charge_point_id, table.c.kind, table.c.group_id).select_from(
        group_member.join(table, table.c.group_id == group_member.c.group_id))
    return [(name, kind, group_id) for name, kind, group_id in connection.execute(query)]


def last_change(connection: Connection) -> int:
    """The position at which a group was changed last; 0: there is none."""
    found: int | None = connection.execute(sa.select(sa.func.max(table.c.changed_position))).scalar()
    return found or 0
