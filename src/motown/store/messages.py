"""Reading ``message``: the exact bytes that went over the wire."""

from hashlib import sha256

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.log import decoded
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
    row = connection.execute(sa.select(table).where(table.c.position == position)).first()
    if row is None:
        return None
    content, digest = _exact(position, row.encoding, bytes(row.body)), bytes(row.sha256)
    if sha256(content).digest() != digest:
        raise Damaged(f"the bytes of message {position} have changed since they were stored")
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
