"""Snapshots, each an immutable published state of all tables: listing, opening, publishing and retiring them.

Layout under the data folder:

    snapshots/<id>/<table>.parquet    one file for each table
    snapshots/<id>/manifest.json      schema version, row counts, sha256 of every file, source freshness
    CURRENT                           the id of the snapshot in force

A publish writes a folder beside the others, then replaces CURRENT in one step. A reader opens one snapshot in an
in-memory DuckDB and keeps it for the whole page run, so it never sees half a snapshot. A DuckDB file shared by writer and readers
would not do: the writer locks it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol

import duckdb
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.contract.files import flush_to_disk, sha256, write_atomically
from warehouse.contract.schema import OLDEST_READABLE, SCHEMA_VERSION, TABLES

ID_FORMAT: Final = "%Y%m%dT%H%M%S"
ID_PATTERN: Final = re.compile(r"\d{8}T\d{6}(-\d{4})?")
_RETIRED: Final = ".retired-"
_REBUILD: Final = "Run `python -m data_pipeline rebuild`."
_MANIFEST_KEYS: Final = {"schema_version", "published_at", "tables"}


class SnapshotError(Exception):
    """A snapshot is missing, damaged or has another schema version; the message says what to do."""


class Published(Protocol):
    """What files and pages state about their data: true of a snapshot and of a reader's view of one."""

    @property
    def id(self) -> str: ...

    @property
    def is_demo(self) -> bool: ...

    @property
    def published_at(self) -> datetime: ...


@dataclass(frozen=True)
class Snapshot:
    """One published state of all tables."""

    id: str
    folder: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        try:
            manifest: dict[str, Any] = orjson.loads((self.folder / "manifest.json").read_bytes())
            if missing := _MANIFEST_KEYS - set(manifest):
                raise ValueError(f"{', '.join(sorted(missing))} is missing")
        except (OSError, ValueError, TypeError) as error:
            problem = f"snapshot {self.id}: its manifest cannot be read ({error})"
            raise SnapshotError(f"{problem}. {_REBUILD}") from error
        return manifest

    @property
    def is_demo(self) -> bool:
        """True when the data are simulated; every page and export must then say so."""
        return bool(self.manifest.get("demo", False))

    @property
    def published_at(self) -> datetime:
        return datetime.fromisoformat(self.manifest["published_at"])

    def table_file(self, table: str) -> Path:
        """The Parquet file of a table."""
        return self.folder / f"{table}.parquet"

    def open_database(self, schema: str = "main") -> duckdb.DuckDBPyConnection:
        """A new in-memory DuckDB with a view of each complete table in `schema`; times are UTC. Raises SnapshotError.

        Code that reads on behalf of somebody uses `warehouse.view` instead, which withholds what that reader may not see.
        Columns added to the schema after an older snapshot was published are null or empty in it.
        """
        version = self.manifest["schema_version"]
        if not OLDEST_READABLE <= version <= SCHEMA_VERSION:
            readable = f"{OLDEST_READABLE} to {SCHEMA_VERSION}"
            raise SnapshotError(f"snapshot {self.id} has schema version {version}, this program reads {readable}. {_REBUILD}")
        con = duckdb.connect(":memory:")
        # Statements that need an order state it; without the promise of one DuckDB scans files in parallel and with less memory.
        con.execute("SET TimeZone='UTC'; SET preserve_insertion_order=false; SET enable_progress_bar=false")
        if schema != "main":
            con.execute(f"CREATE SCHEMA {schema}")
        for name in TABLES:
            if not self.table_file(name).is_file():
                raise SnapshotError(f"snapshot {self.id}: table {name} is missing. {_REBUILD}")
            # A view cannot take parameters; the name comes from the schema, the path is quoted as SQL text.
            quoted = str(self.table_file(name)).replace("'", "''")
            try:
                gained = _columns_gained_since(self.table_file(name), name) if version < SCHEMA_VERSION else ""
                con.execute(f"CREATE VIEW {schema}.{name} AS SELECT *{gained} FROM read_parquet('{quoted}')")  # noqa: S608
            except (duckdb.Error, OSError, pa.ArrowInvalid) as error:
                reason = str(error).split("\n", 1)[0]
                raise SnapshotError(f"snapshot {self.id}: table {name} cannot be read ({reason}). {_REBUILD}") from error
        return con

    def faults(self) -> list[str]:
        """How the files differ from the manifest, in words: tables that are missing or have changed. Empty if none do."""
        messages = []
        for table, entry in self.manifest["tables"].items():
            file = self.table_file(table)
            if not file.is_file():
                messages.append(f"snapshot {self.id}: table {table} is missing. {_REBUILD}")
            elif sha256(file) != entry["sha256"]:
                messages.append(f"snapshot {self.id}: table {table} has been changed since it was published. {_REBUILD}")
        return messages


