"""``motown serve`` as its users start and stop it: a process, real sockets."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

READY_SECONDS = 30


@pytest.fixture
def serve(tmp_path):
    """Start servers; each ends with the test."""
    running = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "motown", "serve", *arguments], cwd=tmp_path, text=True,
            stdout=subprocess.PIPE, stderr=(tmp_path / f"log{len(running)}").open("w"))
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


def settings(tmp_path, *, port=0):
    return [f"--set=store.url=sqlite:///{tmp_path / 'motown.db'}", f"--set=http.listen=127.0.0.1:{port}",
            "--set=addons.ftp.enabled=false"]  # its port would be one for all servers


def get(url):
    with urllib.request.urlopen(url, timeout=READY_SECONDS) as answer:
        return answer.read()


def test_it_says_where_it_is_serves_and_stops_cleanly(serve, tmp_path):
    server = serve(*settings(tmp_path))
    first = server.stdout.readline()
    assert first.startswith("Motown ")
    base = first.split()[-1]
    said = "".join(server.stdout.readline() for _ in range(6))
    assert f"{base}/ocpp" in said
    assert "charge-points accept" in said
    assert json.loads(get(f"{base}/health"))["status"] == "ok"
    assert b"motown_store_writable 1" in get(f"{base}/metrics")
    server.send_signal(signal.SIGTERM)
    assert server.wait(READY_SECONDS) == 0


def test_the_first_administrator_is_told_once_and_not_in_the_log(serve, tmp_path):
    first = serve(*settings(tmp_path))
    said = iter(first.stdout.readline, "")
    password = next(line.split()[-1] for line in said if line.strip().startswith("password  "))
    first.send_signal(signal.SIGTERM)
    assert first.wait(READY_SECONDS) == 0
    assert password not in (tmp_path / "log0").read_text()
    second = serve(*settings(tmp_path))
    assert second.stdout.readline().startswith("Motown ")
    second.send_signal(signal.SIGTERM)
    assert second.wait(READY_SECONDS) == 0
    assert "password" not in second.stdout.read()


def test_a_second_server_on_the_same_file_is_refused(serve, tmp_path):
    server = serve(*settings(tmp_path))
    server.stdout.readline()
    second = serve(*settings(tmp_path))
    assert second.wait(READY_SECONDS) == 1
    assert "stop it first" in (tmp_path / "log1").read_text()


def test_a_taken_port_is_told(serve, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = serve(*settings(tmp_path, port=taken.getsockname()[1]))
        assert server.wait(READY_SECONDS) == 1
    log = (tmp_path / "log0").read_text()
    assert "Traceback" not in log
    assert "motown: " in log


def test_a_store_that_cannot_be_reached_is_told(serve, tmp_path):
    server = serve("--set=store.url=postgresql://motown@127.0.0.1:1/motown", "--set=http.listen=127.0.0.1:0")
    assert server.wait(READY_SECONDS) == 4
    log = (tmp_path / "log0").read_text()
    assert "Traceback" not in log
    assert "motown: the store cannot" in log


def test_wrong_settings_start_nothing(serve, tmp_path):
    server = serve("--set=http.lisen=x")
    assert server.wait(READY_SECONDS) == 2
    assert "did you mean http.listen?" in (tmp_path / "log0").read_text()


def test_a_demonstration_brings_charge_points_that_are_let_in(serve, tmp_path):
    server = serve("--demo", *settings(tmp_path))
    server.stdout.readline()
    command = [sys.executable, "-m", "motown", "events", "--follow", "--json", "--type", "motown.ChargePointBooted",
               *settings(tmp_path)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as follower:
        booted = [json.loads(follower.stdout.readline()) for _ in range(3)]
        follower.send_signal(signal.SIGINT)
        assert follower.wait(READY_SECONDS) == 130
    spoken = {one["chargePointId"]: one["body"]["protocol"] for one in booted}
    assert spoken == {"DEMO-001": "ocpp1.2-soap", "DEMO-002": "ocpp1.5-soap", "DEMO-003": "ocpp1.5-soap"}
    server.send_signal(signal.SIGTERM)
    assert server.wait(READY_SECONDS) == 0
