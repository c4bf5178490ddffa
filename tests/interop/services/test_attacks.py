"""What strangers and parties of ill will send to the services of a running server, and what becomes of it."""

import gzip
import re
import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.interop.attackers import Honest
from tests.interop.server import Reply, Server, until

PASSWORD = "correct horse battery"
SOAP12, SOAP11 = "http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/"
ACCESS, EVENTSTORE = "urn:motown:ws:v1:access", "urn:motown:ws:v1:eventstore"
PROXY = "127.0.0.9"
"""Whatever comes from there comes from somebody else."""


def envelope(body: str, soap: str = SOAP12) -> bytes:
    return f'<s:Envelope xmlns:s="{soap}"><s:Body>{body}</s:Body></s:Envelope>'.encode()


WHO_AM_I = envelope(f'<WhoAmI xmlns="{ACCESS}"/>')
POLL = envelope(f'<ReadEvents xmlns="{EVENTSTORE}"><afterPosition>{{}}</afterPosition><filter>'
                '<typePrefix xmlns="urn:motown:ws:v1:types">nothing</typePrefix></filter>'
                "<waitSeconds>60</waitSeconds></ReadEvents>").decode()


def basic(user: bytes | str = "boss", password: bytes | str = PASSWORD) -> str:
    parts = [one if isinstance(one, bytes) else one.encode() for one in (user, password)]
    return "Basic " + b64encode(b":".join(parts)).decode()


def ask(server: Server, body: bytes = WHO_AM_I, service: str = "access", source: str = "", seconds: float = 30.0,
        content_type: str = "application/soap+xml", **headers: str) -> Reply:
    with closing(server.connect(seconds, source)) as connection:
        return connection.post(body, f"/services/{service}/v1", content_type, **{"Authorization": basic(), **headers})


def told(reply: Reply, name: str) -> str | None:
    """The text of the first element of that name."""
    found = re.search(rf"[:<]{name}>([^<]*)<".encode(), reply.body)
    return found[1].decode() if found else None


@pytest.fixture(scope="module")
def server(lasting, cluster) -> Iterator[Server]:
    """On PostgreSQL: it takes fewer characters than SQLite, and several processes."""
    server = lasting(cluster.fresh(), http__trusted_proxies=f"{PROXY}/32").start()
    for name, role in (("boss", "ADMIN"), ("cso", "CSO")):
        server.command_line("parties", "add", name, "--role", role, "--password-stdin", stdin=PASSWORD)
    yield server
    server.stop()


@pytest.mark.parametrize("shown", [
    basic("bo\0ss"), basic("\0", "\0"), basic(password="\0"), basic("", ""), basic(""), basic(password=""),
    basic("BOSS"), basic("boss "), basic(password=f":{PASSWORD}"), basic("%"), basic("_oss"), basic("a\r\nb"),
    basic(b"bo\xffss", b"\xff"), basic("x" * 4000), basic(password="x" * 4000), basic().rstrip("="),
    basic() + ", " + basic(),
    "Basic", "Basic !!!!", "Basic " + b64encode(b"boss").decode(), f"Bearer {PASSWORD}", "boss", ""])
def test_what_is_no_credential(server, shown):
    reply = ask(server, Authorization=shown)
    assert told(reply, "code") == "NotAuthenticated"
    assert ask(server).status == 200


@pytest.mark.parametrize("headers", [
    {}, {"X_Forwarded_For": "203.0.113.7"}, {"X_Forwarded_For": "127.0.0.1, 203.0.113.7"},
    {"X_Forwarded_For": "127.0.0.1, 203.0.113.7", "X_Forwarded_Proto": "http"}])
def test_nobody_says_of_itself_that_it_is_near(server, headers):
    """The proxy appends who has called it; what stood there before is the caller's own."""
    far = {"X_Forwarded_For": "203.0.113.7", **headers}
    assert told(ask(server, source=PROXY, **far), "code") == "NotAuthenticated"
    assert ask(server, source=PROXY, **{**far, "X_Forwarded_Proto": "https"}).status == 200


@pytest.mark.parametrize(("body", "headers", "status"), [
    (b"", {}, 500), (b"\0" + WHO_AM_I, {}, 500), (WHO_AM_I.replace(b"2003", b"2099"), {}, 500),
    (b'<!DOCTYPE s [<!ENTITY a "b">]>' + WHO_AM_I, {}, 500),
    (b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + WHO_AM_I.replace(b"/>", b">&a;</WhoAmI>"), {}, 500),
    (envelope("<a>" * 10_000 + "</a>" * 10_000), {}, 500),
    (envelope(f'<WhoAmI xmlns="{ACCESS}"/>' * 2), {}, 500), (envelope(f'<GetCommand xmlns="{ACCESS}"/>'), {}, 500),
    (WHO_AM_I.replace(b"<s:Body>", b'<s:Header><a xmlns="b" s:mustUnderstand="1"/></s:Header><s:Body>'), {}, 500),
    (b" " * 1_000_000, {}, 413), (gzip.compress(b" " * 10_000_000), {"Content_Encoding": "gzip"}, 413),
    (b"no gzip", {"Content_Encoding": "gzip"}, 400), (WHO_AM_I, {"Content_Encoding": "br"}, 415),
    (WHO_AM_I, {"content_type": 'multipart/related; boundary="x"; type="application/xop+xml"'}, 415),
    (WHO_AM_I, {"content_type": "application/json"}, 415)])
