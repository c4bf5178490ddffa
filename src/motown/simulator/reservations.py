"""Reservations (1.5): of one connector, or of any one, which has to stay free (RV-1 to RV-11)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motown.simulator.clock import ChargePointClock, Timer
from motown.simulator.connectors import Connector, Connectors
from motown.simulator.errors import CommandFault, Refused
from motown.simulator.id_tags import folded


@dataclass(frozen=True, slots=True)
class Reservation:
    """Who may charge, where, until when.  ``number`` 0: on any connector."""

    id: int
    number: int
    tag: str
    parent: str | None
    expires_at: datetime

    def is_for(self, tag: str, parent: str | None) -> bool:
        """Whether a tag may use it: the reserved one, or one of its group (RV-4)."""
        same_group = self.parent is not None and folded(parent) == folded(self.parent)
        return folded(tag) == folded(self.tag) or same_group


class Reservations:
    """The reservations of a charge point; ``changed`` is called when the status of a connector may be another."""

    def __init__(self, clock: ChargePointClock, connectors: Connectors, changed: Callable[[], None], *,
                 takes: bool = True) -> None:
        self._clock, self._connectors, self._changed, self._takes = clock, connectors, changed, takes
        self._held: dict[int, Reservation] = {}
        self._timers: dict[int, Timer] = {}
        self.commands = {"ReserveNow": self.reserve, "CancelReservation": self.cancel}

    def __len__(self) -> int:
        return len(self._held)

    def on(self, number: int) -> Reservation | None:
        """The reservation of just this connector; of any connector for 0."""
        return next((one for one in self._held.values() if one.number == number), None)

    def reserve(self, request: Any) -> dict[str, Any]:
        """ReserveNow.  A known reservationId is replaced, or kept where the new one cannot be (RV-2, RV-3)."""
        if request.connectorId < 0:
            raise CommandFault("ProtocolError", "connectorId is below 0 (ID-9)")
        wanted = Reservation(request.reservationId, request.connectorId, request.idTag, request.parentIdTag,
                             request.expiryDate)
        replaced = self._held.get(wanted.id)
        if replaced:
            self._remove(replaced)
        status = self._judge(wanted)
        held = wanted if status == "Accepted" else replaced
        if held:
            self._hold(held)
        self._changed()
        return {"status": status}

    def cancel(self, request: Any) -> dict[str, Any]:
        """CancelReservation (RV-10)."""
        held = self._held.get(request.reservationId)
        if held is None:
            return {"status": "Rejected"}
        self.end(held)
        return {"status": "Accepted"}

    def needs_parent(self, connector: Connector, tag: str) -> bool:
        """Whether the group of ``tag`` decides if it may start here (RV-6)."""
        held = self.on(connector.number) or self.on(0)
        return held is not None and held.parent is not None and folded(held.tag) != folded(tag)

    def find(self, connector: Connector, tag: str, parent: str | None) -> Reservation | None:
        """The reservation that a start of ``tag`` here ends (RV-7).

        Raises Refused where the connector is kept for another (RV-4), or is the last one left for who reserved any
        (RV-5).
        """
        own, any_one = self.on(connector.number), self.on(0)
        if own:
            if own.is_for(tag, parent):
                return own
            raise Refused("Reserved")
        if any_one and any_one.is_for(tag, parent):
            return any_one
        if any_one and not [one for one in self._connectors.free if one is not connector]:
            raise Refused("Reserved")
        return None

    def end(self, reservation: Reservation) -> None:
        """It is used, cancelled or over (RV-7, RV-9)."""
        self._remove(reservation)
        self._changed()

    def drop_unusable(self) -> None:
        """End the reservations of what is now Faulted or Unavailable (RV-7)."""
        for held in tuple(self._held.values()):
            if self._connectors.status(held.number) in ("Faulted", "Unavailable"):
                self._remove(held)

    def _judge(self, wanted: Reservation) -> str:
        meant = self._connectors.meant(wanted.number)
        if not self._takes or not meant or self._clock.until(wanted.expires_at) <= 0:
            return "Rejected"
        status = self._connectors.status(wanted.number)
        if status in ("Faulted", "Unavailable"):
            return status
        free = self._connectors.free
        if self.on(wanted.number) or not any(one in free for one in meant):
            return "Occupied"
        is_last_for_another = self.on(0) is not None and all(one in meant for one in free)
        return "Occupied" if is_last_for_another else "Accepted"

    def _hold(self, reservation: Reservation) -> None:
        self._held[reservation.id] = reservation
        self._timers[reservation.id] = timer = Timer(self._clock, lambda: self.end(reservation))
        timer.set(self._clock.until(reservation.expires_at))
        self._mark(reservation.number, is_reserved=True)

    def _remove(self, reservation: Reservation) -> None:
        if self._held.pop(reservation.id, None):
            self._timers.pop(reservation.id).clear()
            self._mark(reservation.number, is_reserved=False)

    def _mark(self, number: int, *, is_reserved: bool) -> None:
        if connector := self._connectors.find(number):
            connector.is_reserved = is_reserved
