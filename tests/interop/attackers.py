"""What attackers bring along: a canary that tells when somebody has called, raw connections, an honest charge point."""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Self
from urllib.parse import urlsplit

from tests.interop.server import Reply, Server
from tests.interop.soap import faulted, is_fault, request

VICTIM = "VICTIM"
"""The charge point that attackers pretend to be."""


class Canary:
    """A listener that nobody has a reason to call."""

    def __init__(self) -> None:
        self.callers: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._listen, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/canary"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _listen(self) -> None:
        try:
            while True:
                caller, _ = self._socket.accept()
                with caller:
                    caller.settimeout(1)
                    self.callers.append(caller.recv(1000))
        except OSError:
            return


class Honest(threading.Thread):
    """A charge point that sends ten Heartbeats a second, whatever others do."""

    LONGEST_SECONDS = 5.0

    def __init__(self, server: Server, identity: str = "HONEST") -> None:
        super().__init__(daemon=True)
        server.accept([identity])
        self._server, self._identity = server, identity
        self._over = threading.Event()
        self.answered = count()
        self.failures: list[str] = []
        self.slowest = 0.0

    def run(self) -> None:
        while not self._over.wait(0.1):
            begin = time.monotonic()
            try:
                connection = self._server.connect(self.LONGEST_SECONDS)
                reply = connection.post(request("Heartbeat", identity=self._identity))
                connection.close()
                next(self.answered)
                if reply.status != 200:
                    self.failures.append(repr(reply))
            except OSError as error:
                self.failures.append(repr(error))
            self.slowest = max(self.slowest, time.monotonic() - begin)

    def stop(self) -> None:
        """All must have been answered."""
        self._over.set()
        self.join()
        assert self.failures == []
        assert next(self.answered) > 0


def connected(server: Server, source: str | None = None, seconds: float = 20) -> socket.socket:
    """An open connection, from a certain address."""
    parts = urlsplit(server.address)
    return socket.create_connection((parts.hostname, parts.port), seconds, source and (source, 0))


def sent(server: Server, message: bytes) -> socket.socket:
    """A connection over which these bytes were sent, whatever they are."""
    client = connected(server)
    with contextlib.suppress(OSError):  # it may be refused before all is sent
        client.sendall(message)
    return client


def rest(client: socket.socket) -> bytes:
    """All that still comes."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while more := client.recv(65536):
            received += more
    return received


def statuses(received: bytes) -> list[int]:
    """Of all answers that came on a connection."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", received)]


def grown(server: Server, attack: Callable[[], object]) -> int:
    """By how many bytes the server's memory is larger after an attack."""
    before = server.memory_bytes
    attack()
    return server.memory_bytes - before


def properly_refused(reply: Reply) -> None:
    """A SOAP fault that blames the sender, or a status of HTTP that does, with a word about it; nothing from inside."""
    for secret in (b"Traceback", b"root:", b"site-packages", b".py", b"lxml", b"sqlalchemy"):
        assert secret not in reply.body
    if is_fault(reply):
        assert faulted(reply, statuses=(400, 415, 500)).says[0] == "Sender"
        return
    assert reply.status in (400, 413, 415, 431), reply
    assert reply.media_type == "text/plain"
    assert reply.body
