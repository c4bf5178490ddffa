"""Parties, their credentials and grants; the secret of pseudonyms.

Revision ID: 0003
Revises: 0002
"""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from motown.store.types import Json, Moment

revision = "0003"
down_revision = "0002"


def text(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    """Text columns."""
    return [sa.Column(name, sa.Text, nullable=null) for name in names]


def moment(*names: str, null: bool = False) -> list[sa.Column[Any]]:
    """Moments."""
    return [sa.Column(name, Moment, nullable=null) for name in names]


def number(name: str) -> sa.Column[Any]:
    """A whole number of 64 bits."""
    return sa.Column(name, sa.BigInteger, nullable=False)


def flag(name: str) -> sa.Column[Any]:
    """Yes or no."""
    return sa.Column(name, sa.Boolean, nullable=False)


def json(*names: str) -> list[sa.Column[Any]]:
    """JSON."""
    return [sa.Column(name, Json, nullable=False) for name in names]


def table(name: str, keys: Sequence[str], *columns: sa.Column[Any], rowid: bool = False) -> None:
    """A table."""
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}"), sqlite_with_rowid=rowid)


def upgrade() -> None:
    """Make the tables, and the store's secret."""
    parties()
    grants()
    table("party_credential", ["party_id"], *text("party_id"), *text("password_hash", null=True),
          *moment("one_time_until", null=True), *moment("changed_at"))
    table("store_secret", ["name"], *text("name"), sa.Column("secret", sa.LargeBinary, nullable=False),
          *moment("created_at"), rowid=True)
    kept = sa.table("store_secret", sa.column("name"), sa.column("secret"), sa.column("created_at", Moment))
    op.execute(sa.insert(kept).values(name="pseudonyms", secret=secrets.token_bytes(32), created_at=datetime.now(UTC)))


def parties() -> None:
    """Who calls our services."""
    table("party", ["party_id"], *text("party_id", "name"), *json("roles"), *text("user_name"),
          *text("contact", null=True), flag("enabled"), number("revision"), flag("has_password"), *moment("added_at"),
          number("added_position"), *moment("changed_at"), number("changed_position"))
    op.create_index("ix_party_user_name", "party", ["user_name"])
    op.create_index("ix_party_added_position", "party", ["added_position"])
    table("party_certificate", ["fingerprint"], *text("fingerprint", "party_id"))
    op.create_index("ix_party_certificate_party_id", "party_certificate", ["party_id"])


def grants() -> None:
    """What they may do beyond their roles."""
    table("access_grant", ["grant_id"], *text("grant_id", "party_id"), *json("operations", "access_classes", "targets"),
          *moment("valid_from", "valid_to", null=True), *json("constraints"), *text("granted_by", null=True),
          *moment("granted_at"), number("granted_position"), *moment("revoked_at", null=True),
          *text("revoked_by", null=True))
    op.create_index("ix_access_grant_party_id", "access_grant", ["party_id", "granted_position"])
    op.create_index("ix_access_grant_granted_position", "access_grant", ["granted_position"])
