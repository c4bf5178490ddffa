"""``charging_transaction``: every transaction, open or ended."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.domain.ids import folded
from motown.store.projections.base import Happened, Projections, Write, changes, new
from motown.store.statements import Statement, Target
from motown.store.tables import charging_transaction

PROJECTIONS = Projections(charging_transaction)

STARTED = Statement(lambda to: sa.insert(to.table(charging_transaction)))
STOPPED = changes(charging_transaction, "meter_stop_wh", "stopped_at", "stop_id_tag", "stop_reason", "meter_backwards",
                  "stopped_position", "changed_position", "metered_wh", "metered_at")


@PROJECTIONS.projects(events.TransactionStarted)
def started(happened: Happened) -> Iterator[Write]:
    """A new transaction."""
    event: events.TransactionStarted = happened.event
    yield Write(STARTED, ("charging_transaction", event.transaction_id), {
        "transaction_id": event.transaction_id, "charge_point_id": event.charge_point_id,
        "connector_id": event.connector_id, "id_tag": event.id_tag,
        "id_tag_key": event.id_tag_key or folded(event.id_tag),
        "status": event.status, "meter_start_wh": event.meter_start_wh, "started_at": event.occurred_at,
        "reservation_id": event.reservation_id, "meter_stop_wh": None, "stopped_at": None, "stop_id_tag": None,
        "stop_reason": None, "meter_backwards": False, "started_position": happened.position, "stopped_position": None,
        "interrupted_at": None, "abandoned_at": None, "changed_position": happened.position,
        "party_id": event.party_id, "metered_wh": None, "metered_at": None})


@PROJECTIONS.projects(events.TransactionStopped)
def stopped(happened: Happened) -> Iterator[Write]:
    """Its end."""
    event: events.TransactionStopped = happened.event
    yield Write(STOPPED, ("charging_transaction", event.transaction_id), {"transaction_id": event.transaction_id} | new(
        meter_stop_wh=event.meter_stop_wh, stopped_at=event.occurred_at, stop_id_tag=event.id_tag,
        stop_reason=event.reason, meter_backwards=event.meter_backwards, stopped_position=happened.position,
        changed_position=happened.position, metered_wh=None, metered_at=None))


def _interrupted(to: Target) -> Any:
    own = to.table(charging_transaction)
    return sa.update(own).where(
        own.c.charge_point_id == sa.bindparam("of", type_=sa.Text), own.c.stopped_at.is_(None),
        own.c.interrupted_at.is_(None)).values(interrupted_at=sa.bindparam("at", type_=own.c.interrupted_at.type))


INTERRUPTED = Statement(_interrupted)
ABANDONED = changes(charging_transaction, "abandoned_at", "changed_position")


@PROJECTIONS.projects(events.ChargePointBooted)
def interrupted(happened: Happened) -> Iterator[Write]:
    """What runs there may have ended with the power; its stop may still come from the queue (BOOT-11)."""
    yield Write(INTERRUPTED, None, {"of": happened.event.charge_point_id, "at": happened.recorded_at})


@PROJECTIONS.projects(events.TransactionAbandoned)
def abandoned(happened: Happened) -> Iterator[Write]:
    """Nobody waits for its stop any more."""
    number = happened.event.transaction_id
    yield Write(ABANDONED, ("charging_transaction", number), {"transaction_id": number} | new(
        abandoned_at=happened.recorded_at, changed_position=happened.position))
