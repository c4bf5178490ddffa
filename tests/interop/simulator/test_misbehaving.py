"""What a central system meets on the wire when a charge point misbehaves as told."""

import http.client
import socket
import ssl
import threading
from contextlib import closing

import pytest

from motown.simulator.behaviour import Behaviour
from motown.simulator.guard import Guard
from motown.simulator.profile import Profile
from tests.http.certificates import Identity
from tests.interop.server import SECONDS, Connection, until
from tests.interop.soap import body_of

QUICK = Profile(reboot_seconds=0.3, keys={"HeartBeatInterval": "300"})
CUT = (ConnectionResetError, http.client.RemoteDisconnected)


def status(reply):
    return body_of(reply)[0].text


@pytest.mark.parametrize("version", ["1.2", "1.5"])
def test_a_connection_is_cut_after_the_command_was_received(stage, version):
    stage = stage(version=version, profile=Profile(behaviours={"ClearCache": Behaviour(drops=True, times=2)}))
    for _ in range(2):
        with pytest.raises(CUT):
            stage.ask("SIM-001", "ClearCache")
    assert status(stage.ask("SIM-001", "ClearCache")) == "Accepted"
    inbox = stage.fleet["SIM-001"].inbox
    assert (inbox.received["ClearCache"], inbox.executed["ClearCache"]) == (3, 3)
    assert all((one.raw.startswith(b"<?xml") and "soapaction" in one.headers) or one.headers for one in inbox.messages)


def test_so_it_is_where_the_command_comes_in_pieces(stage):
    stage = stage(profile=Profile(behaviours={"ClearCache": Behaviour(drops=True)}))
    _, message = stage.connected("SIM-001", "ClearCache")
    port = int(stage.fleet.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), SECONDS) as connection:
        connection.sendall(b"POST /SIM-001 HTTP/1.1\r\nHost: x\r\nContent-Type: application/soap+xml\r\n"
                           b"Content-Length: %d\r\nX-Odd: 1\r\n\r\n" % len(message))
        until(lambda: stage.do(lambda: [one.phase.name for one in stage.channels] == ["BODY"]), "the head is read")
        connection.sendall(message)
        with pytest.raises(ConnectionResetError):
            connection.recv(4096)
    until(lambda: not stage.channels, "it is forgotten")


def test_the_others_on_the_port_do_not_notice(stage):
    stage = stage(count=2)
    stage.do(stage.fleet["SIM-001"].go_away)
    with pytest.raises(CUT):
        stage.ask("SIM-001", "ClearCache")
    assert status(stage.ask("SIM-002", "ClearCache")) == "Accepted"
    stage.do(stage.fleet["SIM-001"].come_back)
    assert status(stage.ask("SIM-001", "ClearCache")) == "Accepted"
    assert stage.fleet["SIM-001"].inbox.received["ClearCache"] == 1


def test_a_kept_connection_is_cut_too(stage):
    stage = stage()
    connection, message = stage.connected("SIM-001", "ClearCache")
    with closing(connection):
        assert connection.post(message, "/SIM-001").status == 200
        stage.do(stage.fleet["SIM-001"].go_away)
        with pytest.raises(CUT):
            connection.post(message, "/SIM-001")


def test_a_charge_point_that_resets_is_away_and_boots_again(stage):
    stage = stage(profile=QUICK)
    point = stage.fleet["SIM-001"]
    assert status(stage.ask("SIM-001", "Reset", type="Hard")) == "Accepted"
    until(lambda: not point.is_reachable, "it goes down")
    with pytest.raises(CUT):
        stage.ask("SIM-001", "ClearCache")
    until(lambda: len(stage.central.of("BootNotification")) == 2, "it boots again")
    assert status(stage.ask("SIM-001", "ClearCache")) == "Accepted"


