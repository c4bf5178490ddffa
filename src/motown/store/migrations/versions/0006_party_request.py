"""What parties have asked under names of their own, with the answers.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from motown.store.types import Json, Moment

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table, empty: nobody has asked anything yet."""
    op.create_table(
        "party_request",
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("answer", Json, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("answered_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_party_request"),
        sqlite_with_rowid=False)
    op.create_index("ix_party_request_answered_at", "party_request", ["answered_at"])
