"""``received``: whether a message of this meaning has come before."""

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import ReceivedRow
from motown.store.statements import Lookup, Statement
from motown.store.tables import received

BY_KEY = Lookup(sa.select(received), received.c.key, ReceivedRow)
REMEMBER = Statement(lambda to: sa.insert(to.table(received)))


def get(connection: Connection, key: bytes) -> ReceivedRow | None:
    """What came of the first message of this meaning."""
    return next(iter(BY_KEY.all(connection, [key])), None)
