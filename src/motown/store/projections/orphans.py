"""``orphan``: stops and meter values whose transaction was not known when they came (TX-10, MV-12)."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from motown.domain import events
from motown.domain.ids import folded
from motown.store.projections.base import Happened, Projections, Write, changes, new
from motown.store.statements import Statement
from motown.store.tables import orphan

PROJECTIONS = Projections(orphan)

FOUND = Statement(lambda to: sa.insert(to.table(orphan)))
LINKED = changes(orphan, "linked_transaction_id")
_EMPTY: dict[str, Any] = {column.name: None for column in orphan.c}


@PROJECTIONS.projects(events.StopOrphaned)
def stop(happened: Happened) -> Iterator[Write]:
    """A stop of a transaction that we do not know."""
    event: events.StopOrphaned = happened.event
    key = event.id_tag_key or (folded(event.id_tag) if event.id_tag else None)
    yield Write(FOUND, ("orphan", happened.position), _EMPTY | {
        "position": happened.position, "kind": "stop", "charge_point_id": event.charge_point_id,
        "reported_transaction_id": event.reported_transaction_id, "id_tag": event.id_tag, "id_tag_key": key,
        "meter_stop_wh": event.meter_stop_wh, "at": event.occurred_at})


@PROJECTIONS.projects(events.MeterSampled)
def meter_values(happened: Happened) -> Iterator[Write]:
    """Meter values of a connector at a time when we know of no transaction on it; not those of the main meter."""
    event: events.MeterSampled = happened.event
    if event.transaction_id is None and event.connector_id != 0:
        yield Write(FOUND, ("orphan", happened.position), _EMPTY | {
            "position": happened.position, "kind": "meter", "charge_point_id": event.charge_point_id,
            "connector_id": event.connector_id, "reported_transaction_id": event.reported_transaction_id,
            "at": event.occurred_at or happened.recorded_at})


@PROJECTIONS.projects(events.OrphanLinked)
def linked(happened: Happened) -> Iterator[Write]:
    """It has found its transaction."""
    event: events.OrphanLinked = happened.event
    yield Write(LINKED, ("orphan", event.orphan_position),
                {"position": event.orphan_position} | new(linked_transaction_id=event.transaction_id))
