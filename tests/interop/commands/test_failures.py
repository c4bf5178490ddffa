"""What goes wrong between us and a charge point: what becomes of the command, and how often the charge point got it."""

import gzip
import re
import socket
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from motown.domain import commands
from motown.domain.operations import OPERATIONS
from motown.ocpp.settings import OcppSettings
from motown.simulator.behaviour import GARBLINGS
from motown.simulator.guard import Guard
from motown.simulator.profile import Quirks
from motown.store import charge_points
from tests.http.certificates import Identity
from tests.interop.commands.place import quick
from tests.interop.http.outgoing import Peer, answers, for_ever, until_closed

MESSAGE_ID = re.compile(rb"MessageID>([^<]*)<")
HOURS = 7200
ANSWER_SECONDS = 1.0
SLOWER = ANSWER_SECONDS * 2
IMPATIENT = {"ocpp__calls__answer_seconds": ANSWER_SECONDS, "ocpp__calls__first_retry_seconds": 0.1,
             "ocpp__calls__longest_retry_seconds": 0.2,
             **{f"ocpp__calls__effect_seconds__{name}": 0.5 for name in OPERATIONS if name != "Reset"}}


@pytest.fixture(scope="module")
def authority():
    return Identity.authority()


@pytest.fixture(scope="module")
def folder(tmp_path_factory, authority):
    """What the server has to show charge points, and by what it believes them."""
    folder = tmp_path_factory.mktemp("credentials")
    (folder / "ca.pem").write_bytes(authority.pem)
    authority.signs("central system").written(folder, "client")
    (folder / "passwords.toml").write_text('"BASIC-001" = {user = "motown", password = "right-BASIC-001"}\n'
                                           '"BASIC-002" = {user = "motown", password = "wrong"}\n')
    return folder


@pytest.fixture(scope="module")
def place(lasting_places, store_url, folder):
    """A server that loses no time."""
    return lasting_places(store_url=store_url, **IMPATIENT,
                          ocpp__calls__credentials_file=folder / "passwords.toml",
                          ocpp__calls__tls_ca=folder / "ca.pem", ocpp__calls__tls_certificate=folder / "client.pem",
                          ocpp__calls__tls_key=folder / "client.key")


@pytest.fixture(scope="module")
def patient(lasting_places):
    """A server that does not try again by itself before these tests are over."""
    return lasting_places(ocpp__calls__first_retry_seconds=HOURS, ocpp__calls__longest_retry_seconds=HOURS)


@pytest.fixture
def point(place):
    return place.charge_points()[0]


def message_ids(point):
    return [MESSAGE_ID.search(one.raw)[1] for one in point.inbox.messages]


def kinds(place, command_id):
    """What the attempts failed of."""
    return [event.body["kind"] for event in place.desk.events(command_id)
            if event.type == "motown.CommandAttemptFailed"]


def messages(place, command_id):
    """The kinds of messages in the log."""
    return [event.type.rpartition(".")[2] for event in place.desk.events(command_id) if event.category == "Message"]


# -- nobody there

def refuses(address):
    """Whether connections to an address are refused."""
    parts = urlsplit(address)
    with closing(socket.socket()) as probe:
        return probe.connect_ex((parts.hostname, parts.port)) != 0


@pytest.mark.parametrize("version", ["1.2", "1.5"])
def test_one_that_was_away_is_called_at_once_when_it_speaks(patient, version):
    point = patient.charge_points(version=version, own_ports=True)[0]
    patient.do(point.go_away)
    patient.reaches(lambda: refuses(point.messages.address), "it refuses connections")
    first, second = (patient.desk.ask(point.identity, name, **fields) for name, fields in (
        ("UnlockConnector", {"connectorId": 1}), ("ClearCache", {})))
    for command_id in (first, second):
        row = patient.desk.reaches(command_id, lambda row: row.attempts == 1, "it has been tried")
        assert (row.state, row.outcome) == ("Queued", "Pending")
        assert kinds(patient, command_id) == ["unreachable"]
    patient.do(point.come_back)
    patient.reaches(lambda: not refuses(point.messages.address), "it takes connections")
    patient.do(point.heartbeat)
    rows = patient.desk.ended(first, second)
    assert [(row.outcome, row.attempts) for row in rows] == [("Succeeded", 2)] * 2, patient.desk.story(first)
    assert [one.operation for one in point.inbox.messages] == ["UnlockConnector", "ClearCache"], "in their order"


