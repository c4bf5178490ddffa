"""``reservation``: every reservation that a charge point has taken, held or ended."""

from collections.abc import Iterator
from typing import Any

from motown.domain import events
from motown.domain.ids import folded
from motown.store.projections.base import Happened, Projections, Write, changes, new
from motown.store.statements import Statement, Target
from motown.store.tables import reservation

PROJECTIONS = Projections(reservation)
ACTIVE = "Active"


def _made(to: Target) -> Any:
    """A number that is known is a reservation replaced (RV-2)."""
    insert = to.insert(reservation)
    return insert.on_conflict_do_update(index_elements=["reservation_id"], set_={
        column.name: insert.excluded[column.name] for column in reservation.c if column.name != "reservation_id"})


MADE = Statement(_made, last_wins=True)
ENDED = changes(reservation, "state", "ended_at", "transaction_id")


@PROJECTIONS.projects(events.ReservationMade)
def made(happened: Happened) -> Iterator[Write]:
    """It holds from now on; the event has all there is to know."""
    event: events.ReservationMade = happened.event
    yield Write(MADE, ("reservation", event.reservation_id), {
        "reservation_id": event.reservation_id, "charge_point_id": event.charge_point_id,
        "connector_id": event.connector_id, "id_tag": event.id_tag, "id_tag_key": folded(event.id_tag),
        "parent_id_tag": event.parent_id_tag, "state": ACTIVE, "expires_at": event.expires_at,
        "made_at": happened.recorded_at, "ended_at": None, "transaction_id": None, "command_id": event.command_id})


@PROJECTIONS.projects(events.ReservationEnded)
def ended(happened: Happened) -> Iterator[Write]:
    """Used, Cancelled, Expired or Lost."""
    event: events.ReservationEnded = happened.event
    yield Write(ENDED, ("reservation", event.reservation_id), {"reservation_id": event.reservation_id} | new(
        state=event.state, ended_at=happened.recorded_at, transaction_id=event.transaction_id))
