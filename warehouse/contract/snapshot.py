"""Snapshots: one immutable, published state of all tables; list, open, publish, retire.

Layout under the data folder:

    snapshots/<id>/<table>.parquet    one file a table
    snapshots/<id>/manifest.json      schema version, row counts, sha256 of every file, source freshness
    CURRENT                           the id of the snapshot in force

A publish writes a folder beside the others, then replaces CURRENT in one step. A reader opens one snapshot in an
in-memory DuckDB and keeps it for its whole page run, so it never sees half a snapshot.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import duckdb
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.contract.schema import OLDEST_READABLE, SCHEMA_VERSION, TABLES

ID_FORMAT: Final = "%Y%m%dT%H%M%S"
ID_PATTERN: Final = re.compile(r"\d{8}T\d{6}(-\d{4})?")
_RETIRED: Final = ".retired-"
_REBUILD: Final = "Run `python -m data_pipeline rebuild`."
_MANIFEST_KEYS: Final = {"schema_version", "published_at", "tables"}


class SnapshotError(Exception):
    """A snapshot is missing, broken or of another schema; the message says what to do."""


@dataclass(frozen=True)
class Snapshot:
    """One published state. `connect()` gives a new in-memory DuckDB with one view a table."""

    id: str
    folder: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        try:
            manifest: dict[str, Any] = orjson.loads((self.folder / "manifest.json").read_bytes())
            if missing := _MANIFEST_KEYS - set(manifest):
                raise ValueError(f"{', '.join(sorted(missing))} is missing")
        except (OSError, ValueError, TypeError) as error:
            what = f"snapshot {self.id}: its manifest cannot be read ({error})"
            raise SnapshotError(f"{what}. {_REBUILD}") from error
        return manifest

    @property
    def is_demo(self) -> bool:
        """True when the data are simulated; every page and export must then say so."""
        return bool(self.manifest.get("demo", False))

    @property
    def published_at(self) -> datetime:
        return datetime.fromisoformat(self.manifest["published_at"])

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A new in-memory DuckDB with a view per table; times are UTC. Raises SnapshotError.

        Columns that the schema gained after an older snapshot was published are null in it.
        """
        version = self.manifest["schema_version"]
        if not OLDEST_READABLE <= version <= SCHEMA_VERSION:
            readable = f"{OLDEST_READABLE} to {SCHEMA_VERSION}"
            raise SnapshotError(f"snapshot {self.id} has schema version {version}, this program reads {readable}. {_REBUILD}")
        con = duckdb.connect(":memory:")
        con.execute("SET TimeZone='UTC'; SET preserve_insertion_order=false; SET enable_progress_bar=false")
        for name in TABLES:
            if not self.path(name).is_file():
                raise SnapshotError(f"snapshot {self.id}: table {name} is missing. {_REBUILD}")
            # A view cannot take parameters; the name comes from the schema, the path is quoted as SQL text.
            quoted = str(self.path(name)).replace("'", "''")
            try:
                gained = _gained(self.path(name), name) if version < SCHEMA_VERSION else ""
                con.execute(f"CREATE VIEW {name} AS SELECT *{gained} FROM read_parquet('{quoted}')")  # noqa: S608
            except (duckdb.Error, OSError, pa.ArrowInvalid) as error:
                reason = str(error).split("\n", 1)[0]
                raise SnapshotError(f"snapshot {self.id}: table {name} cannot be read ({reason}). {_REBUILD}") from error
        return con

    def faults(self) -> list[str]:
        """What differs from the manifest, in words: tables that are gone or have been changed. Empty when it is whole."""
        found = []
        for table, said in self.manifest["tables"].items():
            file = self.path(table)
            if not file.is_file():
                found.append(f"snapshot {self.id}: table {table} is missing. {_REBUILD}")
            elif sha256(file) != said["sha256"]:
                found.append(f"snapshot {self.id}: table {table} has been changed since it was published. {_REBUILD}")
        return found


