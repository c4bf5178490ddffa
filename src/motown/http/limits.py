"""How much one client may ask of the HTTP server, and a timer that holds it to it."""

from collections.abc import Callable
from dataclasses import dataclass

from motown.http.roles import Clock, DelayedCall


@dataclass(slots=True, frozen=True)
class Limits:
    """Sizes in bytes, times in seconds.  An OCPP message has 1-5 kB, 400 meter values about 50 kB."""

    body_bytes: int = 256 * 1024
    """Longest body as received.  Longer: 413."""
    inflated_bytes: int = 256 * 1024
    """Longest body after Content-Encoding is undone.  Longer: 413."""
    head_bytes: int = 16 * 1024
    """Request line and headers.  Longer: 414 or 431."""
    header_lines: int = 100
    """More: 431."""
    head_seconds: float = 10
    """From the first byte of a request to the end of its headers.  Longer: 408."""
    body_seconds: float = 10
    """For the body, and one second more for each ``body_rate`` bytes received.  Longer: 408."""
    body_rate: int = 500
    """Bytes a second."""
    idle_seconds: float = 60
    """Between two requests of a connection, and before the first (TLS handshake included)."""
    closing_seconds: float = 60
    """For the client to take what is left of the last answer before the connection is cut."""
    linger_seconds: float = 2
    """After a refusal what still arrives is thrown away so long: closing at once would destroy the refusal unread."""
    linger_bytes: int = 1024 * 1024
    """And at most so much of it."""
    connections: int = 4096
    """Open at the same time.  Further ones are closed unanswered."""
    connections_per_address: int = 600
    """The same for one IPv4 address or one IPv6 /64 network; trusted proxies are exempt."""
    backlog: int = 1024
    """Connections the kernel holds until they are accepted; at 50 a storm of reconnecting charge points stalls."""
    compress_bytes: int = 1024
    """Shorter answers are not compressed (OCPP 1.5 section 8.6: small messages gain nothing)."""


STEP_SECONDS = 10.0
"""How far ahead a timer is set at most: an idle connection's then has hardly ever to ring earlier than it was set to.
To have it so Twisted looks at all timers that there are."""


class Watch:
    """A deadline moved with every message of a connection, but a timer moved only when it must ring earlier.

    Rings ``expired`` once the last deadline set has passed.  Moving it later costs two assignments.
    """

    __slots__ = ("_at", "_call", "_clock", "_expired")

    def __init__(self, clock: Clock, expired: Callable[[], None]) -> None:
        self._clock, self._expired = clock, expired
        self._at: float | None = None
        self._call: DelayedCall | None = None

    def within(self, seconds: float) -> None:
        """Ring in ``seconds`` from now, in place of any deadline set before."""
        self._at = at = self._clock.seconds() + seconds
        if self._call is None:
            self._call = self._clock.callLater(min(seconds, STEP_SECONDS), self._ring)
        elif at < self._call.getTime():
            self._call.reset(seconds)

    def never(self) -> None:
        """No deadline until the next is set."""
        self._at = None

    def stop(self) -> None:
        """No deadline, and nothing left behind in the reactor."""
        self._at = None
        if self._call is not None:
            self._call.cancel()
            self._call = None

    def _ring(self) -> None:
        self._call = None
        if self._at is None:
            return
        left = self._at - self._clock.seconds()
        if left > 0:
            self._call = self._clock.callLater(min(left, STEP_SECONDS), self._ring)
        else:
            self._at = None
            self._expired()
