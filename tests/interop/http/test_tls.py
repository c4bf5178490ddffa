"""TLS as clients see it."""

import hashlib
import json
import signal
import socket
import ssl
import warnings
from pathlib import Path

import pytest

from tests.http.certificates import Identity
from tests.interop.http.conftest import SECONDS, Server, exchange


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module", autouse=True)
def server(launch, authority, folder) -> Server:
    (folder / "ca.pem").write_bytes(authority.pem)
    certificate, key = authority.signs("motown.example", "motown.example").written(folder, "server")
    return launch(listen=["tls:127.0.0.1:0"], tls=[str(certificate), str(key), str(folder / "ca.pem")],
                  short_path=True).start()


@pytest.fixture
def connect(server, folder):
    """Opens a connection, with a certificate or without, in one version of TLS or the best."""

    def connected(identity: Identity | None = None, version: ssl.TLSVersion | None = None,
                  offers: tuple[str, ...] = ()) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=folder / "ca.pem")
        if offers:
            context.set_alpn_protocols(list(offers))
        if identity is not None:
            context.load_cert_chain(*identity.written(folder, "client"))
        if version is not None:
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = context.maximum_version = version
        plain = socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS)
        return context.wrap_socket(plain, server_hostname="motown.example")

    return connected


def who(client: ssl.SSLSocket) -> dict:
    with client:
        status, body = exchange(client, path="/who")
    assert status == 200
    return json.loads(body)


def der(identity: Identity) -> bytes:
    return ssl.PEM_cert_to_DER_cert(identity.pem.decode())


def test_clients_may_come_without_a_certificate(connect):
    assert who(connect()) == {"address": "127.0.0.1", "is_secure": True, "certificate": None}


def test_clients_are_known_by_the_certificate_they_show(connect, authority):
    identity = authority.signs("CP-1", "cp1.example")
    assert who(connect(identity))["certificate"] == ["CP-1", hashlib.sha256(der(identity)).hexdigest(), ["cp1.example"]]


def test_a_certificate_of_another_authority_ends_the_handshake(connect):
    stranger = Identity.authority("Another").signs("CP-1", "cp1.example")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        who(connect(stranger))


@pytest.mark.parametrize(("version", "spoken"), [(ssl.TLSVersion.TLSv1_2, "TLSv1.2"),
                                                 (ssl.TLSVersion.TLSv1_3, "TLSv1.3")])
def test_modern_versions_are_spoken(connect, version, spoken):
    with connect(version=version) as client:
        assert client.version() == spoken


@pytest.mark.parametrize("offers", [("http/1.1",), ("h2", "http/1.1")])
def test_clients_that_say_what_they_speak(connect, offers):
    """As most do over TLS (ALPN, RFC 7301): curl, browsers, Python's requests, Java."""
    client = connect(offers=offers)
    assert client.selected_alpn_protocol() == "http/1.1"
    assert who(client)["is_secure"] is True


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_are_not(connect, version):
    with pytest.raises((ssl.SSLError, ConnectionError)):
        connect(version=version)


def test_plain_http_to_the_tls_port_gets_no_answer_and_does_no_harm(server, connect):
    with server.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: m\r\n\r\n")
        assert not client.recv(1000).startswith(b"HTTP")
    assert who(connect())["is_secure"] is True


def test_hangup_brings_the_new_certificate_to_new_connections_and_leaves_open_ones(server, connect, authority, folder):
    open_before = connect()
    successor = authority.signs("new.example", "motown.example")
    successor.written(folder, "server")
    server.signal(signal.SIGHUP)
    assert server.news("reloaded") is None
    with connect() as client:
        assert client.getpeercert(binary_form=True) == der(successor)
    assert who(open_before)["is_secure"] is True
