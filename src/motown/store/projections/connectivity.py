"""``charge_point.offline_since``: whether a charge point can be heard."""

from collections.abc import Iterator

from motown.domain import events
from motown.store.projections.base import Happened, Projections, Write, changes, new
from motown.store.tables import charge_point

PROJECTIONS = Projections()

OFFLINE = changes(charge_point, "offline_since", "offline_position")


@PROJECTIONS.projects(events.ConnectivityChanged)
def connectivity_changed(happened: Happened) -> Iterator[Write]:
    """It has fallen silent, or speaks again."""
    event: events.ConnectivityChanged = happened.event
    yield Write(OFFLINE, ("charge_point", event.charge_point_id), {
        "charge_point_id": event.charge_point_id, **new(
            offline_since=None if event.online else event.last_seen_at,
            offline_position=None if event.online else happened.position)})
