"""Whose idTags are whose, the versions of providers' lists, charge points that wait for an operator.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """So far all idTags are the operator's own, there is no list, and nobody was made to wait."""
    op.add_column("charge_point", sa.Column("held", sa.Boolean, nullable=False, server_default=sa.false()))
    for name in ("party_id", "contract_id"):
        op.add_column("id_tag", sa.Column(name, sa.Text))
    known = sa.text("party_id IS NOT NULL")
    op.create_index("ix_id_tag_party_id", "id_tag", ["party_id", "key"], sqlite_where=known, postgresql_where=known)
    op.create_table(
        "token_list",
        sa.Column("party_id", sa.Text, nullable=False),
        sa.Column("list_version", sa.BigInteger, nullable=False),
        sa.Column("changed_position", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("party_id", name="pk_token_list"),
        sqlite_with_rowid=False)
