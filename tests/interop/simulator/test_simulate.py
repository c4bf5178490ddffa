"""``motown simulate`` against ``motown serve``: two processes, real sockets."""

import json
import signal
import socket
import subprocess
import sys
from collections import Counter
from contextlib import closing

import pytest

from motown.domain import commands
from motown.domain.ids import IdTag, folded
from motown.server.core import open_core
from tests.http.certificates import Identity
from tests.interop.server import SECONDS, Connection, until


@pytest.fixture(scope="module")
def server(lasting):
    """A server that takes any charge point, and knows two idTags."""
    server = lasting(ocpp__registration="open").start()
    with open_core(server.settings) as core:
        for tag in ("A", "B"):
            core.execute(commands.PutIdTag(id_tag=IdTag(tag), key=folded(tag), max_concurrent=0))
    return server


@pytest.fixture
def begin(tmp_path):
    """Start simulations; each ends with the test."""
    running = []

    def start(url, *arguments):
        words = [sys.executable, "-m", "motown", "simulate", "--url", url, "--json", *arguments]
        running.append(subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def outcome(process):
    """What a simulation tells in the end, and its exit code."""
    out, errors = process.communicate(timeout=SECONDS)
    assert "Traceback" not in errors, errors
    return json.loads(out), process.returncode


def free_port():
    """A port that nobody listens on now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def kinds(server, identity):
    """How many events of each type there are of a charge point."""
    return Counter(event.type for event in server.events() if event.charge_point_id == identity)


def test_sessions_reach_the_log_once_each_though_answers_get_lost(server, begin):
    words = ("--rate", "6", "--time-factor", "20", "--lose-answers", "0.1", "--duration", "3", "--tags", "A,B")
    simulations = {version: begin(f"{server.address}/ocpp", "--version", version, "--id", version, *words)
                   for version in ("1.2", "1.5")}
    for version, process in simulations.items():
        told, code = outcome(process)
        assert (code, told["never_acknowledged"]) == (0, 0)
        sessions = told["events"]["session"]
        assert sessions >= 4
        assert told["operations"]["StartTransaction"]["acknowledged"] == sessions
        found = kinds(server, f"{version}-001")
        assert (found["motown.TransactionStarted"], found["motown.TransactionStopped"]) == (sessions, sessions)


def test_a_simulated_charge_point_takes_commands_and_ends_in_order_when_interrupted(server, begin):
    port = free_port()
    process = begin(f"{server.address}/ocpp", "--rate", "60", "--tags", "A", "--listen", f"127.0.0.1:{port}")
    until(lambda: kinds(server, "SIM-001")["motown.TransactionStarted"], "it charges")
    assert b"Accepted" in command(port, "clearCache")
    process.send_signal(signal.SIGINT)
    told, code = outcome(process)
    assert (code, told["commands"]) == (0, [{"operation": "ClearCache", "answer": "Accepted", "count": 1}])
    found = kinds(server, "SIM-001")
    assert found["motown.TransactionStarted"] == found["motown.TransactionStopped"]


def command(port, operation, fields="", identity="SIM-001"):
    """The answer to a command, or the error in its place."""
    body = (f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:c="urn://Ocpp/Cp/2012/06/"><s:Header>'
            f"<c:chargeBoxIdentity>{identity}</c:chargeBoxIdentity></s:Header><s:Body><c:{operation}Request>{fields}"
            f"</c:{operation}Request></s:Body></s:Envelope>").encode()
    with closing(Connection(f"http://127.0.0.1:{port}")) as connection:
        try:
            return connection.post(body, f"/{identity}").body
        except OSError as error:
            return repr(error).encode()


def test_it_misbehaves_as_told_on_the_command_line(server, begin):
    port = free_port()
    process = begin(
        f"{server.address}/ocpp", "--scenario", "idle", "--id", "BAD", "--listen", f"127.0.0.1:{port}",
        "--answer", "UnlockConnector=Rejected", "--fault", "GetLocalListVersion=SecurityError", "--lie", "Reset",
        "--drop", "ClearCache", "--html", "CancelReservation", "--garble", "GetConfiguration=operation",
        "--slow", "GetLocalListVersion=0.2")
    until(lambda: kinds(server, "BAD-001")["motown.StatusChanged"], "it is there")

    def ask(operation, fields=""):
        return command(port, operation, fields, "BAD-001")

    assert b"Rejected" in ask("unlockConnector", "<c:connectorId>1</c:connectorId>")
    assert b"SecurityError" in ask("getLocalListVersion")
    assert b"Accepted" in ask("reset", "<c:type>Hard</c:type>")
    assert ask("clearCache").startswith((b"ConnectionResetError", b"RemoteDisconnected"))
    assert b"<html>" in ask("cancelReservation", "<c:reservationId>1</c:reservationId>")
    assert b"clearCacheResponse" in ask("getConfiguration")
    process.send_signal(signal.SIGINT)
    told, code = outcome(process)
    counts = {(one["operation"], one["answer"]): one["count"] for one in told["commands"]}
    assert (code, counts) == (0, {
        ("UnlockConnector", "Rejected"): 1, ("GetLocalListVersion", "SecurityError"): 1, ("Reset", "Accepted"): 1,
        ("ClearCache", "Accepted"): 1, ("GetConfiguration", "answered"): 1})
    assert told["events"] == {"boot Accepted": 1}


def test_it_tells_an_address_where_nobody_is(server, begin):
    port = free_port()
    process = begin(f"{server.address}/ocpp", "--scenario", "idle", "--id", "GONE", "--unreachable",
                    "--listen", f"127.0.0.1:{port}")
    until(lambda: kinds(server, "GONE-001")["motown.StatusChanged"], "it is there")
    assert command(port, "clearCache", identity="GONE-001").startswith(b"ConnectionRefusedError")
    process.send_signal(signal.SIGINT)
    assert outcome(process)[1] == 0


def test_a_password_and_tls(new_server, begin, tmp_path):
    authority = Identity.authority()
    certificate, key = authority.signs("localhost", "localhost").written(tmp_path, "server")
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    port = free_port()
    server = new_server(http__listen_tls=f"127.0.0.1:{port}", http__tls_certificate=certificate, http__tls_key=key,
                        ocpp__authentication="required").start()
    server.accept(["SIM-001"])
    server.command_line("charge-points", "set-password", "--password-stdin", "SIM-001", stdin="secret word\n")
    url = f"https://localhost:{port}/ocpp"
    words = ("--scenario", "idle", "--messages", "3", "--duration", "20", "--ca", str(tmp_path / "ca.pem"))
    right, wrong = begin(url, *words, "--password", "secret word"), begin(url, *words[:-2], "--duration", "2")
    told, code = outcome(right)
    assert (code, told["events"]) == (0, {"boot Accepted": 1})
    told, code = outcome(wrong)
    assert (code, told["acknowledged"]) == (1, 0)
    assert "certificate" in str(told["reasons"]).lower()


def test_where_nobody_answers_that_is_told(begin):
    told, code = outcome(begin(f"http://127.0.0.1:{free_port()}/ocpp", "--duration", "1", "--grace", "0"))
    assert (code, told["acknowledged"], told["never_acknowledged"]) == (1, 0, 1)
    assert "refused" in str(told["reasons"])
