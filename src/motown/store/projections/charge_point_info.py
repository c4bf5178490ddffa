"""``charge_point_info``: what its operator tells of a charge point."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.domain.charge_point_info import told
from motown.store.projections.base import Happened, Projections, Write
from motown.store.statements import Statement, Target
from motown.store.tables import charge_point_info

PROJECTIONS = Projections(charge_point_info)


def _put(to: Target) -> Any:
    insert = to.insert(charge_point_info)
    return insert.on_conflict_do_update(index_elements=["charge_point_id"], set_={
        column.name: insert.excluded[column.name] for column in charge_point_info.c if not column.primary_key})


PUT = Statement(_put)
REMOVED = Statement(lambda to: sa.delete(to.table(charge_point_info)).where(
    to.table(charge_point_info).c.charge_point_id == sa.bindparam("charge_point_id")))


@PROJECTIONS.projects(events.ChargePointInfoChanged)
def put(happened: Happened) -> Iterator[Write]:
    """The event holds all of it."""
    event: events.ChargePointInfoChanged = happened.event
    place = event.info.location
    yield Write(PUT, ("charge_point_info", event.charge_point_id), {
        "charge_point_id": event.charge_point_id, "revision": event.revision,
        "latitude": place.latitude if place else None, "longitude": place.longitude if place else None,
        "info": told(event.info), "position": happened.position})


@PROJECTIONS.projects(events.ChargePointRemoved)
def removed(happened: Happened) -> Iterator[Write]:
    """It goes with the charge point."""
    name = happened.event.charge_point_id
    yield Write(REMOVED, ("charge_point_info", name), {"charge_point_id": name})
