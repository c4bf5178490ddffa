"""The answer to a request, read as its bytes arrive and held to limits (RFC 9112).  Pure: no connection, no clock."""

import re
from collections.abc import Callable

from motown.http.outgoing_errors import NoReplyKind

HEAD_BYTES = 16 * 1024
"""Longest status line and headers, those of interim (1xx) answers included."""
HEADER_LINES = 128
FRAMING_BYTES = 64 * 1024
"""Most that the lengths of chunks, and what follows the last, may take."""

_STATUS = re.compile(rb"HTTP/(\d)\.(\d) ([1-9]\d\d)(?: [^\r\n]*)?")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(r"\d{1,18}")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,16})[ \t]*(?:;.*)?")
_KEEP = re.compile(r"timeout\s*=\s*(\d{1,6})", re.IGNORECASE)
_BODILESS = frozenset({204, 304})
_SHOWN = 40


class UnreadableError(Exception):
    """What arrived is no answer, or is over a limit.  ``kind`` says which, ``reason`` in words."""

    def __init__(self, kind: NoReplyKind, reason: str) -> None:
        super().__init__(reason)
        self.kind: NoReplyKind = kind
        self.reason = reason


class ReplyReader:
    """Feed it bytes until it is complete.  ``most`` is the longest body in bytes, as received."""

    def __init__(self, most: int) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        """Names in lower case; what came several times is joined by commas."""
        self.body = b""
        self.is_complete = False
        self.has_begun = False
        """Whether a byte has arrived."""
        self.may_keep = False
        """Whether the connection may serve another request."""
        self.keep_seconds: float | None = None
        """How long the other side says that it keeps the connection."""
        self._most = most
        self._buffer = bytearray()
        self._body = bytearray()
        self._left = 0
        self._head_used = self._framing_used = self._searched = 0
        self._step: Callable[[ReplyReader], bool] = ReplyReader._read_head  # a bound method would be a cycle

    def feed(self, data: bytes) -> bool:
        """Take more bytes; whether the answer is complete.  Raises UnreadableError."""
        self.has_begun = True
        self._buffer += data
        while not self.is_complete and self._step(self):
            pass
        if self.is_complete and self._buffer:
            self.may_keep = False  # nobody has asked for what follows
        return self.is_complete

    def end(self) -> bool:
        """The other side has closed the connection properly: whether the answer is complete by that."""
        if not self.is_complete and self._step is ReplyReader._read_to_end:
            self._finish(bytes(self._buffer))
            self._buffer.clear()
        return self.is_complete

    def _read_head(self) -> bool:
        found = _HEAD_END.search(self._buffer, max(0, self._searched - 3))
        self._searched = len(self._buffer)
        if self._head_used + (found.end() if found else self._searched) > HEAD_BYTES:
            raise UnreadableError("long", f"its headers are longer than {HEAD_BYTES} bytes")
        if found is None:
            self._refuse_other_protocols()
            return False
        head = bytes(self._buffer[:found.start()])
        del self._buffer[:found.end()]
        self._head_used += found.end()
        self._searched = 0
        return self._take_head(head.split(b"\n"))

    def _refuse_other_protocols(self) -> None:
        start = self._buffer[:5]
        if not b"HTTP/".startswith(start):
            raise UnreadableError("garbage", _no_http(self._buffer))

    def _take_head(self, lines: list[bytes]) -> bool:
        """Status and headers; what step comes next."""
        line = _STATUS.fullmatch(lines[0].rstrip(b"\r"))
        if line is None or line[1] != b"1":
            raise UnreadableError("garbage", _no_http(lines[0]))
        if len(lines) > HEADER_LINES:
            raise UnreadableError("long", f"it has more than {HEADER_LINES} header lines")
        status = int(line[3])
        if 100 <= status < 200:
            if status == 101:
                raise UnreadableError("garbage", "it wants to speak another protocol than HTTP")
            return True  # an interim answer: the next head is the one that counts
        self.status, self.headers = status, _headers(lines[1:])
        self._choose_body(is_old=line[2] == b"0")
        return True

    def _choose_body(self, *, is_old: bool) -> None:
        """How the body ends (RFC 9112 section 6.3)."""
        connection = self.headers.get("connection", "").lower()
        self.may_keep = "keep-alive" in connection if is_old else "close" not in connection
        keep = _KEEP.search(self.headers.get("keep-alive", ""))
        self.keep_seconds = float(keep[1]) if keep else None
        coding = self.headers.get("transfer-encoding", "").strip().lower()
        if self.status in _BODILESS:
            self._finish(b"")
        elif coding:
            if coding != "chunked":
                raise UnreadableError("garbage", "its Transfer-Encoding is not chunked")
            self.may_keep = self.may_keep and "content-length" not in self.headers
            self._step = ReplyReader._read_chunk_line
        elif "content-length" in self.headers:
            self._left = self._length(self.headers["content-length"])
            self._step = ReplyReader._read_counted
        else:
            self.may_keep = False
            self._step = ReplyReader._read_to_end

    def _length(self, value: str) -> int:
        different = {part.strip() for part in value.split(",")}
        length = different.pop()
        if different or not _LENGTH.fullmatch(length):
            raise UnreadableError("garbage", "its Content-Length is no number")
        self._bound(int(length))
        return int(length)

    def _bound(self, length: int) -> None:
        if length > self._most:
            raise UnreadableError("long", f"its body is longer than {self._most} bytes")

    def _read_counted(self) -> bool:
        if len(self._buffer) < self._left:
            return False
        self._finish(bytes(self._buffer[:self._left]))
        del self._buffer[:self._left]
        return True

    def _read_to_end(self) -> bool:
        self._bound(len(self._buffer))
        return False

    def _line(self) -> bytes | None:
        """One line of the framing of chunks, without its end; None where it is not there yet."""
        end = self._buffer.find(b"\n")
        if self._framing_used + (end if end >= 0 else len(self._buffer)) > FRAMING_BYTES:
            raise UnreadableError("long", "its body comes in too many pieces")
        if end < 0:
            return None
        line = bytes(self._buffer[:end]).rstrip(b"\r")
        del self._buffer[:end + 1]
        self._framing_used += end + 1
        return line

    def _read_chunk_line(self) -> bool:
        line = self._line()
        if line is None:
            return False
        size = _CHUNK.fullmatch(line)
        if size is None:
            raise UnreadableError("garbage", "the pieces of its body have no length")
        self._left = int(size[1], 16)
        self._bound(len(self._body) + self._left)
        self._step = ReplyReader._read_chunk if self._left else ReplyReader._read_trailer
        return True

    def _read_chunk(self) -> bool:
        taken = self._buffer[:self._left]
        self._body += taken
        self._left -= len(taken)
        del self._buffer[:len(taken)]
        if self._left:
            return False
        self._step = ReplyReader._read_chunk_end
        return True

    def _read_chunk_end(self) -> bool:
        line = self._line()
        if line:
            raise UnreadableError("garbage", "the pieces of its body are longer than their lengths say")
        if line is None:
            return False
        self._step = ReplyReader._read_chunk_line
        return True

    def _read_trailer(self) -> bool:
        line = self._line()
        if line == b"":
            self._finish(bytes(self._body))
        return line is not None

    def _finish(self, body: bytes) -> None:
        self.body = body
        self.is_complete = True


def _headers(lines: list[bytes]) -> dict[str, str]:
    """Header lines by name.  A line that begins with a blank continues the one before; one without colon is nothing."""
    headers: dict[str, str] = {}
    last = ""
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            if last:
                headers[last] += " " + line.strip().decode("latin-1")
            continue
        name, colon, raw = line.partition(b":")
        if not colon:
            continue
        last, value = name.strip().lower().decode("latin-1"), raw.strip().decode("latin-1")
        headers[last] = f"{headers[last]}, {value}" if last in headers else value
    return headers


def _no_http(data: bytes | bytearray) -> str:
    return f"it is no HTTP, but begins with {bytes(data[:_SHOWN])!r}"
