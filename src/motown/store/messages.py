"""Reading ``message``: the exact bytes that went over the wire."""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.log import decoded
from motown.store.statements import Lookup
from motown.store.tables import message as table


class StoredMessage(msgspec.Struct, frozen=True):
    """A message with its exact bytes."""

    position: int
    protocol: str
    direction: str
    message_id: str | None
    relates_to: str | None
    remote_address: str | None
    content_type: str | None
    http_status: int | None
    duration_ms: int | None
    size: int
    sha256: bytes
    body: bytes


class Damaged(ValueError):
    """The stored bytes are not those that were received: the disk or somebody has changed them."""


def get(connection: Connection, position: int) -> StoredMessage | None:
    """The message of the event at a position; None where that event is none.  Raises ``Damaged``."""
    found = many(connection, [position]).get(position)
    if isinstance(found, Damaged):
        raise found
    return found


def many(connection: Connection, positions: Sequence[int]) -> dict[int, StoredMessage | Damaged]:
    """The messages of the events at these positions, with one query; those that are none are not in it.

    One whose bytes have changed is there as the error: it keeps nobody from the others.
    """
    return dict(_MANY.all(connection, positions)) if positions else {}


def _checked(row: "_Row") -> tuple[int, StoredMessage | Damaged]:
    try:
        return row.position, _message(row)
    except Damaged as error:
        return row.position, error


def _message(row: "_Row") -> StoredMessage:
    content, digest = _exact(row.position, row.encoding, row.body), row.sha256
    if sha256(content).digest() != digest:
        raise Damaged(f"the bytes of message {row.position} have changed since they were stored")
    return StoredMessage(row.position, row.protocol, row.direction, row.message_id, row.relates_to, row.remote_address,
                         row.content_type, row.http_status, row.duration_ms, row.size, digest, content)


def body(connection: Connection, position: int) -> bytes | None:
    """The exact bytes of the message of the event at a position; None where that event is none.  Raises ``Damaged``."""
    found = get(connection, position)
    return None if found is None else found.body


def _exact(position: int, encoding: str, stored: bytes) -> bytes:
    try:
        return decoded(encoding, stored)
    except Exception as error:
        raise Damaged(f"the bytes of message {position} cannot be read: {error}") from error


class _Row(NamedTuple):
    """The columns of the table, in its order."""

    position: int
    protocol: str
    direction: str
    message_id: str | None
    relates_to: str | None
    remote_address: str | None
    content_type: str | None
    http_status: int | None
    duration_ms: int | None
    encoding: str
    body: bytes
    size: int
    sha256: bytes


_MANY = Lookup(sa.select(table), table.c.position, lambda *values: _checked(_Row(*values)))
