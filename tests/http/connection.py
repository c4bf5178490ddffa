"""One connection to a site without sockets and without time passing by itself."""

import re
from collections.abc import Callable

from twisted.internet.address import IPv4Address
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IAddress
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.python.failure import Failure

from motown.http import HttpAnswer, HttpRequest, Limits, Refusal, Site, make_site

SHORT_PATH = False
"""Which way connections go; tests that hold for both set it."""

PEER = IPv4Address("TCP", "192.0.2.7", 50000)
DATE = b"Date: Sun, 09 Sep 2001 01:46:40 GMT\r\n"


def echo(request: HttpRequest) -> HttpAnswer:
    """Says what it was told."""
    return HttpAnswer(200, "text/plain; charset=utf-8", request.body or b"empty")


def site_for(endpoint: Callable[..., object] = echo, limits: Limits | None = None, **more: object) -> Site:
    more.setdefault("short_path", SHORT_PATH)
    return make_site(endpoint, limits, clock=more.pop("clock", None) or Clock(), wall=lambda: 1e9, **more)


class Connection:
    """A client's view: ``send`` bytes, read what has been ``received`` so far, let seconds ``pass_by``."""

    def __init__(self, endpoint: Callable[..., object] = echo, limits: Limits | None = None, *,
                 site: Site | None = None, peer: IAddress = PEER, transport: StringTransport | None = None,
                 **more: object) -> None:
        self.refusals: list[Refusal] = []
        self.site = site or site_for(endpoint, limits, on_refusal=self.refusals.append, **more)
        self.transport = transport or StringTransport(peerAddress=peer, lenient=True)
        self.channel = self.site.buildProtocol(peer)
        self.channel.makeConnection(self.transport)

    def send(self, data: bytes) -> "Connection":
        """A transport that is closing reads no more, so neither does this one."""
        if not self.is_closed:
            self.channel.dataReceived(data)
        return self

    @property
    def received(self) -> bytes:
        return self.transport.value()

    @property
    def status(self) -> int:
        """Of the first answer."""
        return int(self.received.split(b" ", 2)[1])

    @property
    def statuses(self) -> list[int]:
        """Of all answers."""
        return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) [^\r]*\r\nDate: ", self.received)]

    @property
    def is_closed(self) -> bool:
        return bool(self.transport.disconnecting)

    @property
    def is_cut(self) -> bool:
        return bool(self.transport.disconnected)

    def pass_by(self, seconds: float) -> None:
        self.site.clock.advance(seconds)

    def hang_up(self) -> None:
        """The connection is gone, whoever ended it."""
        self.channel.connectionLost(Failure(ConnectionDone()))


def post(body: bytes = b"hello", *headers: str, path: str = "/x") -> bytes:
    """A whole POST."""
    lines = [f"POST {path} HTTP/1.1", "Host: motown.example", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def answer(body: bytes, *, status: str = "200 OK", close: bool = False) -> bytes:
    """A text answer as it should look on the wire."""
    return (b"HTTP/1.1 " + status.encode() + b"\r\n" + DATE + b"Content-Type: text/plain; charset=utf-8\r\n"
            b"Content-Length: %d\r\n" % len(body) + (b"Connection: close\r\n" if close else b"") + b"\r\n" + body)