def test_one_that_stays_away_is_unreachable_in_the_end(place):
    point = place.charge_points(is_unreachable=True)[0]
    row = place.desk.ended(place.desk.ask(point.identity, "ClearCache", expires_in=1))[0]
    assert (row.state, row.outcome, row.sent_at) == ("Expired", "Unreachable", None), place.desk.story(row.command_id)
    assert row.attempts > 1
    assert set(kinds(place, row.command_id)) == {"unreachable"}
    assert "refused" in row.reason
    assert place.desk.read(charge_points.get, point.identity).call_error == row.error


def test_what_waits_behind_a_slow_one_expires_on_time(place, point):
    place.do(lambda: point.behave("UnlockConnector", delay_seconds=ANSWER_SECONDS * 0.8))
    slow = place.desk.ask(point.identity, "UnlockConnector", connectorId=1)
    place.desk.reaches(slow, lambda row: row.state == "Sent", "the first is under way")
    late = place.desk.ask(point.identity, "ClearCache", expires_in=0.1)
    [row] = place.desk.ended(late)
    assert (row.state, row.outcome, row.attempts) == ("Expired", "Expired", 0)
    assert place.desk.row(slow).outcome == "Pending"
    [row] = place.desk.ended(slow)
    assert row.outcome == "Succeeded"
    assert point.inbox.received["ClearCache"] == 0


# -- received, and no answer

def test_what_may_be_repeated_is_until_it_is_answered(place, point):
    place.do(lambda: point.behave("ClearCache", drops=True, times=2))
    row = place.desk.done(point.identity, "ClearCache")
    assert (row.outcome, row.attempts) == ("Succeeded", 3), place.desk.story(row.command_id)
    assert (point.inbox.received["ClearCache"], point.inbox.executed["ClearCache"]) == (3, 3)
    assert set(message_ids(point)) == {b"urn:uuid:" + row.command_id.encode()}
    assert kinds(place, row.command_id) == ["no-answer"] * 2
    assert messages(place, row.command_id) == ["Request", "Timeout"] * 2 + ["Request", "Response"]


def test_what_may_be_repeated_and_is_never_answered_is_unconfirmed(place, point):
    place.do(lambda: point.behave("ClearCache", drops=True))
    [row] = place.desk.ended(place.desk.ask(point.identity, "ClearCache", expires_in=1))
    assert (row.state, row.outcome) == ("Expired", "Unconfirmed"), place.desk.story(row.command_id)
    assert 1 < row.attempts == point.inbox.received["ClearCache"]


ONCE = [
    ("RemoteStartTransaction", {"idTag": "TAG", "connectorId": 1}, {"drops": True}, "Succeeded"),
    ("RemoteStartTransaction", {"idTag": "TAG", "connectorId": 1}, {"drops": True, "lies": True}, "Unconfirmed"),
    ("Reset", {"type": "Hard"}, {"drops": True}, "Succeeded"),
    ("UnlockConnector", {"connectorId": 1}, {"drops": True}, "Unconfirmed"),
    ("UnlockConnector", {"connectorId": 1}, {"delay_seconds": SLOWER}, "Unconfirmed"),
    ("DataTransfer", {"vendorId": "com.example"}, {"html": True}, "Unconfirmed"),
    *(("UnlockConnector", {"connectorId": 1}, {"garbling": kind}, "Unconfirmed") for kind in GARBLINGS),
]


@pytest.mark.parametrize(("operation", "fields", "told", "outcome"), ONCE,
                         ids=["-".join([one[0], *map(str, one[2].values())]) for one in ONCE])
