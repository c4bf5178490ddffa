"""Others pretend to be a charge point: nothing is carried out, and no owner is locked out (reliability A6, A7)."""

import base64
import select
from itertools import count

import pytest

from motown.core.passwords import hashed
from motown.domain import commands
from motown.domain.ids import ChargePointId
from motown.store import charge_points, journal
from motown.store.events import EventFilter
from tests.interop.attackers import connected
from tests.interop.server import Connection, Reply, Server
from tests.interop.soap import BOOT, faulted, request, start_fields

OWNER, OTHER, NETTED = ChargePointId("OWNER-1"), ChargePointId("OTHER-1"), ChargePointId("NETTED-1")
HOSTS = count(1)
PATIENCE_SECONDS = 5.0
"""Less than it takes who guesses to be answered."""
PASSWORDS = {OWNER: "correct horse", OTHER: "battery staple"}


@pytest.fixture(scope="module")
def server(lenient) -> Server:
    """Two charge points with passwords, and one that may come from one network only, where nobody is."""
    lenient.accept([OWNER, OTHER, NETTED])
    for name, password in PASSWORDS.items():
        lenient.execute(commands.SetPassword(charge_point_id=name, password_hash=hashed(password)))
    lenient.execute(commands.SetNetworks(charge_point_id=NETTED, networks=("192.0.2.0/24",)))
    return lenient


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


RIGHT = basic(OWNER, PASSWORDS[OWNER])
PRETENCES = {
    "nothing": {},
    "a wrong password": {"Authorization": basic(OWNER, "guess")},
    "no password": {"Authorization": basic(OWNER, "")},
    "the password in other letters": {"Authorization": basic(OWNER, PASSWORDS[OWNER].upper())},
    "the password and more": {"Authorization": basic(OWNER, PASSWORDS[OWNER] + "\0")},
    "another's": {"Authorization": basic(OTHER, PASSWORDS[OTHER])},
    "another's password": {"Authorization": basic(OWNER, PASSWORDS[OTHER])},
    "the name in other letters": {"Authorization": basic(OWNER.lower(), PASSWORDS[OWNER])},
    "a name that begins so": {"Authorization": basic(OWNER + "\0", PASSWORDS[OWNER])},
    "no scheme": {"Authorization": PASSWORDS[OWNER]},
    "another scheme": {"Authorization": RIGHT.replace("Basic", "Bearer")},
    "broken base64": {"Authorization": "Basic ====="},
    "forwarded headers": {"X_Forwarded_For": "192.0.2.1", "Forwarded": "for=192.0.2.1", "X_Real_IP": "192.0.2.1"},
    "a certificate in a header": {"X_SSL_Client_CN": OWNER, "X_Client_Cert": "x"},
}


@pytest.mark.parametrize("shown", PRETENCES.values(), ids=PRETENCES)
@pytest.mark.parametrize("identity", [OWNER, NETTED])
def test_nothing_is_carried_out_for_who_is_not_the_owner(server, shown, identity):
    before = happened(server, identity)
    attacker = somebody(server)
    for operation, fields in (("Heartbeat", ""), ("BootNotification", BOOT), ("StartTransaction", start_fields())):
        refused(attacker.post(request(operation, fields, identity=identity), **shown))
    assert happened(server, identity) == before


def somebody(server: Server) -> Connection:
    """A connection from an address of its own: who guesses from one has to wait there."""
    return server.connect(source=f"127.0.1.{next(HOSTS)}")


def refused(reply: Reply) -> None:
    code, subcode = faulted(reply).says
    assert (code, subcode in ("SecurityError", "IdentityMismatch")) == ("Sender", True), reply.body


def happened(server: Server, identity: str) -> int:
    """How much the log says of it: strangers' words stand in the journal."""
    return len(server.events(matching=EventFilter(charge_point_ids=[identity])))


@pytest.mark.parametrize("lookalike", [
    f"{OWNER}\u200b", f" {OWNER}\n", OWNER.replace("O", "\u041e"), OWNER.lower(), f"{OWNER}%00", f"{OWNER}\u202e",
    OWNER.replace("-", "\u2011"), f"{OWNER}'--"])
