"""Alerts: watch rules, how people want to be told, deliveries, messages, and how far snapshots have been looked through."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_OUTLETS = "outlet IN ('page', 'mail', 'webhook')"


def upgrade() -> None:
    op.create_table(
        "watch_rules",
        sa.Column("rule_id", sa.String(length=32), nullable=False),
        sa.Column("owner_kind", sa.String(length=8), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("area", sa.String(length=2400), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("acts", sa.JSON(), nullable=False),
        sa.Column("least_severity", sa.Integer(), nullable=True),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("owner_kind IN ('person', 'group')", name=op.f("ck_watch_rules_owner_kind")),
        sa.PrimaryKeyConstraint("rule_id", name=op.f("pk_watch_rules")),
    )
    op.create_index("ix_watch_rules_owner_id", "watch_rules", ["owner_id", "owner_kind"])
    op.create_table(
        "alert_settings",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("mail", sa.String(length=8), nullable=False),
        sa.Column("mail_address", sa.String(length=320), nullable=False),
        sa.Column("is_short", sa.Boolean(), nullable=False),
        sa.Column("webhook", sa.String(length=8), nullable=False),
        sa.Column("webhook_url", sa.String(length=500), nullable=False),
        sa.Column("webhook_secret", sa.String(length=64), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("digest_weekday", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.String(length=5), nullable=False),
        sa.Column("quiet_until", sa.String(length=5), nullable=False),
        sa.Column("severe_at_any_hour", sa.Boolean(), nullable=False),
        sa.Column("feed_sha256", sa.String(length=64), nullable=True),
        sa.Column("stop_token", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_alert_settings")),
        sa.UniqueConstraint("feed_sha256", name=op.f("uq_alert_settings_feed_sha256")),
        sa.UniqueConstraint("stop_token", name=op.f("uq_alert_settings_stop_token")),
    )
    op.create_table(
        "alert_messages",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("outlet", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("fault", sa.String(length=300), nullable=False),
        sa.CheckConstraint(_OUTLETS, name=op.f("ck_alert_messages_outlet")),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'dead', 'withheld')", name=op.f("ck_alert_messages_state")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_alert_messages")),
    )
    op.create_index("ix_alert_messages_state", "alert_messages", ["state", "next_try_at"])
    op.create_index(op.f("ix_alert_messages_person_id"), "alert_messages", ["person_id"])
    op.create_table(
        "alert_deliveries",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("outlet", sa.String(length=8), nullable=False),
        sa.Column("news_id", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("rule_id", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("message_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint(_OUTLETS, name=op.f("ck_alert_deliveries_outlet")),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_alert_deliveries")),
        sa.UniqueConstraint("person_id", "outlet", "news_id", name=op.f("uq_alert_deliveries_person_id")),
    )
    op.create_index("ix_alert_deliveries_due_at", "alert_deliveries", ["outlet", "message_id", "due_at"])
    op.create_index(op.f("ix_alert_deliveries_made_at"), "alert_deliveries", ["made_at"])
    op.create_index(op.f("ix_alert_deliveries_message_id"), "alert_deliveries", ["message_id"])
    op.create_table(
        "alert_progress",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alert_progress")),
    )


def downgrade() -> None:
    for table in ("alert_progress", "alert_deliveries", "alert_messages", "alert_settings", "watch_rules"):
        op.drop_table(table)
