"""Attacks on the running server below SOAP: heads, paths, many connections, slow senders, floods of strangers."""

import re
import select
import socket
import time

import pytest

from motown.store import charge_points, journal
from tests.interop.attackers import Honest, connected, properly_refused, rest, sent, statuses
from tests.interop.server import Connection, Server, until
from tests.interop.soap import BOOT, request

CONNECTIONS = 240
HEADS = [
    b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"Content-Length: 5\r\nContent-Length: 6",
    b"Content-Length: -1", b"Content-Length: +5", b"Content-Length: 5, 5, 6",
    b"Transfer-Encoding: identity, chunked, gzip", b"Content-Length: 5\r\n X: y", b"X" * 20_000 + b": y",
    b"X: " + b"y" * 20_000, b"X: y\r\n" * 200 + b"X: y", b"X\0: y"]
NEVER_FINISHED = [
    b"POST /ocpp HT", b"POST /ocpp HTTP/1.1\r\nHost: m\r\nX: y\r\n", b"\x16\x03\x01",
    b"POST /ocpp HTTP/1.1\r\nHost: m\r\nContent-Length: 200000\r\n\r\n<"]


def test_heads_that_are_not_to_be_trusted(target):
    """Refused, and the connection closed: what follows may be somebody else's request."""
    smuggled = b"0\r\n\r\nPOST /ocpp HTTP/1.1\r\nHost: m\r\nContent-Length: 0\r\n\r\n"
    clients = {head: sent(target, b"POST /ocpp HTTP/1.1\r\nHost: m\r\n" + head + b"\r\n\r\n" + smuggled)
               for head in HEADS}
    answers = {head: statuses(rest(client)) for head, client in clients.items()}
    assert {head: found for head, found in answers.items()
            if len(found) != 1 or found[0] not in (400, 413, 431, 501)} == {}


@pytest.mark.parametrize("path", [
    "/wsdl/../conf/motown.toml", "/wsdl/%2e%2e/conf/motown.toml", "/wsdl/..%2fconf%2fmotown.toml", "/wsdl//etc/passwd",
    "/schemas/../../../../../../etc/passwd", "/wsdl/ocpp/1.5/..\\..\\..\\setup.cfg",
    "/wsdl/ocpp/1.5/%00centralsystem.wsdl", "/ocpp?wsdl=../../../../etc/passwd",
    "/ocpp?wsdl=file:///etc/passwd", "/wsdl/", "/.git/config"])
def test_only_what_is_published_is_served(target, path):
    reply = target.ask("GET", path)
    assert reply.status in (400, 404)
    assert b"root:" not in reply.body
    assert b"[store]" not in reply.body


def test_a_host_header_does_not_break_out_of_the_wsdl(target):
    reply = target.ask("GET", "/ocpp?wsdl", headers={"Host": 'x"/><evil'})
    assert b"evil" not in reply.body


@pytest.fixture(scope="module")
def impatient(lasting) -> Server:
    """A server with little patience and little room, so that tests need little of both."""
    server = lasting(
        http__limits__head_seconds=1, http__limits__body_seconds=1, http__limits__connections_per_address=CONNECTIONS,
        ocpp__max_pending=20, journal__max_rows=50, journal__rows_per_minute=60).start()
    server.accept(["HONEST"])
    return server


def is_well(connection: Connection) -> bool:
    return connection.post(request("Heartbeat", identity="HONEST")).status == 200


def test_so_many_connections_and_no_more(impatient):
    held = [connected(impatient) for _ in range(CONNECTIONS - 1)]
    mine = impatient.connect()
    assert is_well(mine)
    late = sent(impatient, b"GET /health HTTP/1.1\r\nHost: m\r\n\r\n")
    assert rest(late) == b""
    assert is_well(mine)
    for client in held:
        client.close()
    until(lambda: impatient.ask("GET", "/health").status == 200, "there is room again")


def test_many_who_never_finish_are_dropped(impatient):
    clients = [sent(impatient, begin) for begin in NEVER_FINISHED * 50]
    assert is_well(impatient.connect())
    for client in clients:
        assert statuses(rest(client)) in ([], [408], [400])
        client.close()


@pytest.mark.soak
def test_slow_senders_are_dropped_in_time_and_nobody_notices(new_server):
    """A byte a second, 200 heads and 200 bodies, beside 100 idle connections: gone within 28 s (reliability A4)."""
    server = new_server().start()
    honest = Honest(server)
    honest.start()
    idle = [connected(server) for _ in range(100)]
    body = b"POST /ocpp HTTP/1.1\r\nHost: m\r\nContent-Length: 200000\r\n\r\n"
    left = {sent(server, begin) for begin in [b"POST /ocpp HTTP/1.1\r\nX: ", body] * 200}
    deadline = time.monotonic() + 28
    while left:
        assert time.monotonic() < deadline, f"{len(left)} are still there"
        time.sleep(1)
        left = {client for client in left if drips(client)}
    honest.stop()
    for client in idle:
        client.close()


def drips(client: socket.socket) -> bool:
    """Send one byte more; whether the server still listens."""
    if select.select([client], [], [], 0)[0]:
        client.close()
        return False
    client.send(b"x")
    return True


def test_strangers_leave_no_charge_points_and_a_bounded_journal(impatient):
    connection = impatient.connect()
    for number in range(70):
        properly_refused(connection.post(request("Heartbeat", identity=f"HB-{number}")))
        assert b"Rejected" in connection.post(request("BootNotification", BOOT, identity=f"BOOT-{number}")).body
        properly_refused(connection.post(b"<junk" * 100))
    assert is_well(connection)
    assert impatient.read(charge_points.counts) == {"Accepted": 1, "Pending": 20}
    assert len(impatient.read(journal.page, None, 1000)) <= 60
    assert dropped(impatient) > 100
    assert [event for event in impatient.events() if (event.charge_point_id or "").startswith("HB-")] == []


def dropped(server: Server) -> float:
    """How many of the strangers' messages were only counted."""
    metrics = server.ask("GET", "/metrics").body.decode()
    return float(re.search(r"^motown_journal_dropped (\S+)$", metrics, re.MULTILINE)[1])
