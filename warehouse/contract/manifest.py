"""The two small files by which a published snapshot is found and trusted: its manifest, and CURRENT.

A manifest holds the sha256 of every file of every table and, as its last resort, of itself: the digest of its bytes with that one
field filled with zeros. CURRENT names the snapshot in force and the sha256 of its manifest. So one changed bit anywhere, in a table, a
manifest or CURRENT, contradicts something else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson
import pyarrow.parquet as pq

from warehouse.contract.columns import Table
from warehouse.contract.files import sha256_once
from warehouse.contract.typed_fields import FieldFault, TypedFields, json_fields, shown

ID_PATTERN: Final = re.compile(r"\d{8}T\d{6}(-\d{4})?")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_POINTER: Final = re.compile(rb"(?P<id>\d{8}T\d{6}(-\d{4})?)( (?P<digest>[0-9a-f]{64})\n)?")
_SEAL: Final = "manifest_sha256"
_UNSEALED: Final = "0" * 64
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class FileEntry:
    """What a manifest says of one file, which holds a table or a slice of one."""

    name: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableEntry:
    """The files of one table, in the order of its rows."""

    files: tuple[FileEntry, ...]

    @property
    def rows(self) -> int:
        """Rows of the whole table."""
        return sum(file.rows for file in self.files)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot consists of and rests on.

    `inputs`, `failed`: ids of the landings it rests on, and of those among them that could not be read. `decisions`, `forgotten`: ids
    of the decisions and the records of forgetting. `program`: hash of the program that made it, None where it was not recorded.
    Manifests of older programs lack some of these; they are empty then.
    """

    schema_version: int
    published_at: datetime
    tables: Mapping[str, TableEntry]
    demo: bool
    inputs: tuple[str, ...]
    failed: tuple[str, ...]
    decisions: tuple[str, ...]
    forgotten: tuple[str, ...]
    program: str | None


@dataclass(frozen=True, slots=True)
class Pointer:
    """What CURRENT says. `manifest_sha256` is None in a file written by an older program."""

    snapshot_id: str
    manifest_sha256: str | None

    def to_bytes(self) -> bytes:
        return (f"{self.snapshot_id} {self.manifest_sha256}\n" if self.manifest_sha256 else self.snapshot_id).encode("ascii")


def parse_pointer(content: bytes) -> Pointer:
    """The content of CURRENT. Raises FieldFault."""
    # To the byte: also a blank that has changed into another is a change.
    match = _POINTER.fullmatch(content)
    if match is None:
        raise FieldFault(f"it holds {shown(content[:200])}, not the id of a snapshot and the sha256 of its manifest")
    snapshot_id, digest = match["id"], match["digest"]
    return Pointer(snapshot_id.decode(), digest.decode() if digest else None)


