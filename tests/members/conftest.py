"""A members' database for each test: SQLite in a folder of its own, and PostgreSQL where a server is named."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from data_pipeline import registry
from members.store.engine import MemberStore, open_store, sqlite_url
from tests.conftest import POSTGRESQL
from warehouse.contract.snapshot import Store


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "members" / "members.db")
        return
    name = f"anchorwatch_{uuid.uuid4().hex}"
    admin = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def store(store_url: str) -> Iterator[MemberStore]:
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, in which the pipeline may run."""
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path))
    monkeypatch.setenv("ANCHORWATCH_WORKERS", "1")
    # Nothing that a test before has mapped.
    registry.include_mappings(tmp_path / "landing")
    return tmp_path


@pytest.fixture
def desk_store(data: Path) -> Iterator[MemberStore]:
    """The members' database of `data`."""
    opened = open_store(sqlite_url(data / "members" / "members.db"))
    yield opened
    opened.close()


def published(data: Path, table: str, columns: str) -> list[tuple[Any, ...]]:
    """Rows of a table of the newest snapshot, in order of their values."""
    with Store(data).open().open_database() as con:
        return con.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()
