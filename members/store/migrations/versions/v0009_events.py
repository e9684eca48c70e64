"""Events: their dates, who has signed up, feedback, reminders and calendar feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("speakers", sa.String(length=500), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("join_link", sa.String(length=1000), nullable=False),
        sa.Column("tlp", sa.String(length=12), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=True),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.String(length=12), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("organiser_id", sa.String(length=32), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("tlp IN ('CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED')", name=op.f("ck_events_tlp")),
        sa.CheckConstraint("repeats IN ('once', 'weekly', 'fortnightly', 'monthly')", name=op.f("ck_events_repeats")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_events_minutes")),
        sa.CheckConstraint("places > 0", name=op.f("ck_events_places")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.group_id"], name=op.f("fk_events_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organiser_id"], ["people.person_id"], name=op.f("fk_events_organiser_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_group_id"), "events", ["group_id"])
    op.create_index(op.f("ix_events_organiser_id"), "events", ["organiser_id"])
    op.create_table(
        "event_dates",
        sa.Column("date_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("original_at", sa.DateTime(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("recording", sa.String(length=1000), nullable=False),
        sa.Column("slides", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.event_id"], name=op.f("fk_event_dates_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("date_id", name=op.f("pk_event_dates")),
        sa.UniqueConstraint("event_id", "original_at", name=op.f("uq_event_dates_event_id")),
    )
    op.create_index(op.f("ix_event_dates_ends_at"), "event_dates", ["ends_at"])
    op.create_index(op.f("ix_event_dates_starts_at"), "event_dates", ["starts_at"])
    op.create_table(
        "event_sign_ups",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("date_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("remind_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["date_id"], ["event_dates.date_id"], name=op.f("fk_event_sign_ups_date_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_event_sign_ups_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event_sign_ups")),
        sa.UniqueConstraint("date_id", "person_id", name=op.f("uq_event_sign_ups_date_id")),
    )
    op.create_index(op.f("ix_event_sign_ups_person_id"), "event_sign_ups", ["person_id"])
    op.create_index(op.f("ix_event_sign_ups_remind_at"), "event_sign_ups", ["remind_at"])
    op.create_table(
        "event_feedback",
        sa.Column("feedback_id", sa.String(length=32), nullable=False),
        sa.Column("date_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_event_feedback_stars")),
        sa.ForeignKeyConstraint(["date_id"], ["event_dates.date_id"], name=op.f("fk_event_feedback_date_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_event_feedback_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_event_feedback")),
        sa.UniqueConstraint("date_id", "person_id", name=op.f("uq_event_feedback_date_id")),
    )
    op.create_index(op.f("ix_event_feedback_person_id"), "event_feedback", ["person_id"])
    op.create_table(
        "event_reminders",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("reminder", sa.String(length=4), nullable=False),
        sa.CheckConstraint("reminder IN ('off', 'day', 'hour')", name=op.f("ck_event_reminders_reminder")),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_event_reminders_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_event_reminders")),
    )
    op.create_table(
        "calendar_feeds",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.group_id"], name=op.f("fk_calendar_feeds_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_calendar_feeds_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_calendar_feeds")),
    )
    op.create_index(op.f("ix_calendar_feeds_group_id"), "calendar_feeds", ["group_id"])
    op.create_index(op.f("ix_calendar_feeds_person_id"), "calendar_feeds", ["person_id"])
