"""Watch rules that end on a day, such as those along a voyage."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("watch_rules", sa.Column("until", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("watch_rules", "until")
