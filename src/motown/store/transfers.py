"""``transfer_credential``: by which one file is brought or fetched.  Never in the log, so not made from it."""

from datetime import timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import TransferCredentialRow
from motown.store.statements import Query, Statement, Target, Values
from motown.store.tables import transfer_credential as table

KEPT = timedelta(days=7)
"""How long a credential that has expired is still known, so that who shows it is told why it is refused."""

_GET = Query(sa.select(table).where(table.c.user_name == sa.bindparam("user_name")), TransferCredentialRow)

ALLOW = Statement(lambda to: sa.insert(to.table(table)))


def _forget(to: Target) -> Any:
    own = to.table(table)
    return sa.delete(own).where(own.c.expires_at < sa.bindparam("before", type_=own.c.expires_at.type))


def _complete(to: Target) -> Any:
    own = to.table(table)
    return sa.update(own).where(own.c.user_name == sa.bindparam("name", type_=sa.Text)).values(
        completed=own.c.completed + 1, used_at=sa.bindparam("at", type_=own.c.used_at.type))


FORGET, COMPLETE = Statement(_forget), Statement(_complete)


def get(connection: Connection, user_name: str) -> TransferCredentialRow | None:
    """The credential of this name; None where there is none."""
    return _GET.one(connection, user_name=user_name)


def values(credential: TransferCredentialRow) -> Values:
    """The columns of a credential."""
    return msgspec.structs.asdict(credential)
