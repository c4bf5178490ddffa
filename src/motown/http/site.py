"""The server as Twisted sees it: a factory of connections that counts, caps and stops them."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web import http

from motown.http.answering import Answering
from motown.http.channel import Channel
from motown.http.limits import Limits
from motown.http.message import Endpoint, HttpAnswer, HttpRequest
from motown.http.peer import address_of
from motown.http.proxies import Proxies, client_key
from motown.http.roles import Clock
from motown.http.short import ShortChannel
from motown.http.wire import Dates, wire

logger = logging.getLogger(__name__)

COMPLAIN_SECONDS = 60.0
"""Connections over a limit are logged once in so many seconds, or the log would be the next thing to fill up."""


@dataclass(slots=True, frozen=True)
class Refusal:
    """Something that never became a request: too long, too slow, malformed."""

    remote_address: str
    status: int
    reason: str


class Site(http.HTTPFactory):
    """Makes a Channel for each connection within the limits.

    ``channels`` are the open connections, each with the client it counts for; ``open_answers`` is the number of
    endpoints at work; ``refused_connections`` counts those over a limit.
    """

    noisy = False

    def __init__(self, endpoint: Endpoint, limits: Limits, proxies: Proxies, clock: Clock, *,
                 dates: Dates, on_refusal: Callable[[Refusal], None], channel: type[Channel] = Channel) -> None:
        super().__init__(reactor=clock)  # type: ignore[arg-type]  # a clock is all it needs
        self.clock = clock
        self.limits, self.proxies = limits, proxies
        self.channels: dict[Channel, str] = {}
        self.open_answers = 0
        self.refused_connections = 0
        self.is_stopping = False
        self._quiet: list[Deferred[None]] = []
        self._answering = Answering(endpoint, limits)
        self._dates, self._on_refusal, self._channel = dates, on_refusal, channel
        self._per_client: Counter[str] = Counter()
        self._complained_at: float | None = None

    # For Twisted

    def startFactory(self) -> None:
        """No access log here: messages are recorded by those who understand them."""

    def stopFactory(self) -> None:
        """Nothing to undo."""

    def log(self, request: http.Request) -> None:
        """No access log."""

    def acceptableProtocols(self) -> list[bytes]:
        """For TLS: HTTP/1.1 and nothing else."""
        return [b"http/1.1"]

    def buildProtocol(self, addr: IAddress | None) -> Channel | None:  # type: ignore[override]
        """A connection, or None (it is closed at once) where there are too many."""
        address = address_of(addr)
        if self.is_stopping or not self._has_room(address):
            return None
        return self._channel(self)

    # For whoever stops the server

    def when_quiet(self) -> Deferred[None]:
        """Fires once no connection is open and no answer awaited."""
        deferred: Deferred[None] = Deferred()
        self._quiet.append(deferred)
        self._look_quiet()
        return deferred

    # For channels

    def opened(self, channel: Channel) -> None:
        """Count a connection."""
        client = client_key(address_of(channel.transport.getPeer()))
        self.channels[channel] = client
        self._per_client[client] += 1

    def closed(self, channel: Channel) -> None:
        """Uncount it."""
        client = self.channels.pop(channel)
        self._per_client[client] -= 1
        if self._per_client[client] <= 0:
            del self._per_client[client]
        self._look_quiet()

    def answer(self, request: HttpRequest) -> HttpAnswer | Deferred[HttpAnswer]:
        """The answer to a whole request, now or later; a Deferred never fails."""
        answer = self._answering(request)
        if not isinstance(answer, HttpAnswer) and not answer.called:
            self.open_answers += 1
            answer.addCallback(self._answered)
        return answer

    def wire(self, answer: HttpAnswer, *, close: bool = False, head_only: bool = False) -> bytes:
        """An answer's bytes, dated now."""
        return wire(answer, self._dates.line(), close=close, head_only=head_only)

    def refused(self, channel: Channel, status: int, reason: str) -> None:
        """Tell whoever keeps a journal of strangers."""
        logger.info("refused %s: %d %s", channel.peer.address, status, reason)
        self._on_refusal(Refusal(channel.peer.address, status, reason))

    # Inside

    def _has_room(self, address: str) -> bool:
        if len(self.channels) >= self.limits.connections:
            return self._complain("the server has %d connections, its limit", len(self.channels))
        count = self._per_client[client_key(address)]
        if count >= self.limits.connections_per_address and not self.proxies.trusts(address):
            return self._complain("%s has %d connections, the limit for one address", address, count)
        return True

    def _complain(self, message: str, *details: object) -> bool:
        self.refused_connections += 1
        now = self.clock.seconds()
        if self._complained_at is None or now - self._complained_at >= COMPLAIN_SECONDS:
            self._complained_at = now
            logger.warning("a connection was refused: " + message, *details)  # noqa: G003, a constant
        return False

    def _answered(self, answer: HttpAnswer) -> HttpAnswer:
        self.open_answers -= 1
        self._look_quiet()
        return answer

    def _look_quiet(self) -> None:
        if not self.channels and not self.open_answers:
            waiting, self._quiet = self._quiet, []
            for deferred in waiting:
                deferred.callback(None)


def make_site(endpoint: Endpoint, limits: Limits | None = None, *, proxies: Proxies | None = None,
              clock: Clock | None = None, wall: Callable[[], float] = time.time,
              on_refusal: Callable[[Refusal], None] = lambda _refusal: None, short_path: bool = False) -> Site:
    """A site which serves ``endpoint`` (a Router, usually).

    ``proxies`` are believed about addresses.  ``clock`` is the reactor unless a test gives its own, ``wall`` the time
    of the Date header.  ``on_refusal`` hears of everything that never became a request.  ``short_path`` answers plain
    POSTs without twisted.web's parser: the same answers in half the time.
    """
    if clock is None:
        from twisted.internet import reactor

        clock = cast("Clock", reactor)
    return Site(endpoint, limits or Limits(), proxies or Proxies(), clock, dates=Dates(wall), on_refusal=on_refusal,
                channel=ShortChannel if short_path else Channel)
