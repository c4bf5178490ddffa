"""Many charge points in one process, on one reactor, with one port for their commands."""

from random import Random
from typing import Any

from twisted.internet.defer import gatherResults

from motown.http.roles import Clock
from motown.simulator.charge_point import SimulatedChargePoint
from motown.simulator.clock import FasterTime, waited
from motown.simulator.connecting import Connecting
from motown.simulator.doors import Doors
from motown.simulator.errors import NoAnswer
from motown.simulator.ftp import FtpFiles, any_server
from motown.simulator.link import Reply, Transport
from motown.simulator.observing import Observer
from motown.simulator.options import Options
from motown.simulator.outgoing import HttpTransport
from motown.simulator.surroundings import Surroundings
from motown.simulator.transfers import Files, PretendedFiles


class Fleet:
    """The charge points of a simulation; ``open`` before they are switched on."""

    def __init__(self, reactor: Any, options: Options, observer: Observer | None = None) -> None:
        self._reactor, self._options, self._observer = reactor, options, observer or Observer()
        self.time: Clock = reactor if options.time_factor == 1 else FasterTime(reactor, options.time_factor)
        self._doors = Doors(reactor, options)
        self._files = self._carrier()
        self._transports: list[HttpTransport] = []
        self.points: list[SimulatedChargePoint] = []
        self._by_identity: dict[str, SimulatedChargePoint] = {}

    def open(self) -> None:
        """Listen for commands and make the charge points.  Raises ListenError."""
        self._doors.open()
        self.points = [self._made(identity) for identity in self._options.identities]
        for point in self.points:
            self._doors.let_in(point)

    @property
    def address(self) -> str | None:
        """Where commands are taken, without the identity; None where that is nowhere, or a port for each."""
        return self._doors.address

    def __getitem__(self, identity: str) -> SimulatedChargePoint:
        """The charge point of this name.  Raises KeyError."""
        if identity not in self._by_identity:
            self._by_identity = {point.identity: point for point in self.points}
        return self._by_identity[identity]

    def power_on(self) -> None:
        """Switch all on."""
        for point in self.points:
            point.power_on()

    async def registered(self) -> None:
        """Return when the central system has accepted all of them.  May take for ever: the caller has to limit it."""
        for point in self.points:
            await point.link.ready()

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
        await self._doors.close()
        await gatherResults([transport.close() for transport in self._transports])

    def _carrier(self) -> Files:
        if not self._options.carries_files:
            return PretendedFiles()
        return FtpFiles(self._reactor, self._options.trust.context if self._options.checks_files else any_server)

    def _made(self, identity: str) -> SimulatedChargePoint:
        options = self._options
        random = Random(f"{options.seed}:{identity}")
        around = Surroundings(
            url=options.url, address=self._doors.url(identity), observer=self._observer, files=self._files,
            stopwatch=self._reactor.seconds, adopts_time=options.time_factor == 1)
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
