"""The database: migrations and tables agree, transactions hold, and errors say no word of what was written."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from members.errors import StoreError
from members.store.engine import MemberStore, open_store, sqlite_url
from members.store.tables import Base, OutboxItem


def test_migrations_make_the_tables_that_the_program_knows(store: MemberStore) -> None:
    with store.engine.connect() as connection:
        configured = MigrationContext.configure(connection, opts={"include_object": _is_compared})
        assert compare_metadata(configured, Base.metadata) == []


def _is_compared(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """The full-text index is the database's own: a virtual table in SQLite, kept by triggers in both."""
    return not (name or "").startswith("post_search")


def test_opening_again_changes_nothing(store: MemberStore, store_url: str) -> None:
    with store.writing() as session:
        session.add(OutboxItem(kind="x", payload={}, made_on=date(2026, 11, 30), done_at=None))
    again = open_store(store_url)
    with again.reading() as session:
        assert len(session.scalars(select(OutboxItem)).all()) == 1
    again.close()


def test_many_writers_lose_nothing(store: MemberStore) -> None:
    def write(number: int) -> None:
        for _ in range(10):
            with store.writing() as session:
                session.add(OutboxItem(kind=f"kind {number}", payload={}, made_on=date(2026, 11, 30), done_at=None))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        assert len(session.scalars(select(OutboxItem)).all()) == 60


def test_sqlite_is_set_up_for_reports_that_must_not_be_lost_or_left_behind(tmp_path: Path) -> None:
    store = open_store(sqlite_url(tmp_path / "x" / "members.db"))
    with store.engine.connect() as connection:
        state = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous", "secure_delete")}
    assert state == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
    store.close()


def test_an_error_says_what_to_do_and_nothing_of_what_was_written(store: MemberStore, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught, store.writing() as session:
        session.execute(text("INSERT INTO outbox (item_id, kind, payload, made_on) VALUES (1, 'MARKED-VALUE', '{}', NULL)"))
    assert "MARKED-VALUE" not in str(caught.value) and "Nothing was written" in str(caught.value)
    with pytest.raises(StoreError, match="members_database"):
        open_store("sqlite:////proc/no/such/place.db")
    with pytest.raises(StoreError, match="members_database"):
        open_store("nosuch://x")