def sealed_manifest(fields: Mapping[str, Any]) -> bytes:
    """The bytes of a manifest with these fields and its own sha256."""
    content = orjson.dumps({**fields, _SEAL: _UNSEALED}, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    return content.replace(_UNSEALED.encode(), hashlib.sha256(content).hexdigest().encode(), 1)


def parse_manifest(content: bytes, snapshot_id: str, expected_sha256: str | None = None) -> Manifest:
    """The manifest of `snapshot_id`, checked against its own sha256 and against `expected_sha256`. Raises FieldFault."""
    fields = json_fields(content)
    manifest = Manifest(
        schema_version=fields.whole("schema_version"),
        published_at=fields.moment("published_at"),
        tables={name: _table_entry(name, entry) for name, entry in fields.group("tables").items()},
        demo=fields.truth("demo", default=False),
        inputs=fields.texts("inputs", _LONGEST_NAME, default=()),
        failed=fields.texts("failed", _LONGEST_NAME, default=()),
        decisions=fields.texts("decisions", _LONGEST_NAME, default=()),
        forgotten=fields.texts("forgotten", _LONGEST_NAME, default=()),
        program=fields.optional_text("program") if "program" in fields else None,
    )
    # The fields first: their faults say more than that something has changed.
    if "id" in fields and (other := fields.text("id")) != snapshot_id:
        raise FieldFault(f"it belongs to snapshot {shown(other)}")
    for described in ("freshness", "seconds"):
        if described in fields:
            fields.group(described)
    # Manifests of older programs have no seal. Where its name has changed, it is a field that is not known.
    seal = fields.text(_SEAL).encode() if _SEAL in fields else b""
    fields.refuse_others()
    if seal and hashlib.sha256(content.replace(seal, _UNSEALED.encode(), 1)).hexdigest().encode() != seal:
        raise FieldFault("it has been changed since it was published")
    if expected_sha256 and hashlib.sha256(content).hexdigest() != expected_sha256:
        raise FieldFault("it is not the manifest that CURRENT names")
    return manifest


def file_pattern(table: str) -> str:
    """A regular expression for the names of a table's files: `reports.parquet`, or `reports-0001.parquet` where there are several."""
    return rf"{re.escape(table)}(-\d{{4,6}})?\.parquet"


def _table_entry(name: str, entry: object) -> TableEntry:
    if not isinstance(entry, dict):
        raise FieldFault(f"table {shown(name)} is not described by a group of fields")
    fields = TypedFields(entry)
    try:
        # Up to schema version 5 a table was one file, and its entry that file's.
        if "files" not in fields:
            return TableEntry((_file_entry(f"{name}.parquet", fields),))
        files = tuple(_file_entry(file.text("name", _LONGEST_NAME), file) for file in fields.groups("files"))
        if not files:
            raise FieldFault("it has no files")
        # The name may come from another's hand: it must not lead out of the folder.
        if wrong := [file.name for file in files if not re.fullmatch(file_pattern(name), file.name)]:
            raise FieldFault(f"a file is named {shown(wrong[0])}")
        return TableEntry(files)
    except FieldFault as error:
        raise FieldFault(f"table {shown(name)}: {error}") from error


def _file_entry(name: str, fields: TypedFields) -> FileEntry:
    digest = fields.text("sha256")
    if not _SHA256.fullmatch(digest):
        raise FieldFault(f"field sha256 holds {shown(digest)}")
    return FileEntry(name, fields.whole("rows"), fields.whole("bytes"), digest)


def staged_files(folder: Path, table: str) -> list[Path]:
    """The files of a table in a folder that has no manifest yet, in the order of its rows."""
    return sorted(file for file in folder.glob(f"{table}*.parquet") if re.fullmatch(file_pattern(table), file.name))


def described_files(folder: Path, table: Table) -> dict[str, list[dict[str, Any]]]:
    """The manifest's entry of a table. Raises FieldFault where it has no file in `folder`, or one that differs from the schema."""
    files = staged_files(folder, table.name)
    if not files:
        raise FieldFault(f"table {table.name} cannot be published: it has not been written")
    return {"files": [_described_file(file, table) for file in files]}


def _described_file(file: Path, table: Table) -> dict[str, Any]:
    try:
        metadata = pq.read_metadata(file)
        schema = metadata.schema.to_arrow_schema()
    except (OSError, ValueError) as error:
        raise FieldFault(f"table {table.name} cannot be published: {error}") from error
    expected = table.arrow()
    # Nullability is left out of the comparison: DuckDB writes every column as nullable.
    if [(f.name, f.type) for f in schema] != [(f.name, f.type) for f in expected]:
        types = [{f.name: f.type for f in arrow_schema} for arrow_schema in (schema, expected)]
        difference = [column for column in {**types[0], **types[1]} if types[0].get(column) != types[1].get(column)]
        raise FieldFault(f"table {table.name} cannot be published: it differs from the schema in {sorted(difference) or 'column order'}")
    return {"name": file.name, "rows": metadata.num_rows, "bytes": file.stat().st_size, "sha256": sha256_once(file)}
