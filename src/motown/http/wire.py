"""Answers as bytes: status line, headers, body (RFC 9112)."""

import re
import time
from collections.abc import Callable
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus

from motown.http.message import HttpAnswer

BODILESS = frozenset({204, 304})
"""Statuses whose answers end after the headers, whatever the endpoint gave."""

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")


class Dates:
    """The Date header, made once a second."""

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        self._wall = wall
        self._second, self._line = -1, b""

    def line(self) -> bytes:
        """``Date: ...`` with its line end."""
        second = int(self._wall())
        if second != self._second:
            self._second, self._line = second, b"Date: %s\r\n" % formatdate(second, usegmt=True).encode()
        return self._line


def check(answer: HttpAnswer) -> None:
    """Raise ValueError where an endpoint's headers would break the answer in two (CR, LF, NUL, no token)."""
    _content_type(answer.media_type)
    for name, value in answer.headers:
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            message = f"the answer's header {name!r} cannot be sent"
            raise ValueError(message)


def wire(answer: HttpAnswer, date: bytes, *, close: bool = False, head_only: bool = False) -> bytes:
    """The whole answer.  ``close`` says that the connection ends with it, ``head_only`` that HEAD was asked."""
    body = answer.body
    kind = _content_type(answer.media_type) if body and answer.media_type else b""
    more = "".join(f"{name}: {value}\r\n" for name, value in answer.headers).encode("latin-1", "replace") \
        if answer.headers else b""
    end = b"Connection: close\r\n\r\n" if close else b"\r\n"
    if answer.status in BODILESS:
        return b"".join((_start(answer.status), date, kind, more, end))
    sent = b"" if head_only else body
    return b"%b%b%bContent-Length: %d\r\n%b%b%b" % (_start(answer.status), date, kind, len(body), more, end, sent)


@lru_cache(maxsize=128)
def _content_type(media_type: str) -> bytes:
    if not _VALUE.fullmatch(media_type):
        message = f"{media_type!r} is no media type"
        raise ValueError(message)
    return f"Content-Type: {media_type}\r\n".encode("latin-1")


@lru_cache(maxsize=128)
def _start(status: int) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unassigned"
    return f"HTTP/1.1 {status} {phrase}\r\n".encode()
