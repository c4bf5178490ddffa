"""The writer thread: takes all units that wait, carries them out in one commit, and tells their senders."""

import logging
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Protocol

from motown.store.executor import Executor
from motown.store.lanes import Lanes, Waiting
from motown.store.records import Done, Outcome, StoreUnavailable, Unit

_log = logging.getLogger(__name__)

Batch = Sequence[tuple[Done, Outcome]]
OnBatch = Callable[[Batch], None]
"""Is given what came of the units of a batch, on the writer thread: one wake-up of the reactor for all of them."""


def tell(batch: Batch) -> None:
    """Tell each sender here and now."""
    for done, outcome in batch:
        done(outcome)


class Aside(Protocol):
    """Something that is written between batches, when there is something to write (``journal.Journal``)."""

    def flush(self) -> None:
        """Write it; never raises."""


class InlineWriter:
    """Carries each unit out at once, in the thread that brings it: for tests and the command line."""

    waiting = 0

    def __init__(self, executor: Executor, aside: Aside, on_batch: OnBatch = tell) -> None:
        self._executor, self._aside, self._on_batch = executor, aside, on_batch

    def submit(self, unit: Unit, done: Done) -> None:
        """Carry it out and tell what came of it."""
        self._on_batch([(done, self._executor.run([unit])[0])])

    def wake(self) -> None:
        """There is something to be written aside."""
        self._aside.flush()

    def stop(self) -> None:
        """Let the connection go."""
        self._executor.close()


class Writer:
    """Carries units out on a thread of its own, as many in one commit as are waiting and share no key."""

    BATCH = 64

    def __init__(self, executor: Executor, aside: Aside, on_batch: OnBatch = tell, max_waiting: int = 10_000) -> None:
        self._executor, self._aside, self._on_batch, self._max_waiting = executor, aside, on_batch, max_waiting
        self._queue: SimpleQueue[tuple[Unit, Done] | None] = SimpleQueue()
        self._lanes: Lanes[Done] = Lanes()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many units wait."""
        return self._queue.qsize() + len(self._lanes)

    def submit(self, unit: Unit, done: Done) -> None:
        """Put a unit in line; ``done`` is told by ``on_batch``.  With too many in line it is refused at once."""
        if self._stopping:
            self._on_batch([(done, StoreUnavailable("the server is stopping"))])
        elif self.waiting >= self._max_waiting:
            self._on_batch([(done, StoreUnavailable("too many messages are waiting"))])
        else:
            self._queue.put((unit, done))

    def wake(self) -> None:
        """There is something to be written aside."""
        self._queue.put(None)

    def stop(self) -> None:
        """Finish all that is in line, then end."""
        self._stopping = True
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        going_on = True
        while going_on:
            going_on = self._take() or len(self._lanes) > 0 or not self._stopping
            batch = self._lanes.take(self.BATCH)
            if batch:
                self._carry_out(batch)
            self._aside.flush()
        self._executor.close()

    def _take(self) -> bool:
        """Put all that has come in line; waits for the first where there is nothing to do.  Tells whether any came."""
        item, came = None, False
        try:
            item = self._queue.get(block=not len(self._lanes) and not self._stopping)
            while True:
                if item is not None:
                    self._lanes.add(*item)
                    came = True
                item = self._queue.get_nowait()
        except Empty:
            return came

    def _carry_out(self, batch: list[Waiting[Done]]) -> None:
        try:
            outcomes: Sequence[Outcome] = self._executor.run([one.unit for one in batch])
        except Exception as error:  # noqa: BLE001, the thread lives whatever happens
            _log.error("a batch failed", exc_info=error)
            outcomes = [error] * len(batch)
        self._lanes.finished(batch)
        try:
            self._on_batch([(one.tag, outcome) for one, outcome in zip(batch, outcomes, strict=True)])
        except Exception:  # noqa: BLE001, as above
            _log.exception("the senders of a batch could not be told")
