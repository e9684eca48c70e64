"""Files of groups."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "group_files",
        sa.Column("file_id", sa.String(length=32), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("tlp", sa.String(length=12), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.String(length=32), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("tlp IN ('CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED')", name=op.f("ck_group_files_tlp")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.group_id"], name=op.f("fk_group_files_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["added_by"], ["people.person_id"], name=op.f("fk_group_files_added_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_group_files")),
    )
    op.create_index(op.f("ix_group_files_group_id"), "group_files", ["group_id"])
    op.create_index(op.f("ix_group_files_added_by"), "group_files", ["added_by"])


def downgrade() -> None:
    op.drop_table("group_files")
