"""Host names looked up with the reactor's resolver."""

from typing import Any, Protocol

from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from motown.http.outgoing_errors import NotReached
from motown.http.outgoing_request import Target
from motown.http.roles import Clock

MOST_ADDRESSES = 8
"""Of one name that are tried; more are left out."""


class Resolver(Protocol):
    """Looks up names (IHostnameResolver)."""

    def resolveHostName(self, resolutionReceiver: Any, hostName: str, portNumber: int = 0) -> object:
        """Tell the receiver each address, then that these were all."""


class NamingClock(Clock, Protocol):
    """A reactor that can look up names (IReactorPluggableNameResolver, IReactorTime)."""

    nameResolver: Any


@implementer(IResolutionReceiver)
class _Receiver:
    """Gathers the addresses of one name."""

    def __init__(self, found: Deferred[list[str]]) -> None:
        self._found, self._ips = found, dict[str, None]()

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        """Cannot be cancelled with the usual resolver: its answer is ignored instead."""

    def addressResolved(self, address: IAddress) -> None:
        """One of them."""
        self._ips[str(getattr(address, "host", ""))] = None

    def resolutionComplete(self) -> None:
        """These were all."""
        if not self._found.called:
            self._found.callback(list(self._ips)[:MOST_ADDRESSES])


async def addresses(reactor: NamingClock, target: Target, seconds: float) -> list[str]:
    """The IP addresses of a target's name, at least one.  Raises NotReached of kind "name" or "timeout"."""
    found: Deferred[list[str]] = Deferred()
    limited = found.addTimeout(seconds, reactor, _too_late(target, seconds))  # type: ignore[arg-type]  # has all of it
    reactor.nameResolver.resolveHostName(_Receiver(found), target.host, target.port)
    ips = await limited
    if not ips:
        raise NotReached(f"the name {target.host} has no IP address: check its spelling, and the DNS", "name")
    return ips


def _too_late(target: Target, seconds: float) -> Any:
    """What addTimeout is to make of its own cancelling."""

    def late(failure: Any, _seconds: float) -> Any:
        failure.trap(CancelledError)
        raise NotReached(f"the name {target.host} was not found within {seconds:.3g} s: check the DNS", "timeout")

    return late
