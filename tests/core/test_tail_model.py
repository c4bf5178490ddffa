"""Commits, notices, slow reads, waiting, hanging up and time-outs in any order: nothing is lost, twice or late."""

import shutil
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.internet.defer import Deferred, ensureDeferred
from twisted.internet.task import Clock

from motown.core import tail as tails
from motown.core.tail import Tail
from motown.domain import events as domain
from motown.store import Store, events
from motown.store.events import ANY, EventFilter
from motown.store.records import StoreUnavailable, Unit
from tests.harness import START, _in_memory_is_enough

FILTERS = (
    ANY, EventFilter(charge_point_ids=["EV-1", "EV-2"]), EventFilter(type_prefixes=["motown.", "motown.Status"]),
    EventFilter(type_prefixes=["motown.Heartbeat"]), EventFilter(connectors=[("EV-2", 1)]),
    EventFilter(transaction_id=7),
)
BEAT, STATUS, OTHER, STOPPED = (
    domain.Heartbeat(charge_point_id="EV-1"),
    domain.StatusChanged(charge_point_id="EV-1", connector_id=1, status="Available", error_code="NoError"),
    domain.StatusChanged(charge_point_id="EV-2", connector_id=1, status="Available", error_code="NoError"),
    domain.TransactionStopped(charge_point_id="EV-3", transaction_id=7, connector_id=1, meter_stop_wh=1,
                              occurred_at=START),
)
STEPS = (
    ("commit", [BEAT]), ("commit", [STATUS]), ("commit", [OTHER, STATUS]), ("commit", [STOPPED, BEAT, OTHER, BEAT]),
    ("notice",), ("notice",), ("notice",), ("ask", 0), ("ask", 1), ("ask", 2), ("ask", 0), ("ask", 1), ("ask", 2),
    *(("answer", which) for which in (0, 0, 0, 1, 1, -1, -1)), ("fail", 0), ("hang up", 0), ("hang up", 1),
    ("time", 0.02), ("time", 0.02), ("time", 0.02), ("time", 6.0),
)
"""What may happen next; what is here twice is twice as likely."""


class SlowStore:
    """Answers when it is told to; with what was so when it was asked, or when it answers."""

    def __init__(self, store: Store, *, early: bool) -> None:
        self.store, self.early, self.asked = store, early, []

    def read(self, query, *args):
        waiting = Deferred()
        found = self.store.read_now(query, *args) if self.early else None
        self.asked.append((waiting, query, args, found))
        return waiting

    def answer(self, which: int) -> None:
        waiting, query, args, found = self.asked.pop(which % len(self.asked))
        if not waiting.called:
            waiting.callback(found if self.early else self.store.read_now(query, *args))

    def fail(self, which: int) -> None:
        waiting, *_ = self.asked.pop(which % len(self.asked))
        if not waiting.called:
            waiting.errback(StoreUnavailable("away"))


class Consumer:
    """Reads on and on from a place of its own."""

    def __init__(self, tail: Tail, place: int, matching: EventFilter, limit: int) -> None:
        self.tail, self.place, self.matching, self.limit = tail, place, matching, limit
        self.told: list[int] = []
        self.broken: list = []
        self.call: Deferred | None = None

    def ask(self, wait: float = 5.0) -> None:
        if self.call is None:
            self.call = ensureDeferred(self.tail.read(self.place, self.limit, self.matching, wait))
            self.call.addCallbacks(self._got, lambda _: self._over()).addErrback(self.broken.append)

    def _got(self, page) -> None:
        self._over()
        assert len(page.events) <= self.limit
        assert page.next_position >= self.place
        assert all(self.place < one.position <= page.next_position for one in page.events)
        self.told += [one.position for one in page.events]
        self.place = page.next_position

    def _over(self) -> None:
        self.call = None


@pytest.fixture(scope="module")
def store(empty_file, tmp_path_factory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("model") / "motown.db"
    shutil.copy(empty_file, path)
    made = Store(f"sqlite:///{path}", inline=True)
    sa.event.listen(made._writing, "connect", _in_memory_is_enough)
    made.open()
    yield made
    made.close()


@settings(max_examples=50, deadline=None)
@given(script=st.lists(st.sampled_from(STEPS), min_size=30, max_size=80), early=st.booleans(), kept=st.integers(1, 8),
       page=st.integers(1, 4), consumers=st.lists(
           st.tuples(st.integers(0, 3), st.sampled_from(FILTERS), st.integers(1, 3)), min_size=3, max_size=3))
def test_each_reader_is_told_what_it_wants_in_order_once_and_never_late(store, script, early, kept, page, consumers):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tails, "PAGE", page)
        patch.setattr(tails, "ANSWERED_AT_ONCE", 1)
        play(store, script, early, kept, consumers)


def play(store, script, early, kept, consumers):
    clock, slow = Clock(), SlowStore(store, early=early)
    tail = Tail(clock, slow, pause_seconds=0.004, kept_events=kept)
    begin = store.read_now(events.head)
    readers = [Consumer(tail, begin - min(back, begin), wanted, limit) for back, wanted, limit in consumers]
    started = [one.place for one in readers]
    for what, *how in script:
        step(what, how, clock, slow, tail, readers)
    settle(clock, slow, tail, store.read_now(events.head))
    everything = store.read_now(events.read, begin - min(3, begin), 100_000).events
    for reader in readers:
        late = [one for one in everything if one.position > reader.place and reader.matching.matches(one)]
        assert reader.call is None or not late, "it waits, and something is there"
    for reader, place in zip(readers, started, strict=True):
        drain(clock, slow, tail, reader, store.read_now(events.head))
        assert not reader.broken
        assert reader.told == [one.position for one in everything
                               if one.position > place and reader.matching.matches(one)]
    tail.stop()
    assert tail.waiting == 0


def step(what, how, clock, slow, tail, readers):
    if what == "commit":
        slow.store.run(Unit(frozenset(), lambda session: [session.record(one) for one in how[0]] and None)).value()
    elif what == "notice":
        tail.notice(slow.store.read_now(events.head))
    elif what == "ask":
        readers[how[0] % len(readers)].ask()
    elif what in {"answer", "fail"} and slow.asked:
        getattr(slow, what)(how[0])
    elif what == "hang up" and (call := readers[how[0] % len(readers)].call) is not None:
        call.cancel()
    elif what == "time":
        clock.advance(how[0])


def settle(clock, slow, tail, head):
    """Everything that was under way has come."""
    tail.notice(head)
    for _ in range(1000):
        while slow.asked:
            slow.answer(0)
        clock.advance(0.001)  # less than any reader waits, all together
        if not slow.asked and not tail._reading and not tail._to_answer:
            return
    raise AssertionError("it does not come to rest")


def drain(clock, slow, tail, reader, head):
    if reader.call is not None:
        reader.call.cancel()
    for _ in range(200):
        reader.ask(wait=0.0)
        settle(clock, slow, tail, head)
        assert reader.call is None
        if reader.place >= head:
            return
    raise AssertionError("it does not come to the end")
