"""One connection to one IP address, for one request at a time."""

import enum
import socket
from collections.abc import Callable
from typing import Any

from OpenSSL import SSL
from twisted.internet import error
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHandshakeListener
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer

from motown.http.limits import Watch
from motown.http.outgoing_connecting import Attempt, ConnectingClock, Connector, not_connected
from motown.http.outgoing_errors import NoReply, NotReached, NotReachedKind, OutgoingError
from motown.http.outgoing_reply import ReplyReader, UnreadableError
from motown.http.outgoing_request import Target
from motown.http.outgoing_tls import ClientTls, SecureProtocol, refuses_our_certificate
from motown.http.roles import Clock, Transport

CLOSING_SECONDS = 2.0
"""For the other side to agree that TLS is over, before the connection is cut."""


class Phase(enum.Enum):
    """Where a connection stands."""

    CONNECTING = enum.auto()
    """TLS handshake included."""
    READY = enum.auto()
    """Open, and nothing asked."""
    ASKED = enum.auto()
    """A request has been sent, or may have been."""
    CLOSED = enum.auto()
    """Over, whatever may still arrive."""


@implementer(IHandshakeListener)
class Connection(Protocol):
    """Open it once, then exchange requests for answers.  Cancelling what these return closes it."""

    transport: Transport  # type: ignore[assignment]  # Twisted's own may be None

    def __init__(self, clock: Clock, target: Target, ip: str, tls: ClientTls | None) -> None:
        self.target, self.ip = target, ip
        self.phase = Phase.CONNECTING
        self.may_keep = False
        """Whether it may serve another request."""
        self.on_gone: Callable[[Connection], None] | None = None
        """Called when it ends while nothing is asked."""
        self._clock, self._tls = clock, tls
        self._outer: SecureProtocol | None = None
        self._connector: Connector | None = None
        self._waiting: Deferred[Any] | None = None
        self._reader: ReplyReader | None = None
        self._has_served = False
        self._watch = Watch(clock, self._expired)
        self._seconds = 0.0

    def open(self, reactor: ConnectingClock, seconds: float) -> Deferred["Connection"]:
        """Connect.  The Deferred fails with NotReached."""
        waiting = self._wait(seconds)
        try:
            attempt = Attempt(self._protocol, self._not_connected)
            self._connector = reactor.connectTCP(self.ip, self.target.port, attempt, timeout=None)
        except OSError:  # an IPv6 zone that this machine does not have
            self._fail(NotReached(f"there is no way to {self.target.shown} from here: correct the address", "address",
                                  self.ip))
        return waiting

    def exchange(self, request: bytes, reader: ReplyReader, seconds: float) -> Deferred[ReplyReader]:
        """Send a request and read its answer.  The Deferred fails with NotReached or NoReply."""
        waiting = self._wait(seconds)
        self._reader = reader
        sent = self._send(request) if self.phase is Phase.READY else None
        if sent is None:
            self._fail(self._unreached(f"{self.target.shown} hung up before anything was sent: try again", "refused"))
        else:
            self.phase = Phase.ASKED
            self.may_keep = sent
        return waiting

    @property
    def is_alive(self) -> bool:
        """Whether it is open and the other side has neither closed it nor said anything unasked."""
        if self.phase is not Phase.READY:
            return False
        lower = self.transport if self._outer is None else self._outer.transport
        handle = getattr(lower, "getHandle", None)
        if handle is None:
            return True
        try:
            handle().recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def keep(self, seconds: float, on_gone: Callable[["Connection"], None]) -> None:
        """Stay open for a while; ``on_gone`` is called should it end."""
        self.on_gone = on_gone
        self._watch.within(seconds)

    def hold(self) -> None:
        """Stay open until something is asked, without any limit of time: whoever holds it keeps one."""
        self.on_gone = None
        self._watch.never()

    def close(self) -> None:
        """Close in good manners, and without them if the other side has none."""
        if self.phase is not Phase.CLOSED:
            self.phase = Phase.CLOSED
            if self._outer is not None:  # waits for the other side; without TLS the limit of the call is good enough
                self._watch.within(CLOSING_SECONDS)
            self.transport.loseConnection()

    def cut(self) -> None:
        """Close at once."""
        self.phase = Phase.CLOSED
        self._watch.stop()
        if self.transport is not None:
            self.transport.abortConnection()
        elif self._connector is not None:
            self._connector.stopConnecting()

    def connectionMade(self) -> None:
        """The connection is there, and for TLS the handshake begins."""
        if self.phase is not Phase.CONNECTING:
            self.transport.abortConnection()
        elif self._outer is None:
            self._opened()

    def handshakeCompleted(self) -> None:
        """The handshake is over and the certificate's authority is trusted; whose certificate it is, is asked here."""
        if self.phase is not Phase.CONNECTING or self._outer is None:
            return
        problem = self._outer.why_not(self.target.host)
        if problem is None:
            self._opened()
        else:
            self._fail(self._untrusted(problem))

    def dataReceived(self, data: bytes) -> None:
        """Bytes of the answer; or of nothing that was asked for."""
        if self.phase is Phase.READY:
            self.cut()
        if self.phase is not Phase.ASKED or self._reader is None:
            return
        try:
            is_complete = self._reader.feed(data)
        except UnreadableError as problem:
            self._fail(NoReply(f"the answer of {self.target.shown} cannot be read: {problem.reason}", problem.kind,
                               self.ip))
        else:
            if is_complete:
                self._answered(self._reader)

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """It is over; an answer may end with its connection."""
        self._watch.stop()
        phase, self.phase = self.phase, Phase.CLOSED
        if phase is Phase.CONNECTING:
            self._settle(self._not_secured(reason.value))
        elif phase is Phase.ASKED and self._reader is not None:
            is_whole = isinstance(reason.value, error.ConnectionDone) and self._reader.end()
            self._settle(self._reader if is_whole else self._lost(reason.value, self._reader))
        if self.on_gone is not None:
            self.on_gone(self)
            self.on_gone = None

    def _wait(self, seconds: float) -> Deferred[Any]:
        self.on_gone = None
        self._seconds = seconds
        self._watch.within(seconds)
        self._waiting = Deferred(lambda _deferred: self.cut())
        return self._waiting

    def _protocol(self) -> Protocol:
        """For Twisted's transport: this, or TLS around it."""
        if self._tls is None:
            return self
        self._outer = self._tls.wrap(self, self.target.host, self._clock)
        return self._outer

    def _not_connected(self, reason: BaseException | None) -> None:
        self._connector = None
        if self.phase is Phase.CONNECTING:
            self._fail(not_connected(reason, self.target, self.ip))

    def _opened(self) -> None:
        self.phase = Phase.READY
        self._connector = None
        self.hold()
        self._settle(self)

    def _send(self, request: bytes) -> bool | None:
        """Whether all of it is surely on its way; None where surely nothing is.

        Given to the kernel at once: that tells whether anything was sent, and saves a turn of the reactor.
        """
        write_now = getattr(self.transport, "writeSomeData", None)
        if write_now is None or self._outer is not None:  # TLS would pass this on to the connection below it
            self.transport.write(request)
            return True
        written = write_now(request)
        if isinstance(written, Exception):
            return None
        if written < len(request):
            self.transport.write(request[written:])
        return bool(written == len(request))

    def _answered(self, reader: ReplyReader) -> None:
        self.phase = Phase.READY
        self.may_keep = self.may_keep and reader.may_keep
        self._has_served = True
        self._reader = None
        self._settle(reader)

    def _expired(self) -> None:
        """A limit of time has passed."""
        if self.phase is Phase.CONNECTING:
            self._fail(self._unreached(
                f"no connection to {self.target.shown} within {self._seconds:.3g} s: check that it is on, its address, "
                "and what lies between", "timeout"))
        elif self.phase is Phase.ASKED:
            self._fail(NoReply(f"{self.target.shown} took the request, but gave no whole answer within "
                               f"{self._seconds:.3g} s: check whether it works", "timeout", self.ip))
        else:
            self.cut()

    def _fail(self, problem: OutgoingError) -> None:
        self.cut()
        self._settle(problem)

    def _settle(self, result: object) -> None:
        """Tell whoever waits."""
        waiting, self._waiting = self._waiting, None
        if waiting is None or waiting.called:
            return
        if isinstance(result, Exception):
            waiting.errback(result)
        else:
            waiting.callback(result)

    def _unreached(self, reason: str, kind: NotReachedKind) -> NotReached:
        return NotReached(reason, kind, self.ip)

    def _untrusted(self, problem: str) -> NotReached:
        return NotReached(f"no secure connection to {self.target.shown}: {problem}", "tls", self.ip)

    def _not_secured(self, reason: BaseException | None) -> NotReached:
        """The connection ended while TLS was being set up."""
        if self._outer is not None and isinstance(reason, SSL.Error):
            return self._untrusted(self._outer.explain(reason))
        return self._untrusted("it hung up while TLS was being set up: check that it speaks TLS there")

    def _lost(self, reason: BaseException | None, reader: ReplyReader) -> OutgoingError:
        """What it means that the connection ended before the answer."""
        if self._outer is not None and not reader.has_begun and refuses_our_certificate(reason):
            return self._untrusted(self._outer.explain(reason))
        how = "in the middle of its answer" if reader.has_begun else "without an answer"
        return NoReply(f"{self.target.shown} took the request, but hung up {how}: check whether it works", "lost",
                       self.ip, is_stale=self._has_served and not reader.has_begun)
