"""The tables of parties and grants; ``party_credential`` and ``store_secret`` are not made from the log."""

import sqlalchemy as sa

from motown.store.tables import metadata
from motown.store.types import Json, Moment


def _text(name: str, *, key: bool = False, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=null)


party = sa.Table(
    "party", metadata,  # who calls our services
    _text("party_id", key=True),
    _text("name"),
    sa.Column("roles", Json, nullable=False),
    _text("user_name"),
    _text("contact", null=True),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("has_password", sa.Boolean, nullable=False),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("added_position", sa.BigInteger, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("changed_position", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
sa.Index("ix_party_user_name", party.c.user_name)
sa.Index("ix_party_added_position", party.c.added_position)

party_certificate = sa.Table(
    "party_certificate", metadata,  # the client certificates that parties may show
    _text("fingerprint", key=True),
    _text("party_id"),
    sqlite_with_rowid=False,
)
sa.Index("ix_party_certificate_party_id", party_certificate.c.party_id)

access_grant = sa.Table(
    "access_grant", metadata,  # what parties may do beyond their roles
    _text("grant_id", key=True),
    _text("party_id"),
    sa.Column("operations", Json, nullable=False),
    sa.Column("access_classes", Json, nullable=False),
    sa.Column("targets", Json, nullable=False),
    sa.Column("valid_from", Moment),
    sa.Column("valid_to", Moment),
    sa.Column("constraints", Json, nullable=False),
    _text("granted_by", null=True),
    sa.Column("granted_at", Moment, nullable=False),
    sa.Column("granted_position", sa.BigInteger, nullable=False),
    sa.Column("revoked_at", Moment),
    _text("revoked_by", null=True),
    sqlite_with_rowid=False,
)
sa.Index("ix_access_grant_party_id", access_grant.c.party_id, access_grant.c.granted_position)
sa.Index("ix_access_grant_granted_position", access_grant.c.granted_position)

party_credential = sa.Table(
    "party_credential", metadata,  # the hashes of passwords
    _text("party_id", key=True),
    _text("password_hash", null=True),
    sa.Column("one_time_until", Moment),
    sa.Column("changed_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

store_secret = sa.Table(
    "store_secret", metadata,  # made once, when the store is made
    _text("name", key=True),
    sa.Column("secret", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)
