"""Several processes on one store, and what is left of one that was killed."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from motown.store import Session, Store, events, messages, tables
from motown.store.rebuild import verify
from tests.store.support import asked, log, recording, rows, started, status, unit

EACH = 4
"""Events of a unit of the child: request, status, start, answer."""


@pytest.fixture
def child(url, repo) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts processes that write, and waits until they are about to."""
    started_ones: list[subprocess.Popen[str]] = []

    def start(name: str, count: int) -> subprocess.Popen[str]:
        path = os.pathsep.join([str(repo), str(repo / "src")])
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.store.child", url, name, str(count)], cwd=repo, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path})
        started_ones.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for one in started_ones:
        one.kill()
        one.wait()
        one.stdin.close()
        one.stdout.close()


def begin(process: subprocess.Popen[str]) -> None:
    process.stdin.write("begin\n")
    process.stdin.flush()


def acknowledged(line: str) -> tuple[int, int, int] | None:
    """Transaction, first and last position; None for a line that was cut off by death."""
    parts = line.split()
    return (int(parts[0]), int(parts[1]), int(parts[2])) if line.endswith("\n") and len(parts) == 3 else None


def test_no_event_comes_late(store, child):
    """Positions become visible in their order, whoever writes: a reader that has passed one never misses another."""
    writers = [child(name, 60) for name in "AB"]
    for one in writers:
        begin(one)
    seen: list[int] = []
    while any(one.poll() is None for one in writers) or len(seen) < 2 * 60 * EACH:
        page = store.read_now(events.read, seen[-1] if seen else 0, 1000)
        assert [one.position for one in page.events] == list(range(len(seen) + 1, len(seen) + len(page.events) + 1))
        seen += [one.position for one in page.events]
    assert len(seen) == 2 * 60 * EACH
    assert set(verify(store.url).values()) == {0}


def test_streams_have_no_gaps_and_numbers_are_given_once(store, child):
    writers = [child(name, 40) for name in "AB"]
    for one in writers:
        begin(one)
    told = [acknowledged(line) for one in writers for line in one.stdout]
    assert sorted(number for number, _, _ in told) == list(range(1, 81))
    found = log(store)
    for stream in {one.stream_id for one in found}:
        versions = [one.stream_version for one in found if one.stream_id == stream]
        assert versions == list(range(1, len(versions) + 1))


def both(one: Store, other: Store, decide: Callable[[Session], object], *keys: str) -> list[object]:
    """Carry the same out in both stores at the same time."""
    together, results = threading.Barrier(2), []

    def go(store: Store) -> None:
        together.wait()
        results.append(store.run(unit(decide, *keys)).value())

    threads = [threading.Thread(target=go, args=(store,)) for store in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("keys", [(), ("cp:EV-1",)])
def test_the_same_start_in_two_processes_is_one_transaction(open_store, keys):
    """By the unique key alone, and by the keys of the units."""
    one, other = open_store(), open_store()
    for number in range(10):
        key = str(number).encode().ljust(16, b".")

        def decide(session: Session, key: bytes = key) -> int:
            found = session.find_received(key)
            if found is not None:
                return found.transaction_id
            transaction_id = session.next_number("transaction")
            session.record(started(transaction_id))
            session.remember(key, transaction_id)
            return transaction_id

        first, second = both(one, other, decide, *keys)
        assert first == second
    assert len(rows(one, tables.charging_transaction)) == 10


def test_what_two_processes_decide_about_the_same_they_decide_one_after_the_other(open_store):
    """A tag that may be used once is used once, though both processes are asked at the same time."""
    one, other = open_store(), open_store()
    for number in range(10):
        tag = f"TAG-{number}"

        def decide(session: Session, tag: str = tag) -> bool:
            if session.open_transactions_of_tag(tag.casefold()):
                return False
            session.record(started(session.next_number("transaction"), tag=tag))
            return True

        assert sorted(both(one, other, decide, f"tag:{tag.casefold()}")) == [False, True]


def test_what_is_about_everything_waits_for_all(open_store):
    one, other = open_store(), open_store()

    def decide(session: Session) -> int:
        count = session.execute(sa.select(sa.func.count()).select_from(tables.charging_transaction)).scalar_one()
        session.record(started(session.next_number("transaction")))
        return count

    for number in range(5):
        assert sorted(both(one, other, decide, "*")) == [2 * number, 2 * number + 1]


def survive(store: Store, child, kills: int, after: int) -> None:
    """Kill a writer in the middle, again and again: what it has said to be durable is there, and all is whole."""
    for number in range(kills):
        writer = child(f"K{number}", 10_000)
        begin(writer)
        told = [acknowledged(writer.stdout.readline()) for _ in range(after)]
        writer.send_signal(signal.SIGKILL)
        told += [acknowledged(line) for line in writer.stdout]
        writer.wait()
        for one in told:
            if one is not None:
                transaction_id, first, last = one
                assert store.read_now(events.get, first).type == "ocpp.Heartbeat.Request"
                assert store.read_now(events.get, last).type == "ocpp.Heartbeat.Response"
                assert store.read_now(messages.body, first) == b"<request/>"
                assert store.read_now(events.get, first + 2).transaction_id == transaction_id
    found = log(store)
    assert [one.position for one in found] == list(range(1, len(found) + 1))
    assert len(found) % EACH == 0, "units are there whole or not at all"
    assert set(verify(store.url).values()) == {0}
    if store.url.startswith("sqlite"):
        assert store.read_now(lambda connection: connection.exec_driver_sql("PRAGMA integrity_check").scalar()) == "ok"


def test_a_killed_process_loses_nothing_that_it_acknowledged(store, child):
    survive(store, child, kills=2, after=30)
    assert store.run(asked(recording(status()))).first_position % EACH == 1, "and the next goes on"


@pytest.mark.kill
def test_processes_killed_again_and_again(store, child):
    survive(store, child, kills=20, after=300)
