"""Rules of groups, threads, posts, what belongs to them, their full-text index, and a log that takes new lines only."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_TABLES = (
    "community_log", "mutes", "read_floors", "read_marks", "reactions", "post_pictures", "post_mentions", "post_versions", "posts",
    "threads", "pseudonym_secret", "group_calls", "group_moderators", "group_rules",
)  # fmt: skip
_REFUSED = "the log of moderation takes new lines only"
# Only punctuation becomes a blank: what PostgreSQL calls a letter depends on the server's locale.
_WORDS = """to_tsvector('simple', translate(coalesce(NEW.title, '') || ' ' || NEW.text, '.,;:/@_+~#*()[]{}<>"''`|\\-', repeat(' ', 25)))"""

_KEEP_WORDS = f"INSERT INTO post_search VALUES (NEW.number, {_WORDS}) ON CONFLICT (number) DO UPDATE SET words = excluded.words;"  # noqa: S608


def upgrade() -> None:
    op.create_table(
        "community_log",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=32), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_community_log")),
    )
    op.create_index(op.f("ix_community_log_subject"), "community_log", ["subject"])
    op.create_index(op.f("ix_community_log_who"), "community_log", ["who"])
    secrets_of_authors = op.create_table(
        "pseudonym_secret",
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("secret", name=op.f("pk_pseudonym_secret")),
    )
    op.create_table(
        "group_rules",
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("admission", sa.String(length=12), nullable=False),
        sa.Column("charter", sa.Text(), nullable=False),
        sa.Column("allows_unnamed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("admission IN ('open', 'request', 'invitation')", name=op.f("ck_group_rules_admission")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.group_id"], name=op.f("fk_group_rules_group_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_group_rules")),
    )
    op.create_table(
        "threads",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("tlp", sa.String(length=12), nullable=False),
        sa.Column("group_id", sa.String(length=32), nullable=True),
        sa.Column("subject_kind", sa.String(length=10), nullable=True),
        sa.Column("subject_id", sa.String(length=200), nullable=True),
        sa.Column("is_unattributed", sa.Boolean(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("last_post", sa.Integer(), nullable=False),
        sa.Column("last_written_on", sa.Date(), nullable=False),
        sa.CheckConstraint("subject_kind IN ('incident', 'region', 'port', 'advisory')", name=op.f("ck_threads_subject_kind")),
        sa.CheckConstraint("tlp IN ('CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED')", name=op.f("ck_threads_tlp")),
        sa.CheckConstraint("(subject_kind IS NULL) = (subject_id IS NULL)", name=op.f("ck_threads_subject")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.group_id"], name=op.f("fk_threads_group_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_threads")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_threads_thread_id")),
    )
    op.create_index("ix_threads_group_last", "threads", ["group_id", "last_post"])
    op.create_index("ix_threads_last_post", "threads", ["last_post"])
    op.create_index(op.f("ix_threads_last_written_on"), "threads", ["last_written_on"])
    op.create_index("ix_threads_subject", "threads", ["subject_kind", "subject_id"])
    op.create_table(
        "group_calls",
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.CheckConstraint("kind IN ('asked', 'invited')", name=op.f("ck_group_calls_kind")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.group_id"], name=op.f("fk_group_calls_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_group_calls_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", "person_id", name=op.f("pk_group_calls")),
    )
    op.create_index(op.f("ix_group_calls_made_on"), "group_calls", ["made_on"])
    op.create_index(op.f("ix_group_calls_person_id"), "group_calls", ["person_id"])
    op.create_table(
        "group_moderators",
        sa.Column("group_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.group_id"], name=op.f("fk_group_moderators_group_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_group_moderators_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_id", "person_id", name=op.f("pk_group_moderators")),
    )
    op.create_index(op.f("ix_group_moderators_person_id"), "group_moderators", ["person_id"])
    op.create_table(
        "mutes",
        sa.Column("thread_number", sa.Integer(), nullable=False),
        sa.Column("author_key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["thread_number"], ["threads.number"], name=op.f("fk_mutes_thread_number"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("thread_number", "author_key", name=op.f("pk_mutes")),
    )
    op.create_table(
        "posts",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.String(length=32), nullable=False),
        sa.Column("thread_number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=True),
        sa.Column("author_key", sa.String(length=64), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quotes", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=True),
        sa.Column("hidden_reason", sa.String(length=300), nullable=True),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint("author_id IS NULL OR author_key IS NULL", name=op.f("ck_posts_author")),
        sa.ForeignKeyConstraint(["author_id"], ["people.person_id"], name=op.f("fk_posts_author_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["quotes"], ["posts.number"], name=op.f("fk_posts_quotes"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["thread_number"], ["threads.number"], name=op.f("fk_posts_thread_number"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_posts")),
        sa.UniqueConstraint("post_id", name=op.f("uq_posts_post_id")),
    )
    op.create_index(op.f("ix_posts_author_id"), "posts", ["author_id"])
    op.create_index("ix_posts_author_key", "posts", ["author_key"])
    op.create_index(op.f("ix_posts_quotes"), "posts", ["quotes"])
    op.create_index("ix_posts_thread", "posts", ["thread_number", "number"])
    op.create_table(
        "read_floors",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("post_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_read_floors_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_read_floors")),
    )
    op.create_table(
        "read_marks",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("thread_number", sa.Integer(), nullable=False),
        sa.Column("post_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_read_marks_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["thread_number"], ["threads.number"], name=op.f("fk_read_marks_thread_number"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "thread_number", name=op.f("pk_read_marks")),
    )
    op.create_index(op.f("ix_read_marks_thread_number"), "read_marks", ["thread_number"])
    op.create_table(
        "post_mentions",
        sa.Column("post_number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_post_mentions_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_number"], ["posts.number"], name=op.f("fk_post_mentions_post_number"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_number", "person_id", name=op.f("pk_post_mentions")),
    )
    op.create_index(op.f("ix_post_mentions_person_id"), "post_mentions", ["person_id"])
    op.create_table(
        "post_pictures",
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("post_number", sa.Integer(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["post_number"], ["posts.number"], name=op.f("fk_post_pictures_post_number"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("picture_id", name=op.f("pk_post_pictures")),
    )
    op.create_index(op.f("ix_post_pictures_post_number"), "post_pictures", ["post_number"])
    op.create_table(
        "post_versions",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("post_number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["post_number"], ["posts.number"], name=op.f("fk_post_versions_post_number"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_post_versions")),
    )
    op.create_index(op.f("ix_post_versions_post_number"), "post_versions", ["post_number"])
    op.create_table(
        "reactions",
        sa.Column("post_number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.CheckConstraint("kind IN ('useful', 'seen_too', 'disagree')", name=op.f("ck_reactions_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["people.person_id"], name=op.f("fk_reactions_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_number"], ["posts.number"], name=op.f("fk_reactions_post_number"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_number", "person_id", "kind", name=op.f("pk_reactions")),
    )
    op.create_index(op.f("ix_reactions_person_id"), "reactions", ["person_id"])
    op.bulk_insert(secrets_of_authors, [{"secret": secrets.token_bytes(32)}])
    if op.get_context().dialect.name == "sqlite":
        _add_index_of_sqlite()
    else:
        _add_index_of_postgresql()


def downgrade() -> None:
    is_sqlite = op.get_context().dialect.name == "sqlite"
    for table in ("post_search", *_TABLES):
        op.execute(f"DROP TABLE {table}" + ("" if is_sqlite else " CASCADE"))
    if not is_sqlite:
        op.execute("DROP FUNCTION keep_post_search(), refuse_change_of_community_log()")


def _add_index_of_sqlite() -> None:
    """The index refers to the posts' own text; triggers keep it, whatever writes."""
    op.execute(
        "CREATE VIRTUAL TABLE post_search USING fts5(title, text, content='posts', content_rowid='number', "
        "tokenize='unicode61 remove_diacritics 0', prefix='2 3')"
    )
    add = "INSERT INTO post_search (rowid, title, text) VALUES (new.number, new.title, new.text);"
    remove = "INSERT INTO post_search (post_search, rowid, title, text) VALUES ('delete', old.number, old.title, old.text);"
    op.execute(f"CREATE TRIGGER post_search_added AFTER INSERT ON posts BEGIN {add} END")
    op.execute(f"CREATE TRIGGER post_search_deleted AFTER DELETE ON posts BEGIN {remove} END")
    op.execute(f"CREATE TRIGGER post_search_changed AFTER UPDATE OF title, text ON posts BEGIN {remove} {add} END")
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER community_log_{change.lower()} BEFORE {change} ON community_log BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )


def _add_index_of_postgresql() -> None:
    op.execute("CREATE TABLE post_search (number integer PRIMARY KEY REFERENCES posts (number) ON DELETE CASCADE, words tsvector NOT NULL)")
    op.execute("CREATE INDEX post_search_words ON post_search USING gin (words)")
    op.execute(f"CREATE FUNCTION keep_post_search() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_KEEP_WORDS} RETURN NULL; END $$")
    op.execute(
        "CREATE TRIGGER post_search_kept AFTER INSERT OR UPDATE OF title, text ON posts FOR EACH ROW EXECUTE FUNCTION keep_post_search()"
    )
    op.execute(
        "CREATE FUNCTION refuse_change_of_community_log() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER community_log_change BEFORE UPDATE OR DELETE OR TRUNCATE ON community_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_community_log()"
    )