class Store:
    """All snapshots of a data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.folder = data / "snapshots"
        self.pointer = data / "CURRENT"

    def ids(self) -> list[str]:
        """Ids of complete snapshots, oldest first."""
        return [name for name in self._names() if (self.folder / name / "manifest.json").is_file()]

    def _names(self) -> list[str]:
        return sorted(p.name for p in self.folder.iterdir() if ID_PATTERN.fullmatch(p.name)) if self.folder.is_dir() else []

    def current_id(self) -> str | None:
        """The id in force, or None before the first publish."""
        try:
            return self.pointer.read_text(encoding="ascii", errors="replace").strip() or None
        except FileNotFoundError:
            return None

    def open(self, snapshot_id: str | None = None) -> Snapshot:
        """The snapshot in force, or the kept one with this id. Raises SnapshotError."""
        wanted = snapshot_id or self.current_id()
        if wanted is None:
            raise SnapshotError(f"nothing has been published in {self.data} yet. Run `python -m data_pipeline run`.")
        if not ID_PATTERN.fullmatch(wanted) or not (self.folder / wanted / "manifest.json").is_file():
            raise SnapshotError(f"there is no snapshot {wanted!r} in {self.folder}. `python -m data_pipeline snapshots` lists those kept.")
        return Snapshot(wanted, self.folder / wanted)

    def publish(self, staged: Path, facts: Mapping[str, Any], now: datetime | None = None) -> Snapshot:
        """Make the Parquet files in `staged` the snapshot in force.

        `staged` holds one file per table of the schema and lies on the same disk; it is moved. `facts` are added to
        the manifest (source freshness, `demo`, landings). Raises SnapshotError when a table differs from the schema.
        """
        now = now or datetime.now(UTC)
        tables = {name: _describe(staged / f"{name}.parquet", name) for name in TABLES}
        snapshot_id = self._free_id(now)
        manifest = {**facts, "id": snapshot_id, "schema_version": SCHEMA_VERSION, "published_at": now.isoformat(), "tables": tables}
        write_atomically(staged / "manifest.json", orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
        for name in TABLES:
            sync(staged / f"{name}.parquet")
        sync(staged)
        self.folder.mkdir(parents=True, exist_ok=True)
        os.replace(staged, self.folder / snapshot_id)
        sync(self.folder)
        write_atomically(self.pointer, snapshot_id.encode("ascii"))
        return self.open(snapshot_id)

    def retire(self, keep: int) -> list[str]:
        """Delete all but the newest `keep`, the last of every month, and the one in force; returns the ids deleted.

        A folder is renamed before it is deleted, so that a killed delete leaves no half snapshot under its id.
        """
        for leftover in self.folder.glob(f"{_RETIRED}*"):
            shutil.rmtree(leftover)
        ids = self.ids()
        last_of_month = {snapshot_id[:6]: snapshot_id for snapshot_id in ids}
        kept = {*ids[-keep:], *last_of_month.values(), self.current_id()}
        retired = [snapshot_id for snapshot_id in ids if snapshot_id not in kept]
        for snapshot_id in retired:
            hidden = self.folder / f"{_RETIRED}{snapshot_id}"
            os.replace(self.folder / snapshot_id, hidden)
            shutil.rmtree(hidden)
        return retired

    def _free_id(self, now: datetime) -> str:
        base = now.strftime(ID_FORMAT)
        latest = max(self._names(), default="")
        if base > latest:
            return base
        # Ids sort by time even when the clock stands still or runs back.
        stem, _, number = latest.partition("-")
        return f"{stem}-{int(number or 0) + 1:04d}"


def _gained(file: Path, name: str) -> str:
    """SQL for the columns that the schema has and the file has not; all gained so far are texts."""
    missing = [column for column in TABLES[name].names() if column not in pq.read_schema(file).names]
    return "".join(f", NULL::VARCHAR AS {column}" for column in missing)


def _describe(file: Path, name: str) -> dict[str, Any]:
    try:
        found = pq.read_schema(file)
        rows = pq.read_metadata(file).num_rows
    except (OSError, ValueError) as error:
        raise SnapshotError(f"table {name} cannot be published: {error}") from error
    wanted = TABLES[name].arrow()
    if [(f.name, f.type) for f in found] != [(f.name, f.type) for f in wanted]:
        types = [{f.name: f.type for f in schema} for schema in (found, wanted)]
        difference = [column for column in {**types[0], **types[1]} if types[0].get(column) != types[1].get(column)]
        raise SnapshotError(f"table {name} cannot be published: it differs from the schema in {sorted(difference) or 'column order'}")
    return {"rows": rows, "bytes": file.stat().st_size, "sha256": sha256(file)}


def sha256(file: Path) -> str:
    """Hex digest of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_atomically(file: Path, content: bytes) -> None:
    """Write so that a reader, or a reboot, finds the old content or the new, never a part."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, file)
    finally:
        temporary.unlink(missing_ok=True)
    sync(file.parent)


def sync(path: Path) -> None:
    """Make a file's bytes, or the renames in a folder, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
