"""Servers in processes of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.http.certificates import Identity
from tests.interop.http.outgoing import Peer, Sender

HERE = Path(__file__).parent
SECONDS = 20
"""No wait in these tests is meant to last that long."""


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen

    @property
    def port(self) -> int:
        return self.ports[0]

    def start(self) -> "Server":
        self.ports = self.news("ports")
        return self

    def news(self, kind: str) -> object:
        """The next thing it says, which must be of ``kind``."""
        line = self.process.stdout.readline()
        assert line, "the server has ended"
        return json.loads(line)[kind]

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS)

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    @property
    def memory_bytes(self) -> int:
        """Resident set."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def ask(self, body: bytes = b"hello", *headers: str, path: str = "/echo") -> tuple[int, bytes]:
        """Status and body of one POST on a connection of its own."""
        with self.connect() as client:
            return exchange(client, body, *headers, path=path)


def exchange(client: socket.socket, body: bytes = b"hello", *headers: str, path: str = "/echo") -> tuple[int, bytes]:
    """Status and body of one POST on an open connection, which is closed."""
    head = [f"POST {path} HTTP/1.1", "Host: m", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    client.sendall("\r\n".join(head).encode() + body)
    return read_answer(client)


def read_answer(client: socket.socket) -> tuple[int, bytes]:
    """Status and body of an answer which ends with the connection or with its length."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(client)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length:"))
    while len(body) < length:
        body += _more(client)
    return int(head.split(b" ")[1]), body


def _more(client: socket.socket) -> bytes:
    data = client.recv(65536)
    if not data:
        raise ConnectionResetError("closed without a whole answer")
    return data


@pytest.fixture(scope="session")
def launch(repo: Path, tmp_path_factory) -> Iterator[Callable[..., Server]]:
    """Starts servers; what still runs at the end is killed.  None may have logged an unexpected error."""
    processes: list[subprocess.Popen] = []
    log = tmp_path_factory.mktemp("servers") / "log"

    def start(**settings: object) -> Server:
        settings.setdefault("listen", ["127.0.0.1:0"])
        processes.append(subprocess.Popen(
            [sys.executable, str(HERE / "server.py"), json.dumps(settings)], stdout=subprocess.PIPE, text=True,
            stderr=log.open("a"), env={**os.environ, "PYTHONPATH": str(repo / "src")}))
        return Server(processes[-1])

    yield start
    for process in processes:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert "Traceback" not in log.read_text(), log.read_text()


@pytest.fixture(scope="session")
def authority() -> Identity:
    return Identity.authority()


@pytest.fixture(scope="session")
def new_sender(repo: Path, tmp_path_factory) -> Iterator[Callable[[], Sender]]:
    """Starts processes that send requests."""
    senders: list[Sender] = []

    def start() -> Sender:
        senders.append(Sender(repo / "src", tmp_path_factory.mktemp("outgoing") / "log"))
        return senders[-1]

    yield start
    for sender in senders:
        sender.finish()


@pytest.fixture(scope="session")
def send(new_sender: Callable[[], Sender]) -> Sender:
    """Sends requests."""
    return new_sender()


@pytest.fixture
def peer() -> Iterator[Callable[..., Peer]]:
    """Starts peers that requests are sent to."""
    peers: list[Peer] = []

    def start(behave: Callable[[socket.socket], None], **more: object) -> Peer:
        peers.append(Peer(behave, **more))
        return peers[-1]

    yield start
    for one in peers:
        one.close()
