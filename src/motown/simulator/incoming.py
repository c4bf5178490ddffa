"""ChargePointService of both versions, for all charge points of a process on one port, a path each (ID-1)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from lxml.etree import _Element

from motown.http import HttpAnswer, HttpRequest, text
from motown.simulator.answering import GONE, PAGE, garbled
from motown.simulator.behaviour import Behaviour
from motown.simulator.charge_point import SimulatedChargePoint
from motown.simulator.errors import CommandFault
from motown.simulator.guard import OPEN, Guard
from motown.simulator.inbox import Received
from motown.simulator.messages import IDENTITY
from motown.simulator.versions import VERSIONS, Version
from motown.soap.exchange import Answer, Call, Exchange
from motown.soap.faults import Code, ServiceFault
from motown.soap.policy import Policy
from motown.soap.protocol import Served
from motown.soap.service import Service
from motown.soap.versions import QName

CODES: Mapping[str, Code] = {"InternalError": "Receiver", "NotSupported": "Receiver"}
"""Who is to blame for each subcode; the sender for all others (FLT-3)."""


class ChargePointServer:
    """An HTTP endpoint that gives each charge point the commands that are meant for it."""

    def __init__(self, guard: Guard = OPEN) -> None:
        self._guard = guard
        self._points: dict[str, SimulatedChargePoint] = {}
        self._service = Service(*map(self._served, VERSIONS.values()), policy=_Manners(), page=_page)

    def __call__(self, http: HttpRequest) -> Any:
        """The answer to a request, as ``motown.http`` wants it; the connection of one that is away is cut at once."""
        point = self._points.get(http.path[1:])
        if point is not None and not point.is_reachable:
            return GONE.http
        return self._guard.refusal(http) or self._service(http)

    def add(self, point: SimulatedChargePoint) -> None:
        """Serve one more, at ``/<identity>``."""
        self._points[point.identity] = point

    def _served(self, version: Version) -> Served:
        contract = version.charge_point
        return Served(contract, {name: partial(self._execute, version, name) for name in contract.operations})

    def _execute(self, version: Version, operation: str, request: Any, call: Call) -> Any:
        """Answer a command now, or on the charge point's clock: waiting takes a timer and no thread."""
        exchange = call.exchange
        try:
            point = self._meant(version, exchange)
        except CommandFault as fault:
            raise _told(version, fault) from None
        if not point.is_reachable:
            return GONE
        point.inbox.add(Received(operation, request, point.clock.now(), exchange.raw, exchange.http.headers))
        behaviour = point.behaviours.take(operation)
        if behaviour.delay_seconds > 0:
            return self._later(point, request, exchange, behaviour)
        return self._now(point, request, exchange, behaviour)

    async def _later(self, point: SimulatedChargePoint, request: Any, exchange: Exchange, behaviour: Behaviour) -> Any:
        await point.clock.sleep(behaviour.delay_seconds)
        return self._now(point, request, exchange, behaviour)

    def _now(self, point: SimulatedChargePoint, request: Any, exchange: Exchange,
             behaviour: Behaviour) -> Mapping[str, Any] | Answer:
        if not point.is_reachable:
            return GONE
        if behaviour.html:
            return PAGE
        try:
            answer = point.obey(exchange.operation.name, request, behaviour)
        except CommandFault as fault:
            if behaviour.drops:
                return GONE
            raise _told(point.version, fault) from None
        if behaviour.drops:
            return GONE
        return garbled(exchange, answer, behaviour.garbling) if behaviour.garbling else answer

    def _meant(self, version: Version, exchange: Exchange) -> SimulatedChargePoint:
        """The charge point that path and header name; the header alone will do at ``/`` (ID-3, ID-4)."""
        named = _identity(exchange.envelope.headers)
        if not named:
            raise CommandFault("ProtocolError", f"the header {IDENTITY} is missing")
        point = self._points.get(exchange.http.path[1:] or named)
        if point is None or point.identity != named:
            raise CommandFault("IdentityMismatch", f"this is not {named}")
        if point.version is not version:
            raise CommandFault("ProtocolError", f"{named} speaks OCPP {point.version.name}, not {version.name}")
        return point


def _told(version: Version, fault: CommandFault) -> ServiceFault:
    """A fault in the words of a version."""
    code = CODES.get(fault.subcode, "Sender")
    return ServiceFault(str(fault), code=code, subcode=QName(version.fault_namespace, fault.subcode))


class _Manners(Policy):
    """Lenient about headers (ID-5, ID-6, WSA-6), and every fault has one of OCPP's subcodes (FLT-3)."""

    def not_understood(self, exchange: Exchange, blocks: Sequence[_Element]) -> None:
        """The identity is understood in whatever namespace it comes (SOAP-10)."""
        if strange := [block for block in blocks if _local(block) != IDENTITY.lower()]:
            super().not_understood(exchange, strange)

    def check(self, exchange: Exchange) -> None:
        """Whatever ReplyTo says, the answer goes back on the same connection (WSA-7); no header twice (WSA-9)."""
        if exchange.addressing.repeated:
            super().check(exchange)

    def fault(self, exchange: Exchange, fault: ServiceFault) -> ServiceFault:
        """Faults of the SOAP layer get a subcode too."""
        word = {"Sender": "ProtocolError", "Receiver": "InternalError"}.get(fault.code)
        if fault.subcode is None and word is not None:
            fault.subcode = QName(_version(exchange).fault_namespace, word)
        return fault


def _version(exchange: Exchange) -> Version:
    """The version a message is of; the newest where that cannot be told."""
    known = exchange.contract if exchange.is_dispatched else None
    return next((one for one in VERSIONS.values() if one.charge_point is known), VERSIONS["1.5"])


def _identity(headers: Sequence[_Element]) -> str:
    """The chargeBoxIdentity: by local name, whatever its case and namespace (ID-5, ID-6)."""
    return next(((block.text or "").strip() for block in headers if _local(block) == IDENTITY.lower()), "")


def _local(block: _Element) -> str:
    return str(block.tag).rpartition("}")[2].lower()


def _page(_http: HttpRequest) -> HttpAnswer:
    return text(405, "A simulated charge point takes commands here: POST OCPP 1.2 or 1.5 over SOAP.", ("Allow", "POST"))
