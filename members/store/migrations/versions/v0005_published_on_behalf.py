"""Reports that the desk publishes in its own words on their senders' behalf."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("member_reports", sa.Column("desk_account", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("member_reports", "desk_account")
