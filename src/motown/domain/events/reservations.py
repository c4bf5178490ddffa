"""What happens to reservations."""

from datetime import datetime
from typing import ClassVar

from motown.domain.events.base import Event, declare
from motown.domain.ids import ChargePointId, ConnectorId, IdTag, ReservationId, TransactionId


@declare
class ReservationMade(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge point keeps a connector free for an idTag (RV-3)."""

    TYPE: ClassVar[str] = "motown.ReservationMade"

    charge_point_id: ChargePointId
    connector_id: ConnectorId
    command_id: str
    reservation_id: ReservationId
    id_tag: IdTag
    parent_id_tag: IdTag | None = None
    expires_at: datetime


@declare
class ReservationEnded(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """It holds no longer (RV-7)."""

    TYPE: ClassVar[str] = "motown.ReservationEnded"

    charge_point_id: ChargePointId
    connector_id: ConnectorId
    reservation_id: ReservationId
    state: str
    """``Used``, ``Cancelled``, ``Expired`` or ``Lost`` (the connector is out of use, or the charge point knows nothing
    of it)."""
    transaction_id: TransactionId | None = None
    """The transaction that used it."""
