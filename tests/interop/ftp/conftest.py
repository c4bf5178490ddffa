"""A real server with its file server, and FTP clients that are not ours: Python's."""

import ftplib
import io
import socket
import ssl
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from motown.core.work import Work
from motown.ftp.folders import Folders
from motown.ftp.offers import Listening, Offers
from motown.server.core import open_core
from motown.store import files
from motown.store.records import Unit
from motown.store.rows import TransferredFileRow
from tests.http.certificates import Identity
from tests.interop.conftest import Launcher
from tests.interop.server import SECONDS, Server, until

IMAGE = bytes(range(256)) * 2000
QUICK = {"ftp__failed_login_seconds": 0.05, "http__shutdown_seconds": 1}
"""Settings by which tests need not wait."""


class ImplicitFtps(ftplib.FTP_TLS):
    """Python's client lacks TLS from the first byte."""

    def connect(self, host: str = "", port: int = 0, timeout: float = SECONDS, _source: object = None) -> str:
        super(ftplib.FTP_TLS, self).__init__(timeout=timeout)
        self.host, self.port = host, port
        self.sock = self.context.wrap_socket(socket.create_connection((host, port), timeout), server_hostname=host)
        self.af = self.sock.family
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()
        return self.welcome


@dataclass
class Site:
    """A server, and what a test wants of its file server."""

    server: Server
    folder: Path

    @property
    def listening(self) -> list[Listening]:
        found = [urlsplit(one) for one in self.server.addresses if one.startswith("ftp")]
        return [Listening(one.hostname, one.port, one.scheme == "ftps") for one in found]

    @property
    def port(self) -> int:
        return self.listening[0].port

    def start(self) -> "Site":
        self.server.start()
        self.server.assignments["ftp.listen"] = f"127.0.0.1:{self.port}"
        return self

    # -- as the OCPP add-on does it

    def offer(self, command_id: str = "c1", charge_point_id: str = "EV-1", image: str | None = None,
              for_seconds: float = 3600, **known: Any):
        """A location, and its credential in the store."""
        now = datetime.now(UTC)
        offers = Offers(Folders(self.folder), lambda: now, public_host=None, public_url=None,
                        **{"require_tls": False} | known)
        offers.listening = self.listening
        until_at = now + timedelta(seconds=for_seconds)
        made = (offers.upload(command_id, charge_point_id, until_at, towards="127.0.0.1") if image is None else
                offers.download(command_id, charge_point_id, image, until_at, towards="127.0.0.1"))
        with open_core(self.server.settings) as core:
            core.store.run(Unit(frozenset(), lambda session: Work(session).allow_transfer(made.credential))).value()
        return made

    def login(self, offer: Any, client: ftplib.FTP | None = None) -> ftplib.FTP:
        """A client that has connected to where the offer says, and logged in."""
        place = urlsplit(offer.location)
        connected = client or ftplib.FTP(timeout=SECONDS)
        connected.connect(place.hostname, place.port)
        connected.login(place.username, place.password)
        return connected

    # -- what has come of it

    def received(self, command_id: str = "c1") -> TransferredFileRow:
        """The file of a command, once the core knows of it."""
        until(lambda: self.server.read(files.of_command, command_id), f"the file of {command_id} is known")
        return self.server.read(files.of_command, command_id)

    def content(self, row: TransferredFileRow) -> bytes:
        return Folders(self.folder).received(row.charge_point_id, row.command_id, row.file_name).read_bytes()

    def happened(self) -> list[str]:
        """What charge points did; a new store also has its first administrator."""
        return [event.type for event in self.server.events() if event.charge_point_id is not None]

    def stored(self) -> list[str]:
        """All files below the folder."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture(scope="session")
def new_site(lasting: Launcher, tmp_path_factory) -> Callable[..., Site]:
    """Makes servers that are not running yet."""

    def make(**settings: object) -> Site:
        folder = tmp_path_factory.mktemp("files")
        server = lasting(**{"addons__ftp__enabled": "true", "ftp__listen": "127.0.0.1:0", "ftp__folder": folder,
                            "ftp__passive_ports": "20000-32000", **QUICK, **settings})
        return Site(server, folder)

    return make


@pytest.fixture(scope="session")
def site(new_site) -> Site:
    """A server as it comes."""
    made = new_site().start()
    (made.folder / "firmware").mkdir(parents=True)
    (made.folder / "firmware" / "image-1.2.bin").write_bytes(IMAGE)
    return made


@pytest.fixture(scope="session")
def small(new_site) -> Site:
    """A server with little room, little time and few places."""
    made = new_site(ftp__max_file_bytes=100_000, ftp__max_total_bytes=150_000, ftp__max_connections_per_address=3,
                    ftp__idle_seconds=0.3, ftp__stall_seconds=0.3, ftp__login_seconds=0.3)
    return made.start()


@pytest.fixture(scope="session")
def authority() -> Identity:
    return Identity.authority()


@pytest.fixture(scope="session")
def trusting(authority) -> ssl.SSLContext:
    """What a client needs to believe the server."""
    context = ssl.create_default_context(cadata=authority.pem.decode())
    context.check_hostname = False
    return context


@pytest.fixture(scope="session")
def certificate(authority, tmp_path_factory) -> tuple[Path, Path]:
    return authority.signs("files.example", "files.example").written(tmp_path_factory.mktemp("tls"), "server")


@pytest.fixture
def command() -> str:
    """An identifier of a command that no other test uses."""
    return uuid.uuid4().hex


def stream(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)
