"""The weekly summary by mail, and services that apprise reaches: two more outlets, and what a person chooses of them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_BEFORE = "outlet IN ('page', 'mail', 'webhook')"
_NOW = "outlet IN ('page', 'mail', 'webhook', 'apprise', 'weekly')"


def upgrade() -> None:
    op.add_column("alert_settings", sa.Column("weekly_weekday", sa.Integer(), nullable=True))
    op.add_column("alert_settings", sa.Column("weekly_next_at", sa.DateTime(), nullable=True))
    op.add_column("alert_settings", sa.Column("apprise", sa.String(length=8), server_default="off", nullable=False))
    op.add_column("alert_settings", sa.Column("apprise_sealed", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_alert_settings_weekly_next_at"), "alert_settings", ["weekly_next_at"])
    _allow(_NOW)


def downgrade() -> None:
    for table in ("alert_deliveries", "alert_messages"):
        op.execute(f"DELETE FROM {table} WHERE outlet IN ('apprise', 'weekly')")  # noqa: S608
    _allow(_BEFORE)
    op.drop_index(op.f("ix_alert_settings_weekly_next_at"), "alert_settings")
    for column in ("apprise_sealed", "apprise", "weekly_next_at", "weekly_weekday"):
        op.drop_column("alert_settings", column)


def _allow(outlets: str) -> None:
    for table in ("alert_messages", "alert_deliveries"):
        name = op.f(f"ck_{table}_outlet")
        # SQLite writes the whole table anew.
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(name, type_="check")
            changed.create_check_constraint(name, sa.text(outlets))