def test_with_a_port_of_its_own_it_refuses_connections_meanwhile(stage):
    stage = stage(count=2, own_ports=True)
    ports = {point.messages.address.rpartition(":")[2].partition("/")[0] for point in stage.fleet.points}
    assert len(ports) == 2
    point = stage.fleet["SIM-001"]
    connection, message = stage.connected("SIM-001", "ClearCache")
    with closing(connection):
        assert connection.post(message, "/SIM-001").status == 200
        stage.do(point.go_away)
        until(lambda: _refuses(stage), "it refuses")
        with pytest.raises(CUT):
            connection.post(message, "/SIM-001")
    assert status(stage.ask("SIM-002", "ClearCache")) == "Accepted"
    stage.do(point.come_back)
    until(lambda: not _refuses(stage), "it is back")
    assert status(stage.ask("SIM-001", "ClearCache")) == "Accepted"


def test_going_and_coming_in_one_breath_leaves_the_door_open(stage):
    stage = stage(own_ports=True)
    point = stage.fleet["SIM-001"]
    stage.do(lambda: [turn() for turn in (point.go_away, point.come_back, point.go_away, point.come_back)])
    until(lambda: not _refuses(stage), "it is back")


def _refuses(stage):
    try:
        stage.ask("SIM-001", "ClearCache")
    except ConnectionRefusedError:
        return True
    except CUT:
        return False
    return False


def test_an_address_where_nothing_listens(stage):
    stage = stage(is_unreachable=True)
    address = stage.central.messages[0].find("Header/From/Address")
    assert address == stage.fleet["SIM-001"].messages.address
    with pytest.raises(ConnectionRefusedError):
        stage.ask("SIM-001", "ClearCache")


def test_pages_and_noise(stage):
    stage = stage()
    point = stage.fleet["SIM-001"]
    stage.do(lambda: point.behave("ClearCache", html=True))
    page = stage.ask("SIM-001", "ClearCache")
    assert (page.status, page.media_type, b"<h1>" in page.body) == (200, "text/html", True)
    stage.do(lambda: point.behave("ClearCache", garbling="noise"))
    noise = stage.ask("SIM-001", "ClearCache")
    assert (noise.status, noise.media_type, len(noise.body)) == (200, "application/soap+xml", 400)


AT_ONCE = 700
"""More connections from one address than Motown itself would take: a central system has one address."""


def test_hundreds_of_slow_answers_come_together_and_take_no_thread(stage):
    """One after the other they would take longer than any of them is waited for."""
    stage = stage(count=5, profile=Profile(behaviours={"*": Behaviour(delay_seconds=1)}))
    threads, points = threading.active_count(), stage.fleet.points
    port = int(stage.fleet.address.rpartition(":")[2])
    connections = [socket.create_connection(("127.0.0.1", port), SECONDS) for _ in range(AT_ONCE)]
    for number, connection in enumerate(connections):
        identity = points[number % len(points)].identity
        _, message = stage.connected(identity, "ClearCache")
        connection.sendall(b"POST /%b HTTP/1.1\r\nHost: x\r\nContent-Type: application/soap+xml\r\n"
                           b"Content-Length: %d\r\n\r\n" % (identity.encode(), len(message)) + message)
    assert threading.active_count() == threads
    answers = [connection.recv(4096) for connection in connections]
    assert all(b"Accepted" in answer for answer in answers)
    for connection in connections:
        connection.close()


def test_commands_over_tls_from_whom_the_authority_vouches_for(stage, tmp_path):
    authority = Identity.authority()
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    server, client = authority.signs("localhost", "localhost"), authority.signs("central")
    guard = Guard(None, *server.written(tmp_path, "server"), client_ca=tmp_path / "ca.pem")
    stage = stage(guard=guard, listen="localhost:0", public=None)
    assert stage.fleet.address.startswith("https://")
    _, message = stage.connected("SIM-001", "ClearCache")
    port, context = stage.fleet.address.rpartition(":")[2], ssl.create_default_context(cafile=tmp_path / "ca.pem")
    with closing(Connection(f"https://localhost:{port}", tls=context)) as stranger:
        assert stranger.post(message, "/SIM-001").status == 403
    context.load_cert_chain(*client.written(tmp_path, "client"))
    with closing(Connection(f"https://localhost:{port}", tls=context)) as known:
        assert status(known.post(message, "/SIM-001")) == "Accepted"
        stage.do(stage.fleet["SIM-001"].go_away)
        with pytest.raises((*CUT, ssl.SSLError)):
            known.post(message, "/SIM-001")
