"""The store goes away and comes back: refusals at once, no lie, and all goes on by itself (reliability D4 to D6)."""

import contextlib
import os
import resource
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgresql
from tests.interop.fleet import Fleet
from tests.interop.server import Reply, Server, until
from tests.interop.soap import faulted, request
from tests.needs import missing

AT_ONCE_SECONDS = 5
BACK_SECONDS = 15
NUMBERS = iter(range(10**9))


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[postgresql.Cluster]:
    """A PostgreSQL that may be stopped, and loses nothing by it; each test leaves it running."""
    try:
        with postgresql.cluster(durable=True) as running:
            yield running
    except postgresql.NoPostgresql as reason:
        missing("postgresql", str(reason))


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A file system of 16 MB."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", tmp_path], capture_output=True, text=True, check=False)
    if mounted.returncode:
        missing("mount", mounted.stderr.strip())
    yield tmp_path
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


def boot(server: Server) -> None:
    server.start()
    server.accept(["EV-1"])
    assert tell(server).status == 200


def tell(server: Server) -> Reply:
    """A status that was never sent before, with some kilobytes that do not compress."""
    info = os.urandom(2000).hex()
    return server.post(request("StatusNotification", (
        "<connectorId>1</connectorId><status>Available</status><errorCode>NoError</errorCode>"
        f"<info>{next(NUMBERS)} {info}</info>")))


def refused(server: Server) -> bool:
    """Whether a message is refused, which must be at once and nobody's fault but ours."""
    begin = time.monotonic()
    reply = tell(server)
    assert time.monotonic() - begin < AT_ONCE_SECONDS
    if reply.status == 200:
        return False
    assert reply.status == 500
    fault = faulted(reply)
    assert fault.says == ("Receiver", "InternalError")
    assert "SELECT" not in fault.reason.upper()
    return True


def comes_back(server: Server) -> None:
    """Without being touched."""
    until(lambda: tell(server).status == 200, "a message is acknowledged again", BACK_SECONDS)
    assert server.ask("GET", "/health").status == 200


def test_postgresql_stops_and_crashes_under_load(new_server, own_cluster):
    server = new_server(own_cluster.fresh())
    boot(server)
    fleet = Fleet(server, 6)
    fleet.start()
    for how in (signal.SIGINT, signal.SIGQUIT):
        fleet.go_on_for(60)
        own_cluster.stop(how)
        refusals = fleet.refusals.total()
        until(lambda seen=refusals: fleet.refusals.total() > seen + 30, "charge points are refused")
        assert all(refused(server) for _ in range(3))
        health = server.ask("GET", "/health")
        assert (health.status, b'"unavailable"' in health.body) == (503, True)
        own_cluster.start()
        comes_back(server)
    fleet.go_on_for(60)
    fleet.stop()
    assert fleet.refusals.keys() == {"Receiver"}
    fleet.judge()


def test_a_full_disk(new_server, small_disk):
    server = new_server(f"sqlite:///{small_disk / 'motown.db'}")
    boot(server)
    filler = fill(small_disk)
    until(lambda: refused(server), "a message is refused")
    assert all(refused(server) for _ in range(3))
    assert server.ask("GET", "/health").status == 503
    filler.unlink()
    comes_back(server)
    sound(small_disk / "motown.db")


def fill(folder: Path) -> Path:
    """Leave no room."""
    filler = folder / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return filler


def test_files_that_may_not_grow(new_server, tmp_path):
    """Under load, with a limit on the size of files instead of a full disk: that takes no rights."""
    file = tmp_path / "motown.db"
    server = new_server(f"sqlite:///{file}").start()
    fleet = Fleet(server, 6)
    fleet.start()
    fleet.go_on_for(60)
    _, hard = resource.prlimit(server.running.pid, resource.RLIMIT_FSIZE)
    largest = max(part.stat().st_size for part in tmp_path.glob("motown.db*"))
    resource.prlimit(server.running.pid, resource.RLIMIT_FSIZE, (largest, hard))
    until(lambda: fleet.refusals.total() > 60, "charge points are refused")
    resource.prlimit(server.running.pid, resource.RLIMIT_FSIZE, (hard, hard))
    fleet.go_on_for(60)
    fleet.stop()
    assert fleet.refusals.keys() == {"Receiver"}
    fleet.judge()
    sound(file)


def sound(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.soak
@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_frozen_for_ten_seconds(new_server, store, request):
    server = new_server(request.getfixturevalue("cluster").fresh() if store == "postgresql" else None).start()
    fleet = Fleet(server, 20)
    fleet.start()
    fleet.go_on_for(200)
    freeze(server, 10)
    fleet.go_on_for(200)
    fleet.stop()
    assert not fleet.refusals.keys() - {"Receiver"}
    assert fleet.retries > 0
    fleet.judge()


@pytest.mark.soak
def test_a_frozen_server_does_not_hold_up_another(new_server, cluster):
    url = cluster.fresh()
    frozen, other = new_server(url).start(), new_server(url).start()
    fleets = [Fleet(frozen, 8, "FROZEN"), Fleet(other, 8, "OTHER")]
    for fleet in fleets:
        fleet.start()
    for fleet in fleets:
        fleet.go_on_for(100)
    frozen.send_signal(signal.SIGSTOP)
    for _ in range(3):
        fleets[1].go_on_for(100)
    frozen.send_signal(signal.SIGCONT)
    for fleet in fleets:
        fleet.go_on_for(100)
    for fleet in fleets:
        fleet.stop()
    for fleet in fleets:
        fleet.judge()


def freeze(server: Server, seconds: float) -> None:
    server.send_signal(signal.SIGSTOP)
    time.sleep(seconds)
    server.send_signal(signal.SIGCONT)
