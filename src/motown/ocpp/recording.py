"""Messages as the log keeps them: what is known of each, and its exact bytes."""

import time
from datetime import datetime

from motown.addon import Payload, Stranger
from motown.domain.events import FROM_CHARGE_POINT, TO_CHARGE_POINT, Message
from motown.domain.ids import ChargePointId
from motown.ocpp.versions import OcppVersion, version_of
from motown.soap.exchange import Answer, Exchange

UNKNOWN = "Unknown"


def operation_of(exchange: Exchange) -> str:
    """The operation's name, as far as the message could be read."""
    return exchange.operation.name if exchange.is_dispatched else UNKNOWN


def spoken(exchange: Exchange) -> OcppVersion:
    """The version of OCPP that the message is in, or seems to be in."""
    return version_of(exchange.contract.namespace if exchange.is_dispatched else None, exchange.http.body)


def protocol_of(exchange: Exchange) -> str:
    """``ocpp1.5-soap`` ..."""
    return spoken(exchange).protocol


def milliseconds(exchange: Exchange) -> int:
    """How long the message has been with us."""
    return round((time.monotonic() - exchange.http.started) * 1000)


def incoming(exchange: Exchange, charge_point_id: str, kind: str = "Request", reason: str | None = None) -> Payload:
    """The request, byte for byte as it came."""
    addressing = exchange.addressing
    return Payload(Message(
        charge_point_id=ChargePointId(charge_point_id), operation=operation_of(exchange), kind=kind,
        protocol=protocol_of(exchange), direction=FROM_CHARGE_POINT, message_id=addressing.message_id,
        relates_to=addressing.relates_to, remote_address=exchange.http.remote_address,
        content_type=exchange.http.headers.get("content-type"), repairs=tuple(exchange.repairs), reason=reason),
        exchange.http.body)


def outgoing(exchange: Exchange, charge_point_id: str, answer: Answer) -> Payload:
    """The answer or fault, byte for byte as it will go."""
    return Payload(Message(
        charge_point_id=ChargePointId(charge_point_id), operation=operation_of(exchange),
        kind="Fault" if answer.fault else "Response", protocol=protocol_of(exchange), direction=TO_CHARGE_POINT,
        message_id=answer.message_id, relates_to=answer.relates_to, remote_address=exchange.http.remote_address,
        content_type=answer.media_type, http_status=answer.status, duration_ms=milliseconds(exchange),
        reason=answer.fault.reason if answer.fault else None), answer.body)


def strangers(exchange: Exchange, charge_point_id: str | None, reason: str, now: datetime) -> Stranger:
    """What somebody sent whom we do not know, or who could not show to be who it says."""
    return Stranger(
        recorded_at=now, remote_address=exchange.http.remote_address, identity=charge_point_id, reason=reason,
        operation=operation_of(exchange), method=exchange.http.method, path=exchange.http.path, body=exchange.http.body)
