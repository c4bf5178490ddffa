"""What silence means: that a charge point is out of reach, or that a transaction will have no end."""

from datetime import datetime
from typing import ClassVar

from motown.domain.events.base import Event, declare
from motown.domain.ids import ChargePointId, ConnectorId, TransactionId


@declare
class ConnectivityChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Nothing was heard of a charge point for twice its heartbeat interval; or it speaks again."""

    TYPE: ClassVar[str] = "motown.ConnectivityChanged"

    charge_point_id: ChargePointId
    online: bool
    last_seen_at: datetime
    """When it was heard of last, before this."""


@declare
class TransactionAbandoned(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """No end of a transaction came, long after the charge point had booted or begun another on the connector.

    It is an inference: should its stop come after all, that holds (TX-8).
    """

    TYPE: ClassVar[str] = "motown.TransactionAbandoned"
    STREAM: ClassVar[str] = "transaction"
    KEY: ClassVar[str] = "transaction_id"

    charge_point_id: ChargePointId
    connector_id: ConnectorId
    transaction_id: TransactionId
    reason: str
    """``Booted`` (the charge point has started anew) or ``Superseded`` (another began on the connector)."""
    interrupted_at: datetime
    """When that was, by our clock (``Booted``) or the charge point's (``Superseded``)."""
