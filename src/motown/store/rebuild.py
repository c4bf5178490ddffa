"""Making the tables that are kept from events again from the log, beside a running server.

The log is replayed into a second set of tables, in short database transactions between which the server goes on
writing.  Only the last stretch, and putting right the rows that differ, is done while nobody may append.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import sqlalchemy as sa
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

from motown.store import engine, projections, tables
from motown.store.filelock import AlreadyServed, FileLock
from motown.store.projections import Applier, Happened, Projections
from motown.store.records import decode
from motown.store.sinks import sink
from motown.store.statements import Query, Target

PREFIX = "shadow_"
CHUNK = 2000
"""Events replayed in one database transaction: some tens of milliseconds in which the server has to wait."""
_LOCK = 0x72656275
"""The advisory lock of the one rebuild that may run."""

Progress = Callable[[int, int], None]
"""(events replayed, events in the log) is told after each stretch."""
Differences = dict[str, int]
"""Table -> rows that were missing, too many or different."""

_BODY = sa.type_coerce(tables.event.c.body, sa.Text)
_STRETCH = Query(
    sa.select(tables.event.c.position, tables.event.c.recorded_at, tables.event.c.category, tables.event.c.type,
              tables.event.c.version, _BODY, tables.event.c.causation_position)
    .where(tables.event.c.position > sa.bindparam("after", type_=sa.Integer),
           tables.event.c.position <= sa.bindparam("until", type_=sa.Integer)).order_by(tables.event.c.position),
    lambda position, recorded_at, category, name, version, body, cause: Happened(
        position, recorded_at, decode(category, name, version, body), cause))


def rebuild(url: str, progress: Progress = lambda _done, _all: None, *, kept: Sequence[Projections] = projections.CORE,
            chunk: int = CHUNK) -> Differences:
    """Make the tables again from the log; returns what had to be put right.

    May be broken off at any time: nothing has changed then.  Raises ``AlreadyServed`` where another rebuild runs.
    """
    return _Rebuild(url, kept, chunk).run(progress, put_right=True)


def verify(url: str, progress: Progress = lambda _done, _all: None, *, kept: Sequence[Projections] = projections.CORE,
           chunk: int = CHUNK) -> Differences:
    """Compare the tables with what the log makes of them, changing nothing."""
    return _Rebuild(url, kept, chunk).run(progress, put_right=False)


class _Rebuild:
    def __init__(self, url: str, kept: Sequence[Projections], chunk: int) -> None:
        self._url, self._engine, self._chunk = url, engine.administering(url), chunk
        self._tables = [table for one in kept for table in one.tables]
        self._shadow = Target(self._engine.dialect.name, PREFIX)
        self._applier = Applier(self._shadow, kept)
        self._place = 0

    def run(self, progress: Progress, *, put_right: bool) -> Differences:
        """Replay, compare, and put right where that is wanted."""
        try:
            with self._alone():
                self._make()
                try:
                    self._replay(progress)
                    return self._end(progress, put_right=put_right)
                finally:
                    self._drop()
        finally:
            self._engine.dispose()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While this is held no other rebuild can begin."""
        if engine.is_sqlite(self._url):
            with FileLock.of(self._url, "rebuild"):
                yield
            return
        holding = engine.listening(self._url)
        try:
            with holding.connect() as connection:
                if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(_LOCK))).scalar_one():
                    raise AlreadyServed("another rebuild is running")
                try:
                    yield
                finally:  # the database notices some time later that a connection is gone
                    with suppress(DBAPIError):
                        connection.execute(sa.select(sa.func.pg_advisory_unlock(_LOCK)))
        finally:
            holding.dispose()

    def _make(self) -> None:
        """Empty tables; those of a rebuild that was broken off go."""
        self._drop()
        with self._engine.begin() as connection:
            for table in self._tables:
                self._shadow.table(table).create(connection)

    def _drop(self) -> None:
        with self._engine.begin() as connection:
            for table in self._tables:
                self._shadow.table(table).drop(connection, checkfirst=True)

    def _replay(self, progress: Progress) -> None:
        """Up to a stretch before the head, which moves on all the while."""
        while True:
            with self._engine.begin() as connection:
                head = _head(connection)
                if head - self._place <= self._chunk:
                    return
                self._stretch(connection, self._place + self._chunk)
            progress(self._place, head)

    def _stretch(self, connection: Connection, until: int) -> None:
        events = _STRETCH.all(connection, after=self._place, until=until)
        to = sink(connection)
        self._applier.apply(to, (one for one in events if one.event is not None))
        to.flush()
        self._place = until

    def _end(self, progress: Progress, *, put_right: bool) -> Differences:
        """The rest, while the head is locked; then compare."""
        with self._engine.begin() as connection:
            head = connection.execute(sa.select(tables.event_head.c.position).with_for_update()).scalar_one()
            self._stretch(connection, head)
            found = {table.name: self._compare(connection, table, put_right=put_right) for table in self._tables}
        progress(head, head)
        return found

    def _compare(self, connection: Connection, table: Table, *, put_right: bool) -> int:
        """How many rows differ; they are replaced where that is wanted."""
        made = self._shadow.table(table)
        wrong = sa.except_(sa.select(table), sa.select(made)).subquery()
        right = sa.except_(sa.select(made), sa.select(table)).subquery()
        keys = [column.name for column in table.primary_key]
        wrong_keys, right_keys = (sa.select(*(one.c[key] for key in keys)) for one in (wrong, right))
        differing = sa.union(wrong_keys, right_keys).subquery()
        found: int = connection.execute(sa.select(sa.func.count()).select_from(differing)).scalar_one()
        if found and put_right:
            connection.execute(sa.delete(table).where(sa.tuple_(*(table.c[key] for key in keys)).in_(wrong_keys)))
            connection.execute(sa.insert(table).from_select(list(table.c.keys()), sa.select(right)))
        return found


def _head(connection: Connection) -> int:
    head: int = connection.execute(sa.select(tables.event_head.c.position)).scalar_one()
    return head

