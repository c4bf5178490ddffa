"""What happens to charging transactions and to the idTags presented for them."""

from datetime import datetime
from typing import ClassVar

from motown.domain.events.base import Event, declare
from motown.domain.ids import ChargePointId, ConnectorId, IdTag, PartyId, ReservationId, TransactionId
from motown.domain.quantities import Sample


@declare
class AuthorizationDecided(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """An idTag was presented and judged (AUTH-5 to AUTH-7, AUTH-14)."""

    TYPE: ClassVar[str] = "motown.AuthorizationDecided"

    charge_point_id: ChargePointId
    transaction_id: TransactionId | None = None
    id_tag: IdTag
    status: str
    decided_by: str
    """``id-tags`` for our own list, else the add-on that vouched."""


@declare
class TransactionStarted(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge point has begun to deliver energy; nobody can refuse that (TX-4)."""

    TYPE: ClassVar[str] = "motown.TransactionStarted"
    STREAM: ClassVar[str] = "transaction"
    KEY: ClassVar[str] = "transaction_id"

    charge_point_id: ChargePointId
    connector_id: ConnectorId
    transaction_id: TransactionId
    id_tag: IdTag
    id_tag_key: str = ""
    """The form by which the idTag is compared."""
    status: str
    """The verdict on the idTag."""
    meter_start_wh: int
    reservation_id: ReservationId | None = None
    party_id: PartyId | None = None
    """Whose token the idTag was: who tells of it later has no part in what was charged before."""
    occurred_at: datetime


@declare
class TransactionStopped(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge point has ended a transaction (TX-6 to TX-8)."""

    TYPE: ClassVar[str] = "motown.TransactionStopped"
    STREAM: ClassVar[str] = "transaction"
    KEY: ClassVar[str] = "transaction_id"

    charge_point_id: ChargePointId
    connector_id: ConnectorId
    transaction_id: TransactionId
    id_tag: IdTag | None = None
    """The tag shown to stop it, if one was."""
    meter_stop_wh: int
    meter_backwards: bool = False
    """The meter stands lower than at the start: recorded, flagged, never refused (TX-13)."""
    reported_transaction_id: int | None = None
    """The number that the charge point used, where it was not ours."""
    reason: str | None = None
    """Why, where an operator closed it: OCPP has no reason before 1.6."""
    occurred_at: datetime


@declare
class StopOrphaned(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A stop of a transaction that we do not know or that has ended already: kept, linked later if possible (TX-10)."""

    TYPE: ClassVar[str] = "motown.StopOrphaned"

    charge_point_id: ChargePointId
    reported_transaction_id: int
    id_tag: IdTag | None = None
    id_tag_key: str = ""
    meter_stop_wh: int
    occurred_at: datetime


@declare
class MeterSampled(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Meter values of one message, defaults filled, normalised beside the original (MV-3 to MV-12)."""

    TYPE: ClassVar[str] = "motown.MeterSampled"

    charge_point_id: ChargePointId
    connector_id: ConnectorId | None = None
    """None: of a stop whose transaction, hence connector, is unknown."""
    transaction_id: TransactionId | None = None
    """The transaction they belong to, as far as that is known."""
    reported_transaction_id: int | None = None
    """The number that the charge point used, where it was not ours."""
    assigned: bool = False
    """The charge point did not name that transaction: connector and time tell it, or what fits."""
    samples: tuple[Sample, ...]
    occurred_at: datetime | None = None
    """The time of the earliest sample."""


@declare
class OrphanLinked(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """An orphan of before has found its transaction."""

    TYPE: ClassVar[str] = "motown.OrphanLinked"
    STREAM: ClassVar[str] = "transaction"
    KEY: ClassVar[str] = "transaction_id"

    charge_point_id: ChargePointId
    transaction_id: TransactionId
    orphan_position: int
    """Position of the StopOrphaned or MeterSampled event."""
