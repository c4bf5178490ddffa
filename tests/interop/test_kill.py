"""kill -9 under load: nothing acknowledged is lost, nothing happens twice (reliability D1, D2), all goes on after."""

import sqlite3
import time

import pytest

from motown.store import transactions
from tests.interop.fleet import Fleet, repeatedly
from tests.interop.probe import Probe
from tests.interop.server import Server, until
from tests.interop.soap import BOOT, body_of, request, start_fields, stop_fields, value

STORES = pytest.mark.parametrize("store", ["sqlite", "postgresql"])
BACK_SECONDS = 15


@pytest.fixture
def server(store, new_server, request) -> Server:
    return new_server(request.getfixturevalue("cluster").fresh() if store == "postgresql" else None)


def kill_and_start(server: Server) -> None:
    server.kill()
    begin = time.monotonic()
    server.start()
    assert time.monotonic() - begin < BACK_SECONDS


def killed_under_load(server: Server, charge_points: int, times: int, messages: int) -> None:
    server.start()
    fleet = Fleet(server, charge_points)
    fleet.start()
    repeatedly(lambda: kill_and_start(server), fleet, times, messages)
    fleet.go_on_for(messages)
    fleet.stop()
    fleet.judge()
    assert fleet.retries > 0
    assert not fleet.refusals
    if "sqlite" in server.assignments["store.url"]:
        with sqlite3.connect(server.folder / "motown.db") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize(("store", "times"), [("sqlite", 2), ("postgresql", 1)])
def test_killed_under_load(server, times):
    killed_under_load(server, charge_points=8, times=times, messages=80)


@pytest.mark.kill
@STORES
def test_killed_ten_times_under_load_of_fifty(server):
    killed_under_load(server, charge_points=50, times=10, messages=500)


@pytest.mark.kill
@STORES
def test_stopped_politely_under_load(server):
    """SIGTERM: what is being answered is answered, and the new process goes on."""
    server.start()
    fleet = Fleet(server, 20)
    fleet.start()
    for _ in range(5):
        fleet.go_on_for(300)
        assert server.stop() == 0
        server.start()
    fleet.stop()
    fleet.judge()
    assert fleet.refusals.keys() <= {"Receiver"}


@pytest.mark.parametrize("store", ["sqlite"])
def test_after_a_restart_everything_goes_on(server, tmp_path):
    """Acceptance, open transactions, orphans, numbers and followers, killed or stopped; nothing boots again for it."""
    probe = Probe(tmp_path, server)
    server.start()
    server.accept(["EV-1"])
    assert ask(server, "BootNotification", BOOT, "status") == "Accepted"
    running = int(ask(server, "StartTransaction", start_fields(1, meter=10), "transactionId"))
    ended = int(ask(server, "StartTransaction", start_fields(2, meter=20), "transactionId"))
    ask(server, "StopTransaction", stop_fields(ended, meter=30))
    ask(server, "StopTransaction", stop_fields(-1, tag="LATER", at="2026-01-05T01:00:00Z", meter=99))
    server.kill()

    server.start()
    assert ask(server, "Heartbeat")
    assert int(ask(server, "StartTransaction", start_fields(1, meter=10), "transactionId")) == running
    late = int(ask(server, "StartTransaction", start_fields(3, "LATER", "2026-01-05T00:00:00Z", 50), "transactionId"))
    assert late > ended
    assert server.read(transactions.get, late).meter_stop_wh == 99
    assert server.stop() == 0

    server.start()
    assert int(ask(server, "StartTransaction", start_fields(4, meter=1), "transactionId")) > late
    ask(server, "StopTransaction", stop_fields(running, meter=40))
    assert [row.connector_id for row in server.read(transactions.open_of_charge_point, "EV-1")] == [4]
    wanted = [event.position for event in server.events() if event.category == "Domain"]
    until(lambda: probe.positions == wanted, "the follower was told of every event")
    assert len(wanted) > 10


def ask(server: Server, operation: str, fields: str = "", answer: str = "currentTime") -> str | None:
    return value(body_of(server.post(request(operation, fields))), answer)
