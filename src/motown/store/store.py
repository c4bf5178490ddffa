"""The store as the rest of the server sees it: units of work go in, functions read, commits are noticed."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from threading import Event as Flag
from threading import Lock as Mutex
from time import monotonic
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from motown.store import engine, projections, schema
from motown.store.executor import Executor
from motown.store.filelock import FileLock
from motown.store.health import Health
from motown.store.journal import Bounds, Journal, Stranger
from motown.store.leader import Leadership
from motown.store.notice import Watch
from motown.store.projections import Projections
from motown.store.records import Committed, Done, Outcome, StoreUnavailable, Unit
from motown.store.schema import Outdated
from motown.store.troubles import Trouble, said, trouble
from motown.store.writer import Batch, InlineWriter, OnBatch, Writer, tell

P = ParamSpec("P")
R = TypeVar("R")


def utc_now() -> datetime:
    """The time of the day."""
    return datetime.now(UTC)


class Store:
    """One database: opened, written by one thread, read by several.

    ``on_batch`` is given what came of the units of a batch, on the writer thread; without it each unit's ``done`` is
    called there.  ``inline``: no writer thread, units are carried out by who submits them (tests, command line).
    """

    def __init__(self, url: str, *, on_batch: OnBatch = tell, inline: bool = False, max_waiting: int = 10_000,  # noqa: PLR0913
                 readers: int = 4, journal_bounds: Bounds | Mapping[str, int] | None = None,
                 kept: Sequence[Projections] = projections.CORE,
                 now: Callable[[], datetime] = utc_now, clock: Callable[[], float] = monotonic) -> None:
        bounds = journal_bounds if isinstance(journal_bounds, Bounds) else Bounds(**(journal_bounds or {}))
        self.url, self._readers, self._inline, self._max_waiting = url, readers, inline, max_waiting
        self._writing, self._aside = engine.writing(url), engine.writing(url)
        self._reading = engine.reading(url, readers + 1)
        self._health = Health(clock)
        self._journal = Journal(self._aside, clock, bounds)
        self._executor = Executor(self._writing, kept, now, self._health)
        self._on_batch = partial(self._after_batch, on_batch)
        self._listeners: list[Callable[[int], None]] = []
        self._told, self._telling, self._closed = 0, Mutex(), False
        self._others_head = 0
        self._watch: Watch | None = None
        self._leadership: Leadership | None = None
        self._lock: FileLock | None = None
        self._threads: ThreadPoolExecutor | None = None
        self._writer: Writer | InlineWriter | None = None

    def open(self, *, server: bool = False) -> None:
        """Begin.  A server brings the tables up to date, and on SQLite takes the lock that only one may hold.

        Raises ``AlreadyServed``, or ``Outdated`` where the tables are not those of this version.
        """
        if server:
            self._lock = FileLock.of(self.url) if engine.is_sqlite(self.url) else None
            schema.migrate(self.url)
        elif engine.is_sqlite(self.url) and not engine.sqlite_path(self.url).exists():
            raise Outdated(f"there is no {engine.sqlite_path(self.url)}: run motown migrate, or start the server")
        else:
            self.read_now(schema.check)
        self._threads = ThreadPoolExecutor(self._readers, thread_name_prefix="store-reader")
        self._writer = (InlineWriter(self._executor, self._journal, self._on_batch) if self._inline else
                        Writer(self._executor, self._journal, self._on_batch, self._max_waiting))

    def close(self) -> None:
        """Finish the units that wait, then let everything go."""
        if self._closed:
            return
        self._closed = True
        for one in (self._leadership, self._watch, self._writer):
            if one is not None:
                one.stop()
        if self._threads is not None:
            self._threads.shutdown()
        for opened in (self._writing, self._reading, self._aside):
            opened.dispose()
        if self._lock is not None:
            self._lock.release()

    # -- writing

    @property
    def writable(self) -> bool:
        """Whether the last unit of work could be stored."""
        return self._health.writable

    @property
    def last_error(self) -> str | None:
        """Why the store cannot be written, while it cannot."""
        return self._health.last_error

    @property
    def waiting(self) -> int:
        """How many units of work wait for the writer."""
        return self._writer.waiting if self._writer is not None else 0

    def submit(self, unit: Unit, done: Done) -> None:
        """Carry out a unit of work; ``done`` is told what came of it, by way of ``on_batch``."""
        self._opened().submit(unit, done)

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

    def journal(self, stranger: Stranger) -> None:
        """Keep what a stranger sent, within bounds; returns at once."""
        if self._journal.add(stranger):
            self._opened().wake()

    @property
    def journal_dropped(self) -> int:
        """How many entries of the journal this process could not keep."""
        return self._journal.dropped

    # -- reading

    def read(self, function: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Call ``function(connection, ...)`` on a thread of the readers' own."""
        if self._threads is None:
            raise RuntimeError("the store is not open")
        return self._threads.submit(lambda: self.read_now(function, *args, **kwargs))

    def read_now(self, function: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call ``function(connection, ...)`` here: it sees one moment of the database and cannot change it.

        Raises ``StoreUnavailable`` where the database cannot be asked.
        """
        try:
            with self._reading.connect() as connection, connection.begin():
                return function(connection, *args, **kwargs)
        except Exception as error:
            if trouble(error) is Trouble.UNAVAILABLE:
                raise StoreUnavailable(said(error)) from error
            raise

    # -- noticing

    def notice(self, listener: Callable[[int], None]) -> None:
        """Call this with the head position when it has grown, by whichever process; on whichever thread noticed it."""
        self._listeners.append(listener)
        if self._watch is None:
            self._watch = Watch(self.url, self._noticed)
            self._watch.start()

    def lead(self, acquired: Callable[[], None], lost: Callable[[], None]) -> None:
        """Try to lead from now on: see ``leader``."""
        self._leadership = Leadership(self.url, acquired, lost)
        self._leadership.start()

    def _after_batch(self, on_batch: OnBatch, batch: Batch) -> None:
        on_batch(batch)
        self._grown(self._executor.head)

    @property
    def due_head(self) -> int:
        """The last position at which due work may have been changed, as far as has been noticed."""
        return max(self._executor.due_head, self._others_head)

    def _noticed(self, head: int) -> None:
        """The log has grown; what is beyond our own commits is another process's, and may be anything."""
        if head > self._executor.head:
            self._others_head = head
        self._grown(head)

    def _grown(self, head: int) -> None:
        with self._telling:
            if head <= self._told:
                return
            self._told = head
            for listener in self._listeners:
                listener(head)

    def _opened(self) -> Writer | InlineWriter:
        if self._writer is None:
            raise RuntimeError("the store is not open")
        return self._writer
