"""Files over real FTP and FTPS (DG-1 to DG-5, FW-1 to FW-4)."""

import gzip
import hashlib
import socket
import ssl
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from motown.simulator import ftp as files
from motown.simulator.connecting import Trust
from motown.simulator.ftp import any_server, fetch, upload
from motown.simulator.profile import Profile
from motown.simulator.transfers import Fetched, TransferError
from tests.http.certificates import Identity
from tests.interop.server import until

CONTENT = bytes(range(256)) * 1_000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def identity(tmp_path):
    """An authority's file, and what it signs for localhost."""
    authority = Identity.authority()
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    return tmp_path / "ca.pem", authority.signs("localhost", "localhost").written(tmp_path, "server")


def test_a_file_there_and_back(ftp):
    server = ftp()
    (server.folder / "in box").mkdir()
    upload(server.location("in%20box/"), "x.gz", CONTENT, any_server())
    assert (server.folder / "in box" / "x.gz").read_bytes() == CONTENT
    assert fetch(server.location("in%20box/x.gz"), any_server()) == Fetched(len(CONTENT), DIGEST)


def test_a_location_without_a_last_slash_is_a_folder_too(ftp):
    server = ftp()
    (server.folder / "a").mkdir()
    upload(server.location("a"), "x", b"1", any_server())
    upload(server.location(), "y", b"2", any_server())
    assert sorted(path.relative_to(server.folder).as_posix() for path in server.folder.rglob("?")) == ["a", "a/x", "y"]


def test_over_tls_with_an_authority_that_is_trusted(ftp, identity):
    authority, certificate = identity
    server, context = ftp(certificate=certificate), Trust(authority).context()
    upload(server.location(scheme="ftps", host="localhost"), "x", CONTENT, context)
    assert fetch(server.location("x", scheme="ftps", host="localhost"), context) == Fetched(len(CONTENT), DIGEST)


def test_over_tls_with_anybody(ftp, identity):
    server = ftp(certificate=identity[1])
    upload(server.location(scheme="ftps"), "x", CONTENT, any_server())
    assert (server.folder / "x").read_bytes() == CONTENT


def test_but_not_with_anybody_where_that_matters(ftp, identity):
    server = ftp(certificate=identity[1])
    with pytest.raises(TransferError, match=r"(?i)certificate"):
        upload(server.location(scheme="ftps", host="localhost"), "x", b"1", Trust().context())
    assert list(server.folder.iterdir()) == []


def test_tls_from_the_first_byte(ftp, identity, monkeypatch):
    """Not on port 990, which is not ours to take; the server's own kind is AUTH TLS, so TLS is put before."""
    server = ftp()
    with closing(Tunnel(identity[1], server.port)) as tunnel:
        monkeypatch.setattr(files, "IMPLICIT_PORT", tunnel.port)
        with pytest.raises(TransferError, match=r"(?i)PBSZ|command"):
            fetch(f"ftps://up%20load:p%40ss:word%2F7@127.0.0.1:{tunnel.port}/x", any_server())
    assert tunnel.heard.startswith(b"USER up load\r\n")


@pytest.mark.parametrize(("path", "password", "reason"), [
    ("nowhere/", "p%40ss:word%2F7", "550"), ("", "wrong", "530"), ("a%0D%0ADELE%20x/", "p%40ss:word%2F7", "newline")])
def test_what_cannot_be_is_told_without_the_password(ftp, path, password, reason):  # SEC-6
    with pytest.raises(TransferError, match=reason) as caught:
        upload(ftp().location(path, password=password), "x", b"1", any_server())
    assert "word" not in str(caught.value)


def test_where_nobody_listens_or_nobody_speaks(monkeypatch):
    monkeypatch.setattr(files, "ANSWER_SECONDS", 0.2)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        with pytest.raises(TransferError, match="timed out"):
            fetch(f"ftp://127.0.0.1:{silent.getsockname()[1]}/x", any_server())
        port = silent.getsockname()[1]
    with pytest.raises(TransferError, match="refused"):
        fetch(f"ftp://127.0.0.1:{port}/x", any_server())


