"""People: accounts, companies, groups, invitations, retention, and a log that the database itself keeps from being changed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_REFUSED = "the log of people takes new lines only"


def upgrade() -> None:
    op.create_table(
        "companies",
        sa.Column("company_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_companies")),
        sa.UniqueConstraint("name", name=op.f("uq_companies_name")),
    )
    op.create_table(
        "groups",
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("claim", sa.String(length=300), nullable=True),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_groups")),
        sa.UniqueConstraint("name", name=op.f("uq_groups_name")),
    )
    op.create_table(
        "people_log",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=32), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_people_log")),
    )
    with op.batch_alter_table("people_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_log_subject"), ["subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_log_who"), ["who"], unique=False)

    op.create_table(
        "retention_rules",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_retention_rules")),
    )
    op.create_table(
        "invitations",
        sa.Column("invitation_id", sa.String(length=32), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("meant_for", sa.String(length=320), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("company_id", sa.String(length=32), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.CheckConstraint("role IN ('reader', 'member', 'analyst', 'moderator', 'admin')", name=op.f("ck_invitations_role")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], name=op.f("fk_invitations_company_id")),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_invitations_code_sha256")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_expires_on"), ["expires_on"], unique=False)

    op.create_table(
        "people",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_is_verified", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("claimed_role", sa.String(length=20), nullable=True),
        sa.Column("company_id", sa.String(length=32), nullable=True),
        sa.Column("clearance", sa.String(length=12), nullable=True),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("session_number", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.CheckConstraint("claimed_role IN ('reader', 'member', 'analyst', 'moderator', 'admin')", name=op.f("ck_people_claimed_role")),
        sa.CheckConstraint("role IN ('reader', 'member', 'analyst', 'moderator', 'admin')", name=op.f("ck_people_role")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], name=op.f("fk_people_company_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_people")),
        sa.UniqueConstraint("issuer", "subject", name="uq_people_issuer"),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_company_id"), ["company_id"], unique=False)

    op.create_table(
        "group_members",
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("by_claim", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.group_id"], name=op.f("fk_group_members_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_group_members_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", "person_id", "by_claim", name=op.f("pk_group_members")),
    )
    with op.batch_alter_table("group_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_members_person_id"), ["person_id"], unique=False)
    _refuse_changes_of_log()


def downgrade() -> None:
    _allow_changes_of_log()
    with op.batch_alter_table("group_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_members_person_id"))

    op.drop_table("group_members")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_company_id"))

    op.drop_table("people")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_expires_on"))
        batch_op.drop_index(batch_op.f("ix_invitations_company_id"))

    op.drop_table("invitations")
    op.drop_table("retention_rules")
    with op.batch_alter_table("people_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_log_who"))
        batch_op.drop_index(batch_op.f("ix_people_log_subject"))

    op.drop_table("people_log")
    op.drop_table("groups")
    op.drop_table("companies")


def _refuse_changes_of_log() -> None:
    if op.get_context().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER people_log_{change.lower()} BEFORE {change} ON people_log BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION refuse_change_of_people_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER people_log_change BEFORE UPDATE OR DELETE OR TRUNCATE ON people_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_people_log()"
    )


def _allow_changes_of_log() -> None:
    if op.get_context().dialect.name == "sqlite":
        for change in ("update", "delete"):
            op.execute(f"DROP TRIGGER people_log_{change}")
        return
    op.execute("DROP TRIGGER people_log_change ON people_log")
    op.execute("DROP FUNCTION refuse_change_of_people_log()")
