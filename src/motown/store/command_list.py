"""Commands as they are listed: in the order in which they were taken, with the steps of their lives (standard, 5.2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.access import Target
from motown.domain.cursors import Cursor
from motown.store import commands, events
from motown.store.charge_point_list import covered
from motown.store.records import Recorded
from motown.store.rows import CommandRow
from motown.store.statements import Lookup
from motown.store.tables import command as table
from motown.store.tables import event

MOST = 1000
LOOKED_THROUGH = 20_000
"""Events that are looked through for commands that have changed; beyond that all commands are."""
_IS_STEP = sa.literal_column("substr(event.type, 1, 14)") == sa.literal_column("'motown.Command'")
"""The events of a command's life."""
_STEPS_OF = Lookup(events.RECORDED.where(_IS_STEP), event.c.command_id, Recorded)
_AT = Lookup(events.RECORDED, event.c.position, Recorded)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which commands; what is not given does not matter."""

    targets: Sequence[Target] | None = None
    """To any of these."""
    allowed: Sequence[Target] | None = None
    """And to any of these, or asked by ``own_of``: what who asks may see; None: all."""
    own_of: str | None = None
    party_id: str | None = None
    operations: Sequence[str] | None = None
    """Of these names in OCPP, and none of an add-on's; or one of ``extensions``."""
    extensions: Sequence[str] = ()
    states: Sequence[str] = ()
    since: datetime | None = None
    """Taken then or later."""
    until: datetime | None = None
    """Taken before."""
    changed_after: int | None = None
    """A position of the log."""


class Story(NamedTuple):
    """A command, the events of its life in their order, and the one that shows its effect."""

    row: CommandRow
    steps: Sequence[Recorded]
    effect: Recorded | None


class CommandPage(NamedTuple):
    """Some commands, where to go on, and the position that they are as of."""

    commands: Sequence[Story]
    next_cursor: str | None
    as_of_position: int


def get(connection: Connection, command_id: str) -> Story | None:
    """One command; None: there is none of that id."""
    row = commands.get(connection, command_id)
    return next(iter(_stories(connection, [row])), None) if row is not None else None


def page(connection: Connection, wanted: Wanted, limit: int = 100, cursor: Cursor | None = None) -> CommandPage:
    """A page; who follows the log from the first page's position on misses nothing."""
    as_of = cursor.as_of_position if cursor else events.head(connection)
    limit = min(max(limit, 1), MOST)
    query = sa.select(table).where(table.c.accepted_position > (cursor.number if cursor else 0),
                                   *_conditions(connection, wanted))
    rows = [CommandRow(*row) for row in connection.execute(
        query.order_by(table.c.accepted_position).limit(limit + 1))]
    further = Cursor(str(rows[limit - 1].accepted_position), as_of).text() if len(rows) > limit else None
    return CommandPage(_stories(connection, rows[:limit]), further, as_of)


def _conditions(connection: Connection, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    own = table.c
    conditions = [covered(own.charge_point_id, own.connector_id, wanted.targets)] if wanted.targets is not None else []
    if wanted.allowed is not None:
        conditions.append(sa.or_(covered(own.charge_point_id, own.connector_id, wanted.allowed),
                                 own.party == wanted.own_of))
    if wanted.operations is not None:
        conditions.append(sa.or_(sa.and_(own.name.in_(wanted.operations), own.extension.is_(None)),
                                 own.extension.in_(wanted.extensions)))
    if wanted.party_id is not None:
        conditions.append(own.party == wanted.party_id)
    if wanted.states:
        conditions.append(own.state.in_(wanted.states))
    if wanted.since is not None:
        conditions.append(own.accepted_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(own.accepted_at < wanted.until)
    if wanted.changed_after is not None:
        conditions.append(_changed(connection, wanted.changed_after))
    return conditions


def _changed(connection: Connection, position: int) -> sa.ColumnElement[bool]:
    """What has got further since: told by the log where that is short, so that no index is kept for it."""
    if events.head(connection) - position > LOOKED_THROUGH:
        return table.c.changed_position > position
    found = connection.execute(sa.select(event.c.command_id).distinct().where(
        event.c.position > position, event.c.command_id.is_not(None), _IS_STEP))
    return table.c.command_id.in_(found.scalars().all())


def _stories(connection: Connection, rows: Sequence[CommandRow]) -> list[Story]:
    steps: dict[str | None, list[Recorded]] = {}
    found = _STEPS_OF.all(connection, [row.command_id for row in rows]) if rows else []
    for one in sorted(found, key=lambda one: one.position):
        steps.setdefault(one.command_id, []).append(one)
    places = [row.effect_position for row in rows if row.effect_position is not None]
    effects = {one.position: one for one in _AT.all(connection, places)} if places else {}
    return [Story(row, steps.get(row.command_id, ()), effects.get(row.effect_position or 0)) for row in rows]
