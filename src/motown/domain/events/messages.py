"""The event that a message is: category Message of the log; its exact bytes stand beside it."""

from typing import ClassVar

from motown.domain.events.base import Event
from motown.domain.ids import ChargePointId, ConnectorId, TransactionId

FROM_CHARGE_POINT, TO_CHARGE_POINT = "FromChargePoint", "ToChargePoint"


class Message(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A request, answer or fault as it went over the wire (standard, section 4.1).

    Its type is made from its operation and kind: ``ocpp.Heartbeat.Request``, ``.Response``, ``.Fault``,
    ``.Timeout``, ``.Malformed``; what cannot be taken apart has the operation ``Unknown``.
    """

    TYPE: ClassVar[str] = ""

    charge_point_id: ChargePointId
    operation: str
    """OCPP's name, or ``Unknown``."""
    kind: str
    """``Request``, ``Response``, ``Fault``, ``Malformed``, or ``Timeout``: no answer came, there are no bytes."""
    protocol: str
    """``ocpp1.2-soap`` or ``ocpp1.5-soap``."""
    direction: str
    """``FromChargePoint`` or ``ToChargePoint``."""
    message_id: str | None = None
    """The header wsa:MessageID."""
    relates_to: str | None = None
    """The header wsa:RelatesTo."""
    remote_address: str | None = None
    """The IP address at the other end."""
    content_type: str | None = None
    http_status: int | None = None
    """Of an answer."""
    duration_ms: int | None = None
    """From the first byte read to the answer made; on answers only."""
    repairs: tuple[str, ...] = ()
    """Names of the tolerance rules that were applied before it could be read."""
    reason: str | None = None
    """Why it was refused; on faults and malformed messages."""
    transaction_id: TransactionId | None = None
    """The transaction that it turned out to be about."""
    connector_id: ConnectorId | None = None
    command_id: str | None = None
    """The command that it carries out; on messages to a charge point and their answers."""
    duplicate_of: int | None = None
    """Position of the event that had recorded the same thing before."""

    @property
    def type(self) -> str:
        """The stored name."""
        return f"ocpp.{self.operation}.{self.kind}"
