"""What becomes of sessions that have ended."""

from datetime import datetime
from typing import ClassVar

from motown.domain.cdrs import Period, Snapshot
from motown.domain.events.base import Event, declare
from motown.domain.ids import ChargePointId, ConnectorId, IdTag, PartyId, TransactionId


@declare
class CdrIssued(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge detail record was made, or made anew: the event holds all of it, and the last one counts (MT-TRX-09)."""

    TYPE: ClassVar[str] = "motown.CdrIssued"
    STREAM: ClassVar[str] = "transaction"
    KEY: ClassVar[str] = "transaction_id"

    cdr_id: str
    revision: int = 1
    """How often it was made so far."""
    session_id: str
    charge_point_id: ChargePointId
    connector_id: ConnectorId
    transaction_id: TransactionId
    """The last transaction of the session."""
    transaction_ids: tuple[int, ...]
    """All transactions of the session."""
    party_id: PartyId | None = None
    """Whose token it was when the session began."""
    id_tag: IdTag
    id_tag_key: str = ""
    """The form by which the idTag is compared."""
    charge_point: Snapshot
    """The charge point as its operator tells of it."""
    started_at: datetime
    stopped_at: datetime
    energy_wh: int
    """What was delivered; 0 where the meter went backwards."""
    duration_seconds: int
    periods: tuple[Period, ...]
