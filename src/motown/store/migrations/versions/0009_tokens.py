"""Whose idTags are whose, the versions of providers' lists; who waits for an operator, which events show problems.

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
    show()
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


def show() -> None:
    """Which events tell what problems are made of, as far as the log has them."""
    op.add_column("connector", sa.Column("position", sa.BigInteger, nullable=False, server_default="0"))
    op.execute(
        "UPDATE connector SET position = coalesce((SELECT max(event.position) FROM event "
        "WHERE event.charge_point_id = connector.charge_point_id AND event.connector_id = connector.connector_id "
        "AND event.type = 'motown.StatusChanged' AND event.recorded_at = connector.recorded_at), 0)")
    for name, kind, known in (("offline", "ConnectivityChanged", "offline_since"),
                              ("firmware_status", "FirmwareStatus", "firmware_status")):
        op.add_column("charge_point", sa.Column(f"{name}_position", sa.BigInteger))
        op.execute(
            f"UPDATE charge_point SET {name}_position = (SELECT max(event.position) FROM event "  # noqa: S608, all ours
            "WHERE event.charge_point_id = charge_point.charge_point_id "
            f"AND event.type = 'motown.{kind}') WHERE {known} IS NOT NULL")
