"""``charge_point_group`` and ``group_member``: which charge points belong together."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.store.projections.base import Happened, Projections, Write
from motown.store.statements import Statement, Target
from motown.store.tables import charge_point_group, group_member

PROJECTIONS = Projections(charge_point_group, group_member)


def _put(to: Target) -> Any:
    insert = to.insert(charge_point_group)
    return insert.on_conflict_do_update(index_elements=["group_id"], set_={
        column.name: insert.excluded[column.name] for column in charge_point_group.c if not column.primary_key})


def _without(column: str) -> Statement:
    return Statement(lambda to: sa.delete(to.table(group_member)).where(
        to.table(group_member).c[column] == sa.bindparam("id", type_=sa.Text)))


PUT, EMPTIED, LEFT = Statement(_put), _without("group_id"), _without("charge_point_id")
JOINED = Statement(lambda to: to.insert(group_member).on_conflict_do_nothing())


@PROJECTIONS.projects(events.GroupChanged)
def put(happened: Happened) -> Iterator[Write]:
    """The event holds all of it."""
    event: events.GroupChanged = happened.event
    yield Write(PUT, ("charge_point_group", event.group_id), {
        "group_id": event.group_id, "kind": event.kind, "name": event.name, "revision": event.revision,
        "changed_position": happened.position})
    yield Write(EMPTIED, None, {"id": event.group_id})
    for name in event.charge_point_ids:
        yield Write(JOINED, ("group_member", event.group_id, name), {
            "group_id": event.group_id, "charge_point_id": name})


@PROJECTIONS.projects(events.ChargePointRemoved)
def removed(happened: Happened) -> Iterator[Write]:
    """A charge point that is gone is in no group."""
    yield Write(LEFT, None, {"id": happened.event.charge_point_id})
