"""Kept voyages: plans and ships of a company, signed assessments, and the figures of the last assessments; what they say is sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_OWNERS = "owner_kind IN ('company', 'person')"


def upgrade() -> None:
    for table, key in (("kept_voyages", "voyage_id"), ("kept_ships", "ship_id")):
        ends = [sa.Column("ends_on", sa.Date(), nullable=False)] if table == "kept_voyages" else []
        op.create_table(
            table,
            sa.Column(key, sa.String(length=32), nullable=False),
            sa.Column("owner_kind", sa.String(length=8), nullable=False),
            sa.Column("owner_id", sa.String(length=32), nullable=False),
            sa.Column("kept_by", sa.String(length=32), nullable=True),
            sa.Column("kept_at", sa.DateTime(), nullable=False),
            *ends,
            sa.Column("sealed", sa.LargeBinary(), nullable=False),
            sa.CheckConstraint(_OWNERS, name=op.f(f"ck_{table}_owner_kind")),
            sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
        )
        op.create_index(f"ix_{table}_owner_id", table, ["owner_id", "owner_kind"])
        op.create_index(op.f(f"ix_{table}_kept_by"), table, ["kept_by"])
    op.create_index(op.f("ix_kept_voyages_ends_on"), "kept_voyages", ["ends_on"])
    op.create_table(
        "signed_assessments",
        sa.Column("signature_id", sa.String(length=32), nullable=False),
        sa.Column("voyage_id", sa.String(length=32), nullable=False),
        sa.Column("signed_by", sa.String(length=32), nullable=True),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("clearance", sa.String(length=12), nullable=False),
        sa.Column("snapshot_id", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["voyage_id"], ["kept_voyages.voyage_id"], name=op.f("fk_signed_assessments_voyage_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("signature_id", name=op.f("pk_signed_assessments")),
    )
    op.create_index(op.f("ix_signed_assessments_voyage_id"), "signed_assessments", ["voyage_id"])
    op.create_index(op.f("ix_signed_assessments_signed_by"), "signed_assessments", ["signed_by"])
    op.create_table(
        "voyage_figures",
        sa.Column("voyage_id", sa.String(length=32), nullable=False),
        sa.Column("clearance", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("snapshot_id", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["voyage_id"], ["kept_voyages.voyage_id"], name=op.f("fk_voyage_figures_voyage_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("voyage_id", "clearance", "day", name=op.f("pk_voyage_figures")),
    )


def downgrade() -> None:
    for table in ("voyage_figures", "signed_assessments", "kept_ships", "kept_voyages"):
        op.drop_table(table)
