"""The tables of subscriptions; ``subscription_place`` and ``subscription_secret`` are not made from the log."""

import sqlalchemy as sa

from motown.store.tables import UPDATED_IN_PLACE, metadata
from motown.store.types import Json, Moment


def _text(name: str, *, key: bool = False, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=null)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


subscription = sa.Table(
    "subscription", metadata,  # who wants to be told which events, and how
    _text("subscription_id", key=True),
    _text("party_id"),
    _text("name"),
    _text("mode"),
    sa.Column("filter", Json),
    sa.Column("include_payload", sa.Boolean, nullable=False),
    sa.Column("batch_limit", sa.Integer, nullable=False),
    _number("start_position"),
    _text("url", null=True),
    _text("user_name", null=True),
    _text("soap_version", null=True),
    _text("state"),
    sa.Column("begun_at", Moment, nullable=False),
    _number("begun_position"),
    _number("changed_position"),
    sqlite_with_rowid=False,
)
sa.Index("ix_subscription_begun_position", subscription.c.begun_position)
sa.Index("ix_subscription_party_id", subscription.c.party_id, subscription.c.name)

subscription_place = sa.Table(
    "subscription_place", metadata,  # how far each subscription is, and the call that is not answered yet
    _text("subscription_id", key=True),
    _number("term"),
    _number("acknowledged"),
    _number("told"),
    _text("delivery_id", null=True),
    _number("delivery_after"),
    _number("delivery_last"),
    sa.Column("heartbeat", sa.Boolean, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("failing_since", Moment),
    sa.Column("next_retry_at", Moment),
    sa.Column("last_delivery_at", Moment),
    _text("last_error", null=True),
    sqlite_with_rowid=False, postgresql_with=UPDATED_IN_PLACE,
)

subscription_secret = sa.Table(
    "subscription_secret", metadata,  # the passwords shown to consumers: never in the log
    _text("subscription_id", key=True),
    _text("secret"),
    sqlite_with_rowid=False,
)
