"""What becomes of reservations when their time has come: due work that sends nothing."""

from collections.abc import Callable

from motown.core.bus import Bus
from motown.core.deadlines import unless_another_was_first
from motown.core.handlers.reservations import EXPIRY
from motown.core.senders import Handler
from motown.domain import commands
from motown.domain.ids import ChargePointId, ReservationId
from motown.store.rows import DueRow


class Expiries:
    """Ends reservations at their time."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus

    def register(self, handle: Callable[[str, Handler, Handler | None], None]) -> None:
        """Take on what is ours."""
        handle(EXPIRY, self.expire, None)

    async def expire(self, due: DueRow) -> None:
        """Its time is over."""
        command = commands.ExpireReservation(charge_point_id=ChargePointId(due.body["chargePointId"]),
                                             reservation_id=ReservationId(due.body["reservationId"]))
        await unless_another_was_first(self.bus, command)
