"""Charge points for tests: the simulator's, with every byte that went over the wire; and one that sends just bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any, Self

import requests

from motown.conformance import reactor
from motown.conformance.listener import Listener
from motown.conformance.verdicts import Failed
from motown.simulator.charge_point import SimulatedChargePoint
from motown.simulator.clock import waited
from motown.simulator.fleet import Fleet
from motown.simulator.inbox import Received
from motown.simulator.link import Reply, Transport
from motown.simulator.options import Options
from motown.simulator.profile import Profile
from motown.simulator.transactions import Transaction
from motown.simulator.versions import VERSIONS
from motown.soap import client
from motown.soap.client import HttpReply

QUICK: Mapping[str, Any] = {"plug_seconds": 0.05, "reboot_seconds": 0.2, "transfer_seconds": 0.05,
                            "install_seconds": 0.05, "stop_refused": False, "retry_seconds": 0.5}
"""A charge point that loses no time, and charges whatever the server thinks of its idTag."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a charge point and its answer, as they were on the wire."""

    sent: bytes
    received: bytes


class _Recorded(Fleet):
    """Keeps what its charge points say."""

    def __init__(self, options: Options) -> None:
        super().__init__(reactor.start(), options)
        self.said: list[Said] = []

    def _transport(self, identity: str, random: Any) -> Transport:
        carry = super()._transport(identity, random)

        async def call(body: bytes, headers: Mapping[str, str]) -> Reply:
            reply: Reply = await waited(carry(body, headers))
            self.said.append(Said(body, reply.body if isinstance(reply, HttpReply) else reply))
            return reply
        return call


class Station:
    """A simulated charge point on the wire; to be closed."""

    def __init__(self, url: str, prefix: str, version: str, listen: str | None, **profile: Any) -> None:
        self._fleet = _Recorded(Options(
            url=url, version=version, count=1, prefix=prefix, listen=listen, ramp_up=0, scenario="idle",
            carries_files=False, own_ports=True, profile=Profile(**{**QUICK, **profile})))
        self.do(self._fleet.open)
        self.identity = self._fleet.points[0].identity

    @property
    def point(self) -> SimulatedChargePoint:
        """The simulator's charge point; only to be touched in ``do``."""
        return self._fleet.points[0]

    @property
    def said(self) -> list[Said]:
        """All that it has sent, with the answers."""
        return list(self._fleet.said)

    def do(self, work: Callable[[], Any], seconds: float = reactor.SECONDS) -> Any:
        """Make it do something, in the thread where it lives."""
        return reactor.do(work, seconds)

    def power_on(self) -> Self:
        """Boot until it is accepted, and tell its statuses."""
        self.do(self._fleet.power_on)
        self.do(self._fleet.registered)
        self.do(self._fleet.settled)
        return self

    def boot(self) -> str:
        """Send one BootNotification; the status that was answered."""
        return str(self.do(self.point.boot).status)

    def heartbeat(self) -> None:
        """Send a Heartbeat."""
        self.do(self.point.heartbeat)

    def charge(self, tag: str, connector: int = 1) -> Transaction:
        """Begin a transaction; returns when it was answered."""
        async def begin() -> Transaction:
            transaction = self.point.driving.begin(self.point.driving.usable(connector), tag)
            if transaction.start is not None:
                await transaction.start.done()
            return transaction
        found: Transaction = self.do(begin)
        return found

    def stop(self, connector: int = 1) -> None:
        """End the transaction; returns when that was answered."""
        self.do(lambda: self.point.stop(connector))

    def meter(self, values: list[Any] | None = None, connector: int = 1) -> None:
        """Send meter values of the transaction; of now where none are given."""
        self.do(lambda: self.point.meter(connector, values))

    def status(self, status: str, error_code: str = "NoError", connector: int = 1) -> None:
        """Send a StatusNotification."""
        self.do(lambda: self.point.status(connector, status, error_code))

    def behave(self, operation: str, **behaviour: Any) -> None:
        """Answer a command so from now on (``motown.simulator.behaviour``)."""
        self.do(lambda: self.point.behave(operation, **behaviour))

    def received(self, *operations: str) -> list[Received]:
        """The commands that came, of these operations or all."""
        kept = self.do(lambda: list(self.point.inbox.messages))
        return [one for one in kept if not operations or one.operation in operations]

    def close(self) -> None:
        """Switch it off."""
        self.do(self._fleet.close)


class ByteStation:
    """A charge point that sends the bytes it is given, and answers commands with bytes it is given; to be closed."""

    def __init__(self, url: str, identity: str, host: str) -> None:
        self.url, self.identity, self.answers = url, identity, list[tuple[int, bytes]]()
        self.commands: list[bytes] = []
        station = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                station.commands.append(self.rfile.read(int(self.headers["content-length"])))
                status, body = station.answers.pop(0) if station.answers else (500, b"")
                self.send_response(status)
                self.send_header("Content-Type", "application/soap+xml; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: Any) -> None:
                """Nothing to say."""

        self._server = Listener((host, 0), Handler).start()
        self.address = f"http://{host}:{self._server.server_port}/{identity}"

    def message(self, operation: str, version: str = "1.5", **fields: Any) -> bytes:
        """A good request, which a test may change."""
        contract = VERSIONS[version].central_system
        return client.request(contract, operation, fields, headers={"chargeBoxIdentity": self.identity},
                              addressing=client.request_addressing(contract, operation, self.url, sender=self.address))

    def send(self, message: bytes) -> bytes:
        """Send bytes; what is answered."""
        try:
            answer = requests.post(self.url, data=message, timeout=reactor.SECONDS, headers={
                "Content-Type": "application/soap+xml; charset=utf-8"})
        except requests.RequestException as error:
            raise Failed(f"an answer from {self.url}", error) from error
        return bytes(answer.content)

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