def test_longer_files_than_allowed_are_not_fetched(ftp, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 1_000)
    server = ftp()
    (server.folder / "x").write_bytes(CONTENT)
    with pytest.raises(TransferError, match="longer than 1000"):
        fetch(server.location("x"), any_server())


QUICK = Profile(transfer_seconds=0, install_seconds=0, reboot_seconds=0.1)


def told(stage, operation):
    return [message.value.status for message in stage.central.of(operation)]


@pytest.mark.parametrize("version", ["1.2", "1.5"])
def test_a_charge_point_uploads_its_diagnostics(stage, ftp, version):
    server, stage = ftp(), stage(version=version, profile=QUICK)
    reply = stage.ask("SIM-001", "GetDiagnostics", location=server.location())
    until(lambda: told(stage, "DiagnosticsStatusNotification"), "the end is told")
    assert told(stage, "DiagnosticsStatusNotification") == ["Uploaded"]
    (path,) = server.folder.iterdir()
    assert path.name.encode() in reply.body
    assert b"charge point SIM-001" in gzip.decompress(path.read_bytes())


@pytest.mark.parametrize("version", ["1.2", "1.5"])
def test_a_charge_point_fetches_its_firmware_and_boots_with_it(stage, ftp, version):
    server, stage = ftp(), stage(version=version, profile=QUICK)
    (server.folder / "fw-2.1.bin").write_bytes(CONTENT)
    stage.ask("SIM-001", "UpdateFirmware", location=server.location("fw-2.1.bin"),
              retrieveDate=datetime.now(UTC) - timedelta(seconds=1))
    until(lambda: len(stage.central.of("BootNotification")) == 2, "it boots again")
    assert told(stage, "FirmwareStatusNotification") == ["Downloaded", "Installed"]
    assert stage.central.of("BootNotification")[1].value.firmwareVersion == "fw-2.1"
    assert stage.fleet["SIM-001"].firmware.fetched == Fetched(len(CONTENT), DIGEST)


@pytest.mark.parametrize("location", ["ftp://127.0.0.1:1/", "nonsense", "ftps://127.0.0.1:1", "http://127.0.0.1:1/x"])
def test_bad_locations_end_in_failures_and_nothing_worse(stage, location):
    stage = stage(profile=QUICK)
    stage.ask("SIM-001", "GetDiagnostics", location=location, retries=1, retryInterval=0)
    stage.ask("SIM-001", "UpdateFirmware", location=location, retries=0, retryInterval=0,
              retrieveDate=datetime.now(UTC))
    until(lambda: told(stage, "DiagnosticsStatusNotification") and told(stage, "FirmwareStatusNotification"), "the end")
    assert told(stage, "DiagnosticsStatusNotification") == ["UploadFailed"]
    assert told(stage, "FirmwareStatusNotification") == ["DownloadFailed"]
    assert stage.fleet["SIM-001"].jobs.failures == []


class Tunnel:
    """TLS in front of a plain server, for one connection; remembers what came through."""

    def __init__(self, certificate, port):
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(*certificate)
        self._socket, self._behind = socket.create_server(("127.0.0.1", 0)), port
        self.port, self.heard = self._socket.getsockname()[1], b""
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        plain, _ = self._socket.accept()
        with self._context.wrap_socket(plain, server_side=True) as front, \
                socket.create_connection(("127.0.0.1", self._behind)) as back:
            answers = threading.Thread(target=self._carry, args=(back, front), daemon=True)
            answers.start()
            while data := front.recv(4096):
                self.heard += data
                back.sendall(data)
            back.shutdown(socket.SHUT_WR)
            answers.join(5)

    @staticmethod
    def _carry(source, sink):
        while data := source.recv(4096):
            sink.sendall(data)

    def close(self):
        self._thread.join(5)
        self._socket.close()
