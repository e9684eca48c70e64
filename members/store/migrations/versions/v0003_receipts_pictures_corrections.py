"""Slow hashes of receipts, pictures, corrections, and what the desk states of a report.

Receipts given out before have another form and open nothing any more; no version that gave them out was released.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
STATES = ("received", "second_look", "withdrawn", "accepted", "accepted_with_doubt", "not_verifiable", "unfounded", "duplicate", "spam")
FIRST_STATES = ("received", "accepted", "accepted_with_doubt", "not_verifiable", "unfounded", "duplicate", "spam")


def upgrade() -> None:
    salts = op.create_table(
        "receipt_salt",
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("salt", name=op.f("pk_receipt_salt")),
    )
    op.bulk_insert(salts, [{"salt": secrets.token_bytes(16)}])
    with op.batch_alter_table("member_reports") as batch:
        batch.drop_constraint(op.f("uq_member_reports_receipt_sha256"), type_="unique")
        batch.alter_column("receipt_sha256", new_column_name="receipt_hash")
        batch.drop_constraint(op.f("ck_member_reports_state"), type_="check")
        batch.add_column(sa.Column("is_proved", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("judged_answers", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("reliability", sa.String(length=1), nullable=True))
        batch.add_column(sa.Column("credibility", sa.String(length=1), nullable=True))
        batch.add_column(sa.Column("duplicate_of", sa.String(length=200), nullable=True))
    with op.batch_alter_table("member_reports") as batch:
        batch.create_unique_constraint(op.f("uq_member_reports_receipt_hash"), ["receipt_hash"])
        batch.create_check_constraint(op.f("ck_member_reports_state"), _is_one_of(STATES))
        batch.alter_column("is_proved", server_default=None)
    op.execute("UPDATE member_reports SET judged_answers = answers WHERE state <> 'received'")
    op.create_table(
        "report_pictures",
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["member_reports.report_id"], name=op.f("fk_report_pictures_report_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("picture_id", name=op.f("pk_report_pictures")),
    )
    op.create_index(op.f("ix_report_pictures_report_id"), "report_pictures", ["report_id"])
    op.create_table(
        "report_corrections",
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("corrected_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["member_reports.report_id"], name=op.f("fk_report_corrections_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("correction_id", name=op.f("pk_report_corrections")),
    )
    op.create_index(op.f("ix_report_corrections_report_id"), "report_corrections", ["report_id"])


def downgrade() -> None:
    op.drop_table("report_corrections")
    op.drop_table("report_pictures")
    op.execute("UPDATE member_reports SET state = 'received' WHERE state = 'second_look'")
    op.execute("UPDATE member_reports SET state = 'unfounded' WHERE state = 'withdrawn'")
    with op.batch_alter_table("member_reports") as batch:
        batch.drop_constraint(op.f("uq_member_reports_receipt_hash"), type_="unique")
        batch.drop_constraint(op.f("ck_member_reports_state"), type_="check")
        batch.alter_column("receipt_hash", new_column_name="receipt_sha256")
        for name in ("is_proved", "judged_answers", "reliability", "credibility", "duplicate_of"):
            batch.drop_column(name)
    with op.batch_alter_table("member_reports") as batch:
        batch.create_unique_constraint(op.f("uq_member_reports_receipt_sha256"), ["receipt_sha256"])
        batch.create_check_constraint(op.f("ck_member_reports_state"), _is_one_of(FIRST_STATES))
    op.drop_table("receipt_salt")


def _is_one_of(states: tuple[str, ...]) -> str:
    return f"state IN ({', '.join(repr(state) for state in states)})"
