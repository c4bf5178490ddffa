"""The store as the rest of the server sees it: units of work go in, functions read, commits are noticed."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from threading import Event as Flag
from time import monotonic
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from motown.store import engine, projections
from motown.store.executor import Executor, Health
from motown.store.filelock import FileLock
from motown.store.journal import Bounds, Journal, Stranger
from motown.store.projections import Projections
from motown.store.records import Committed, Done, Outcome, Unit
from motown.store.writer import Batch, InlineWriter, OnBatch, Writer, tell

P = ParamSpec("P")
R = TypeVar("R")


def utc_now() -> datetime:
    """The time of the day."""
    return datetime.now(UTC)


class Store:
    """One database, open.  ``migrate`` must have been called for it."""

    def __init__(self, url: str, *, on_batch: OnBatch = tell, inline: bool = False, server: bool = False,
                 kept: Sequence[Projections] = projections.CORE, journal: Bounds | None = None,
                 now: Callable[[], datetime] = utc_now, clock: Callable[[], float] = monotonic, readers: int = 4) -> None:
        """``on_batch`` is given what came of the units of a batch, on the writer thread.  ``inline``: no writer
        thread, units are carried out where they are submitted.  ``server``: take the lock that only one server may
        hold of a SQLite file; raises ``AlreadyServed``.
        """
        self.url = url
        self._lock = FileLock.of(url) if server else None
        self._writing, self._reading = engine.writing(url), engine.reading(url, readers)
        self._aside = engine.writing(url)
        self._threads = ThreadPoolExecutor(readers, thread_name_prefix="store-reader")
        self._listeners: list[Callable[[int], None]] = []
        self.health = Health(clock)
        self._journal = Journal(self._aside, clock, journal)
        self._executor = Executor(self._writing, kept, now, self.health)
        make = InlineWriter if inline else Writer
        self._writer = make(self._executor, self._journal, partial(self._after_batch, on_batch))
        self._told = 0

    # -- writing

    @property
    def writable(self) -> bool:
        """Whether the last unit of work could be stored; ``health.last_error`` says why not."""
        return self.health.writable

    def submit(self, unit: Unit, done: Done) -> None:
        """Carry out a unit of work; ``done`` is told what came of it, by way of ``on_batch``."""
        self._writer.submit(unit, done)

    def run(self, unit: Unit) -> Committed:
        """Carry out a unit of work and wait for it.  Raises ``StoreUnavailable``; a refusal is in the result."""
        flag, outcomes = Flag(), list[Outcome]()

        def done(outcome: Outcome) -> None:
            outcomes.append(outcome)
            flag.set()

        self.submit(unit, done)
        flag.wait()
        if isinstance(outcomes[0], Exception):
            raise outcomes[0]
        return outcomes[0]

    def note(self, stranger: Stranger) -> None:
        """Keep what a stranger sent, within bounds; returns at once."""
        if self._journal.add(stranger):
            self._writer.wake()

    # -- reading

    def read(self, function: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Call ``function(connection, ...)`` on a thread of the readers' own."""
        return self._threads.submit(self.read_now, function, *args, **kwargs)

    def read_now(self, function: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call ``function(connection, ...)`` here: it sees one moment of the database and cannot change it."""
        with self._reading.connect() as connection, connection.begin():
            return function(connection, *args, **kwargs)

    # -- noticing

    def on_commit(self, listener: Callable[[int], None]) -> None:
        """Call this with the head position after commits that appended something, on whichever thread noticed it."""
        self._listeners.append(listener)

    def _after_batch(self, on_batch: OnBatch, batch: Batch) -> None:
        on_batch(batch)
        if self._executor.head > self._told:
            self._told = self._executor.head
            for listener in self._listeners:
                listener(self._told)

    # -- ending

    def stop(self) -> None:
        """Finish the units that wait, then close everything."""
        self._writer.stop()
        self._threads.shutdown()
        for one in (self._writing, self._reading, self._aside):
            one.dispose()
        if self._lock is not None:
            self._lock.release()
