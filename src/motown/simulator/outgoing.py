"""Requests to the central system over HTTP: a kept connection for each charge point, as real ones have it."""

import base64
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from twisted.internet import error
from twisted.internet.defer import CancelledError, Deferred
from twisted.internet.protocol import Protocol, connectionDone
from twisted.python.failure import Failure
from twisted.web import client
from twisted.web.client import ResponseDone, ResponseNeverReceived
from twisted.web.http import PotentialDataLoss
from twisted.web.http_headers import Headers
from twisted.web.iweb import IBodyProducer
from zope.interface import implementer

from motown.http.compression import CannotInflateError, inflate
from motown.simulator.connecting import Connecting
from motown.simulator.errors import NoAnswer
from motown.soap.client import HttpReply

ANSWER_SECONDS = 30.0
"""SOAP-12."""
MOST_BYTES = 1024 * 1024
"""Longest answer that is read, also once it is inflated."""
COMPRESSED_FROM_BYTES = 512
"""SOAP-11: small messages are not compressed."""
KEPT_SECONDS = 240
_client: Any = client  # half of it has no types


@dataclass(frozen=True, slots=True)
class HttpHabits:
    """How a charge point speaks HTTP."""

    password: str | None = None
    """For HTTP Basic; the user is the identity, which also stands for ``{identity}`` in it."""
    compresses: bool = False
    """Sends gzip and takes gzip and deflate (SOAP-11)."""
    keeps_connections: bool = True
    answer_seconds: float = ANSWER_SECONDS


class HttpTransport:
    """Carries the messages of one charge point to ``url``; a ``Transport`` of ``motown.simulator.link``."""

    def __init__(self, reactor: Any, url: str, identity: str, connecting: Connecting, habits: HttpHabits) -> None:
        self._reactor, self._url, self._habits, self._connecting = reactor, url.encode(), habits, connecting
        self._pool = _client.HTTPConnectionPool(reactor, persistent=habits.keeps_connections)
        self._pool.maxPersistentPerHost, self._pool.cachedConnectionTimeout = 1, KEPT_SECONDS
        self._pool.retryAutomatically = False  # Twisted would never repeat a POST anyway
        self._kept = _client.Agent.usingEndpointFactory(reactor, connecting, pool=self._pool)
        self._fresh = _client.Agent.usingEndpointFactory(reactor, connecting)
        self._always = {"User-Agent": "Motown-simulator"}
        if habits.compresses:
            self._always["Accept-Encoding"] = "gzip, deflate"
        if habits.password is not None:
            token = base64.b64encode(f"{identity}:{habits.password.replace('{identity}', identity)}".encode()).decode()
            self._always["Authorization"] = f"Basic {token}"

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> Deferred[HttpReply]:
        """Post a message; fires with what came back, or fails with NoAnswer."""
        told = {name: value for name, value in headers.items() if name.lower() != "content-length"} | self._always
        if self._habits.compresses and len(body) >= COMPRESSED_FROM_BYTES:
            body, told["Content-Encoding"] = gzip.compress(body, mtime=0), "gzip"
        answer = Deferred.fromCoroutine(self._send(body, Headers({name: [value] for name, value in told.items()})))
        answer.addTimeout(self._habits.answer_seconds, self._reactor, self._lost_patience)
        return answer.addErrback(self._no_answer)

    def close(self) -> Deferred[None]:
        """Close the kept connection."""
        closed: Deferred[None] = self._pool.closeCachedConnections()
        return closed

    async def _send(self, body: bytes, headers: Headers) -> HttpReply:
        """Once more on a fresh connection where a kept one was closed before any byte of an answer (SOAP-12)."""
        made = self._connecting.made
        try:
            return await self._exchange(self._kept, body, headers)
        except ResponseNeverReceived as lost:
            if self._connecting.made > made or not _was_closed(lost):
                raise
        return await self._exchange(self._fresh, body, headers)

    async def _exchange(self, agent: Any, body: bytes, headers: Headers) -> HttpReply:
        response = await agent.request(b"POST", self._url, headers, _Body(body))
        content = await _content(response)
        received = {name.decode("latin-1").lower(): values[-1].decode("latin-1")
                    for name, values in response.headers.getAllRawHeaders()}
        try:
            content = inflate(content, received.get("content-encoding", ""), MOST_BYTES)
        except CannotInflateError as broken:
            raise NoAnswer(broken.sentence) from None
        return HttpReply(response.code, received, content)

    def _lost_patience(self, _result: Any, seconds: float) -> HttpReply:
        raise NoAnswer(f"no answer within {seconds:g} seconds")

    def _no_answer(self, failure: Failure) -> Failure:
        """Whatever went wrong on the way is no answer; being told to stop is not."""
        if isinstance(failure.value, (CancelledError, NoAnswer)):
            return failure
        raise NoAnswer(_reason(failure.value or NoAnswer("unknown")))


@implementer(IBodyProducer)
class _Body:
    """A request's body, with its length told beforehand: never chunked (SOAP-12)."""

    def __init__(self, content: bytes) -> None:
        self._content, self.length = content, len(content)

    def startProducing(self, consumer: Any) -> Deferred[None]:
        """As IBodyProducer has it."""
        consumer.write(self._content)
        done: Deferred[None] = Deferred()
        done.callback(None)
        return done

    def pauseProducing(self) -> None:
        """All was written at once."""

    def resumeProducing(self) -> None:
        """As pauseProducing."""

    def stopProducing(self) -> None:
        """As pauseProducing."""


class _Collector(Protocol):
    """Takes an answer's body in, up to a limit."""

    def __init__(self) -> None:
        self.done: Deferred[bytes] = Deferred()
        self._content = bytearray()

    def dataReceived(self, data: bytes) -> None:
        """As Protocol has it."""
        self._content += data
        if len(self._content) > MOST_BYTES and not self.done.called:
            self.done.errback(NoAnswer(f"the answer is longer than {MOST_BYTES} bytes"))
            cast("Any", self.transport).loseConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """As Protocol has it."""
        if self.done.called:
            return
        if isinstance(reason.value, (ResponseDone, PotentialDataLoss)):
            self.done.callback(bytes(self._content))
        else:
            self.done.errback(reason)


def _content(response: Any) -> Deferred[bytes]:
    collector = _Collector()
    response.deliverBody(collector)
    return collector.done


def _was_closed(lost: ResponseNeverReceived) -> bool:
    """Whether the connection ended by itself, and not because we had enough of waiting."""
    reasons = [getattr(reason, "value", reason) for reason in lost.reasons]
    return all(isinstance(reason, (error.ConnectionDone, error.ConnectionLost)) for reason in reasons)


def _reason(trouble: BaseException) -> str:
    """An error in one line; those that hold others are told by the last of them."""
    inner = getattr(trouble, "reasons", None)
    if inner:
        return _reason(getattr(inner[-1], "value", inner[-1]))
    return str(trouble).strip().rstrip(".") or type(trouble).__name__
