"""``journal``: what strangers send.  Bounded in rows, bytes and rate, so that nobody can fill the disk through it."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from motown.store.rows import JournalRow
from motown.store.tables import journal, journal_state
from motown.store.troubles import said

_log = logging.getLogger(__name__)

KEPT_BYTES = 8192
"""Of each body; the rest is cut off."""
KEPT_CHARACTERS = 1000
"""Of each text."""


@dataclass(slots=True, frozen=True)
class Stranger:
    """Something that came from nobody we know, and why it was refused."""

    recorded_at: datetime
    reason: str
    remote_address: str | None = None
    identity: str | None = None
    """Who it claimed to be."""
    operation: str | None = None
    method: str | None = None
    path: str | None = None
    body: bytes = b""


@dataclass(slots=True, frozen=True)
class Bounds:
    """How much is kept."""

    max_rows: int = 10_000
    max_bytes: int = 20_000_000
    """Of bodies."""
    rows_per_minute: int = 600


class Journal:
    """Takes entries from any thread at once and writes them later; what is too much is counted and forgotten."""

    def __init__(self, engine: Engine, clock: Callable[[], float], bounds: Bounds | None = None) -> None:
        self._engine, self._clock, self._bounds = engine, clock, bounds or Bounds()
        self._waiting: deque[Stranger] = deque()
        self._lock = threading.Lock()
        self._tokens, self._filled_at = float(self._bounds.rows_per_minute), clock()
        self.dropped = 0
        """Entries that this process could not keep."""
        self._uncounted = 0
        """Of those, how many the database does not know of yet."""
        self._rows, self._bytes = self._bounds.max_rows, 0
        """Added since the last look at what is too much: at the start as many as there can be."""

    def add(self, stranger: Stranger) -> bool:
        """Take an entry; False where it was one too many."""
        with self._lock:
            now, rate = self._clock(), self._bounds.rows_per_minute
            self._tokens = min(float(rate), self._tokens + (now - self._filled_at) * rate / 60)
            self._filled_at = now
            if self._tokens < 1:
                self._uncounted += 1
                self.dropped += 1
                return False
            self._tokens -= 1
            self._waiting.append(stranger)
            return True

    def flush(self) -> None:
        """Write what waits.  A failure costs these entries, nothing else."""
        with self._lock:
            if not self._waiting:
                return
            taken, uncounted = list(self._waiting), self._uncounted
            self._waiting.clear()
            self._uncounted = 0
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.insert(journal), [_values(one) for one in taken])
                _count(connection, uncounted + self._prune(connection, taken))
        except Exception as error:  # noqa: BLE001, strangers' messages are not worth any trouble
            _log.warning("%d entries of the journal were lost: %s", len(taken), said(error))
            with self._lock:
                self._uncounted += uncounted + len(taken)
                self.dropped += len(taken)

    def _prune(self, connection: Connection, added: Sequence[Stranger]) -> int:
        """Drop the oldest rows beyond the bounds, with some to spare, so that it is not looked for every time."""
        bounds = self._bounds
        spare_rows, spare_bytes = bounds.max_rows // 20, bounds.max_bytes // 20
        self._rows += len(added)
        self._bytes += sum(min(len(one.body), KEPT_BYTES) for one in added)
        if self._rows <= spare_rows and self._bytes <= spare_bytes:
            return 0
        gone = _drop_beyond(connection, bounds.max_rows - spare_rows, bounds.max_bytes - spare_bytes)
        self._rows = self._bytes = 0
        return gone


def _values(one: Stranger) -> dict[str, Any]:
    texts = {name: _clean(getattr(one, name)) for name in (
        "remote_address", "identity", "reason", "operation", "method", "path")}
    return {"recorded_at": one.recorded_at, "size": len(one.body), "body": one.body[:KEPT_BYTES], **texts}


def _clean(text: str | None) -> str | None:
    """What any database can keep: no NUL, no half characters, not endless."""
    if text is None:
        return None
    return text[:KEPT_CHARACTERS].replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _drop_beyond(connection: Connection, rows: int, size: int) -> int:
    """Drop all but the newest; returns how many."""
    kept = sa.select(
        journal.c.id, sa.func.row_number().over(order_by=journal.c.id.desc()).label("rows"),
        sa.func.sum(sa.func.length(journal.c.body)).over(order_by=journal.c.id.desc()).label("bytes")).subquery()
    last = sa.select(sa.func.max(kept.c.id)).where(sa.or_(kept.c.rows > rows, kept.c.bytes > size))
    return connection.execute(sa.delete(journal).where(journal.c.id <= last.scalar_subquery())).rowcount


def _count(connection: Connection, dropped: int) -> None:
    if dropped:
        connection.execute(sa.update(journal_state).values(dropped=journal_state.c.dropped + dropped))


def page(connection: Connection, before: int | None = None, limit: int = 100) -> Sequence[JournalRow]:
    """Entries, the newest first; the last id is where the next page goes on."""
    query = sa.select(journal).order_by(journal.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(journal.c.id < before)
    return [JournalRow(*row) for row in connection.execute(query)]


def dropped(connection: Connection) -> int:
    """How many entries were not kept, or are kept no more."""
    count: int = connection.execute(sa.select(journal_state.c.dropped)).scalar_one()
    return count
