"""What has to be shown before a command is let in."""

from base64 import b64encode
from pathlib import Path

import pytest

from motown.http import ClientCertificate
from motown.simulator.guard import Guard
from motown.simulator.incoming import ChargePointServer
from tests.simulator.test_incoming import CLEAR, Served, message

HEADER = "<c:chargeBoxIdentity>CP-001</c:chargeBoxIdentity>"
SHOWN = ClientCertificate("central", "00" * 32)


def basic(password):
    return {"authorization": "Basic " + b64encode(f"anybody:{password}".encode()).decode()}


@pytest.fixture(scope="module")
def guarded():
    """A server that wants a password; one for all tests, for making it takes long."""
    return ChargePointServer(Guard(password="secret of {identity}"))


@pytest.mark.parametrize(("headers", "status", "count"), [
    (basic("secret of CP-001"), 200, 1), (basic("secret of CP-002"), 401, 0), (basic(""), 401, 0), ({}, 401, 0),
    ({"authorization": "Basic ???"}, 401, 0)])
def test_a_password(make, guarded, headers, status, count):
    served = Served(make().power_on())
    served.endpoint = guarded
    guarded.add(served.bench.point)
    answer = served.post("/CP-001", message("1.5", CLEAR, HEADER), **headers)
    assert (answer.status, served.bench.point.inbox.received["ClearCache"]) == (status, count)
    assert (("WWW-Authenticate", 'Basic realm="charge point"') in answer.headers) is (status == 401)


@pytest.mark.parametrize(("shown", "status"), [(SHOWN, None), (None, 403)])
def test_a_certificate(shown, status):
    class Asked:
        certificate, credentials, path = shown, None, "/CP-001"
    refusal = Guard(client_ca=Path("ca.pem")).refusal(Asked)
    assert (refusal and refusal.status) == status


def test_nothing_is_asked_unless_told():
    assert Guard().certificates() is None
