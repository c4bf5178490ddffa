"""Servers that are killed and stopped while commands are accepted, sent, answered and awaited (reliability, O3).

The charge points live on in this process, and so does the operator: both know what was asked and what was received.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
import sqlalchemy as sa

from motown.domain.errors import Kind, Refused
from motown.domain.operations import OPERATIONS
from motown.store.tables import due_work
from motown.store.tables import event as log
from tests.interop.commands.desk import LOOPBACK, desk_of
from tests.interop.commands.place import Place, quick
from tests.interop.server import Server, until

MESSAGE_ID = re.compile(rb"MessageID>urn:uuid:([^<]*)<")
STORES = pytest.mark.parametrize("store", ["sqlite", "postgresql"])
SETTINGS = {"ocpp__calls__answer_seconds": 2, "ocpp__calls__first_retry_seconds": 0.2,
            "ocpp__calls__longest_retry_seconds": 1, "http__shutdown_seconds": 1,
            **{f"ocpp__calls__effect_seconds__{name}": 1 for name in OPERATIONS}}
MIX: list[tuple[str, dict[str, Any]]] = [
    ("ClearCache", {}), ("UnlockConnector", {"connectorId": 1}),
    ("ChangeConfiguration", {"key": "HeartBeatInterval", "value": "300"}),
    ("RemoteStopTransaction", {"transactionId": 4711}), ("RemoteStartTransaction", {"idTag": "TAG", "connectorId": 1})]
"""What is asked again and again; the last two do nothing at charge points that lie."""
ENDS = {"Succeeded", "Unconfirmed", "Rejected"}
WAIT_SECONDS = 90
"""What was sent when a server died is decided upon 17 s later."""


class Siege:
    """Commands without end for a number of charge points, and what became of them."""

    def __init__(self, place: Place, count: int) -> None:
        self.place, self.asked = place, dict[str, str]()
        half = count // 2
        profile = quick(kept_commands=100_000)
        self.points = [*place.charge_points(half, version="1.2", profile=profile, prefix="OLD"),
                       *place.charge_points(count - half, version="1.5", profile=profile, prefix="NEW")]
        self.received: Counter[str] = Counter()
        self.too_early: list[str] = []
        self._ending, self.failure = Event(), None
        self._thread = Thread(target=self._ask, daemon=True)
        self._watch = desk_of(place.server)
        self._looking = place.do(self._watch.__enter__)
        place.do(self._arrange)

    def _arrange(self) -> None:
        for point in self.points:
            point.behave("RemoteStopTransaction", lies=True)
            point.behave("RemoteStartTransaction", lies=True)
            point.behave("ClearCache", delay_seconds=0.05)
            point.inbox.when_received.append(self._came)

    def _came(self, received: Any) -> None:
        """A charge point has got a command: by then the log has to say so."""
        command_id = MESSAGE_ID.search(received.raw)[1].decode()
        self.received[command_id] += 1
        sent = sa.select(sa.func.count()).where(log.c.command_id == command_id, log.c.type == "motown.CommandSent")
        if self._looking.read(lambda store: store.execute(sent).scalar_one()) < self.received[command_id]:
            self.too_early.append(command_id)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        self._thread.join(60)
        assert self.failure is None, self.failure

    def close(self) -> None:
        self.place.do(lambda: self._watch.__exit__(None, None, None))

    def _ask(self) -> None:
        try:
            for (operation, fields), point in zip(itertools.cycle(MIX), itertools.cycle(self.points), strict=False):
                if self._ending.wait(0.005):
                    return
                try:
                    self.asked[self.place.desk.ask(point.identity, operation, **fields)] = operation
                except Refused as refused:  # it has enough open ones while the server is down
                    if refused.kind is not Kind.UNAVAILABLE:
                        raise
        except Exception as error:  # noqa: BLE001, told by stop()
            self.failure = error

    def go_on_for(self, messages: int) -> None:
        """Until so many more have been received."""
        goal = self.received.total() + messages
        until(lambda: self.failure or self.received.total() >= goal, f"{messages} more commands are received", 60)

    def judge(self, *, was_killed: bool) -> None:
        """Compare what was asked, what was received and what the log says."""
        rows = self.place.desk.ended(*self.asked, seconds=WAIT_SECONDS)
        lost_sight = [row for row in rows if row.error and "server stopped" in row.error]
        assert bool(lost_sight) == was_killed, "nothing was under way when the server died"
        assert len(rows) > len(self.points)
        assert {row.outcome for row in rows} <= ENDS
        self._told(rows)
        assert self.too_early == [], "received before the log said that it was sent"
        assert self.received.keys() <= self.asked.keys() | self._own(), "nobody asked for it"
        self._nothing_left()
        self.place.server.command_line("rebuild", "--check")

    def _told(self, rows: list[Any]) -> None:
        for row in rows:
            repeatable, count = OPERATIONS[row.name].IS_REPEATABLE, self.received[row.command_id]
            story = self.place.desk.story
            assert count <= row.attempts, story(row.command_id)
            assert count == 1 or repeatable or (count == 0 and row.outcome == "Unconfirmed"), story(row.command_id)
            assert count >= 1 or not repeatable, f"never delivered: {story(row.command_id)}"

    def _own(self) -> set[str]:
        """What was asked to read back what was changed."""
        found = sa.select(log.c.command_id).where(log.c.type == "motown.CommandAccepted")
        return set(self.place.desk.read(lambda store: store.execute(found).scalars().all()))

    def _nothing_left(self) -> None:
        left = sa.select(sa.func.count()).where(due_work.c.kind.like("command.%"))
        until(lambda: self.place.desk.read(lambda store: store.execute(left).scalar_one()) == 0, "no work is left", 60)


@contextmanager
def siege(place: Place, count: int, *, is_killed: bool) -> Iterator[Siege]:
    """One that has begun, and is judged in the end."""
    one = Siege(place, count)
    one.start()
    try:
        yield one
        one.stop()
        one.judge(was_killed=is_killed)
    finally:
        one.stop()
        one.close()


@pytest.fixture
def place(store, new_place, request) -> Place:
    url = request.getfixturevalue("cluster").fresh() if store == "postgresql" else None
    return new_place(store_url=url, **SETTINGS)


def again(server: Server, *, politely: bool) -> None:
    """End the server, and start another one on the same store and port."""
    if politely:
        assert server.stop() == 0
    else:
        server.kill()
    server.start()


@pytest.mark.kill
@STORES
@pytest.mark.parametrize("politely", [False, True], ids=["SIGKILL", "SIGTERM"])
def test_every_command_ends_and_none_is_done_twice(place, politely):
    with siege(place, 20, is_killed=not politely) as one:
        for number in range(8):
            one.go_on_for(20 + 15 * number)
            again(place.server, politely=politely)
        one.go_on_for(50)


@pytest.mark.kill
def test_of_two_processes_the_other_goes_on(new_place, new_server, cluster):
    """Whoever leads sends; the charge points and the operator talk to the other one."""
    url = cluster.fresh()
    leader = new_server(url, **LOOPBACK, **SETTINGS).start()
    place = new_place(store_url=url, **SETTINGS)
    with siege(place, 10, is_killed=True) as one:
        one.go_on_for(50)
        assert calls(leader) > 0
        assert calls(place.server) == 0
        leader.kill()
        one.go_on_for(100)
        assert calls(place.server) > 0
        leader.start()
        place.server.kill()
        one.go_on_for(100)
        place.server.start()
        leader.stop()
        one.go_on_for(50)


def calls(server: Server) -> float:
    """How many calls a process has made."""
    lines = server.ask("GET", "/metrics").body.decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("motown_calls_total{"))
