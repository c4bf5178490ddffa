"""``charge_point_credential``: by what charge points show who they are.  Never in the log, so not made from it."""

from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import CredentialRow
from motown.store.statements import Query, Statement, Target
from motown.store.tables import charge_point_credential as table


class Unchanged(Enum):
    """The mark of a value that stays as it is."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED

_GET = Query(sa.select(table).where(table.c.charge_point_id == sa.bindparam("charge_point_id")), CredentialRow)


def setting(*names: str) -> Statement:
    """Sets the named columns of a charge point's credential."""

    def build(to: Target) -> Any:
        insert = to.insert(table)
        return insert.on_conflict_do_update(index_elements=["charge_point_id"], set_={
            name: insert.excluded[name] for name in (*names, "changed_at")})

    return Statement(build)


SET: dict[tuple[str, ...], Statement] = {names: setting(*names) for names in (
    ("password_hash",), ("certificate_fingerprint",), ("password_hash", "certificate_fingerprint"))}


def get(connection: Connection, charge_point_id: str) -> CredentialRow | None:
    """The credential of a charge point; None where it has none."""
    return _GET.one(connection, charge_point_id=charge_point_id)
