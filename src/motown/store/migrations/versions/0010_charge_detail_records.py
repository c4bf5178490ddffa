"""Charge detail records, meter readings by their times, and how far transactions have come.

Revision ID: 0010
Revises: 0009
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from motown.store.types import Json, Moment, json_of

revision = "0010"
down_revision = "0009"

CHUNK = 5000
"""Events that are looked at in one go."""
REGISTER = "Energy.Active.Import.Register"
EVENT = sa.table("event", *map(sa.column, ("position", "type", "charge_point_id", "connector_id", "transaction_id")),
                 sa.column("body", Json))
READING = sa.table("meter_reading", sa.column("charge_point_id"), sa.column("at", Moment), *map(sa.column, (
    "position", "connector_id", "transaction_id", "assigned")))


def text(name: str, *, null: bool = False) -> sa.Column[Any]:
    """Text."""
    return sa.Column(name, sa.Text, nullable=null)


def moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    """A moment."""
    return sa.Column(name, Moment, nullable=null)


def number(name: str, *, null: bool = False) -> sa.Column[Any]:
    """A whole number of 64 bits."""
    return sa.Column(name, sa.BigInteger, nullable=null)


def index(table: str, name: str, *columns: str, where: str | None = None) -> None:
    """An index, over some rows only where ``where`` says so."""
    condition = sa.text(where) if where else None
    op.create_index(f"ix_{table}_{name}", table, list(columns), sqlite_where=condition, postgresql_where=condition)


def upgrade() -> None:
    """Make the tables, and fill them with what the log tells.

    Transactions that have ended before have no record: ``motown cdrs issue`` makes one.
    """
    transactions()
    readings()
    records()
    fill(op.get_bind())


def transactions() -> None:
    """Whose they are, and how far they have come."""
    for column in (text("party_id", null=True), number("metered_wh", null=True), moment("metered_at", null=True)):
        op.add_column("charging_transaction", column)
    index("charging_transaction", "started_at", "started_at")
    index("charging_transaction", "party_id", "party_id", "transaction_id", where="party_id IS NOT NULL")


def readings() -> None:
    """Where in the log the values of which time are."""
    op.create_table(
        "meter_reading", text("charge_point_id"), moment("at"), number("position"), number("connector_id", null=True),
        number("transaction_id", null=True), sa.Column("assigned", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("charge_point_id", "at", "position", name="pk_meter_reading"),
        sqlite_with_rowid=False)
    index("meter_reading", "transaction_id", "transaction_id", "at", "position", where="transaction_id IS NOT NULL")


def records() -> None:
    """What sessions came to."""
    op.create_table(
        "charge_detail_record", text("cdr_id"), number("issued_position"), number("revision"), text("session_id"),
        sa.Column("transaction_ids", Json, nullable=False), text("charge_point_id"), number("connector_id"),
        text("party_id", null=True), text("id_tag"), text("id_tag_key"),
        sa.Column("charge_point", Json, nullable=False), moment("started_at"), moment("stopped_at"),
        number("energy_wh"), number("duration_seconds"), sa.Column("periods", Json, nullable=False),
        moment("issued_at"), number("changed_position"),
        sa.PrimaryKeyConstraint("cdr_id", name="pk_charge_detail_record"), sqlite_with_rowid=False)
    for name in ("issued_position", "stopped_at", "changed_position"):
        index("charge_detail_record", name, name)


def fill(connection: sa.Connection) -> None:
    """Go through the events of meter values once."""
    for events in sampled(connection):
        rows = [row for event in events for row in rows_of(event)]
        if rows:
            connection.execute(sa.insert(READING), rows)
    linked(connection)
    metered(connection)


def sampled(connection: sa.Connection) -> Iterator[Sequence[Any]]:
    """The events of meter values, some at a time."""
    last = 0
    while True:
        found = connection.execute(sa.select(EVENT).where(
            EVENT.c.type == "motown.MeterSampled", EVENT.c.position > last,
        ).order_by(EVENT.c.position).limit(CHUNK)).all()
        if not found:
            return
        yield found
        last = found[-1].position


def samples_of(event: Any) -> list[tuple[datetime, dict[str, Any]]]:
    """The values, with their times."""
    body = json_of(event.body) if isinstance(event.body, str) else event.body
    return [(datetime.fromisoformat(one["at"]).astimezone(UTC), one) for one in body["samples"]]


def rows_of(event: Any) -> Iterator[dict[str, Any]]:
    """A row for each time."""
    for at in sorted({at for at, _ in samples_of(event)}):
        yield {"charge_point_id": event.charge_point_id, "at": at, "position": event.position,
               "connector_id": event.connector_id, "transaction_id": event.transaction_id, "assigned": False}


def linked(connection: sa.Connection) -> None:
    """Values that have found their transaction later."""
    connection.execute(sa.text(
        "UPDATE meter_reading SET assigned = true, transaction_id = (SELECT orphan.linked_transaction_id FROM orphan "
        "WHERE orphan.position = meter_reading.position) WHERE position IN (SELECT position FROM orphan "
        "WHERE kind = 'meter' AND linked_transaction_id IS NOT NULL)"))


def metered(connection: sa.Connection) -> None:
    """How far the registers of open transactions have come."""
    open_ones = sa.text(
        "SELECT event.position, event.type, event.charge_point_id, event.connector_id, event.transaction_id, "
        "event.body FROM charging_transaction JOIN event ON event.transaction_id = charging_transaction.transaction_id "
        "WHERE charging_transaction.stopped_at IS NULL AND event.type = 'motown.MeterSampled' ORDER BY event.position")
    last: dict[int, tuple[datetime, int, int]] = {}
    for event in connection.execute(open_ones.columns(*EVENT.c)):
        for at, sample in samples_of(event):
            known = last.get(event.transaction_id)
            if is_register(sample) and (known is None or at >= known[0]):
                last[event.transaction_id] = at, int(float(sample["normalised"])), event.position
    own = sa.table("charging_transaction", sa.column("transaction_id"), sa.column("metered_wh"),
                   sa.column("metered_at", Moment), sa.column("changed_position"))
    for transaction_id, (at, wh, position) in last.items():
        connection.execute(sa.update(own).where(own.c.transaction_id == transaction_id).values(
            metered_wh=wh, metered_at=at,
            changed_position=sa.case((own.c.changed_position > position, own.c.changed_position), else_=position)))


def is_register(sample: dict[str, Any]) -> bool:
    """Whether it is a value of the register of energy delivered."""
    return (sample.get("measurand", REGISTER) == REGISTER and sample.get("baseUnit") == "Wh"
            and sample.get("normalised") is not None)
