"""Carrying out units of work, many in one commit: what the writer thread does, and the inline writer of tests."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from motown.domain.errors import Kind, Refused
from motown.domain.events import Message
from motown.store import locks, receiveds, tables
from motown.store.log import Entry, Group, Log
from motown.store.prefetch import Prefetched
from motown.store.projections import Applier, Happened, Projections, Write
from motown.store.records import Committed, Outcome, Payload, StoreUnavailable, Unit
from motown.store.session import Session
from motown.store.sinks import sink
from motown.store.statements import Target
from motown.store.troubles import Trouble, said, trouble

_log = logging.getLogger(__name__)


class Health:
    """Whether the store can be written; when it cannot, it is tried once a second and not for each unit."""

    PROBE_SECONDS = 1.0

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._tried_at = clock, 0.0
        self.last_error: str | None = None

    @property
    def writable(self) -> bool:
        """Whether the last attempt succeeded."""
        return self.last_error is None

    def may_try(self) -> bool:
        """Whether it is worth an attempt."""
        return self.writable or self._clock() - self._tried_at >= self.PROBE_SECONDS

    def failed(self, error: BaseException) -> None:
        """An attempt has failed."""
        if self.writable:
            _log.error("the store cannot be written: %s", said(error))
        self.last_error, self._tried_at = said(error), self._clock()

    def succeeded(self) -> None:
        """An attempt has succeeded."""
        if not self.writable:
            _log.warning("the store can be written again")
        self.last_error = None


class Executor:
    """Carries out batches of units on a connection of its own; used by one thread at a time."""

    def __init__(self, engine: Engine, projections: Sequence[Projections], now: Callable[[], datetime],
                 health: Health) -> None:
        self._engine, self._now, self.health = engine, now, health
        self._target = Target(engine.dialect.name)
        self._applier = Applier(self._target, projections)
        self._remember = self._target.compiled(receiveds.REMEMBER)
        self._connection: Connection | None = None
        self._log: Log | None = None
        self.head = 0
        """The last position that we have committed."""

    def run(self, units: Sequence[Unit]) -> list[Outcome]:
        """What came of each unit, in the same order.  Units of a batch share no key."""
        if not self.health.may_try():
            return [StoreUnavailable(self.health.last_error or "")] * len(units)
        try:
            return list(self._together(units))
        except Exception as error:  # noqa: BLE001, whatever it is, each sender is told
            sort = trouble(error)
            self._give_up(error, sort)
            if sort is Trouble.UNAVAILABLE:
                return [StoreUnavailable(said(error))] * len(units)
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
            done = [_Done(unit, Session(connection, prefetched, now, unit)) for unit in units]
            head = self._write(connection, done, now)
        self.head = head or self.head
        self.health.succeeded()
        return [one.committed(now) for one in done]

    def _write(self, connection: Connection, done: Sequence["_Done"], now: datetime) -> int:
        groups = [one.group for one in done if one.group.entries]
        head, to = 0, sink(connection)
        if groups:
            head = self._appender(connection).append(connection, to, groups, now)
        self._applier.apply(
            to,
            [Happened(entry.position, now, entry.event) for group in groups for entry in group.entries],
            chain.from_iterable(one.writes for one in done))
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
                self._give_up(second, trouble(second))
                if trouble(second) is Trouble.UNAVAILABLE:
                    return StoreUnavailable(said(second))
        _log.error("a unit of work failed (%s)", ", ".join(sorted(unit.keys)), exc_info=error)
        try:
            return next(iter(self._together([replace(unit, decide=_fails)])))
        except Exception as third:  # noqa: BLE001, as above
            self._give_up(third, trouble(third))
            _log.error("not even its messages could be kept", exc_info=third)
            return StoreUnavailable(said(third)) if trouble(third) is Trouble.UNAVAILABLE else _internal()

    def _give_up(self, error: Exception, sort: Trouble) -> None:
        """Leave the connection clean, or for good where the database is in doubt."""
        if sort is Trouble.UNAVAILABLE:
            self.health.failed(error)
            if self._connection is not None:
                self._connection.invalidate()
                self.close()

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _appender(self, connection: Connection) -> Log:
        if self._log is None:
            self._log = Log(self._target, connection.execute(sa.select(tables.store_info.c.store_id)).scalar_one())
        return self._log


class _Done:
    """A unit whose handler has run: what it leaves behind."""

    __slots__ = ("answer", "group", "remembered", "result", "writes")

    def __init__(self, unit: Unit, session: Session) -> None:
        self.result, self.answer = _replied(unit, _decide(unit, session))
        self.writes: Sequence[Write] = session.writes
        self.remembered = session.remembered
        entries = session.entries
        if isinstance(self.result, Refused):
            self.writes, self.remembered = (), []
            entries = [entry for entry in entries if entry.even_if_refused or entry is session.request]
        if self.answer is not None:
            entries.append(_answer_entry(self.answer, session.request))
        self.group = Group(entries, unit.correlation_id, unit.party, unit.add_on)

    def committed(self, now: datetime) -> Committed:
        """It is durable."""
        entries = self.group.entries
        first, last = (entries[0].position, entries[-1].position) if entries else (0, 0)
        return Committed(self.result, self.answer, first, last, now)


def _decide(unit: Unit, session: Session) -> Any:
    """The result, or the Refused that stands for it."""
    try:
        return unit.decide(session)
    except Refused as refused:
        return refused
    except sa.exc.DBAPIError:
        raise  # the whole database transaction is in doubt
    except Exception as error:  # a defect of the handler, or of an add-on
        if type(error).__module__.partition(".")[0] in {"sqlite3", "psycopg2"}:
            raise
        _log.exception("a handler failed (%s)", ", ".join(sorted(unit.keys)))
        return _internal()


def _replied(unit: Unit, result: Any) -> tuple[Any, Payload | None]:
    """The result with its answer; where no answer can be made of it, an internal failure with its own, if that can."""
    if unit.reply is None:
        return result, None
    for tried in (result, _internal()):
        try:
            return tried, unit.reply(tried)
        except Exception:  # as above
            _log.exception("no answer could be made (%s)", ", ".join(sorted(unit.keys)))
    return _internal(), None


TOLD = ("duplicate_of", "transaction_id", "connector_id")
"""What the handler found out about the request is told of its answer too."""


def _answer_entry(answer: Payload, request: Entry | None) -> Entry:
    event = answer.event
    if request is not None and isinstance(request.event, Message):
        found = {name: value for name in TOLD if (value := getattr(request.event, name)) is not None}
        event = msgspec.structs.replace(event, **found) if found else event
    return Entry(event, answer.body, request)


def _fails(_session: Session) -> Any:
    raise _internal()


def _internal() -> Refused:
    return Refused("internal error", Kind.INTERNAL)
