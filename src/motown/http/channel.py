"""One connection: twisted.web's HTTPChannel, held to limits of size and time, and closed in good manners."""

import enum
from typing import Protocol

from twisted.internet.defer import Deferred
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web import http

from motown.http.limits import Limits, Watch
from motown.http.message import HttpAnswer, HttpRequest, text
from motown.http.peer import Peer, peer_of
from motown.http.proxies import Proxies
from motown.http.request import Request
from motown.http.roles import Clock, Transport


class Server(Protocol):
    """What a channel needs of its site."""

    limits: Limits
    proxies: Proxies
    clock: Clock
    is_stopping: bool

    def opened(self, channel: "Channel") -> None:
        """A connection is there."""

    def closed(self, channel: "Channel") -> None:
        """It is gone."""

    def refused(self, channel: "Channel", status: int, reason: str) -> None:
        """It has sent what cannot be a request."""

    def answer(self, request: HttpRequest) -> HttpAnswer | Deferred[HttpAnswer]:
        """The answer to a whole request, now or later; a Deferred never fails."""

    def wire(self, answer: HttpAnswer, *, close: bool = False, head_only: bool = False) -> bytes:
        """An answer's bytes."""


class Phase(enum.Enum):
    """Where a connection stands."""

    IDLE = enum.auto()
    """Nothing of the next request has arrived."""
    HEAD = enum.auto()
    BODY = enum.auto()
    ANSWERING = enum.auto()
    """A whole request is with its endpoint.  No deadline: the endpoint keeps its own."""
    REFUSED = enum.auto()
    """The last answer is out; what still arrives is thrown away for a moment, so that the client can read it."""
    CLOSING = enum.auto()
    """Nothing is read any more, the rest of the last answer is on its way."""


