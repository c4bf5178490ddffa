"""The first tables: the log, what stands beside it, and the projections.

Revision ID: 0001
Revises:
"""

import secrets
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from motown.store.types import Json, Moment, Position

revision = "0001"
down_revision = None


def text(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    """Text columns."""
    return [sa.Column(name, sa.Text, nullable=null) for name in names]


def key(name: str) -> sa.Column[Any]:
    """A text that is the primary key."""
    return sa.Column(name, sa.Text, primary_key=True, nullable=False)


def position(name: str) -> sa.Column[Any]:
    """A number that is the primary key."""
    return sa.Column(name, Position, primary_key=True, autoincrement=False)


def number(name: str, *, null: bool = False) -> sa.Column[Any]:
    """A whole number of 64 bits."""
    return sa.Column(name, sa.BigInteger, nullable=null)


def small(name: str, *, null: bool = False) -> sa.Column[Any]:
    """A whole number of 16 bits."""
    return sa.Column(name, sa.SmallInteger, nullable=null)


def integer(name: str, *, null: bool = True) -> sa.Column[Any]:
    """A whole number of 32 bits."""
    return sa.Column(name, sa.Integer, nullable=null)


def moment(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    """Moments."""
    return [sa.Column(name, Moment, nullable=null) for name in names]


def flag(*names: str) -> list[sa.Column[Any]]:
    """Yes or no."""
    return [sa.Column(name, sa.Boolean, nullable=False) for name in names]


def blob(name: str) -> sa.Column[Any]:
    """Bytes."""
    return sa.Column(name, sa.LargeBinary, nullable=False)


def table(name: str, *columns: sa.Column[Any], primary_key: tuple[str, ...] = (), in_place: bool = False,
          rowid: bool = True) -> None:
    """A table: updated in place all the time (PostgreSQL keeps room for it); on SQLite its primary key is the row."""
    options: dict[str, Any] = {"sqlite_with_rowid": rowid}
    if in_place:
        options["postgresql_with"] = {"fillfactor": 50}
    keys = primary_key or tuple(column.name for column in columns if column.primary_key)
    for column in columns:
        column.primary_key = False
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}"), **options)


def index(table_name: str, name: str, *columns: str, where: str | None = None) -> None:
    """An index, over some rows only where ``where`` says so."""
    condition = sa.text(where) if where else None
    op.create_index(f"ix_{table_name}_{name}", table_name, list(columns),
                    sqlite_where=condition, postgresql_where=condition)


def upgrade() -> None:
    """Make everything."""
    log()
    beside()
    projections()
    first_rows()


def log() -> None:
    """The events, the bytes of the messages, and what keeps them in order."""
    table("store_info", key("store_id"), *moment("created_at"))
    table("event_head", small("id"), number("position"), primary_key=("id",), in_place=True)
    table("event", position("position"), *text("stream_id"), number("stream_version"), *text("type"), small("version"),
          *text("category"), *moment("recorded_at"), *moment("occurred_at", null=True),
          *text("charge_point_id", null=True), number("connector_id", null=True), number("transaction_id", null=True),
          *text("command_id", null=True),
          *text("correlation_id"), number("causation_position", null=True), *text("party", "add_on", null=True),
          sa.Column("body", Json, nullable=False))
    for name in ("charge_point_id", "transaction_id", "command_id"):
        index("event", name, name, "position", where=f"{name} IS NOT NULL")
    table("stream", key("stream_id"), number("version"), rowid=False, in_place=True)
    table("message", position("position"), *text("protocol", "direction"),
          *text("message_id", "relates_to", "remote_address", "content_type", null=True),
          small("http_status", null=True), integer("duration_ms"), *text("encoding"), blob("body"),
          integer("size", null=False), blob("sha256"))
    table("received", blob("key"), number("position"), number("transaction_id", null=True),
          primary_key=("key",), rowid=False)


def beside() -> None:
    """What is not made from the log: counters, places, credentials, and the strangers' journal."""
    table("counter", key("name"), number("value"), rowid=False, in_place=True)
    table("follower", key("name"), number("position"), *moment("updated_at"), rowid=False, in_place=True)
    table("charge_point_credential", key("charge_point_id"),
          *text("password_hash", "certificate_fingerprint", null=True), *moment("changed_at"), rowid=False)
    op.create_table(
        "journal", sa.Column("id", Position, autoincrement=True, nullable=False), *moment("recorded_at"),
        *text("remote_address", "identity", null=True), *text("reason"),
        *text("operation", "method", "path", null=True),
        integer("size", null=False), blob("body"), sa.PrimaryKeyConstraint("id", name="pk_journal"),
        sqlite_autoincrement=True)
    table("journal_state", small("id"), number("dropped"), primary_key=("id",))


def projections() -> None:
    """What can be made again from the log."""
    table("charge_point", key("charge_point_id"), *text("registration"),
          *text("vendor", "model", "charge_point_serial", "charge_box_serial", "firmware_version", "iccid", "imsi",
                "meter_type", "meter_serial", "protocol", "address", "pinned_address", "remote_address", null=True),
          integer("heartbeat_interval_seconds"), sa.Column("networks", Json, nullable=False),
          *flag("has_password", "has_certificate"), *moment("first_seen_at"),
          *moment("registered_at", "last_boot_at", null=True), *moment("last_seen_at"),
          *text("firmware_status", "diagnostics_status", null=True), rowid=False, in_place=True)
    table("connector", *text("charge_point_id"), number("connector_id"), *text("status", "error_code"),
          *text("info", "vendor_id", "vendor_error_code", null=True), *moment("status_at", "recorded_at"),
          primary_key=("charge_point_id", "connector_id"), rowid=False, in_place=True)
    table("charging_transaction", position("transaction_id"), *text("charge_point_id"),
          number("connector_id"), *text("id_tag", "id_tag_key", "status"), number("meter_start_wh"),
          *moment("started_at"),
          number("reservation_id", null=True), number("meter_stop_wh", null=True), *moment("stopped_at", null=True),
          *text("stop_id_tag", "stop_reason", null=True), *flag("meter_backwards"), number("started_position"),
          number("stopped_position", null=True))
    index("charging_transaction", "connector", "charge_point_id", "connector_id", "started_at")
    index("charging_transaction", "open_id_tag", "id_tag_key", where="stopped_at IS NULL")
    index("charging_transaction", "open_charge_point", "charge_point_id", where="stopped_at IS NULL")
    table("orphan", position("position"), *text("kind", "charge_point_id"), number("connector_id", null=True),
          number("reported_transaction_id", null=True), *text("id_tag", "id_tag_key", null=True),
          number("meter_stop_wh", null=True), *moment("at"), number("linked_transaction_id", null=True))
    index("orphan", "charge_point_id_at", "charge_point_id", "at")
    table("id_tag", key("key"), *text("id_tag", "status"), *moment("expires_at", null=True),
          *text("parent_id_tag", "parent_key", null=True), integer("max_concurrent", null=False),
          *text("note", null=True),
          rowid=False)


def first_rows() -> None:
    """The rows that are only ever updated, and the store's name."""
    name = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(8))
    one = {"id": 1}
    info = sa.table("store_info", sa.column("store_id"), sa.column("created_at", Moment))
    op.execute(sa.insert(info).values(store_id=name, created_at=datetime.now(UTC)))
    op.execute(sa.insert(sa.table("event_head", sa.column("id"), sa.column("position"))).values(**one, position=0))
    op.execute(sa.insert(sa.table("journal_state", sa.column("id"), sa.column("dropped"))).values(**one, dropped=0))
