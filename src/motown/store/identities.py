"""What is asked at the door about a charge point: registration, credential and networks in one row."""


import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import IdentityRow
from motown.store.statements import Query
from motown.store.tables import charge_point, charge_point_credential

_GET = Query(
    sa.select(charge_point.c.charge_point_id, charge_point.c.registration, charge_point.c.networks,
              charge_point_credential.c.password_hash, charge_point_credential.c.certificate_fingerprint)
    .outerjoin(charge_point_credential, charge_point_credential.c.charge_point_id == charge_point.c.charge_point_id)
    .where(charge_point.c.charge_point_id == sa.bindparam("charge_point_id")), IdentityRow)


def get(connection: Connection, charge_point_id: str) -> IdentityRow | None:
    """The identity; None where nobody of that name is known."""
    return _GET.one(connection, charge_point_id=charge_point_id)


def owner(connection: Connection, fingerprint: str) -> str | None:
    """The charge point to which a client certificate belongs; None: nobody's."""
    table = charge_point_credential
    found: str | None = connection.execute(
        sa.select(table.c.charge_point_id).where(table.c.certificate_fingerprint == fingerprint)).scalar()
    return found
