"""AccessService and DirectoryService over real sockets, from the served WSDLs: Basic, TLS, client certificates.

The first administrator signs in with the password that the server tells once, sets one of its own, and makes all else.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
import zeep
from cryptography.hazmat.primitives.hashes import SHA256
from zeep.exceptions import Fault

from tests.http.certificates import Identity
from tests.interop.server import SECONDS, Server

SECRET = "a password of my own"
Calls = Callable[..., object]


@pytest.fixture(scope="module")
def authority() -> Identity:
    return Identity.authority()


@pytest.fixture(scope="module")
def folder(tmp_path_factory, authority) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    (folder / "ca.pem").write_bytes(authority.pem)
    return folder


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def server(request, lasting, authority, folder) -> Iterator[Server]:
    cluster = request.getfixturevalue("cluster") if request.param == "postgresql" else None
    certificate, key = authority.signs("localhost", "localhost").written(folder, "server")
    server = lasting(cluster.fresh() if cluster else None, http__listen_tls="127.0.0.1:0", http__tls_key=key,
                     http__tls_certificate=certificate, http__client_ca=folder / "ca.pem").start()
    server.told = one_time_password(server)
    yield server
    server.stop()


def one_time_password(server: Server) -> str:
    """The first administrator's, which the server tells on standard output."""
    return next(found[1] for line in server.running.stdout if (found := re.match(r"\s+password\s+(\S+)", line)))


def client(server: Server, name: str, credentials: tuple[str, str] | None = None, *, soap: str = "12",
           address: str | None = None, verify: Path | None = None, certificate: tuple[Path, Path] | None = None):
    """Zeep's view of a service, as it is served."""
    session = requests.Session()
    session.trust_env = False  # the environment of who runs the tests may name other authorities
    session.auth, session.verify = credentials, str(verify) if verify else True
    session.cert = tuple(map(str, certificate)) if certificate else None
    made = zeep.Client(f"{address or server.address}/services/{name}/v1?wsdl",
                       transport=zeep.Transport(session=session))
    (service, known), = made.wsdl.services.items()
    return made.bind(service, next(port for port in known.ports if port.endswith(soap)))


def code(call: Calls, *arguments: object, **fields: object) -> str:
    """What a call is refused with."""
    with pytest.raises(Fault) as refused:
        call(*arguments, **fields)
    return refused.value.detail.findtext(".//{*}code")


@pytest.fixture(scope="module")
def boss(server) -> tuple[str, str]:
    """The administrator, with a password of its own."""
    first = client(server, "access", ("admin", server.told))
    assert code(first.ListParties) == "NotPermitted"
    first.PutParty(requestId="first", partyId="admin", name="Administrator", role=["ADMIN"], revision=2,
                   credential={"secret": SECRET})
    assert code(first.WhoAmI) == "NotAuthenticated"
    return "admin", SECRET


def test_where_to_begin(server):
    directory = client(server, "directory")
    for one in directory.GetServices().service:
        assert requests.get(one.wsdlUrl, timeout=SECONDS).ok
        assert one.url.startswith(server.address)
    found = directory.GetCapabilities()
    assert found.authMethod == ["Basic", "ClientCertificate"]
    assert len(found.command) >= 15


@pytest.mark.parametrize("soap", ["12", "11"])
def test_parties_and_grants(server, boss, soap):
    access = client(server, "access", boss, soap=soap)
    name = f"nordlicht-{soap}"
    access.PutParty(requestId=name, partyId=name, name="Nordlicht", role=["DEVELOPER"], revision=1,
                    credential={"secret": SECRET})
    other = client(server, "access", (name, SECRET), soap=soap)
    asked = {"operation": "GetHealth", "target": {"kind": "ChargePoint", "id": "EV-1"}}
    assert not other.CheckAccess(**asked).allowed
    given = access.GrantAccess(requestId=f"{name} 2", partyId=name, operation=["GetHealth"],
                               target=[{"kind": "ChargePoint", "id": "EV-1"}])
    assert other.CheckAccess(**asked).grantId == given.grantId == other.WhoAmI().grant[0].grantId
    access.RevokeAccess(requestId=f"{name} 3", grantId=given.grantId)
    assert not other.CheckAccess(**asked).allowed
    assert code(other.PutParty, requestId="x", partyId="x", name="X", role=["CSO"], revision=1) == "NotPermitted"


def test_over_tls_and_by_certificate(server, boss, authority, folder):
    secure = server.addresses[1].replace("127.0.0.1", "localhost")
    over_tls = client(server, "access", boss, address=secure, verify=folder / "ca.pem")
    assert over_tls.WhoAmI().partyId == "admin"
    shown = authority.signs("machine")
    print_of = shown.certificate.fingerprint(SHA256()).hex()
    over_tls.PutParty(requestId="machine", partyId="machine", name="Machine", role=["ADDON"], revision=1,
                      credential={"certificateSha256": [print_of]})
    by_certificate = client(server, "access", address=secure, verify=folder / "ca.pem",
                            certificate=shown.written(folder, "machine"))
    assert by_certificate.WhoAmI().partyId == "machine"
    both = client(server, "access", boss, address=secure, verify=folder / "ca.pem",
                  certificate=shown.written(folder, "machine"))
    assert code(both.WhoAmI) == "NotAuthenticated", "the certificate is another party's"


def test_what_was_asked_before_a_restart_is_not_done_again(server, boss):
    asked = {"requestId": "once", "partyId": "once", "name": "Once", "role": ["CSO"], "revision": 1,
             "credential": {"secret": SECRET}}
    first = client(server, "access", boss).PutParty(**asked)
    server.stop()
    server.start()
    again = client(server, "access", boss).PutParty(**asked)
    assert (again.duplicate, again.position) == (True, first.position)
    assert client(server, "access", ("once", SECRET)).WhoAmI().name == "Once"