def test_what_may_not_be_repeated_is_not(place, point, operation, fields, told, outcome):
    place.do(lambda: point.behave(operation, **told))
    row = place.desk.done(point.identity, operation, **fields)
    assert (row.outcome, row.attempts) == (outcome, 1), place.desk.story(row.command_id)
    assert point.inbox.received[operation] == 1
    assert kinds(place, row.command_id) == ["bad-answer" if {"html", "garbling"} & told.keys() else "no-answer"]
    assert place.desk.done(point.identity, "ClearCache").outcome == "Succeeded", "the lane is free"


BAD = [("html", True), *(("garbling", kind) for kind in GARBLINGS), ("delay_seconds", SLOWER)]


@pytest.mark.parametrize("version", ["1.2", "1.5"])
@pytest.mark.parametrize(("name", "value"), BAD, ids=[f"{name}-{value}" for name, value in BAD])
def test_what_is_no_answer_is_asked_again(place, version, name, value):
    point = place.charge_points(version=version)[0]
    place.do(lambda: point.behave("ClearCache", times=1, **{name: value}))
    row = place.desk.done(point.identity, "ClearCache")
    assert (row.outcome, row.attempts) == ("Succeeded", 2), place.desk.story(row.command_id)
    said = ["Request", "Timeout" if name == "delay_seconds" else "Malformed", "Request", "Response"]
    assert messages(place, row.command_id) == said
    assert row.error is not None
    assert place.desk.read(charge_points.get, point.identity).call_error is None


# -- where it is called

def listening(place, point, behave, host="127.0.0.1"):
    """Something else at the address of a charge point."""
    peer = Peer(behave)
    address = peer.url().replace("127.0.0.1", host)
    place.desk.execute(commands.PinAddress(charge_point_id=point.identity, address=address))
    return peer


def test_redirects_are_not_followed(place, point):
    with closing(Peer(until_closed)) as elsewhere:
        sends_away = answers(b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n"
                             % elsewhere.url().encode())
        with closing(listening(place, point, sends_away)) as peer:
            row = place.desk.done(point.identity, "UnlockConnector", connectorId=1)
        assert (row.outcome, peer.connections, elsewhere.connections) == ("Unconfirmed", 1, 0)
        assert "302" in row.error


def said(body, encoding=""):
    """An HTTP answer with a body, in some coding."""
    return answers(b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n%bContent-Length: %d\r\n\r\n%b" % (
        f"Content-Encoding: {encoding}\r\n".encode() if encoding else b"", len(body), body))


