"""``connector``: the last status of each connector by the charge point's own time."""

from collections.abc import Iterator
from typing import Any

from motown.domain import events
from motown.store.projections.base import Happened, Projections, Write
from motown.store.statements import Statement, Target
from motown.store.tables import connector

PROJECTIONS = Projections(connector)
_KEY = ("charge_point_id", "connector_id")


def _status(to: Target) -> Any:
    """Messages kept while off-line come late: an older status never replaces a newer one (ST-7)."""
    insert = to.insert(connector)
    return insert.on_conflict_do_update(
        index_elements=_KEY,
        set_={column.name: insert.excluded[column.name] for column in connector.c if column.name not in _KEY},
        where=to.table(connector).c.status_at <= insert.excluded.status_at)


STATUS = Statement(_status)


@PROJECTIONS.projects(events.StatusChanged)
def status_changed(happened: Happened) -> Iterator[Write]:
    """The status, since when it holds, and what the charge point says of the error."""
    event: events.StatusChanged = happened.event
    yield Write(STATUS, ("connector", event.charge_point_id, event.connector_id), {
        "charge_point_id": event.charge_point_id, "connector_id": event.connector_id, "status": event.status,
        "error_code": event.error_code, "info": event.info, "vendor_id": event.vendor_id,
        "vendor_error_code": event.vendor_error_code, "status_at": event.occurred_at or happened.recorded_at,
        "recorded_at": happened.recorded_at, "position": happened.position})
