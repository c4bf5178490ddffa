"""The tables of meter readings and charge detail records; both are kept from the log."""

import sqlalchemy as sa

from motown.store.tables import metadata
from motown.store.types import Json, Moment


def _text(name: str, *, key: bool = False, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=null)


def _number(name: str, *, key: bool = False, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, primary_key=key, nullable=null, autoincrement=False)


meter_reading = sa.Table(
    "meter_reading", metadata,  # where in the log the values of which time are: the events tell them
    _text("charge_point_id", key=True),
    sa.Column("at", Moment, primary_key=True),
    _number("position", key=True),
    _number("connector_id", null=True),
    _number("transaction_id", null=True),
    sa.Column("assigned", sa.Boolean, nullable=False),
    sqlite_with_rowid=False,
)
_of_transaction = meter_reading.c.transaction_id.is_not(None)
sa.Index("ix_meter_reading_transaction_id", meter_reading.c.transaction_id, meter_reading.c.at,
         meter_reading.c.position, sqlite_where=_of_transaction, postgresql_where=_of_transaction)

charge_detail_record = sa.Table(
    "charge_detail_record", metadata,  # what each session came to
    _text("cdr_id", key=True),
    _number("issued_position"),
    _number("revision"),
    _text("session_id"),
    sa.Column("transaction_ids", Json, nullable=False),
    _text("charge_point_id"),
    _number("connector_id"),
    _text("party_id", null=True),
    _text("id_tag"),
    _text("id_tag_key"),
    sa.Column("charge_point", Json, nullable=False),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("stopped_at", Moment, nullable=False),
    _number("energy_wh"),
    _number("duration_seconds"),
    sa.Column("periods", Json, nullable=False),
    sa.Column("issued_at", Moment, nullable=False),
    _number("changed_position"),
    sqlite_with_rowid=False,
)
for _name in ("issued_position", "stopped_at", "changed_position"):
    sa.Index(f"ix_charge_detail_record_{_name}", charge_detail_record.c[_name])
