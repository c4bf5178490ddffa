"""Carrying out units of work, many in one commit: what the writer thread does, and the inline writer of tests."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from motown.store import locks, receiveds, tables
from motown.store.decided import Decided, fails, internal
from motown.store.health import Health
from motown.store.log import Log
from motown.store.prefetch import Prefetched
from motown.store.projections import Added, Applier, Happened, Projections
from motown.store.records import Outcome, StoreUnavailable, Unit
from motown.store.session import Session
from motown.store.sinks import sink
from motown.store.statements import Target
from motown.store.troubles import Trouble, said, trouble

_log = logging.getLogger(__name__)


class Executor:
    """Carries out batches of units on a connection of its own; used by one thread at a time."""

    def __init__(self, engine: Engine, kept: Sequence[Projections], now: Callable[[], datetime],
                 health: Health) -> None:
        self._engine, self._now, self.health = engine, now, health
        self._target = Target(engine.dialect.name)
        self._applier = Applier(self._target, kept)
        self._added = next((one for one in kept if isinstance(one, Added)), Added())
        self._remember = self._target.compiled(receiveds.REMEMBER)
        self._connection: Connection | None = None
        self._log: Log | None = None
        self.head = 0
        """The last position that we have committed."""
        self.due_head = 0
        """The last position at which due work may have been changed: by us, or before ours by another process."""

    def run(self, units: Sequence[Unit]) -> list[Outcome]:
        """What came of each unit, in the same order.  Units of a batch share no key.

        If a batch fails, its units are run again alone: only what is at fault itself is told so.
        """
        if not self.health.may_try():
            return [StoreUnavailable(self.health.last_error or "") for _ in units]
        try:
            return list(self._together(units))
        except Exception as error:  # noqa: BLE001, whatever it is, each sender is told
            sort = self._give_up(error)
            if sort is Trouble.UNAVAILABLE:
                return [StoreUnavailable(said(error)) for _ in units]
            if len(units) > 1:
                return [self.run([unit])[0] for unit in units]
            return [self._again(units[0], error, sort)]

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # -- one commit

    def _together(self, units: Sequence[Unit]) -> Iterable[Outcome]:
        connection = self._connected()
        with connection.begin():
            locks.lock_keys(connection, units)
            prefetched, now = Prefetched(connection, units), self._now()
            done = [Decided(unit, Session(connection, prefetched, now, unit)) for unit in units]
            head = self._write(connection, done, now)
        if head:
            follows_ours = head - sum(len(one.group.entries) for one in done) == self.head
            if not follows_ours or any(one.changes_due_work for one in done):
                self.due_head = head
            self.head = head
        self.health.succeeded()
        return [one.committed(now) for one in done]

    def _write(self, connection: Connection, done: Sequence[Decided], now: datetime) -> int:
        """Append the events, keep the tables; returns the head, 0 where nothing was appended."""
        groups = [one.group for one in done if one.group.entries]
        head, to = 0, sink(connection)
        if groups:
            head = self._appender(connection).append(connection, to, groups, now)
        happened = [Happened(entry.position, now, entry.event, entry.cause_position)
                    for group in groups for entry in group.entries]
        self._applier.apply(to, happened, chain.from_iterable(one.rows(now) for one in done))
        remembered = [(key, entry.position, transaction_id)
                      for one in done for key, transaction_id, entry in one.remembered]
        if remembered:
            to.write(self._remember, remembered)
        if head:
            locks.announce(connection, to, head)
        to.flush()
        return head

    # -- when it fails

    def _again(self, unit: Unit, error: Exception, sort: Trouble) -> Outcome:
        """A unit that failed alone: after a conflict it is done once more, else its messages are kept at least."""
        if sort is Trouble.CONFLICT:
            try:
                return next(iter(self._together([unit])))
            except Exception as second:  # noqa: BLE001, as above
                error = second
                if self._give_up(second) is Trouble.UNAVAILABLE:
                    return StoreUnavailable(said(second))
        if (outcome := self._without_added(unit, error)) is not None:
            return outcome
        _log.error("a unit of work failed (%s)", ", ".join(sorted(unit.keys)), exc_info=error)
        try:
            return next(iter(self._together([replace(unit, decide=fails)])))
        except Exception as third:  # noqa: BLE001, as above
            _log.error("not even its messages could be kept", exc_info=third)
            unavailable = self._give_up(third) is Trouble.UNAVAILABLE
            return StoreUnavailable(said(third)) if unavailable else internal()

    def _without_added(self, unit: Unit, error: Exception) -> Outcome | None:
        """Try without the tables of add-ons: if it works so, they are kept no more; None: they are not at fault."""
        if not self._added.names:
            return None
        kept = self._added.leave_off()
        try:
            outcome = next(iter(self._together([unit])))
        except Exception:  # noqa: BLE001, the caller tells
            for name, projections in kept.items():
                self._added.include(name, projections)
            return None
        for name in kept:
            self._added.complain(name, error)
        return outcome

    def _give_up(self, error: Exception) -> Trouble:
        """What went wrong; where the database is in doubt, so is the connection, and it is left."""
        sort = trouble(error)
        if sort is Trouble.UNAVAILABLE:
            self.health.failed(error)
            if self._connection is not None:
                self._connection.invalidate()
                self.close()
        return sort

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _appender(self, connection: Connection) -> Log:
        if self._log is None:
            self._log = Log(self._target, connection.execute(sa.select(tables.store_info.c.store_id)).scalar_one())
        return self._log
