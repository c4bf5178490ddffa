"""Calls as the log keeps them: what went out, and what came back, if anything did."""

from dataclasses import dataclass

from motown.addon import OutgoingReply, Payload
from motown.domain.events import FROM_CHARGE_POINT, TO_CHARGE_POINT, Message
from motown.domain.ids import ChargePointId
from motown.ocpp.charge_point.answers import Understood
from motown.ocpp.charge_point.requests import Request

TIMEOUT = "Timeout"


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes the messages of one call down."""

    request: Request
    command_id: str

    def asked(self, remote_address: str) -> Payload:
        """The request, byte for byte as it will go."""
        request = self.request
        return Payload(Message(
            charge_point_id=ChargePointId(request.identity), operation=request.operation, kind="Request",
            protocol=request.protocol, direction=TO_CHARGE_POINT, message_id=request.message_id,
            remote_address=remote_address, content_type=request.headers["Content-Type"],
            command_id=self.command_id), request.body)

    def answered(self, reply: OutgoingReply, understood: Understood, duration_ms: int) -> Payload:
        """The answer, byte for byte as it came, whatever it is."""
        request = self.request
        return Payload(Message(
            charge_point_id=ChargePointId(request.identity), operation=request.operation, kind=understood.kind,
            protocol=request.protocol, direction=FROM_CHARGE_POINT, message_id=understood.message_id,
            relates_to=understood.relates_to, remote_address=reply.remote_address,
            content_type=reply.headers.get("content-type"), http_status=reply.status, duration_ms=duration_ms,
            repairs=understood.repairs, reason=understood.reason, command_id=self.command_id), reply.body)

    def unanswered(self, reason: str, remote_address: str | None, duration_ms: int) -> Payload:
        """That no answer came."""
        request = self.request
        return Payload(Message(
            charge_point_id=ChargePointId(request.identity), operation=request.operation, kind=TIMEOUT,
            protocol=request.protocol, direction=FROM_CHARGE_POINT, relates_to=request.message_id,
            remote_address=remote_address, duration_ms=duration_ms, reason=reason, command_id=self.command_id), b"")
