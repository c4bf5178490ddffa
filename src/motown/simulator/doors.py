"""Where the charge points of a process take commands: one port for all, one each, or a place where nobody listens."""

import socket
from dataclasses import replace
from typing import Any, cast
from urllib.parse import quote

from twisted.logger import Logger

from motown.http import Limits, Site
from motown.http.listen import Address, ListenError, explained, listen, parse
from motown.http.proxies import Proxies
from motown.http.roles import Port
from motown.http.tls import Certificates
from motown.http.wire import Dates
from motown.simulator.answering import CuttingChannel
from motown.simulator.charge_point import SimulatedChargePoint
from motown.simulator.clock import Tasks, waited
from motown.simulator.incoming import ChargePointServer
from motown.simulator.options import Options
from motown.simulator.turns import Turns

MOST_CONNECTIONS = 100_000
"""No limit that a central system, which has one address, would ever notice."""


class Doors:
    """The doors of a fleet.  ``open`` first, then ``url`` and ``let_in`` for each charge point."""

    def __init__(self, reactor: Any, options: Options) -> None:
        self._reactor, self._options = reactor, options
        self._server: ChargePointServer | None = None
        self._common: Door | None = None
        self._own: dict[str, Door] = {}
        self._nowhere: socket.socket | None = None
        self._certificates: Certificates | None = None
        self.address: str | None = None
        """Where commands are taken, without the identity, if that is one place for all."""

    def open(self) -> None:
        """Listen.  Raises ListenError, CertificateError."""
        if self._options.listen is None:
            return
        address = parse(self._options.listen)
        if self._options.is_unreachable:
            self._nowhere, self.address = _nowhere(address)
        else:
            self._certificates = self._options.guard.certificates()
            self._server = ChargePointServer(self._options.guard)
            if not self._options.own_ports:
                self._common = Door(self._reactor, self._server, address, self._certificates)
                self.address = self._common.url
        if self._options.public and self.address:
            self.address = self._options.public.rstrip("/")

    def url(self, identity: str) -> str | None:
        """What a charge point tells as its address; None where it takes no commands.  Raises ListenError."""
        base = self.address
        if base is None and self._server is not None:
            address = parse(self._options.listen or "")
            port = address.port + len(self._own) if address.port else 0
            door = self._own[identity] = Door(self._reactor, self._server, Address(address.host, port),
                                               self._certificates)
            base = door.url
        return f"{base}/{quote(identity, safe='')}" if base else None

    def let_in(self, point: SimulatedChargePoint) -> None:
        """Take commands for one more."""
        if self._server is not None:
            self._server.add(point)
        if door := self._own.get(point.identity):
            point.reach.when_changed.append(door.turn)

    async def close(self) -> None:
        """Listen no more."""
        for door in [*self._own.values(), *([self._common] if self._common else [])]:
            await door.close()
        if self._nowhere is not None:
            self._nowhere.close()


class Door:
    """One port.  It can be closed, so that connections are refused, and opened again at the same place."""

    _log = Logger()

    def __init__(self, reactor: Any, server: ChargePointServer, address: Address,
                 certificates: Certificates | None = None) -> None:
        self._secure = certificates.wrap if certificates else None
        self._reactor, self._tasks, self._turns = reactor, Tasks(), Turns()
        limits = Limits(connections=MOST_CONNECTIONS, connections_per_address=MOST_CONNECTIONS)
        self._site = Site(server, limits, Proxies(), reactor, dates=Dates(), on_refusal=lambda _refusal: None,
                          channel=CuttingChannel)
        self._factory = cast("Any", self._site)
        address = replace(address, tls=certificates is not None)
        self._port: Port | None = listen(self._factory, address, reactor, secure=self._secure)
        host: Any = self._port.getHost()
        self._address = replace(address, port=host.port)
        self.url = f"http{'s' if address.tls else ''}://{_bracketed(host.host)}:{host.port}"

    def turn(self, is_open: bool) -> None:  # noqa: FBT001, a listener of when_changed
        """Open or close it; soon, in the order of asking."""
        self._tasks.start(self._turn(is_open=is_open))

    async def close(self) -> None:
        """Close it for good."""
        await self._turn(is_open=False)

    async def _turn(self, *, is_open: bool) -> None:
        await self._turns.take()
        try:
            if is_open and self._port is None:
                self._port = listen(self._factory, self._address, self._reactor, secure=self._secure)
            elif not is_open and self._port is not None:
                port, self._port = self._port, None
                await waited(port.stopListening())
                for channel in tuple(self._site.channels):
                    channel.transport.abortConnection()
        except ListenError as error:
            self._log.error("{where} cannot be opened again: {error}", where=self.url, error=error)
        finally:
            self._turns.give()


def _nowhere(address: Address) -> tuple[socket.socket, str]:
    """A port that is taken, so that nobody else gets it, and that refuses connections; and its URL."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        taken.bind((address.host, address.port))
    except OSError as error:
        taken.close()
        raise ListenError(explained(address, error)) from None
    host, port = taken.getsockname()[:2]
    return taken, f"http://{_bracketed(host)}:{port}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
