"""For tests of outgoing requests: a process that sends them, and peers that answer as they are told."""

import json
import os
import select
import socket
import ssl
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

SECONDS = 20
"""No wait in these tests is meant to last that long."""

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


class Peer:
    """Listens; ``behave`` is given each connection, one thread each, which is closed when it returns."""

    def __init__(self, behave: Callable[[socket.socket], None], tls: ssl.SSLContext | None = None,
                 family: socket.AddressFamily = socket.AF_INET) -> None:
        self.behave, self.tls = behave, tls
        self.connections = 0
        self.closed = threading.Semaphore(0)
        self._listener = socket.create_server(("::1" if family is socket.AF_INET6 else "127.0.0.1", 0), family=family,
                                              backlog=1024)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path: str = "/x") -> str:
        host = "[::1]" if self._listener.family is socket.AF_INET6 else "127.0.0.1"
        return f"http{'s' if self.tls else ''}://{host}:{self.port}{path}"

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection = self._listener.accept()[0]
                self.connections += 1
                connection.settimeout(SECONDS)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError):
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            self.behave(connection)
        connection.close()
        self.closed.release()


def read_request(connection: socket.socket) -> bytes:
    """A whole request with Content-Length; empty where the connection ends."""
    received = b""
    while b"\r\n\r\n" not in received:
        data = connection.recv(65536)
        if not data:
            return b""
        received += data
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answers(data: bytes, *, then: Callable[[socket.socket], None] | None = None) -> Callable[[socket.socket], None]:
    """Reads a request, then says ``data``, whatever was asked."""

    def behave(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(data)
        if then is not None:
            then(connection)

    return behave


def for_ever(data: bytes, first: bytes = b"") -> Callable[[socket.socket], None]:
    """Reads a request and never stops to answer."""

    def behave(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(first)
        while True:
            connection.sendall(data)

    return behave


def until_closed(connection: socket.socket) -> None:
    """Silence until the other side closes."""
    with suppress(OSError):
        while connection.recv(65536):
            pass


def reset(connection: socket.socket) -> None:
    """Close without manners."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


class Sender:
    """The process that sends."""

    def __init__(self, source: Path, log: Path) -> None:
        self._log = log
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "client.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, stderr=log.open("a"), env={**os.environ, "PYTHONPATH": str(source),
                                                  "http_proxy": "http://127.0.0.1:1/"})
        self.grown_bytes = self.threads = 0

    def start(self, *urls: str, networks=("loopback",), tls=None, post=None, **settings: object) -> None:
        """Send to each of the URLs at once."""
        settings = {"connect_seconds": SECONDS / 2, "answer_seconds": SECONDS / 2, "keep_alive": False} | settings
        self._write({"settings": settings, "networks": networks, "tls": tls,
                     "posts": [{"url": url} | (post or {}) for url in urls]})

    def cancel(self) -> None:
        self._write("cancel")

    def go_on(self) -> None:
        """Let posts that hold send."""
        self._write("go on")

    def results(self) -> list[dict]:
        assert select.select([self.process.stdout], [], [], SECONDS)[0], self._log.read_text()
        line = self.process.stdout.readline()
        assert line, self._log.read_text()
        news = json.loads(line)
        self.grown_bytes, self.threads = news["grown_bytes"], news["threads"]
        return news["results"]

    def __call__(self, url: str, **more: object) -> dict:
        """What came of one request."""
        self.start(url, **more)
        [result] = self.results()
        return result

    def finish(self) -> None:
        self.process.communicate(timeout=SECONDS)
        assert "Traceback" not in self._log.read_text(), self._log.read_text()

    def _write(self, command: object) -> None:
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
