"""What time asks about reservations."""

from motown.domain.commands.charge_points import ForChargePoint
from motown.domain.ids import ReservationId


class ExpireReservation(ForChargePoint, frozen=True, kw_only=True):
    """Its time is over; the charge point drops it by itself (RV-9)."""

    reservation_id: ReservationId
