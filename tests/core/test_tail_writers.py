"""Eight writers at once, each on a connection of its own, and readers that wait at the tail: no event comes late."""

import queue
from concurrent.futures import ThreadPoolExecutor

import pytest
from twisted.internet.defer import ensureDeferred
from twisted.internet.task import Clock

from motown.core.tail import Tail
from motown.domain import events as domain
from motown.server.storage import Storage
from motown.store import Store, events
from motown.store.events import ANY, EventFilter
from motown.store.records import Unit

WRITERS, UNITS = 8, 25
LONG = 60


class QueueReactor(Clock):
    """What threads bring is done by who turns it."""

    def __init__(self) -> None:
        super().__init__()
        self.brought: queue.Queue = queue.Queue()

    def callFromThread(self, function, *args):  # noqa: N802, Twisted's name
        self.brought.put((function, args))

    def turn(self) -> None:
        function, args = self.brought.get(timeout=LONG)
        function(*args)
        self.advance(0.01)


class Follower:
    """Asks again and again from where it is."""

    def __init__(self, tail: Tail, matching: EventFilter) -> None:
        self.tail, self.matching, self.place, self.told = tail, matching, 0, []
        self.failures: list = []

    def go_on(self, page=None) -> None:
        if page is not None:
            self.told += [one.position for one in page.events]
            self.place = page.next_position
        asked = ensureDeferred(self.tail.read(self.place, 20, self.matching, 10_000.0))
        asked.addCallback(self.go_on).addErrback(self.failures.append)


def write(url: str, number: int) -> None:
    store = Store(url, inline=True, readers=1)
    store.open()
    for _ in range(UNITS):
        store.run(Unit(frozenset({f"cp:EV-{number}"}), lambda session: [session.record(domain.Heartbeat(
            charge_point_id=f"EV-{number}")) for _ in range(3)] and None)).value()
    store.close()


@pytest.fixture
def reading(store_url):
    reactor = QueueReactor()
    store = Store(store_url)
    store.open()
    yield reactor, Storage(reactor, store)
    store.close()


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)  # a SQLite file has one writer
def test_nothing_comes_late(reading, store_url):
    reactor, storage = reading
    tail = Tail(reactor, storage)
    storage.store.notice(lambda head: reactor.callFromThread(tail.notice, head))
    everyone = Follower(tail, ANY)
    others = [Follower(tail, EventFilter(charge_point_ids=[f"EV-{number}"])) for number in range(WRITERS)]
    for one in (everyone, *others):
        one.go_on()
    with ThreadPoolExecutor(WRITERS) as writers:
        for number in range(WRITERS):
            writers.submit(write, store_url, number).add_done_callback(
                lambda done: reactor.callFromThread(done.result))
        wanted = WRITERS * UNITS * 3
        while len(everyone.told) < wanted or sum(len(one.told) for one in others) < wanted:
            reactor.turn()
    log = storage.store.read_now(events.read, 0, 10_000).events
    assert everyone.told == [one.position for one in log]
    for number, one in enumerate(others):
        assert one.told == [event.position for event in log if event.charge_point_id == f"EV-{number}"]
    assert not [failure for one in (everyone, *others) for failure in one.failures]
    tail.stop()
