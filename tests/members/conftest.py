"""A members' database for each test: SQLite in a folder of its own, and PostgreSQL where a server is named."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from data_pipeline import registry
from members.store.engine import MemberStore, open_store, sqlite_url
from tests.conftest import POSTGRESQL
from warehouse.contract.snapshot import Store


@pytest.fixture(scope="session")
def empty_postgresql_database() -> Iterator[str]:
    """The name of a database with this version's tables and nothing in them, to be copied."""
    with _database() as name:
        open_store(_address(name)).close()
        yield name


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path, empty_members_database: Path) -> Iterator[str]:
    """The address of a database with this version's tables and nothing in them."""
    if request.param == "sqlite":
        yield sqlite_url(_copied(empty_members_database, tmp_path))
        return
    with _database(request.getfixturevalue("empty_postgresql_database")) as name:
        yield _address(name)


@contextmanager
def _database(template: str = "template1") -> Iterator[str]:
    name = f"anchorwatch_{uuid.uuid4().hex}"
    admin = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield name
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def _address(name: str) -> str:
    return make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)


def _copied(database: Path, folder: Path) -> Path:
    """`database` as the members' database of a data folder."""
    (folder / "members").mkdir()
    return Path(shutil.copy(database, folder / "members" / "members.db"))


@pytest.fixture
def store(store_url: str) -> Iterator[MemberStore]:
    opened = open_store(store_url, migrate=False)
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
def desk_store(data: Path, empty_members_database: Path) -> Iterator[MemberStore]:
    """The members' database of `data`."""
    opened = open_store(sqlite_url(_copied(empty_members_database, data)), migrate=False)
    yield opened
    opened.close()


def published(data: Path, table: str, columns: str) -> list[tuple[Any, ...]]:
    """Rows of a table of the newest snapshot, in order of their values."""
    with Store(data).open().open_database() as con:
        return con.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()
