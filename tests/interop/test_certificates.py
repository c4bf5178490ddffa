"""Charge points that show who they are by a client certificate (OCPP 1.5 §8.7, reliability 8)."""

import ssl
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256

from motown.domain import commands
from motown.domain.ids import ChargePointId
from tests.http.certificates import Identity
from tests.interop.server import Connection, Reply, Server
from tests.interop.soap import faulted, request

OWNER = ChargePointId("CERTIFIED-1")


@pytest.fixture(scope="module")
def authority() -> Identity:
    return Identity.authority()


@pytest.fixture(scope="module")
def folder(tmp_path_factory, authority) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    (folder / "ca.pem").write_bytes(authority.pem)
    return folder


@pytest.fixture(scope="module")
def owner(authority) -> Identity:
    return authority.signs(OWNER)


@pytest.fixture(scope="module")
def server(lasting, authority, folder, owner) -> Server:
    """A charge point is bound to its certificate."""
    certificate, key = authority.signs("localhost", "localhost").written(folder, "server")
    server = lasting(http__listen_tls="127.0.0.1:0", http__tls_certificate=certificate, http__tls_key=key,
                     http__client_ca=folder / "ca.pem").start()
    server.accept([OWNER, "ANYBODY"])
    fingerprint = owner.certificate.fingerprint(SHA256()).hex()
    server.execute(commands.SetCertificate(charge_point_id=OWNER, fingerprint=fingerprint))
    return server


@pytest.fixture
def says(server, folder) -> Callable[..., Reply]:
    """A Heartbeat under a name, with a certificate or without."""

    def send(name: str, shown: Identity | None = None) -> Reply:
        context = ssl.create_default_context(cafile=folder / "ca.pem")
        if shown is not None:
            context.load_cert_chain(*shown.written(folder, "shown"))
        address = server.addresses[1].replace("127.0.0.1", "localhost")
        with closing(Connection(address, tls=context)) as connection:
            return connection.post(request("Heartbeat", identity=name))

    return send


def test_the_owner_is_let_in(says, owner):
    assert says(OWNER, owner).status == 200


def test_nobody_is_without_the_certificate(server, says):
    assert faulted(says(OWNER)).says == ("Sender", "SecurityError")
    assert faulted(server.post(request("Heartbeat", identity=OWNER))).says == ("Sender", "SecurityError")


def test_another_certificate_of_the_same_authority_is_another_charge_point(says, authority):
    for name in ("OTHER", OWNER):
        assert faulted(says(OWNER, authority.signs(name))).says == ("Sender", "IdentityMismatch")


def test_the_certificate_opens_no_other_name(says, owner):
    assert faulted(says("ANYBODY", owner)).says == ("Sender", "IdentityMismatch")
    assert says("ANYBODY").status == 200


def test_a_certificate_that_nobody_has_signed_gets_nowhere(says):
    with pytest.raises((ssl.SSLError, ConnectionError)):
        says(OWNER, Identity.authority(OWNER))
