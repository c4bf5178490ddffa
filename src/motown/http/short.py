"""A short way past twisted.web's parser for the request that charge points send all day.

When a connection is idle and one read brings one whole POST, plain in every respect, it is answered without building
twisted.web's objects.  Anything else (in pieces, pipelined, chunked, compressed, HTTP/1.0, odd in any way) goes to the
parser untouched, so there is one judge of what is right: here is only decided that nothing needs judging.
"""

import re
from collections.abc import Mapping

from twisted.python.failure import Failure

from motown.http.channel import Channel, Phase, keeps_open
from motown.http.message import HttpAnswer
from motown.http.request import Promised, answer_to

_START = re.compile(rb"POST ([!-~]+) HTTP/1\.1\r\n")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

_ODD = frozenset({"transfer-encoding", "expect"})
"""Headers by which the rest is read in another way."""

_names: dict[str, str] = {}
_NAMES_KEPT = 512


class ShortChannel(Channel):
    """A Channel with the short way.  What it answers is what Channel answers, to the byte."""

    _blank = False
    """An empty line has come since the last request: the parser has to know whether it is the first."""

    def dataReceived(self, data: bytes) -> None:
        """Take the short way if this is the whole of an ordinary request."""
        if self.phase is Phase.IDLE and not self._buffer and not self._blank and self._take(data):
            return
        super().dataReceived(data)

    def lineReceived(self, line: bytes) -> None:
        """As before, and remember empty lines between requests."""
        if self.phase is Phase.IDLE and not line:
            self._blank = True
        super().lineReceived(line)

    def allContentReceived(self) -> None:
        """As before."""
        self._blank = False
        super().allContentReceived()

    def _take(self, data: bytes) -> bool:
        """Answer ``data`` if it is one whole plain request; False leaves it to the parser."""
        start, end = _START.match(data), data.find(b"\r\n\r\n")
        if start is None or end < start.end() or end > self.limits.head_bytes:
            return False
        headers = plain_headers(data[start.end():end].decode("latin-1"), self.limits.header_lines)
        if headers is None or not self._is_whole(headers, len(data) - end - 4):
            return False
        self.persistent = keeps_open(headers.get("connection", ""))
        self.phase = Phase.ANSWERING
        self.watch.never()
        self._send(answer_to(self, b"POST", start[1], headers, data[end + 4:]))
        return True

    def _is_whole(self, headers: Mapping[str, str], size: int) -> bool:
        """Whether a body of ``size`` bytes is all that these headers announce."""
        length = headers.get("content-length", "")
        return (length.isascii() and length.isdigit() and len(length) < 10 and int(length) == size
                and 0 < size <= self.limits.body_bytes and "host" in headers)

    def _send(self, answer: HttpAnswer | Promised) -> None:
        if not isinstance(answer, HttpAnswer):
            self._await(answer)
            return
        self.write_answer(answer)
        self.phase = Phase.IDLE
        if self.persistent:
            self.watch.within(self.limits.idle_seconds)
        else:
            self.loseConnection()

    def _await(self, promised: Promised) -> None:
        """Have HTTPChannel keep what arrives until the answer is there, as it does for its own requests."""
        pending = _Pending(self, promised)
        self.requests.append(pending)
        self._handlingRequest = True
        self.setRawMode()
        promised.answer.addCallback(pending.write)


class _Pending:
    """Stands in HTTPChannel's row of requests while the answer is awaited: what arrives meanwhile is kept there."""

    __slots__ = ("_channel", "_promised")

    def __init__(self, channel: ShortChannel, promised: Promised) -> None:
        self._channel: ShortChannel | None = channel
        self._promised = promised

    def write(self, answer: HttpAnswer) -> None:
        """Send the answer, unless there is nobody left to take it."""
        channel = self._channel
        if channel is not None:
            channel.write_answer(answer)
            channel.requestDone(self)

    def connectionLost(self, _reason: Failure) -> None:
        """The client has gone."""
        self._channel = None
        self._promised.hang_up()


def plain_headers(text: str, most: int) -> dict[str, str] | None:
    """The headers in ``text`` (no line end after the last), or None where the parser should have a look at them."""
    lines = text.split("\r\n")
    if len(lines) > most or len(lines) - 1 != text.count("\r") or len(lines) - 1 != text.count("\n") or "\0" in text:
        return None
    headers: dict[str, str] = {}
    for line in lines:
        written, colon, value = line.partition(":")
        name = _names.get(written) or _checked(written)
        if not colon or not name or name in _ODD:
            return None
        if name not in headers:
            headers[name] = value.strip(" \t")
        elif name == "host":
            return None
        else:
            headers[name] += ", " + value.strip(" \t")
    return headers


def _checked(written: str) -> str:
    """A header's name in lower case, empty where it is none.  Clients use few, so they are looked up the next time."""
    if not _NAME.fullmatch(written):
        return ""
    name = written.lower()
    if len(_names) < _NAMES_KEPT and len(written) < 40:
        _names[written] = name
    return name
