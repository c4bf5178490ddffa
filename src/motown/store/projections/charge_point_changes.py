"""``charge_point_change``: the last event that changed what lists tell of a charge point.

A table of its own: it is written for events of many kinds, and what is removed stays in it.
"""

from collections.abc import Iterator
from typing import Any

from motown.domain import events
from motown.store.projections.base import Happened, Projections, Write
from motown.store.statements import Statement, Target
from motown.store.tables import charge_point_change

PROJECTIONS = Projections(charge_point_change)


def _changed(to: Target) -> Any:
    insert = to.insert(charge_point_change)
    return insert.on_conflict_do_update(
        index_elements=["charge_point_id"], set_={"changed_position": insert.excluded.changed_position})


CHANGED = Statement(_changed, last_wins=True)


def _write(charge_point_id: str, position: int) -> Write:
    return Write(CHANGED, ("charge_point_change", charge_point_id), {
        "charge_point_id": charge_point_id, "changed_position": position})


@PROJECTIONS.projects(
    events.ChargePointSeen, events.ChargePointRegistered, events.ChargePointRejected, events.ChargePointDeferred,
    events.ChargePointRemoved,
    events.ChargePointBooted, events.ConnectivityChanged, events.StatusChanged, events.TransactionStarted,
    events.TransactionStopped, events.TransactionAbandoned, events.ReservationMade, events.ReservationEnded,
    events.ChargePointInfoChanged, events.ReviewPosted, events.ReviewHidden)
def changed(happened: Happened) -> Iterator[Write]:
    """Something about it."""
    yield _write(happened.event.charge_point_id, happened.position)


@PROJECTIONS.projects(events.GroupChanged)
def regrouped(happened: Happened) -> Iterator[Write]:
    """Those that are in the group, and those that were."""
    event: events.GroupChanged = happened.event
    for charge_point_id in (*event.charge_point_ids, *event.left):
        yield _write(charge_point_id, happened.position)
