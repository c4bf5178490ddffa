"""Reading ``charge_point`` and ``connector``."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import ChargePointRow, ConnectorRow
from motown.store.statements import Lookup, Query
from motown.store.tables import charge_point, connector

BY_ID = Lookup(sa.select(charge_point), charge_point.c.charge_point_id, ChargePointRow)
_AFTER = Query(
    sa.select(charge_point).where(charge_point.c.charge_point_id > sa.bindparam("after", type_=sa.Text))
    .order_by(charge_point.c.charge_point_id).limit(sa.bindparam("limit", type_=sa.Integer)), ChargePointRow)
_AFTER_WITH = Query(
    sa.select(charge_point).where(
        charge_point.c.charge_point_id > sa.bindparam("after", type_=sa.Text),
        charge_point.c.registration == sa.bindparam("registration"))
    .order_by(charge_point.c.charge_point_id).limit(sa.bindparam("limit", type_=sa.Integer)), ChargePointRow)
_COUNTS = Query(
    sa.select(charge_point.c.registration, sa.func.count()).group_by(charge_point.c.registration),
    lambda registration, count: (registration, count))
_CONNECTORS = Query(
    sa.select(connector).where(connector.c.charge_point_id == sa.bindparam("charge_point_id"))
    .order_by(connector.c.connector_id), ConnectorRow)


def get(connection: Connection, charge_point_id: str) -> ChargePointRow | None:
    """One charge point."""
    return next(iter(BY_ID.all(connection, [charge_point_id])), None)


def page(connection: Connection, after: str = "", limit: int = 100,
         registration: str | None = None) -> Sequence[ChargePointRow]:
    """Charge points in the order of their names; the last name is where the next page goes on."""
    if registration is None:
        return _AFTER.all(connection, after=after, limit=limit)
    return _AFTER_WITH.all(connection, after=after, limit=limit, registration=registration)


def beginning(connection: Connection, prefix: str, limit: int) -> Sequence[str]:
    """The names that begin so, in their order."""
    name = charge_point.c.charge_point_id
    query = sa.select(name).where(name.startswith(prefix, autoescape=True)).order_by(name).limit(limit)
    return list(connection.execute(query).scalars())


def counts(connection: Connection) -> dict[str, int]:
    """How many there are of each registration."""
    return dict(_COUNTS.all(connection))


def connectors(connection: Connection, charge_point_id: str) -> Sequence[ConnectorRow]:
    """The connectors of a charge point that have reported a status; 0 is the charge point as a whole."""
    return _CONNECTORS.all(connection, charge_point_id=charge_point_id)
