"""The attempt to connect, as Twisted asks for it, and what it means that it has failed."""

from collections.abc import Callable
from errno import ECONNRESET
from typing import Any, Protocol

from twisted.internet import error
from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import ClientFactory
from twisted.internet.protocol import Protocol as TwistedProtocol
from twisted.python.failure import Failure

from motown.http.outgoing_errors import NotReached
from motown.http.outgoing_request import Target
from motown.http.roles import Clock


class Connector(Protocol):
    """An attempt to connect (IConnector)."""

    def stopConnecting(self) -> None:
        """Give it up."""


class ConnectingClock(Clock, Protocol):
    """A reactor that can connect (IReactorTCP, IReactorTime)."""

    def connectTCP(self, host: str, port: int, factory: ClientFactory[Any], timeout: float | None = 30) -> Connector:
        """Connect to an IP address."""


class Attempt(ClientFactory[Any]):
    """Asks for the protocol once connected, or says why it is not."""

    noisy = False

    def __init__(self, connected: Callable[[], TwistedProtocol],
                 failed: Callable[[BaseException | None], None]) -> None:
        self._connected, self._failed = connected, failed

    def buildProtocol(self, addr: IAddress | None) -> TwistedProtocol:
        """The connection is there."""
        return self._connected()

    def clientConnectionFailed(self, connector: object, reason: Failure) -> None:
        """It is not."""
        self._failed(reason.value)


def not_connected(reason: BaseException | None, target: Target, ip: str) -> NotReached:
    """Why a connection was not made."""
    shown = target.shown
    if isinstance(reason, error.TimeoutError | error.TCPTimedOutError):
        return NotReached(f"{shown} does not answer: check that it is on, its address, and what lies between",
                          "timeout", ip)
    if isinstance(reason, error.ConnectionRefusedError):
        text = f"{shown} refused the connection: check that it is on, and its address"
    elif isinstance(reason, error.ConnectError) and reason.osError == ECONNRESET:
        text = f"{shown} hung up before anything was sent: try again"
    elif isinstance(reason, error.ConnectBindError):
        text = f"no connection to {shown}: this machine has no socket left for it; raise its limit of open files"
    else:
        text = f"there is no way to {shown}: check its address, and the network ({reason})"
    return NotReached(text, "refused", ip)
