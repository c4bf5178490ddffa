"""Many charge points in one process, on one reactor, with one port for their commands."""

from random import Random
from typing import Any
from urllib.parse import quote

from twisted.internet.defer import gatherResults

from motown.http import Limits, make_site
from motown.http.listen import listen, parse
from motown.http.roles import Clock, Port
from motown.simulator.charge_point import SimulatedChargePoint, Surroundings
from motown.simulator.clock import FasterTime, waited
from motown.simulator.connecting import Connecting
from motown.simulator.errors import NoAnswer
from motown.simulator.incoming import ChargePointServer
from motown.simulator.link import Reply, Transport
from motown.simulator.observing import Observer
from motown.simulator.options import Options
from motown.simulator.outgoing import HttpTransport


class Fleet:
    """The charge points of a simulation; ``open`` before they are switched on."""

    def __init__(self, reactor: Any, options: Options, observer: Observer) -> None:
        self._reactor, self._options, self._observer = reactor, options, observer
        self.time: Clock = reactor if options.time_factor == 1 else FasterTime(reactor, options.time_factor)
        self.address: str | None = None
        """Where commands are taken, without the identity."""
        self._port: Port | None = None
        self._transports: list[HttpTransport] = []
        self.points: list[SimulatedChargePoint] = []

    def open(self) -> None:
        """Listen for commands and make the charge points.  Raises ListenError."""
        server = None if self._options.listen is None else self._listen(self._options.listen)
        self.points = [self._made(identity) for identity in self._options.identities]
        if server is not None:
            for point in self.points:
                server.add(point)

    @property
    def waiting(self) -> int:
        """Messages in the queues of all."""
        return sum(len(point.queue) for point in self.points)

    async def settled(self) -> None:
        """Return when all has been told that there is to tell."""
        for point in self.points:
            await point.settled()

    async def close(self) -> None:
        """Switch all off, and close all connections."""
        for point in self.points:
            point.power_off()
        if self._port is not None:
            await waited(self._port.stopListening())
        await gatherResults([transport.close() for transport in self._transports])

    def _listen(self, address: str) -> ChargePointServer:
        server = ChargePointServer()
        site: Any = make_site(server, Limits(), clock=self._reactor)
        self._port = listen(site, parse(address), self._reactor)
        host: Any = self._port.getHost()
        self.address = (self._options.public or f"http://{_bracketed(host.host)}:{host.port}").rstrip("/")
        return server

    def _made(self, identity: str) -> SimulatedChargePoint:
        options = self._options
        random = Random(f"{options.seed}:{identity}")
        around = Surroundings(
            url=options.url, address=f"{self.address}/{quote(identity, safe='')}" if self.address else None,
            observer=self._observer, stopwatch=self._reactor.seconds, adopts_time=options.time_factor == 1)
        return SimulatedChargePoint(identity, options.version, self._transport(identity, random), self.time,
                                    profile=options.profile, random=random, surroundings=around)

    def _transport(self, identity: str, random: Random) -> Transport:
        connecting = Connecting(self._reactor, self._options.trust)
        transport = HttpTransport(self._reactor, self._options.url, identity, connecting, self._options.habits)
        self._transports.append(transport)
        return lossy(transport, self._options.loss, random) if self._options.loss else transport


def lossy(transport: Transport, share: float, random: Random) -> Transport:
    """A line on which ``share`` of the answers gets lost, after the central system has done what was asked."""
    async def call(body: bytes, headers: Any) -> Reply:
        reply: Reply = await waited(transport(body, headers))
        if random.random() < share:
            raise NoAnswer("the answer was lost, as told")
        return reply
    return call


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
