"""A central system that only listens: real contracts, the real service, no network, no store."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any

from lxml import etree

from motown.contracts import ocpp12_centralsystem, ocpp15_centralsystem
from motown.http.message import HttpAnswer, HttpRequest
from motown.ocpp.identity import charge_box_identity
from motown.ocpp.tolerance import LenientPolicy, StrictPolicy, Tolerance
from motown.soap.exchange import Call
from motown.soap.faults import ServiceFault
from motown.soap.policy import Policy
from motown.soap.protocol import Served
from motown.soap.service import Service
from motown.soap.versions import SOAP12

CONTRACTS = (ocpp15_centralsystem.contract, ocpp12_centralsystem.contract)
CS = {"1.2": "urn://Ocpp/Cs/2010/08/", "1.5": "urn://Ocpp/Cs/2012/06/"}
WSA = "http://www.w3.org/2005/08/addressing"
RECEIVED_AT = datetime(2024, 3, 5, 10, 20, 30, 250_000, tzinfo=UTC)
_NOW = "2024-03-05T10:20:31Z"
_ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "BootNotification": {"status": "Accepted", "currentTime": RECEIVED_AT, "heartbeatInterval": 60},
    "Heartbeat": {"currentTime": RECEIVED_AT}, "Authorize": {"idTagInfo": {"status": "Accepted"}},
    "StartTransaction": {"transactionId": 1, "idTagInfo": {"status": "Accepted"}},
    "DataTransfer": {"status": "Accepted"}}


@dataclass
class Heard:
    """What became of a message."""

    answer: HttpAnswer
    operation: str | None = None
    """None where no handler was called."""
    request: Any = None
    repairs: list[str] = field(default_factory=list)
    identity: str | None = None
    version: str | None = None

    @property
    def fault(self) -> str | None:
        """The reason of the fault that was answered; None where it was none."""
        root = etree.fromstring(self.answer.body)
        reason = root.find(".//{*}Fault//{*}Text")
        reason = root.find(".//faultstring") if reason is None else reason
        return None if reason is None else reason.text


class Desk:
    """Takes messages, one after the other."""

    def __init__(self, policy: Policy | None = None, *, zone: tzinfo = UTC, needs_identity: bool = False) -> None:
        self.policy = policy or LenientPolicy(Tolerance(CONTRACTS, zone))
        self._needs_identity = needs_identity
        self._last: Heard | None = None
        self._service = Service(
            *(Served(one, dict.fromkeys(one.operations, self._handle)) for one in CONTRACTS), policy=self.policy)

    def hear(self, message: bytes | str, content_type: str | None = "application/soap+xml; charset=utf-8") -> Heard:
        self._last = None
        body = message if isinstance(message, bytes) else message.encode()
        headers = {} if content_type is None else {"content-type": content_type}
        answer = self._service(HttpRequest("POST", "/ocpp", "", headers, body, "192.0.2.9", False, None, RECEIVED_AT,
            0.0))
        answer = answer if isinstance(answer, HttpAnswer) else _run(answer)
        heard = self._last or Heard(answer)
        heard.answer = answer
        return heard

    def _handle(self, request: Any, call: Call) -> Any:
        exchange = call.exchange
        identity, notes = charge_box_identity(exchange.envelope, None)
        if identity is None and self._needs_identity:
            raise ServiceFault("no identity")
        self._last = Heard(HttpAnswer(0, "", b""), call.operation.name, request, [*exchange.repairs, *notes], identity,
                           "1.5" if exchange.contract is CONTRACTS[0] else "1.2")
        return dict(_ANSWERS.get(call.operation.name, {}))


@cache
def lenient() -> Desk:
    return Desk()


@cache
def strict() -> Desk:
    return Desk(StrictPolicy())


def hear(message: bytes | str, content_type: str | None = "application/soap+xml; charset=utf-8") -> Heard:
    """What a lenient central system makes of a message."""
    return lenient().hear(message, content_type)


def _run(answer: Awaitable[HttpAnswer]) -> HttpAnswer:
    """The outcome of something that waits for nothing."""
    try:
        answer.__await__().send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits")


def body(operation: str, content: str = "", version: str = "1.5") -> str:
    """A body element, its children written without prefix."""
    return f'<{operation}Request xmlns="{CS[version]}">{content}</{operation}Request>'


def envelope(inside: str, headers: str = "", version: str = "1.5", soap: str = SOAP12.namespace) -> str:
    return (f'<e:Envelope xmlns:e="{soap}"><e:Header><i:chargeBoxIdentity xmlns:i="{CS[version]}">CP 7'
            f"</i:chargeBoxIdentity>{headers}</e:Header><e:Body>{inside}</e:Body></e:Envelope>")


def request(operation: str, content: str = "", version: str = "1.5") -> str:
    return envelope(body(operation, content, version), version=version)


START = ("<connectorId>1</connectorId><idTag>TAG</idTag><timestamp>2024-03-05T10:00:00Z</timestamp>"
         "<meterStart>5</meterStart>")
STOP = "<transactionId>8</transactionId><timestamp>2024-03-05T10:00:00Z</timestamp><meterStop>9</meterStop>"
STATUS = "<connectorId>1</connectorId><status>Available</status><errorCode>NoError</errorCode>"


def values(*inside: str, at: str = "2024-03-05T10:00:00Z") -> str:
    return f"<connectorId>1</connectorId><values><timestamp>{at}</timestamp>{''.join(inside)}</values>"
