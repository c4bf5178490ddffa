"""``party_request``: what parties have asked under names of their own, so that it is not done twice.

Kept for 60 days; the standard wants 30 (requirement MT-IDM-05).
"""

from datetime import timedelta
from hashlib import sha256

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import PartyRequestRow
from motown.store.statements import Query, Statement
from motown.store.tables import party_request as table

KEPT = timedelta(days=60)

REMEMBER = Statement(lambda to: sa.insert(to.table(table)))
FORGET = Statement(lambda to: sa.delete(to.table(table)).where(
    to.table(table).c.answered_at < sa.bindparam("before", type_=table.c.answered_at.type)))
"""Those answered before a moment."""
_GET = Query(sa.select(table).where(table.c.key == sa.bindparam("key", type_=sa.LargeBinary)), PartyRequestRow)


def key_of(party_id: str, request_id: str) -> bytes:
    """The key of what a party asks under a name."""
    return sha256(msgspec.json.encode((party_id, request_id))).digest()


def get(connection: Connection, key: bytes) -> PartyRequestRow | None:
    """What was asked under that name, and answered; None: nothing yet."""
    return _GET.one(connection, key=key)