@pytest.mark.parametrize("behave", [
    for_ever(b"x" * 65536, b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n\r\n"),
    for_ever(b"X-Header: and so on\r\n", b"HTTP/1.1 200 OK\r\n"), until_closed,
    said(gzip.compress(bytes(50_000_000)), "gzip"), said(b"no gzip", "gzip"), said(b"", "br"),
    answers(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 20\r\n\r\n"), answers(b"SSH-2.0-dropbear\r\n"),
    answers(b"")], ids=["body", "header", "silence", "bomb", "no-gzip", "coding", "lengths", "no-http", "nothing"])
def test_answers_of_no_use_end(place, point, behave):
    with closing(listening(place, point, behave)) as peer:
        row = place.desk.done(point.identity, "UnlockConnector", connectorId=1)
        assert (row.outcome, row.attempts, peer.connections) == ("Unconfirmed", 1, 1), place.desk.story(row.command_id)


def test_nothing_that_an_answer_names_is_fetched(place, point):
    """XXE: a document type with an entity elsewhere."""
    with closing(Peer(until_closed)) as elsewhere:
        evil = (f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{elsewhere.url()}"> %x; <!ENTITY y SYSTEM "{elsewhere.url()}">]>'
                f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>'
                f'<unlockConnectorResponse xmlns="urn://Ocpp/Cp/2012/06/"><status>&y;</status></unlockConnectorResponse>'
                f"</s:Body></s:Envelope>")
        with closing(listening(place, point, said(evil.encode()))):
            row = place.desk.done(point.identity, "UnlockConnector", connectorId=1)
        assert (row.outcome, elsewhere.connections) == ("Unconfirmed", 0), place.desk.story(row.command_id)


def test_a_charge_point_at_the_address_of_another_says_so(place):
    one, other = place.charge_points(2)
    place.desk.execute(commands.PinAddress(charge_point_id=one.identity, address=other.messages.address))
    row = place.desk.done(one.identity, "ClearCache")
    assert row.outcome == "Failed"
    assert "IdentityMismatch" in row.reason
    assert other.inbox.executed["ClearCache"] == 0


def test_one_that_never_said_where_it_is_cannot_be_called_until_an_operator_does(place):
    point = place.charge_points(profile=quick(quirks=Quirks(no_from=True)))[0]
    [row] = place.desk.ended(place.desk.ask(point.identity, "ClearCache", expires_in=0.5))
    assert (row.outcome, row.sent_at) == ("Unreachable", None)
    assert f"motown charge-points set-address {point.identity} URL" in row.reason
    address = place.stages[-1].fleet.address
    place.desk.execute(commands.PinAddress(charge_point_id=point.identity, address=f"{address}/{point.identity}"))
    assert place.desk.done(point.identity, "ClearCache").outcome == "Succeeded"


def test_a_pinned_address_is_called_whatever_the_charge_point_says(place):
    liar = place.charge_points(is_unreachable=True)[0]
    assert liar.messages.address
    with closing(listening(place, liar, answers(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))) as peer:
        place.do(liar.heartbeat)
        row = place.desk.done(liar.identity, "UnlockConnector", connectorId=1)
        assert (row.outcome, peer.connections) == ("Unconfirmed", 1)


def test_this_computer_is_not_called_unless_it_is_allowed(place, point):
    """Loopback is not among the networks of the usual settings; here only 127.0.0.1 is allowed."""
    assert "loopback" not in OcppSettings().allowed_networks
    with closing(listening(place, point, until_closed, host="127.0.0.2")) as peer:
        [row] = place.desk.ended(place.desk.ask(point.identity, "ClearCache", expires_in=0.5))
        assert (row.outcome, row.sent_at, peer.connections) == ("Unreachable", None, 0)
    told = place.desk.read(charge_points.get, point.identity).call_error
    assert '"loopback"' in told
    assert "ocpp.allowed_networks" in told
    shown = place.server.command_line("charge-points", "show", point.identity).stdout.decode()
    assert "ocpp.allowed_networks" in shown


# -- who we are

@pytest.mark.parametrize("version", ["1.2", "1.5"])
def test_charge_points_that_want_a_password_get_theirs(place, version):
    """Where an operator says that they are: not wherever somebody says it."""
    points = place.charge_points(2, prefix="BASIC", version=version, guard=Guard(password="right-{identity}"))
    for point in points:
        place.desk.execute(commands.PinAddress(charge_point_id=point.identity, address=point.messages.address))
    assert place.desk.done(points[0].identity, "ClearCache").outcome == "Succeeded"
    row = place.desk.done(points[1].identity, "UnlockConnector", connectorId=1)
    assert (row.outcome, points[1].inbox.received["UnlockConnector"]) == ("Unconfirmed", 0)
    assert "credentials" in row.error
    assert "wrong" not in row.error
    place.stages.pop().close()


def test_charge_points_with_tls_are_believed_and_shown_a_certificate(place, authority, folder):
    guard = Guard(None, *authority.signs("127.0.0.1", "127.0.0.1").written(folder, "cp"), client_ca=folder / "ca.pem")
    point = place.charge_points(prefix="TLS", guard=guard)[0]
    assert point.messages.address.startswith("https://127.0.0.1:")
    row = place.desk.done(point.identity, "ClearCache")
    assert (row.outcome, point.inbox.executed["ClearCache"]) == ("Succeeded", 1), place.desk.story(row.command_id)


def test_charge_points_with_a_certificate_of_nobody_are_told_nothing(place, folder):
    stranger = Identity.authority("Somebody else").signs("127.0.0.1", "127.0.0.1").written(folder, "stranger")
    point = place.charge_points(prefix="ALIEN", guard=Guard(None, *stranger))[0]
    [row] = place.desk.ended(place.desk.ask(point.identity, "ClearCache", expires_in=0.5))
    assert (row.outcome, row.sent_at, point.inbox.received["ClearCache"]) == ("Unreachable", None, 0)
    assert "certificate" in row.reason
