"""What each display shows."""

import sqlalchemy as sa
from alembic import op

from motown.addon import Moment

revision = "acme_0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "acme_display",
        sa.Column("charge_point_id", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("shown_at", Moment, nullable=False))
