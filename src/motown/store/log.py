"""Appending to the log: positions, stream versions, the events and the bytes of messages."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.events import Event, Message
from motown.store import tables
from motown.store.records import DOMAIN, MESSAGE
from motown.store.sinks import Sink
from motown.store.statements import Lookup, Statement, Target, cursor_of
from motown.store.types import moment_text

COMPRESSED_FROM = 1024
"""Bytes from which on a message is compressed.  Below, zlib takes a quarter of the writer's time to save 500 bytes."""
SMALL_WINDOW = 4096
"""Bytes up to which a small window does as well, in a sixth of the time."""


@dataclass(slots=True, eq=False)
class Entry:
    """An event that is about to be appended."""

    event: Event
    body: bytes | None = None
    """The exact bytes, where it is a message."""
    cause: "Entry | int | None" = None
    """The event that it follows from, or its position."""
    even_if_refused: bool = False
    position: int = 0

    @property
    def cause_position(self) -> int | None:
        """The position of the event that it follows from."""
        return self.cause.position if isinstance(self.cause, Entry) else self.cause


@dataclass(slots=True, eq=False)
class Group:
    """The entries of one unit of work, in order."""

    entries: list[Entry]
    correlation_id: str | None
    party: str | None = None
    add_on: str | None = None


EVENT = Statement(lambda to: sa.insert(to.table(tables.event)))
MESSAGE_BYTES = Statement(lambda to: sa.insert(to.table(tables.message)))
STREAM = Statement(lambda to: (insert := to.insert(tables.stream)).on_conflict_do_update(
    index_elements=["stream_id"], set_={"version": insert.excluded.version}))
HEAD = Statement(lambda _to: sa.update(tables.event_head).values(
    position=tables.event_head.c.position + sa.bindparam("by")).returning(tables.event_head.c.position))
VERSIONS = Lookup(sa.select(tables.stream), tables.stream.c.stream_id, lambda stream_id, version: (stream_id, version))

_encode = msgspec.json.Encoder().encode


class Log:
    """Appends to the log of one database."""

    def __init__(self, target: Target, store_id: str) -> None:
        self._head, self._event, self._message, self._stream = (
            target.compiled(one) for one in (HEAD, EVENT, MESSAGE_BYTES, STREAM))
        self._store_id, self._sqlite = store_id, target.dialect_name == "sqlite"

    def append(self, connection: Connection, to: Sink, groups: Sequence[Group], now: datetime) -> int:
        """Append all entries, giving each its position; returns the head.

        From the first statement on no other writer can append before this database transaction ends: so positions
        become visible in their order, and a reader that has seen one will never find a new event before it.
        """
        entries = [entry for group in groups for entry in group.entries]
        cursor = cursor_of(connection)
        cursor.execute(self._head.sql, (len(entries),))
        head: int = cursor.fetchone()[0]
        for position, entry in enumerate(entries, start=head - len(entries) + 1):
            entry.position = position
        versions = self._versions(connection, {entry.event.stream_id for entry in entries})
        at = moment_text(now) if self._sqlite else now
        rows = [row for group in groups for row in self._rows(group, versions, at)]
        to.write(self._event, rows)
        messages = [message_row(entry.position, entry.event, entry.body) for entry in entries
                    if entry.body is not None and isinstance(entry.event, Message)]
        if messages:
            to.write(self._message, messages)
        to.write(self._stream, list(versions.items()))
        return head

    @staticmethod
    def _versions(connection: Connection, streams: Iterable[str]) -> dict[str, int]:
        versions = dict.fromkeys(sorted(streams), 0)
        versions.update(VERSIONS.all(connection, list(versions)))
        return versions

    def _rows(self, group: Group, versions: dict[str, int], at: Any) -> Iterable[tuple[Any, ...]]:
        """The rows of the table ``event``; counts the stream versions on."""
        correlation_id = group.correlation_id or f"{self._store_id}-{group.entries[0].position}"
        for entry in group.entries:
            event, kind = entry.event, type(entry.event)
            stream_id = event.stream_id
            versions[stream_id] = version = versions[stream_id] + 1
            if isinstance(event, Message):
                name, category, occurred_at = event.type, MESSAGE, None
            else:
                name, category, occurred_at = kind.TYPE, DOMAIN, getattr(event, "occurred_at", None)
                if occurred_at is not None and self._sqlite:
                    occurred_at = moment_text(occurred_at)
            yield (
                entry.position, stream_id, version, name, kind.VERSION, category, at, occurred_at,
                getattr(event, "charge_point_id", None), getattr(event, "connector_id", None),
                getattr(event, "transaction_id", None), getattr(event, "command_id", None), correlation_id,
                entry.cause_position, group.party, group.add_on,
                _encode(event).decode())


def message_row(position: int, event: Message, body: bytes) -> tuple[Any, ...]:
    """The row of the table ``message``."""
    encoding, stored = encoded(body)
    return (position, event.protocol, event.direction, event.message_id, event.relates_to, event.remote_address,
            event.content_type, event.http_status, event.duration_ms, encoding, stored, len(body),
            sha256(body).digest())


def encoded(body: bytes) -> tuple[str, bytes]:
    """The bytes as they are stored, and how to get them back: ``identity`` or ``zlib``."""
    if len(body) < COMPRESSED_FROM:
        return "identity", body
    if len(body) > SMALL_WINDOW:
        return "zlib", zlib.compress(body, 1)
    packer = zlib.compressobj(1, zlib.DEFLATED, 12, 5)  # any zlib reads it; most of the time is making the window ready
    return "zlib", packer.compress(body) + packer.flush()


def decoded(encoding: str, stored: bytes) -> bytes:
    """The exact bytes of a message; ValueError where they are stored in a way that is not known."""
    if encoding == "identity":
        return bytes(stored)
    if encoding == "zlib":
        return zlib.decompress(stored)
    raise ValueError(f"the bytes are stored in a way that is not known here: {encoding}")
