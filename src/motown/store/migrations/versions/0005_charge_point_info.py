"""What operators tell of charge points, groups, reviews; who is offline, what is abandoned, what was changed when.

Revision ID: 0005
Revises: 0003
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from motown.store.types import Json, Moment, Position, Real

revision = "0005"
down_revision = "0003"

CHANGING = ("ChargePointSeen", "ChargePointRegistered", "ChargePointRejected", "ChargePointRemoved",
            "ChargePointBooted", "StatusChanged", "TransactionStarted", "TransactionStopped", "ReservationMade",
            "ReservationEnded")


def text(name: str, *, null: bool = False) -> sa.Column[Any]:
    """Text."""
    return sa.Column(name, sa.Text, nullable=null)


def moment(name: str, *, null: bool = False) -> sa.Column[Any]:
    """A moment."""
    return sa.Column(name, Moment, nullable=null)


def number(name: str, *, null: bool = False) -> sa.Column[Any]:
    """A whole number of 64 bits."""
    return sa.Column(name, sa.BigInteger, nullable=null)


def table(name: str, keys: tuple[str, ...], *columns: sa.Column[Any], in_place: bool = False,
          rowid: bool = False) -> None:
    """A table; ``in_place``: its rows change often, PostgreSQL keeps room for that."""
    options: dict[str, Any] = {"sqlite_with_rowid": rowid}
    if in_place:
        options["postgresql_with"] = {"fillfactor": 50}
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}"), **options)


def index(table_name: str, name: str, *columns: str, where: str | None = None) -> None:
    """An index, over some rows only where ``where`` says so."""
    condition = sa.text(where) if where else None
    op.create_index(f"ix_{table_name}_{name}", table_name, list(columns),
                    sqlite_where=condition, postgresql_where=condition)


def upgrade() -> None:
    """Make the tables, and fill them with what the log tells.

    The tallies, which are of the last hour or day, begin empty; ``motown rebuild`` would fill them.
    """
    known()
    told()
    fill()


def known() -> None:
    """More of what is known already."""
    for column in (sa.Column("told_interval_seconds", sa.Integer), moment("offline_since", null=True),
                   moment("firmware_status_at", null=True)):
        op.add_column("charge_point", column)
    for column in (moment("interrupted_at", null=True), moment("abandoned_at", null=True),
                   sa.Column("changed_position", sa.BigInteger, nullable=False, server_default="0")):
        op.add_column("charging_transaction", column)
    index("charging_transaction", "changed_position", "changed_position")
    index("charging_transaction", "abandoned", "charge_point_id", where="abandoned_at IS NOT NULL")
    table("charge_point_change", ("charge_point_id",), text("charge_point_id"), number("changed_position"),
          in_place=True)
    index("charge_point_change", "changed_position", "changed_position")
    table("tally", ("charge_point_id", "kind"), text("charge_point_id"), text("kind"), text("span"), number("number"),
          number("smallest_ms", null=True), moment("first_at"), moment("last_at"), number("position"), in_place=True)


def told() -> None:
    """What is told of charge points."""
    table("charge_point_info", ("charge_point_id",), text("charge_point_id"), number("revision"),
          sa.Column("latitude", Real), sa.Column("longitude", Real),
          sa.Column("info", Json, nullable=False), number("position"))
    index("charge_point_info", "latitude", "latitude")
    table("charge_point_group", ("group_id",), text("group_id"), text("kind"), text("name", null=True),
          number("revision"), number("changed_position"))
    table("group_member", ("group_id", "charge_point_id"), text("group_id"), text("charge_point_id"))
    index("group_member", "charge_point_id", "charge_point_id")
    table("review", ("review_id",), sa.Column("review_id", Position, autoincrement=False, nullable=False),
          text("charge_point_id"), sa.Column("stars", sa.SmallInteger, nullable=False), text("text", null=True),
          text("author", null=True), text("party", null=True), number("transaction_id", null=True),
          sa.Column("verified_session", sa.Boolean, nullable=False), moment("posted_at"),
          moment("hidden_at", null=True), text("hidden_reason", null=True), number("changed_position"), rowid=True)
    index("review", "charge_point_id", "charge_point_id", "review_id")
    index("review", "transaction_id", "transaction_id", where="transaction_id IS NOT NULL")


def fill() -> None:
    """What the log tells of the new columns."""
    names = ", ".join(f"'motown.{name}'" for name in CHANGING)
    op.execute(
        "INSERT INTO charge_point_change (charge_point_id, changed_position) "  # noqa: S608, all of it is ours
        f"SELECT charge_point_id, max(position) FROM event WHERE type IN ({names}) GROUP BY charge_point_id")
    op.execute("UPDATE charging_transaction SET changed_position = coalesce(stopped_position, started_position)")
    op.execute(
        "UPDATE charging_transaction SET interrupted_at = (SELECT event.recorded_at FROM event "
        "WHERE event.charge_point_id = charging_transaction.charge_point_id "
        "AND event.type = 'motown.ChargePointBooted' "
        "AND event.position > charging_transaction.started_position "
        "AND (charging_transaction.stopped_position IS NULL "
        "OR event.position < charging_transaction.stopped_position) ORDER BY event.position LIMIT 1)")
    op.execute(
        "UPDATE charge_point SET firmware_status_at = (SELECT event.recorded_at FROM event "
        "WHERE event.charge_point_id = charge_point.charge_point_id AND event.type = 'motown.FirmwareStatus' "
        "ORDER BY event.position DESC LIMIT 1) WHERE firmware_status IS NOT NULL")
