"""Subscriptions to events, how far each is, and the passwords shown to consumers.

Revision ID: 0008
Revises: 0007
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from motown.store.types import Json, Moment

revision = "0008"
down_revision = "0007"


def text(name: str, *, null: bool = False) -> sa.Column[Any]:
    """Text."""
    return sa.Column(name, sa.Text, nullable=null)


def number(name: str) -> sa.Column[Any]:
    """A whole number of 64 bits."""
    return sa.Column(name, sa.BigInteger, nullable=False)


def upgrade() -> None:
    """Make the tables, empty: nobody has subscribed yet."""
    op.create_table(
        "subscription", text("subscription_id"), text("party_id"), text("name"), text("mode"),
        sa.Column("filter", Json), sa.Column("include_payload", sa.Boolean, nullable=False),
        sa.Column("batch_limit", sa.Integer, nullable=False), number("start_position"), text("url", null=True),
        text("user_name", null=True), text("soap_version", null=True),
        text("state"), sa.Column("begun_at", Moment, nullable=False), number("begun_position"),
        number("changed_position"), sa.PrimaryKeyConstraint("subscription_id", name="pk_subscription"),
        sqlite_with_rowid=False)
    op.create_index("ix_subscription_begun_position", "subscription", ["begun_position"])
    op.create_index("ix_subscription_party_id", "subscription", ["party_id", "name"])
    op.create_table(
        "subscription_place", text("subscription_id"), number("term"), number("acknowledged"), number("told"),
        text("delivery_id", null=True), number("delivery_after"), number("delivery_last"),
        sa.Column("heartbeat", sa.Boolean, nullable=False), sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("failing_since", Moment), sa.Column("next_retry_at", Moment), sa.Column("last_delivery_at", Moment),
        text("last_error", null=True), sa.PrimaryKeyConstraint("subscription_id", name="pk_subscription_place"),
        sqlite_with_rowid=False, postgresql_with={"fillfactor": 50})
    op.create_table(
        "subscription_secret", text("subscription_id"), text("secret"),
        sa.PrimaryKeyConstraint("subscription_id", name="pk_subscription_secret"), sqlite_with_rowid=False)
