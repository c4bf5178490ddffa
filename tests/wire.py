"""The network's place in tests: what we send to others goes to whoever answers for its address, without a socket.

    server.wire.serve("http://192.0.2.7:8080/", lambda asked: HttpAnswer(200, SOAP, b"..."))
    server.wire.serve("http://192.0.2.8/", NotReached("nobody is there", "refused"))
    server.wire.serve("http://192.0.2.9/", in_turn(NoReply("...", "timeout"), reply))
    server.wire.serve("http://192.0.2.10/", endpoint(ChargePointServer(), lambda: server.now))
"""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from motown.addon import NoReply, NotReached, OutgoingReply
from motown.http import HttpAnswer, HttpRequest


class Asked(NamedTuple):
    """A request that has arrived."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    credentials: tuple[str, str] | None


Answers = Callable[[Asked], Any] | Exception
"""Gives an HttpAnswer, an OutgoingReply, or an exception, now or as an awaitable; or an exception for every request."""


class Wire:
    """A ``motown.addon.Transport``.  Where nobody answers, nobody is there."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Nobody is there, and nothing has been sent."""
        self.asked: list[Asked] = []
        """What has left, in order."""
        self._served: dict[str, Answers] = {}

    def serve(self, prefix: str, answers: Answers) -> None:
        """From now on this answers requests to URLs that begin so."""
        self._served[prefix] = answers

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *,
                   credentials: tuple[str, str] | None = None, connected: Any = None) -> OutgoingReply:
        answers = self._of(url)
        if isinstance(answers, InTurn):
            answers = answers.next()
        if isinstance(answers, NotReached):
            raise answers
        ip = urlsplit(url).hostname or ""
        if connected is not None:
            await connected(ip)
        asked = Asked(url, body, headers, credentials)
        self.asked.append(asked)
        found = answers(asked) if callable(answers) else answers
        return _reply(await found if hasattr(found, "__await__") else found, ip)

    async def check(self, url: str) -> None:
        """Every address may be called."""

    def close(self) -> None:
        """There is nothing to close."""

    def _of(self, url: str) -> Answers:
        found = (answers for prefix, answers in self._served.items() if url.startswith(prefix))
        return next(found, NotReached(f"nobody is at {url}", "refused"))


class InTurn:
    """Answers one after the other, the last one for ever."""

    def __init__(self, *answers: Any) -> None:
        self._left = list(answers)

    def __call__(self, asked: Asked) -> Any:
        raise AssertionError("the wire asks for the next")

    def next(self) -> Any:
        """What answers the next request."""
        return self._left.pop(0) if len(self._left) > 1 else self._left[0]


def in_turn(*answers: Any) -> InTurn:
    """Answers, or exceptions, one after the other, the last one for ever."""
    return InTurn(*answers)


def endpoint(serving: Callable[[HttpRequest], Any], now: Callable[[], datetime], remote: str = "192.0.2.1") -> Answers:
    """Whatever serves HTTP requests: the commands' endpoint of simulated charge points, say."""

    def answers(asked: Asked) -> Any:
        parts = urlsplit(asked.url)
        headers = {name.lower(): value for name, value in asked.headers.items()}
        return serving(HttpRequest("POST", parts.path or "/", parts.query, headers, asked.body, remote,
                                   parts.scheme == "https", None, now(), time.monotonic()))

    return answers


def _reply(found: Any, ip: str) -> OutgoingReply:
    if isinstance(found, Exception):
        raise found
    if isinstance(found, HttpAnswer):
        if found.status == 0:
            raise NoReply("the connection was cut", "lost", ip)
        return OutgoingReply(found.status, {"content-type": found.media_type}, found.body, ip)
    return found
