"""Commands to charge points: due work, their life, reservations, local lists, configuration, files.

Revision ID: 0002
Revises: 0001
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from motown.store.types import Json, Moment, Position

revision = "0002"
down_revision = "0001"


def text(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    """Text columns."""
    return [sa.Column(name, sa.Text, nullable=null) for name in names]


def moment(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    """Moments."""
    return [sa.Column(name, Moment, nullable=null) for name in names]


def number(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    """Whole numbers of 64 bits."""
    return [sa.Column(name, sa.BigInteger, nullable=null) for name in names]


def position(name: str) -> sa.Column[Any]:
    """A number that is the primary key."""
    return sa.Column(name, Position, autoincrement=False, nullable=False)


def integer(name: str, *, null: bool = False) -> sa.Column[Any]:
    """A whole number of 32 bits."""
    return sa.Column(name, sa.Integer, nullable=null)


def flag(name: str, *, null: bool = False) -> sa.Column[Any]:
    """Yes or no."""
    return sa.Column(name, sa.Boolean, nullable=null)


def json(name: str) -> sa.Column[Any]:
    """JSON."""
    return sa.Column(name, Json, nullable=False)


def table(name: str, keys: Sequence[str], *columns: sa.Column[Any], in_place: bool = False,
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
    """Make the tables; when idTags last changed, and which were removed, stands in the log."""
    beside()
    commands()
    kept_of_commands()
    for column in (*moment("called_at", null=True), *text("call_error", null=True)):
        op.add_column("charge_point", column)
    for column in (*text("charge_point_id", null=True), *number("connector_id", null=True),
                   sa.Column("changed_position", sa.BigInteger, nullable=False, server_default="0")):
        op.add_column("id_tag", column)
    index("id_tag", "changed_position", "changed_position")
    index("id_tag", "parent_key", "parent_key")
    id_tags_from_log()


def beside() -> None:
    """What is not made from the log: what is to be done, and the credentials for files."""
    table("due_work", ["id"], *text("id", "kind"), *text("lane", null=True), *number("ordinal", "changed"),
          *moment("due_at"), *moment("expires_at", null=True), integer("attempt"), flag("sent"), json("body"),
          in_place=True)
    index("due_work", "changed", "changed")
    index("due_work", "dropped", "changed", where="kind = ''")
    index("due_work", "lane", "lane")
    table("transfer_credential", ["user_name"], *text("user_name"),
          sa.Column("secret_digest", sa.LargeBinary, nullable=False),
          *text("charge_point_id", "command_id", "direction"), *text("file_name", null=True),
          *moment("created_at", "expires_at"), integer("completed"), *moment("used_at", null=True))


def commands() -> None:
    """The commands themselves."""
    table("command", ["command_id"], *text("command_id", "charge_point_id", "name"),
          *number("connector_id", null=True), json("parameters"), *text("digest"),
          *text("request_id", "party", "note", "parent_id", null=True), *text("state", "outcome"),
          *text("station_status", "reason", null=True), *moment("not_before", null=True),
          *moment("expires_at", "accepted_at"), integer("attempts"), *moment("attempted_at", null=True),
          *text("error", null=True), *moment("retry_at", "sent_at", "answered_at", "finished_at", null=True),
          *text("effect"), *moment("effect_deadline", null=True), *number("effect_position", null=True),
          *moment("effect_at", null=True), json("result"), *number("accepted_position"),
          in_place=True)
    index("command", "pending", "charge_point_id", where="outcome = 'Pending'")
    index("command", "request_id", "request_id", where="request_id IS NOT NULL")
    index("command", "accepted_position", "accepted_position")
    index("command", "charge_point_id", "charge_point_id", "accepted_position")


def kept_of_commands() -> None:
    """What came of them."""
    table("removed_id_tag", ["key"], *text("key", "id_tag"), *number("removed_position"))
    index("removed_id_tag", "removed_position", "removed_position")
    table("reservation", ["reservation_id"], position("reservation_id"), *text("charge_point_id"),
          *number("connector_id"), *text("id_tag", "id_tag_key"), *text("parent_id_tag", null=True), *text("state"),
          *moment("expires_at", "made_at"), *moment("ended_at", null=True), *number("transaction_id", null=True),
          *text("command_id", null=True), rowid=True)
    index("reservation", "active", "charge_point_id", where="state = 'Active'")
    table("local_list", ["charge_point_id"], *text("charge_point_id"), *number("list_version"),
          *number("as_of_position", null=True), integer("entries", null=True), *moment("sent_at", null=True),
          *number("read_version", null=True), *moment("read_at", null=True), *text("state"))
    table("configuration_value", ["charge_point_id", "key"], *text("charge_point_id", "key"),
          *text("value", null=True), flag("readonly", null=True), flag("known"), *moment("at"), *text("source"))
    table("transferred_file", ["position"], position("position"), *text("charge_point_id", "command_id", "file_name"),
          *number("size_bytes"), *text("sha256"), *moment("received_at"), rowid=True)
    index("transferred_file", "charge_point_id", "charge_point_id", "position")


def id_tags_from_log() -> None:
    """What a rebuild would make of the log: the position of each idTag's last change, and those that are gone."""
    event = sa.table("event", sa.column("position"), sa.column("type"), sa.column("body", Json))
    known: dict[str, int] = {}
    gone: dict[str, dict[str, Any]] = {}
    for at, kind, body in op.get_bind().execute(
            sa.select(event).where(event.c.type.in_(["motown.IdTagChanged", "motown.IdTagRemoved"]))
            .order_by(event.c.position)):
        if kind == "motown.IdTagChanged":
            known[body["key"]] = at
            gone.pop(body["key"], None)
        else:
            gone[body["key"]] = {"key": body["key"], "id_tag": body["idTag"], "removed_position": at}
    write_id_tags(known, list(gone.values()))


def write_id_tags(known: dict[str, int], gone: list[dict[str, Any]]) -> None:
    """Into the tables; an empty log writes nothing."""
    id_tag = sa.table("id_tag", sa.column("key"), sa.column("changed_position"))
    removed = sa.table("removed_id_tag", sa.column("key"), sa.column("id_tag"), sa.column("removed_position"))
    if known:
        op.get_bind().execute(
            sa.update(id_tag).where(id_tag.c.key == sa.bindparam("its_key")).values(
                changed_position=sa.bindparam("at")),
            [{"its_key": key, "at": at} for key, at in known.items()])
    if gone:
        op.get_bind().execute(sa.insert(removed), gone)
