"""What the services tell of commands: where each changed last, and the add-on's command that it was asked as.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns; the log tells where the commands of before changed last, and they were of no add-on."""
    op.add_column("command", sa.Column("changed_position", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("command", sa.Column("extension", sa.Text))
    op.execute(sa.text("""
        UPDATE command SET changed_position = coalesce((
            SELECT max(event.position) FROM event
            WHERE event.command_id = command.command_id AND substr(event.type, 1, 14) = 'motown.Command'
        ), accepted_position)"""))
