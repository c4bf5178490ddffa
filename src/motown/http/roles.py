"""What this package needs of the objects Twisted hands it, as types: Twisted describes them by zope interfaces only."""

import socket
from collections.abc import Callable
from typing import Any, Protocol

from OpenSSL.crypto import X509
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory


class DelayedCall(Protocol):
    """A timer that has been set (IDelayedCall)."""

    def getTime(self) -> float:
        """When it rings, on the clock's scale."""

    def reset(self, secondsFromNow: float) -> None:
        """Let it ring in so many seconds from now instead."""

    def cancel(self) -> None:
        """Let it never ring."""

    def active(self) -> bool:
        """Whether it will still ring."""


class Clock(Protocol):
    """A reactor's time (IReactorTime): seconds on some scale, and timers."""

    def seconds(self) -> float:
        """Now."""

    def callLater(self, delay: float, function: Callable[..., Any], /, *args: object, **kwargs: object) -> DelayedCall:
        """Set a timer; ``delay`` in seconds."""


class Transport(Protocol):
    """One connection (ITCPTransport, or TLS on one)."""

    def write(self, data: bytes) -> None:
        """Send, now or when the peer is ready for it."""

    def loseConnection(self) -> None:
        """Close once all is sent."""

    def abortConnection(self) -> None:
        """Close at once."""

    def getPeer(self) -> IAddress:
        """The other end."""


class TlsTransport(Transport, Protocol):
    """The same over TLS (ISSLTransport)."""

    def getPeerCertificate(self) -> X509 | None:
        """What the client has shown, once the handshake is over."""


class Port(Protocol):
    """An open listener (IListeningPort)."""

    def getHost(self) -> IAddress:
        """Where it listens; has the true number where port 0 was asked for."""

    def stopListening(self) -> Deferred[None] | None:
        """Accept no more; fires when closed."""


class Listener(Protocol):
    """A reactor that can listen (IReactorTCP, IReactorUNIX, IReactorSocket)."""

    def listenTCP(self, port: int, factory: Factory, backlog: int = 50, interface: str = "") -> Port:
        """Listen on an address of this computer."""

    def listenUNIX(self, address: str, factory: Factory, backlog: int = 50, mode: int = 0o666,
                   wantPID: bool = False) -> Port:  # noqa: FBT001, FBT002, as Twisted has it
        """Listen on a Unix socket; ``wantPID`` locks it and clears away one that was left behind."""

    def adoptStreamPort(self, fileDescriptor: int, addressFamily: socket.AddressFamily, factory: Factory) -> Port:
        """Accept on a copy of a socket that listens already."""