class Channel(http.HTTPChannel):
    """An HTTP/1.1 server connection.

    Uses underscore names of HTTPChannel and LineReceiver (_respondToBadRequestAndDisconnect, _receivedHeaderSize,
    _receivedHeaderCount, _version, _buffer, _busyReceiving); tests hold what they do.
    """

    timeOut = None  # Twisted's timer starts anew with every byte; the watch below does not
    requestFactory = Request  # type: ignore[assignment]  # made for this channel only
    transport: Transport  # type: ignore[assignment]

    def __init__(self, site: Server) -> None:
        super().__init__()
        self.site = self.factory = site
        self.limits = site.limits
        self.maxHeaders = self.limits.header_lines
        self.totalHeadersSize = self.MAX_LENGTH = self.limits.head_bytes
        self.phase = Phase.IDLE
        self.is_over = False
        self.watch = Watch(site.clock, self._expired)
        self._peer: Peer | None = None
        self._body_since = 0.0
        self._body_received = 0
        self._thrown_away = 0

    @property
    def peer(self) -> Peer:
        """Who is at the other end; known for good once the first request is there."""
        if self._peer is None:
            self._peer = peer_of(self.transport, self.site.proxies)
        return self._peer

    # From the transport

    def connectionMade(self) -> None:
        """Start waiting for the first request."""
        super().connectionMade()
        self.site.opened(self)
        self.watch.within(self.limits.idle_seconds)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Forget timers and requests."""
        self.watch.stop()
        self.site.closed(self)
        super().connectionLost(reason)

    def dataReceived(self, data: bytes) -> None:
        """Parse, unless the last answer of this connection is out."""
        if self.is_over:
            self._throw_away(len(data))
            return
        super().dataReceived(data)
        if self.phase is Phase.IDLE and self._buffer and not self._busyReceiving:
            self._begin_head()

    # From Twisted's parser, in the order of a request

    def lineReceived(self, line: bytes) -> None:
        """A line of the head; empty lines before it are no head yet."""
        if self.is_over:
            return
        if self.phase is Phase.IDLE and line:
            self._begin_head()
        if self._receivedHeaderSize + len(line) > self.totalHeadersSize:
            self.refuse(431, f"Request line and headers are longer than {self.limits.head_bytes} bytes.")
            return
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:
        """A line that has not ended within the limit of the whole head."""
        if self.requests:
            self.refuse(431, f"A header is longer than {self.limits.head_bytes} bytes.")
        else:
            self.refuse(414, f"The request line is longer than {self.limits.head_bytes} bytes.")

    def headerReceived(self, line: bytes) -> bool:
        """A whole header.  False stops the parser."""
        if self._receivedHeaderCount >= self.maxHeaders:
            self.refuse(431, f"There are more than {self.limits.header_lines} headers.")
            return False
        try:
            return bool(super().headerReceived(line))
        except ValueError:  # a Content-Length of thousands of digits
            self.refuse(413, "The body is too long.")
            return False

    def allHeadersReceived(self) -> None:
        """The head is whole: check its framing, then wait for the body."""
        trouble = self._trouble(self.requests[-1])
        if trouble is not None:
            self.refuse(*trouble)
            return
        super().allHeadersReceived()
        self.phase = Phase.BODY
        self._body_since, self._body_received = self.site.clock.seconds(), 0
        self.watch.within(self.limits.body_seconds)

    def takes(self, size: int) -> bool:
        """Whether the body may grow to ``size`` bytes; refuses the request if not."""
        if self.is_over:
            return False
        if size > self.limits.body_bytes:
            self.refuse(413, f"The body is longer than {self.limits.body_bytes} bytes.")
            return False
        self._body_received = size
        return True

    def rawDataReceived(self, data: bytes) -> None:
        """A piece of a body, or of the next request while this one is being answered."""
        if not self.is_over:
            super().rawDataReceived(data)

    def allContentReceived(self) -> None:
        """The request is whole."""
        if self.is_over:
            return
        self.phase = Phase.ANSWERING
        self.watch.never()
        super().allContentReceived()

    def checkPersistence(self, request: http.Request, version: bytes) -> bool:
        """Whether the connection stays open after the answer (RFC 9112 section 9.3)."""
        fields = request.requestHeaders.getRawHeaders(b"Connection", ())
        return version == b"HTTP/1.1" and keeps_open(b",".join(fields).decode("latin-1"))

    # Answers

    def answer(self, request: HttpRequest) -> HttpAnswer | Deferred[HttpAnswer]:
        """The site's answer to a whole request."""
        return self.site.answer(request)

    def write_answer(self, answer: HttpAnswer, *, head_only: bool = False) -> None:
        """Send the answer to the request in hand."""
        if self.site.is_stopping:
            self.persistent = False
        self.transport.write(self.site.wire(answer, close=not self.persistent, head_only=head_only))

    def requestDone(self, request: object) -> None:
        """Answered: the next request, or the end."""
        self.phase = Phase.IDLE
        self.watch.within(self.limits.idle_seconds)
        super().requestDone(request)

    def refuse(self, status: int, sentence: str) -> None:
        """Answer what cannot be a request, and close: where the next one would begin is unknown."""
        if self.is_over:
            return
        self.phase, self.is_over = Phase.REFUSED, True
        self.persistent = False
        self.site.refused(self, status, sentence)
        self.transport.write(self.site.wire(text(status, sentence), close=True))
        self.watch.within(self.limits.linger_seconds)

    def loseConnection(self) -> None:
        """Close when everything is sent, and cut the connection if the client does not take it in time."""
        self.phase, self.is_over = Phase.CLOSING, True
        self.watch.within(self.limits.closing_seconds)
        super().loseConnection()

    def close_if_idle(self) -> None:
        """Close now if no request is under way; used when the server stops."""
        if self.phase is Phase.IDLE:
            self.loseConnection()

    def _respondToBadRequestAndDisconnect(self) -> None:
        self.refuse(400, "This is not a well-formed HTTP/1.1 request.")

    # Inside

    def _begin_head(self) -> None:
        self.phase = Phase.HEAD
        self.watch.within(self.limits.head_seconds)

    def _trouble(self, request: http.Request) -> tuple[int, str] | None:
        """What makes the framing of a request doubtful or its body too long: status and sentence."""
        headers = request.requestHeaders
        codings = headers.getRawHeaders(b"Transfer-Encoding")
        if codings and (self.length is not None or self._version != b"HTTP/1.1"):
            return 400, "Transfer-Encoding must be chunked, without Content-Length, in HTTP/1.1."
        hosts = headers.getRawHeaders(b"Host", ())
        if len(hosts) > 1 or (not hosts and self._version == b"HTTP/1.1"):
            return 400, "There must be one Host header."
        expected = headers.getRawHeaders(b"Expect", ())
        if any(value.strip().lower() != b"100-continue" for value in expected):
            return 417, "Only 100-continue can be expected."
        if self.length is not None and self.length > self.limits.body_bytes:
            return 413, f"The body is longer than {self.limits.body_bytes} bytes."
        return None

    def _throw_away(self, size: int) -> None:
        self._thrown_away += size
        if self._thrown_away > self.limits.linger_bytes and self.phase is Phase.REFUSED:
            self.loseConnection()

    def _expired(self) -> None:
        """The deadline of the present phase has passed."""
        if self.phase is Phase.CLOSING:
            self.transport.abortConnection()
        elif self.phase is Phase.HEAD:
            self.refuse(408, f"The headers took longer than {self.limits.head_seconds:g} seconds.")
        elif self.phase is Phase.BODY:
            self._body_late()
        else:
            self.loseConnection()

    def _body_late(self) -> None:
        """What has come so far may have bought more time."""
        allowed = self.limits.body_seconds + self._body_received / self.limits.body_rate
        left = self._body_since + allowed - self.site.clock.seconds()
        if left > 0:
            self.watch.within(left)
        else:
            self.refuse(408, f"The body came at less than {self.limits.body_rate} bytes a second.")


def keeps_open(connection: str) -> bool:
    """Whether a Connection header lets the connection stay open."""
    return not connection or "close" not in {token.strip().lower() for token in connection.split(",")}
