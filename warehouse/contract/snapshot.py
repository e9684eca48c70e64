"""Snapshots, each an immutable published state of all tables: listing, opening, publishing and retiring them.

Layout under the data folder:

    snapshots/<id>/<table>.parquet         a table as one file,
    snapshots/<id>/<table>-<n>.parquet     or, where it is large, as several, its slices
    snapshots/<id>/manifest.json           schema version, the files of every table, row counts, sha256 of every file, source freshness
    CURRENT                                the id of the snapshot in force and the sha256 of its manifest

A publish writes a folder beside the others, then replaces CURRENT in one step. A reader opens one snapshot in an
in-memory DuckDB and keeps it for the whole page run, so it never sees half a snapshot. A DuckDB file shared by writer and readers
would not do: the writer locks it. Slices that a publish did not change are one file under the names of several snapshots.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Protocol

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.contract.files import PARQUET_ERRORS, flush_to_disk, quoted_names, sha256_once, write_atomically
from warehouse.contract.manifest import (
    ID_PATTERN,
    Manifest,
    Pointer,
    described_files,
    parse_manifest,
    parse_pointer,
    sealed_manifest,
    staged_files,
)
from warehouse.contract.schema import KEPT_FOR_NEXT_RUN, OLDEST_READABLE, SCHEMA_VERSION, TABLES
from warehouse.contract.typed_fields import FieldFault, read_small_file, shown

ID_FORMAT: Final = "%Y%m%dT%H%M%S"
MANIFEST_BYTES: Final = 50_000_000
"""A manifest names every landing it rests on: 40 bytes each, and a live feed lands a hundred times a day."""
_RETIRED: Final = ".retired-"
ALL_INCIDENTS: Final = "all_incidents"
"""The view of all incidents, withdrawn ones too; `incidents` has those that count."""

_REBUILD: Final = "Run `python -m data_pipeline rebuild`."


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
    """One published state of all tables. `manifest_sha256`: what CURRENT says of its manifest, None where it is not in force."""

    id: str
    folder: Path
    manifest_sha256: str | None = field(default=None, compare=False)

    @cached_property
    def manifest(self) -> Manifest:
        """What the snapshot consists of. Raises SnapshotError when the file is missing or damaged."""
        try:
            return parse_manifest(read_small_file(self.folder / "manifest.json", largest=MANIFEST_BYTES), self.id, self.manifest_sha256)
        except FieldFault as error:
            raise SnapshotError(f"snapshot {self.id}: its manifest cannot be read ({error}). {_REBUILD}") from error

    @property
    def is_demo(self) -> bool:
        """True when the data are simulated; every page and export must then say so."""
        return self.manifest.demo

    @property
    def published_at(self) -> datetime:
        return self.manifest.published_at

    def table_files(self, table: str) -> list[Path]:
        """The Parquet files of a table, in the order of its rows. Raises SnapshotError when it is missing."""
        if table not in self.manifest.tables:
            raise SnapshotError(f"snapshot {self.id}: table {table} is missing. {_REBUILD}")
        return [self.folder / file.name for file in self.manifest.tables[table].files]

    def read_table(self, table: str, columns: Sequence[str] | None = None, filters: Any = None) -> pa.Table:
        """A table, or these columns of the rows that pass `filters` (as in `pyarrow.parquet.read_table`).

        Raises SnapshotError, or one of PARQUET_ERRORS where a file is damaged.
        """
        files = [str(file) for file in self.table_files(table)]
        return pq.read_table(files, columns=None if columns is None else list(columns), filters=filters)

    def open_database(self, schema: str = "main") -> duckdb.DuckDBPyConnection:
        """A new in-memory DuckDB with a view of each complete table in `schema`; times are UTC. Raises SnapshotError.

        Code that reads on behalf of somebody uses `warehouse.view` instead, which withholds what that reader may not see.
        In `main`, `incidents` leaves out what its bodies have withdrawn, and `all_incidents` does not.
        Columns and tables added to the schema after an older snapshot was published are null or empty in it.
        """
        version = self.manifest.schema_version
        if not OLDEST_READABLE <= version <= SCHEMA_VERSION:
            readable = f"{OLDEST_READABLE} to {SCHEMA_VERSION}"
            raise SnapshotError(f"snapshot {self.id} has schema version {version}, this program reads {readable}. {_REBUILD}")
        con = duckdb.connect(":memory:")
        # Statements that need an order state it; without the promise of one DuckDB scans files in parallel and with less memory.
        con.execute("SET TimeZone='UTC'; SET preserve_insertion_order=false; SET enable_progress_bar=false")
        if schema != "main":
            con.execute(f"CREATE SCHEMA {schema}")
        # The files of a snapshot do not change, and a table has many.
        con.execute("SET parquet_metadata_cache=true")
        for name, table in TABLES.items():
            if table.since > version:
                columns = ", ".join(f"{column.empty_sql} AS {column.name}" for column in table.columns)
                con.execute(f"CREATE VIEW {schema}.{name} AS SELECT {columns} WHERE false")
                continue
            files = self.table_files(name)
            if not all(file.is_file() for file in files):
                raise SnapshotError(f"snapshot {self.id}: table {name} is missing. {_REBUILD}")
            # A view cannot take parameters; its name comes from the schema.
            quoted = quoted_names(files)
            try:
                gained = _columns_gained_since(files[0], name) if version < SCHEMA_VERSION else ""
                view = ALL_INCIDENTS if (schema, name) == ("main", "incidents") else name
                con.execute(f"CREATE VIEW {schema}.{view} AS SELECT *{gained} FROM read_parquet([{quoted}])")  # noqa: S608
                if view == ALL_INCIDENTS:
                    leave_out_withdrawn(con)
            except (duckdb.Error, *PARQUET_ERRORS) as error:
                # The reason is shown to readers, whom the server's folders do not concern.
                reason = str(error).split("\n", 1)[0].replace(f"{self.folder}{os.sep}", "")
                raise SnapshotError(f"snapshot {self.id}: table {name} cannot be read ({reason}). {_REBUILD}") from error
        return con

    def faults(self) -> list[str]:
        """How the files differ from the manifest, in words: tables that are missing or have changed. Empty if none do.

        Reads every file that this process has not read before. Raises SnapshotError when the manifest cannot be read.
        """
        expected = (name for name, table in TABLES.items() if table.since <= self.manifest.schema_version)
        faults = {table: self._fault_of(table) for table in dict.fromkeys((*self.manifest.tables, *expected))}
        return [f"snapshot {self.id}: table {table} {fault}. {_REBUILD}" for table, fault in faults.items() if fault]

    def _fault_of(self, table: str) -> str | None:
        """How the files of a table differ from the manifest, in words that follow its name; None if they do not."""
        if table not in self.manifest.tables:
            return "is missing"
        try:
            files = self.manifest.tables[table].files
            changed = any(sha256_once(self.folder / file.name) != file.sha256 for file in files)
        except FileNotFoundError:
            return "is missing"
        except OSError as error:
            return f"cannot be read ({error.strerror})"
        return "has been changed since it was published" if changed else None


def leave_out_withdrawn(con: duckdb.DuckDBPyConnection) -> None:
    """Make `main.incidents` of `main.all_incidents`, so that no query can count what every body has withdrawn."""
    # Almost never any: then the view costs nothing.
    withdrawn = con.execute(f"SELECT 1 FROM main.{ALL_INCIDENTS} WHERE status = 'withdrawn' LIMIT 1").fetchone()  # noqa: S608
    condition = " WHERE status <> 'withdrawn'" if withdrawn else ""
    con.execute(f"CREATE VIEW main.incidents AS SELECT * FROM main.{ALL_INCIDENTS}{condition}")  # noqa: S608


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

    def read_pointer(self) -> Pointer | None:
        """What CURRENT says, or None before the first publish. Raises SnapshotError when it is damaged."""
        try:
            # Where the data folder cannot even be made, whoever writes to it says so.
            return parse_pointer(read_small_file(self.pointer)) if self.pointer.exists() else None
        except (FieldFault, PermissionError) as error:
            raise SnapshotError(f"CURRENT, which names the snapshot in force, cannot be read ({error}). {_REBUILD}") from error

    def current_id(self) -> str | None:
        """The id of the snapshot in force; None before the first publish and where CURRENT is damaged."""
        try:
            pointer = self.read_pointer()
        except SnapshotError:
            return None
        return pointer.snapshot_id if pointer else None

    def open(self, snapshot_id: str | None = None) -> Snapshot:
        """The snapshot in force, or the one with this id; its files are not checked (`Snapshot.faults`). Raises SnapshotError."""
        pointer = self._pointer_for(snapshot_id)
        chosen_id = snapshot_id or (pointer.snapshot_id if pointer else None)
        if chosen_id is None:
            raise SnapshotError("nothing has been published yet. Run `python -m data_pipeline run`.")
        # The id may come from an address: the pattern keeps it from leaving the folder.
        if not ID_PATTERN.fullmatch(chosen_id) or not (self.folder / chosen_id / "manifest.json").is_file():
            raise SnapshotError(f"there is no snapshot {shown(chosen_id)}. `python -m data_pipeline snapshots` lists them.")
        expected = pointer.manifest_sha256 if pointer and pointer.snapshot_id == chosen_id else None
        return Snapshot(chosen_id, self.folder / chosen_id, expected)

    def _pointer_for(self, snapshot_id: str | None) -> Pointer | None:
        try:
            return self.read_pointer()
        except SnapshotError:
            # A snapshot that is asked for by its id does not need CURRENT.
            if snapshot_id is None:
                raise
            return None

    def publish(self, staged: Path, facts: Mapping[str, Any], now: datetime | None = None) -> Snapshot:
        """Make the Parquet files in `staged` the snapshot in force.

        `staged` contains a file, or several, for each table of the schema (`staged_files`) and must be on the same disk, since it is
        moved. `facts` are added to the manifest (source freshness, `demo`, landings). Raises SnapshotError when a table differs from
        the schema.
        """
        now = now or datetime.now(UTC)
        kept = {name: table for name, table in KEPT_FOR_NEXT_RUN.items() if staged_files(staged, name)}
        try:
            tables = {name: described_files(staged, table) for name, table in {**TABLES, **kept}.items()}
        except FieldFault as error:
            raise SnapshotError(str(error)) from error
        snapshot_id = self._free_id(now)
        manifest = {**facts, "id": snapshot_id, "schema_version": SCHEMA_VERSION, "published_at": now.isoformat(), "tables": tables}
        content = sealed_manifest(manifest)
        write_atomically(staged / "manifest.json", content)
        # What another snapshot has too has been on disk since it was published.
        for file in staged.glob("*.parquet"):
            if file.stat().st_nlink == 1:
                flush_to_disk(file)
        return self.put_in_force(staged, Pointer(snapshot_id, hashlib.sha256(content).hexdigest()))

    def put_in_force(self, staged: Path, pointer: Pointer) -> Snapshot:
        """Move the folder `staged`, which holds all that its manifest names, to its place and have CURRENT name it.

        Its files are on disk already: after a power cut CURRENT may otherwise name a snapshot with empty files. A folder that is there
        under the same id gives way.
        """
        flush_to_disk(staged)
        self.folder.mkdir(parents=True, exist_ok=True)
        place = self.folder / pointer.snapshot_id
        if place.exists():
            self._remove(pointer.snapshot_id)
        os.replace(staged, place)
        flush_to_disk(self.folder)
        # What a damaged disk or a stray command put in its place; a file is replaced without this.
        if self.pointer.is_dir():
            self.pointer.rename(self.data / f".CURRENT-{pointer.snapshot_id}.replaced")
        write_atomically(self.pointer, pointer.to_bytes())
        return self.open()

    def retire(self, keep: int) -> list[str]:
        """Delete all snapshots but the newest `keep`, the last of each month and the one in force; returns the ids deleted.

        A folder is renamed before it is deleted, so that an interrupted delete does not leave half a snapshot under its id.
        """
        # What an interrupted delete left behind.
        for leftover in self.folder.glob(f"{_RETIRED}*"):
            shutil.rmtree(leftover)
        ids = self.ids()
        kept_ids = ids_to_keep(ids, keep) | {self.current_id()}
        retired_ids = [snapshot_id for snapshot_id in ids if snapshot_id not in kept_ids]
        for snapshot_id in retired_ids:
            self._remove(snapshot_id)
        return retired_ids

    def _remove(self, snapshot_id: str) -> None:
        hidden = self.folder / f"{_RETIRED}{snapshot_id}"
        if hidden.exists():
            shutil.rmtree(hidden)
        os.replace(self.folder / snapshot_id, hidden)
        shutil.rmtree(hidden)

    def _free_id(self, now: datetime) -> str:
        base = now.strftime(ID_FORMAT)
        latest = max(self._names(), default="")
        if base > latest:
            return base
        # Ids sort by time even when the clock stands still or runs back.
        stem, _, number = latest.partition("-")
        return f"{stem}-{int(number or 0) + 1:04d}"


def ids_to_keep(ids: Sequence[str], newest: int) -> set[str]:
    """Which of these ids, oldest first, stay: the newest so many, and the last of each month."""
    return {*ids[-newest:], *{snapshot_id[:6]: snapshot_id for snapshot_id in ids}.values()}


def _columns_gained_since(file: Path, name: str) -> str:
    """SQL for the columns that the schema has but an older snapshot's file does not: null, or an empty list."""
    present = set(pq.read_schema(file).names)
    return "".join(f", {column.empty_sql} AS {column.name}" for column in TABLES[name].columns if column.name not in present)
