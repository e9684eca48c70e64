"""Opening the database, and transactions on it.

SQLite in WAL mode lets one process write while others read. Each write transaction takes the write lock at its start (BEGIN IMMEDIATE),
so that it never fails half-way because another one came first; `secure_delete` overwrites what is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from filelock import FileLock
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from members.errors import StoreError
from warehouse.contract.settings import Settings

MIGRATIONS: Final = Path(__file__).parent / "migrations"
IDS_AT_ONCE: Final = 500
"""Ids in one statement: databases limit how many values one may have."""
_WAIT_SECONDS: Final = 30
"""How long a transaction waits for another one that writes."""
_PRAGMAS: Final = {
    "journal_mode": "WAL",
    # A receipt promises that the report survives a power cut.
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    # Otherwise REPLACE would delete a line of the log past the trigger that refuses it.
    "recursive_triggers": "ON",
    "busy_timeout": str(1000 * _WAIT_SECONDS),
}


class MemberStore:
    """The database. Every read and every deed is one transaction of it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that may write: all of it is kept, or after an exception nothing. Raises StoreError."""
        with self._session("IMMEDIATE") as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state throughout. Raises StoreError."""
        with self._session("DEFERRED") as session:
            yield session

    @contextmanager
    def _session(self, begin: str) -> Iterator[Session]:
        try:
            with (
                self.engine.connect().execution_options(begin=begin) as connection,
                Session(connection, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
        except SQLAlchemyError as error:
            raise StoreError(f"the members' database could not be used: {_reason(error)}. Nothing was written.") from error

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_store(url: str, *, migrate: bool = True) -> MemberStore:
    """The database at an SQLAlchemy address, brought to this version's tables. Raises StoreError."""
    try:
        engine = _make_engine(url)
        if migrate:
            _migrate(engine)
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise StoreError(f"the members' database cannot be opened: {_reason(error)}. Check `members_database` in the settings.") from error
    return MemberStore(engine)


def shared_store(settings: Settings) -> MemberStore:
    """The database that the settings name, opened once in this process. Raises StoreError."""
    return _opened(url_in(settings))


@cache
def _opened(url: str) -> MemberStore:
    return open_store(url)


def url_in(settings: Settings) -> str:
    """The address of the database that the settings name: by default an SQLite file in the data folder."""
    return settings.members_database or sqlite_url(settings.members / "members.db")


def is_begun(settings: Settings) -> bool:
    """Whether there is a database that the settings name, as far as that can be told without opening it."""
    return bool(settings.members_database) or (settings.members / "members.db").is_file()


def sqlite_url(file: Path) -> str:
    """The address of an SQLite file."""
    return f"sqlite:///{file.as_posix()}"


def _make_engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True)
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": _WAIT_SECONDS})
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up_connection(connection: Any, _record: object) -> None:
    # Python's module would otherwise begin transactions by itself, and later than we do.
    connection.isolation_level = None
    for name, value in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'IMMEDIATE')}")


def _migrate(engine: Engine) -> None:
    """Bring the tables to this version. Processes that open the same SQLite file do so one after the other."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    if engine.dialect.name == "sqlite" and engine.url.database:
        with FileLock(f"{engine.url.database}.migrating"):
            _upgrade(engine, config)
    else:
        _upgrade(engine, config)


def _upgrade(engine: Engine, config: Config) -> None:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Any number, the same in every process: the lock is held until the transaction ends.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7216345)")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _reason(error: Exception) -> str:
    """The first line of the driver's message, without the statement and its values, which may hold what somebody reported."""
    original = getattr(error, "orig", None) or error
    lines = str(original).splitlines() or [type(original).__name__]
    return lines[0].rstrip(".")
