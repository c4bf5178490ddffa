"""twisted.web's Request without forms, cookies and files: it collects one body and writes one answer."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import NamedTuple, Protocol

from twisted.internet.defer import Deferred
from twisted.python.failure import Failure
from twisted.web import http
from twisted.web.iweb import INonQueuedRequestFactory
from zope.interface import provider

from motown.http.message import HttpAnswer, HttpRequest, text
from motown.http.peer import Peer
from motown.http.target import split_target


class Connection(Protocol):
    """What a request needs of its channel."""

    @property
    def peer(self) -> Peer:
        """Who is at the other end."""

    def takes(self, size: int) -> bool:
        """Whether the body may grow to ``size`` bytes."""

    def answer(self, request: HttpRequest) -> HttpAnswer | Deferred[HttpAnswer]:
        """The answer to a whole request."""

    def write_answer(self, answer: HttpAnswer, *, head_only: bool = False) -> None:
        """Send it."""


class Promised(NamedTuple):
    """An answer that comes later."""

    request: HttpRequest
    answer: Deferred[HttpAnswer]

    def hang_up(self) -> None:
        """Nobody takes it: what only waits need not wait any longer; all else is done to its end."""
        self.request.is_gone = True
        if self.request.is_waiting:
            self.answer.cancel()


@provider(INonQueuedRequestFactory)
class Request(http.Request):
    """One request of a connection.  Its channel holds the limits, its site the answers."""

    channel: Connection  # type: ignore[assignment]  # the one below

    def __init__(self, channel: Connection) -> None:
        super().__init__(channel, parsePOSTFormSubmission=False)  # type: ignore[arg-type]  # it is an HTTPChannel too
        self.content: BytesIO | None = None
        self._promised: Promised | None = None

    def parseCookies(self) -> None:
        """Nothing: endpoints that want cookies read the header."""

    def gotLength(self, length: int | None) -> None:
        """Twisted would put long bodies into files; ours are short."""
        self.content = BytesIO()

    def handleContentChunk(self, data: bytes) -> None:
        """Keep a piece of the body while it is within the limit."""
        if self.content is not None and self.channel.takes(self.content.tell() + len(data)):
            self.content.write(data)

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        """The request is whole: answer it."""
        self.method, self.uri, self.clientproto = command, path, version
        body = self.content.getvalue() if self.content is not None else b""
        headers = {name.lower().decode("ascii"): b", ".join(values).decode("latin-1")
                   for name, values in self.requestHeaders.getAllRawHeaders()}
        answer = answer_to(self.channel, command, path, headers, body)
        if isinstance(answer, HttpAnswer):
            self._write(answer)
        else:
            self._promised = answer
            answer.answer.addCallback(self._write)

    def connectionLost(self, reason: Failure) -> None:
        """The client has hung up."""
        super().connectionLost(reason)
        if self._promised is not None:
            self._promised.hang_up()

    def _write(self, answer: HttpAnswer) -> None:
        """Send the answer, unless there is nobody left to take it."""
        if self._disconnected:
            return
        self.startedWriting = 1
        self.channel.write_answer(answer, head_only=self.method == b"HEAD")
        self.finish()


def answer_to(connection: Connection, method: bytes, target: bytes, headers: Mapping[str, str],
              body: bytes) -> "HttpAnswer | Promised":
    """The answer to a request that has come in whole."""
    try:
        request = make_request(connection.peer, method, target, headers, body)
    except ValueError as error:
        return text(400, str(error))
    answer = connection.answer(request)
    return answer if isinstance(answer, HttpAnswer) else Promised(request, answer)


def make_request(peer: Peer, method: bytes, target: bytes, headers: Mapping[str, str], body: bytes) -> HttpRequest:
    """A request from its parts.  Raises ValueError, with a sentence for the client, if ``target`` is no path."""
    path, query = split_target(target)
    address, is_secure = peer.address, peer.is_secure
    if peer.proxies is not None:
        address, is_secure = peer.proxies.origin(address, is_secure, headers)
    return HttpRequest(method.decode("ascii"), path, query, headers, body, address, is_secure, peer.certificate,
                       datetime.now(UTC), time.monotonic())
