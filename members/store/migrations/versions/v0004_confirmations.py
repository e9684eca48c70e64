"""Confirmations of incidents by member companies."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "confirmations",
        sa.Column("confirmation_id", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=200), nullable=False),
        sa.Column("company_id", sa.String(length=32), nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=True),
        sa.Column("tlp", sa.String(length=12), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("is_taken_back", sa.Boolean(), nullable=False),
        sa.Column("decided", sa.String(length=10), nullable=True),
        sa.Column("decision_id", sa.String(length=80), nullable=True),
        sa.CheckConstraint("stance IN ('seen_too', 'otherwise')", name=op.f("ck_confirmations_stance")),
        sa.PrimaryKeyConstraint("confirmation_id", name=op.f("pk_confirmations")),
        sa.UniqueConstraint("incident_id", "company_id", name=op.f("uq_confirmations_incident_id")),
    )
    op.create_index(op.f("ix_confirmations_company_id"), "confirmations", ["company_id"])


def downgrade() -> None:
    op.drop_table("confirmations")