class Store:
    """All snapshots in a data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.folder = data / "snapshots"
        self.pointer = data / "CURRENT"

    def ids(self) -> list[str]:
        """Ids of all complete snapshots, oldest first."""
        return [name for name in self._names() if (self.folder / name / "manifest.json").is_file()]

    def _names(self) -> list[str]:
        return sorted(p.name for p in self.folder.iterdir() if ID_PATTERN.fullmatch(p.name)) if self.folder.is_dir() else []

    def current_id(self) -> str | None:
        """The id of the snapshot in force, or None before the first publish."""
        try:
            return self.pointer.read_text(encoding="ascii", errors="replace").strip() or None
        except (FileNotFoundError, NotADirectoryError):
            # Where the data folder cannot even be made, whoever writes to it says so.
            return None

    def open(self, snapshot_id: str | None = None) -> Snapshot:
        """The snapshot in force, or the one with this id. Raises SnapshotError."""
        chosen_id = snapshot_id or self.current_id()
        if chosen_id is None:
            raise SnapshotError(f"nothing has been published in {self.data} yet. Run `python -m data_pipeline run`.")
        # The id may come from an address: the pattern keeps it from leaving the folder.
        if not ID_PATTERN.fullmatch(chosen_id) or not (self.folder / chosen_id / "manifest.json").is_file():
            raise SnapshotError(f"there is no snapshot {chosen_id!r} in {self.folder}. `python -m data_pipeline snapshots` lists them.")
        return Snapshot(chosen_id, self.folder / chosen_id)

    def publish(self, staged: Path, facts: Mapping[str, Any], now: datetime | None = None) -> Snapshot:
        """Make the Parquet files in `staged` the snapshot in force.

        `staged` contains one file for each table of the schema and must be on the same disk, since it is moved. `facts` are added
        to the manifest (source freshness, `demo`, landings). Raises SnapshotError when a table differs from the schema.
        """
        now = now or datetime.now(UTC)
        tables = {name: _describe_table(staged / f"{name}.parquet", name) for name in TABLES}
        snapshot_id = self._free_id(now)
        manifest = {**facts, "id": snapshot_id, "schema_version": SCHEMA_VERSION, "published_at": now.isoformat(), "tables": tables}
        write_atomically(staged / "manifest.json", orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
        # Everything is on disk before CURRENT names it: after a power cut it may otherwise name a snapshot with empty files.
        for name in TABLES:
            flush_to_disk(staged / f"{name}.parquet")
        flush_to_disk(staged)
        self.folder.mkdir(parents=True, exist_ok=True)
        os.replace(staged, self.folder / snapshot_id)
        flush_to_disk(self.folder)
        write_atomically(self.pointer, snapshot_id.encode("ascii"))
        return self.open(snapshot_id)

    def retire(self, keep: int) -> list[str]:
        """Delete all snapshots but the newest `keep`, the last of each month and the one in force; returns the ids deleted.

        A folder is renamed before it is deleted, so that an interrupted delete does not leave half a snapshot under its id.
        """
        # What an interrupted delete left behind.
        for leftover in self.folder.glob(f"{_RETIRED}*"):
            shutil.rmtree(leftover)
        ids = self.ids()
        last_of_month = {snapshot_id[:6]: snapshot_id for snapshot_id in ids}
        kept_ids = {*ids[-keep:], *last_of_month.values(), self.current_id()}
        retired_ids = [snapshot_id for snapshot_id in ids if snapshot_id not in kept_ids]
        for snapshot_id in retired_ids:
            hidden = self.folder / f"{_RETIRED}{snapshot_id}"
            os.replace(self.folder / snapshot_id, hidden)
            shutil.rmtree(hidden)
        return retired_ids

    def _free_id(self, now: datetime) -> str:
        base = now.strftime(ID_FORMAT)
        latest = max(self._names(), default="")
        if base > latest:
            return base
        # Ids sort by time even when the clock stands still or runs back.
        stem, _, number = latest.partition("-")
        return f"{stem}-{int(number or 0) + 1:04d}"


def _columns_gained_since(file: Path, name: str) -> str:
    """SQL for the columns that the schema has but an older snapshot's file does not: null, or an empty list."""
    present = set(pq.read_schema(file).names)
    return "".join(f", {column.empty_sql} AS {column.name}" for column in TABLES[name].columns if column.name not in present)


def _describe_table(file: Path, name: str) -> dict[str, Any]:
    """The manifest entry of a table. Raises SnapshotError when its file differs from the schema."""
    try:
        schema = pq.read_schema(file)
        rows = pq.read_metadata(file).num_rows
    except (OSError, ValueError) as error:
        raise SnapshotError(f"table {name} cannot be published: {error}") from error
    expected = TABLES[name].arrow()
    # Nullability is left out of the comparison: DuckDB writes every column as nullable.
    if [(f.name, f.type) for f in schema] != [(f.name, f.type) for f in expected]:
        types = [{f.name: f.type for f in arrow_schema} for arrow_schema in (schema, expected)]
        difference = [column for column in {**types[0], **types[1]} if types[0].get(column) != types[1].get(column)]
        raise SnapshotError(f"table {name} cannot be published: it differs from the schema in {sorted(difference) or 'column order'}")
    return {"rows": rows, "bytes": file.stat().st_size, "sha256": sha256(file)}
