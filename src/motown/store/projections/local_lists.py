"""``local_list``: which list of idTags each charge point holds, as far as can be known (LL-1 to LL-4)."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.store.projections.base import Happened, Projections, Write, changes, new
from motown.store.statements import Statement, Target
from motown.store.tables import local_list as table

PROJECTIONS = Projections(table)
UNKNOWN, IN_STEP, DRIFTED = "Unknown", "InStep", "Drifted"
_SENT = ("list_version", "as_of_position", "entries", "sent_at", "state")


def _accepted(to: Target) -> Any:
    insert = to.insert(table)
    return insert.on_conflict_do_update(index_elements=["charge_point_id"], set_={
        name: insert.excluded[name] for name in _SENT})


def _told(to: Target) -> Any:
    """Of a list that we never sent nothing can be known but its version; ours is in step where the version is ours."""
    insert, own = to.insert(table), to.table(table)
    state = sa.case(
        (own.c.list_version == insert.excluded.read_version, sa.literal_column(f"'{IN_STEP}'")), else_=own.c.state)
    return insert.on_conflict_do_update(index_elements=["charge_point_id"], set_={
        "read_version": insert.excluded.read_version, "read_at": insert.excluded.read_at, "state": sa.case(
            (own.c.list_version == sa.literal_column("0"), own.c.state), else_=state)})


ACCEPTED, TOLD = Statement(_accepted, last_wins=True), Statement(_told, last_wins=True)
STATE = changes(table, "state")
FORGET = Statement(lambda to: sa.delete(to.table(table)).where(
    to.table(table).c.charge_point_id == sa.bindparam("charge_point_id")))
_EMPTY: dict[str, Any] = {column.name: None for column in table.c} | {"list_version": 0, "state": UNKNOWN}


def _write(statement: Statement, happened: Happened, **values: Any) -> Write:
    name = happened.event.charge_point_id
    return Write(statement, ("local_list", name), _EMPTY | {"charge_point_id": name, **values})


@PROJECTIONS.projects(events.LocalListChanged)
def accepted(happened: Happened) -> Iterator[Write]:
    """It has the version that we sent."""
    event: events.LocalListChanged = happened.event
    yield _write(ACCEPTED, happened, list_version=event.list_version, as_of_position=event.as_of_position,
                 entries=event.entries, sent_at=happened.recorded_at, state=IN_STEP)


@PROJECTIONS.projects(events.LocalListRead)
def told(happened: Happened) -> Iterator[Write]:
    """The version that it says it has."""
    event: events.LocalListRead = happened.event
    yield _write(TOLD, happened, read_version=event.list_version, read_at=happened.recorded_at)


@PROJECTIONS.projects(events.LocalListDrifted)
def drifted(happened: Happened) -> Iterator[Write]:
    """That is another one than ours."""
    name = happened.event.charge_point_id
    yield Write(STATE, ("local_list", name), {"charge_point_id": name, **new(state=DRIFTED)})


@PROJECTIONS.projects(events.ChargePointRemoved)
def forgotten(happened: Happened) -> Iterator[Write]:
    """Another may come under its name."""
    name = happened.event.charge_point_id
    yield Write(FORGET, ("local_list", name), {"charge_point_id": name})
