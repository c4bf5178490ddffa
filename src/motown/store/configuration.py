"""Reading ``configuration_value``."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.store.rows import ConfigurationRow
from motown.store.statements import Query
from motown.store.tables import configuration_value as table

_OF_CHARGE_POINT = Query(
    sa.select(table).where(table.c.charge_point_id == sa.bindparam("charge_point_id")).order_by(table.c.key),
    ConfigurationRow)


def of_charge_point(connection: Connection, charge_point_id: str) -> Sequence[ConfigurationRow]:
    """What is known of the keys of a charge point, in the order of the keys."""
    return _OF_CHARGE_POINT.all(connection, charge_point_id=charge_point_id)