def test_a_name_that_looks_alike_opens_nothing(server, lookalike):
    """Where white space is forgiven, the name is the owner's, and so is the password that must be shown."""
    before = happened(server, OWNER)
    reply = somebody(server).post(request("Heartbeat", identity=lookalike))
    assert faulted(reply).says in (("Sender", "SecurityError"), ("Sender", "ProtocolError"))
    assert happened(server, OWNER) == before


def test_the_path_does_not_open_what_the_header_does_not(server):
    before = happened(server, OWNER)
    mine = {"Authorization": basic(OTHER, PASSWORDS[OTHER])}
    refused(server.post(request("Heartbeat", identity=OWNER), f"/ocpp/{OTHER}", **mine))
    refused(server.post(request("Heartbeat", identity=None), f"/ocpp/{OWNER}", **mine))
    twice = f"<c:chargeBoxIdentity>{OTHER}</c:chargeBoxIdentity>"
    assert server.post(request("Heartbeat", identity=OWNER, headers=twice), **mine).status == 500
    assert happened(server, OWNER) == before


def test_what_was_refused_is_in_the_journal(server):
    refused(server.post(request("Heartbeat", identity=OWNER, message_id="urn:forged"), Authorization=basic(OWNER, "x")))
    found = [row for row in server.read(journal.page, None, 1000) if b"urn:forged" in row.body]
    assert [(row.identity, row.operation, row.remote_address) for row in found] == [(OWNER, "Heartbeat", "127.0.0.1")]


def test_a_stranger_never_moves_where_commands_go(server):
    owner = {"Authorization": RIGHT}
    here, there = (f"<w:From><w:Address>http://10.0.0.{n}/</w:Address></w:From>" for n in (1, 66))
    assert server.post(request("BootNotification", BOOT, identity=OWNER, headers=here), **owner).status == 200
    for shown in PRETENCES.values():
        refused(somebody(server).post(request("BootNotification", BOOT, identity=OWNER, headers=there), **shown))
    assert server.read(charge_points.get, OWNER).address == "http://10.0.0.1/"


def test_guessing_does_not_lock_the_owner_out(server):
    """60 wrong passwords (reliability A6): who guesses waits, also with the right one; the owner elsewhere does not."""
    guesses = [connected(server, "127.0.2.1") for _ in range(60)]
    for number, client in enumerate(guesses):
        body = request("Heartbeat", identity=OTHER)
        client.sendall(b"POST /ocpp HTTP/1.1\r\nHost: m\r\nContent-Type: application/soap+xml\r\nContent-Length: %d\r\n"
                       b"Authorization: %b\r\n\r\n%b" % (len(body), basic(OTHER, f"guess {number}").encode(), body))
    for _ in range(3):
        owner = server.connect(PATIENCE_SECONDS, "127.0.2.2")
        reply = owner.post(request("Heartbeat", identity=OTHER), Authorization=basic(OTHER, PASSWORDS[OTHER]))
        assert reply.status == 200
    assert len(unanswered(guesses)) > 50
    for client in guesses:
        client.close()


def unanswered(clients: list) -> set:
    return {*clients} - {*select.select(clients, [], [], 0)[0]}


def test_a_credential_may_be_required_of_everybody(new_server):
    server = new_server(ocpp__authentication="required").start()
    server.accept([OWNER, OTHER])
    refused(server.post(request("Heartbeat", identity=OWNER)))
    server.execute(commands.SetPassword(charge_point_id=OWNER, password_hash=hashed(PASSWORDS[OWNER])))
    assert server.post(request("Heartbeat", identity=OWNER), Authorization=RIGHT).status == 200
    refused(server.post(request("Heartbeat", identity=OTHER)))


def test_an_accepted_name_is_not_open_to_a_new_boot_after_it_was_removed(server):
    gone = ChargePointId("GONE-1")
    server.accept([gone])
    assert server.post(request("Heartbeat", identity=gone)).status == 200
    server.execute(commands.RemoveChargePoint(charge_point_id=gone))
    refused(server.post(request("Heartbeat", identity=gone)))
    assert b"Rejected" in server.post(request("BootNotification", BOOT, identity=gone)).body