def test_what_is_no_message(server, body, headers, status):
    reply = ask(server, body, **headers)
    assert reply.status == status
    if status == 500:
        assert told(reply, "code") == "InvalidRequest"
    assert b"root:" not in reply.body
    assert ask(server).status == 200


@pytest.mark.parametrize(("body", "headers"), [
    (WHO_AM_I, {"content_type": f'application/soap+xml; action="{ACCESS}:PutParty"'}),
    (WHO_AM_I, {"content_type": "text/xml; charset=utf-8", "SOAPAction": '"urn:other"'}),
    (envelope(f'<WhoAmI xmlns="{ACCESS}"/>', SOAP11), {}),
    (WHO_AM_I.decode().encode("utf-16"), {"content_type": "application/soap+xml; charset=utf-16"}),
    (gzip.compress(WHO_AM_I), {"Content_Encoding": "gzip"})])
def test_what_is_odd_and_means_one_thing(server, body, headers):
    reply = ask(server, body, **headers)
    assert (reply.status, told(reply, "partyId")) == (200, "boss")


@pytest.mark.parametrize("host", ['evil"><x', "a b", "user@evil", "evil/..", ""])
def test_no_host_gets_into_the_wsdl_that_is_none(server, host):
    with closing(server.connect()) as connection:
        reply = connection.ask("GET", "/services/access/v1?wsdl", headers={"Host": host})
    assert reply.status in (200, 400)
    assert b"evil" not in reply.body


def put_party(server: Server, party_id: str, request_id: str) -> Reply:
    return ask(server, envelope(
        f'<PutParty xmlns="{ACCESS}"><requestId>{request_id}</requestId><partyId>{party_id}</partyId><name>N</name>'
        "<role>CSO</role><revision>1</revision></PutParty>"))


def test_one_request_to_two_processes_is_done_once(server, lasting):
    servers = [server, lasting(server.assignments["store.url"]).start()]
    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(lambda n: put_party(servers[n % len(servers)], "twin", "twin"), range(16)))
        others = list(threads.map(lambda n: put_party(servers[n % len(servers)], f"other-{n}", "other"), range(16)))
    assert [reply.status for reply in replies] == [200] * 16
    assert sorted(told(reply, "duplicate") for reply in replies) == ["false"] + ["true"] * 15
    assert len({told(reply, "position") for reply in replies}) == 1
    assert sorted(told(reply, "code") or "" for reply in others) == [""] + ["IdempotencyConflict"] * 15
    servers[1].stop()


def test_who_guesses_delays_neither_parties_nor_charge_points(server):
    assert ask(server, Authorization=basic("cso")).status == 200
    over, honest = threading.Event(), Honest(server, "HONEST-2")

    def guess(number: int) -> None:
        while not over.is_set():
            ask(server, source="127.0.0.2", Authorization=basic(f"user{number}", "wrong"))

    guessing = [threading.Thread(target=guess, args=(number,), daemon=True) for number in range(30)]
    honest.start()
    for one in guessing:
        one.start()
    try:
        replies = [ask(server, seconds=5.0, Authorization=basic(name)) for name in ("boss", "cso") * 5]
        near = ask(server, source="127.0.0.2", seconds=5.0)  # remembered, also where the guesses come from
        until(lambda: honest.slowest, "the charge point was answered")
    finally:
        over.set()
        honest.stop()
    assert {reply.status for reply in (*replies, near)} == {200}


def poll(server: Server, after: int) -> socket.socket:
    """A long poll, asked and not waited for."""
    body, place = POLL.format(after).encode(), urlsplit(server.address)
    connection = socket.create_connection((place.hostname, place.port), 30)
    connection.sendall((
        f"POST /services/eventstore/v1 HTTP/1.1\r\nHost: x\r\nAuthorization: {basic()}\r\n"
        f"Content-Type: application/soap+xml\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body)
    return connection


def test_polls_that_nobody_waits_for_are_over(server):
    """And those that wait when the server stops are answered."""
    info = ask(server, envelope(f'<GetStoreInfo xmlns="{EVENTSTORE}"/>'), "eventstore")
    head = int(told(info, "headPosition") or 0)
    gone = [poll(server, head) for _ in range(100)]
    until(lambda: waiting(server) > 50, "many have come")
    for one in gone:
        one.close()
    until(lambda: server.log.count("outcome=Abandoned") == 100, "all are over, also those that had not begun to wait")
    assert waiting(server) == 0
    last = [poll(server, head) for _ in range(5)]
    until(lambda: waiting(server) == 5, "they wait")
    server.stop()
    answers = [one.makefile("rb").read() for one in last]
    server.start()
    for answer in answers:
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert b"endOfStore>true<" in answer


def waiting(server: Server) -> int:
    found = re.search(rb"^motown_tail_waiting_readers (\d+)", server.ask("GET", "/metrics").body, re.MULTILINE)
    assert found is not None
    return int(found[1])
