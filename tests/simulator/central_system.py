"""A central system that does as it is told: made from the contracts, in memory, asked by simulated charge points."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from lxml import etree
from twisted.internet.defer import Deferred
from twisted.internet.task import Clock

from motown.contracts import ocpp12_centralsystem, ocpp15_centralsystem
from motown.http import HttpRequest
from motown.simulator.errors import NoAnswer
from motown.soap.faults import ServiceFault
from motown.soap.protocol import Served
from motown.soap.service import Service

CONTRACTS = {"1.2": ocpp12_centralsystem.contract, "1.5": ocpp15_centralsystem.contract}
EPOCH = 1_700_000_000
"""The clock of the tests begins here: 2023-11-14T22:13:20Z."""


@dataclass(frozen=True)
class Message:
    """A request as it came."""

    operation: str
    value: Any
    identity: str | None
    raw: bytes
    http: Mapping[str, str]
    at: float

    def find(self, path: str) -> str | None:
        """The text of an element of the envelope by local names: ``Header/From/Address``."""
        steps = "/".join(f"*[local-name()='{name}']" for name in path.split("/"))
        found = etree.fromstring(self.raw.strip()).xpath(steps)
        return found[0].text if found else None


class CentralSystem:
    """The transport of simulated charge points, and who answers at its other end.

    ``script[operation]`` is a list of what to do with the next requests, one each: an answer's fields, a ServiceFault,
    NoAnswer (the answer is lost on its way), bytes that come back as they are, or a Deferred that gives the bytes to
    come back (None: the true answer).  After that, and without a script, it answers as one would.
    """

    def __init__(self, version: str, clock: Clock) -> None:
        self.version, self.clock = version, clock
        self.messages: list[Message] = []
        self.script: dict[str, list[Any]] = defaultdict(list)
        self.verdicts: dict[str, dict[str, Any]] = {}
        self.interval = 300
        self.is_down = False
        self.knocks: list[tuple[str, float]] = []
        """What was sent while it was down: operation and time."""
        self._transactions = 100
        self._planned: Any = None
        self._raw, self._headers = b"", {}

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> Any:
        action = str(etree.fromstring(body.strip()).xpath("local-name(//*[local-name()='Body']/*)"))
        operation = action[:1].upper() + action.removesuffix("Request")[1:]
        if self.is_down:
            self.knocks.append((operation, self.clock.seconds()))
            raise NoAnswer("connection refused")
        planned = self.script[operation].pop(0) if self.script[operation] else None
        self._planned, self._raw, self._headers = planned, body, headers
        return self._answered(_service(self.version)(_http(body, headers, self)), planned)

    async def _answered(self, answer: Any, planned: Any) -> bytes:
        http = await answer if hasattr(answer, "__await__") else answer
        if isinstance(planned, NoAnswer):
            raise planned
        if isinstance(planned, bytes):
            return planned
        if isinstance(planned, Deferred):
            given = await planned
            return http.body if given is None else given
        return http.body

    def of(self, *operations: str) -> list[Message]:
        """The requests of these operations."""
        return [message for message in self.messages if message.operation in operations]

    @property
    def operations(self) -> list[str]:
        """What was asked, in order."""
        return [message.operation for message in self.messages]

    def now(self) -> datetime:
        """The time as the central system sees it."""
        return datetime.fromtimestamp(int(self.clock.seconds()), UTC)

    def handle(self, operation: str, request: Any, identity: str | None) -> Any:
        """Keep a request, and answer it as told or as usual."""
        self.messages.append(Message(operation, request, identity, self._raw, self._headers, self.clock.seconds()))
        if isinstance(self._planned, ServiceFault):
            raise self._planned
        return self._planned if isinstance(self._planned, dict) else self._usual(operation, request)

    def _usual(self, operation: str, request: Any) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        if operation in ("BootNotification", "Heartbeat"):
            answer["currentTime"] = self.now()
        if operation == "BootNotification":
            answer |= {"status": "Accepted", "heartbeatInterval": self.interval}
        if operation == "StartTransaction":
            self._transactions += 1
            answer["transactionId"] = self._transactions
        if operation == "DataTransfer":
            answer["status"] = "UnknownVendorId"
        if operation in ("Authorize", "StartTransaction", "StopTransaction") and request.idTag:
            answer["idTagInfo"] = self.verdicts.get(request.idTag, {"status": "Accepted"})
        return answer


@dataclass(slots=True, kw_only=True)
class _Asked(HttpRequest):
    """A request that knows who is asked."""

    central: CentralSystem


@cache
def _service(version: str) -> Service:
    """The service of all central systems of a version: making one takes longer than most tests."""
    def handler(operation: str) -> Callable[[Any, Any], Any]:
        return lambda request, call: call.exchange.http.central.handle(
            operation, request, call.headers.get("chargeBoxIdentity"))
    contract = CONTRACTS[version]
    return Service(Served(contract, {name: handler(name) for name in contract.operations}))


def _http(body: bytes, headers: Mapping[str, str], central: CentralSystem) -> HttpRequest:
    return _Asked("POST", "/ocpp", "", {name.lower(): value for name, value in headers.items()}, body, "192.0.2.1",
                  is_secure=False, certificate=None, received_at=datetime.now(UTC), started=0.0, central=central)
