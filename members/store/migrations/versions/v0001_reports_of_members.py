"""Reports of members."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "desk_log",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_desk_log")),
    )
    with op.batch_alter_table("desk_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_log_report_id"), ["report_id"], unique=False)

    op.create_table(
        "member_reports",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("tlp", sa.String(length=12), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("receipt_sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'accepted', 'accepted_with_doubt', 'not_verifiable', 'unfounded', 'duplicate', 'spam')",
            name=op.f("ck_member_reports_state"),
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_member_reports")),
        sa.UniqueConstraint("receipt_sha256", name=op.f("uq_member_reports_receipt_sha256")),
    )
    op.create_table(
        "outbox",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_waiting", ["done_at", "item_id"], unique=False)

    op.create_table(
        "report_messages",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("author", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.CheckConstraint("author IN ('desk', 'reporter')", name=op.f("ck_report_messages_author")),
        sa.ForeignKeyConstraint(["report_id"], ["member_reports.report_id"], name=op.f("fk_report_messages_report_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_report_messages")),
    )
    with op.batch_alter_table("report_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_messages_report_id"), ["report_id"], unique=False)

    op.create_table(
        "sealed_identities",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["member_reports.report_id"], name=op.f("fk_sealed_identities_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_sealed_identities")),
    )
    with op.batch_alter_table("sealed_identities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_identities_delete_on"), ["delete_on"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sealed_identities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sealed_identities_delete_on"))

    op.drop_table("sealed_identities")
    with op.batch_alter_table("report_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_messages_report_id"))

    op.drop_table("report_messages")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_waiting")

    op.drop_table("outbox")
    op.drop_table("member_reports")
    with op.batch_alter_table("desk_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_log_report_id"))

    op.drop_table("desk_log")
