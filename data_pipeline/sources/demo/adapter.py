"""Adapter of the four simulated bodies: one Parquet format, with facts in our own codes and lists joined by `;`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from data_pipeline.errors import BadRecord, BrokenFile
from data_pipeline.fields import Fields
from data_pipeline.files.forms import Form
from data_pipeline.model import Draft, RawRecord, columns_filled_by
from warehouse.contract.columns import FACTS
from warehouse.contract.files import PARQUET_ERRORS
from warehouse.contract.taxonomy import SEVERITY_SCALE_OF

FORMAT: Final = "parquet"
FORMS: Final[dict[str, Form]] = {}
"""None: Parquet has names and types of its own."""
FEED: Final = "feed"
FEED_PREFIX: Final = "anchorwatch-demo:"
"""The first column, written uncompressed, names the body, so that a file can be recognised by its first bytes."""
BATCH_ROWS: Final = 2_000

COLUMNS: Final = pa.schema(
    [
        (FEED, pa.string()),
        ("reference", pa.string()),
        ("revision", pa.int32()),
        ("occurred", pa.string()),
        ("reported_at", pa.string()),
        ("published_at", pa.string()),
        ("revised_at", pa.string()),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
        ("position_precision_km", pa.float64()),
        ("place", pa.string()),
        ("category", pa.string()),
        ("also", pa.string()),
        ("cyber_subtype", pa.string()),
        ("act", pa.string()),
        ("severity", pa.int32()),
        ("severity_basis", pa.string()),
        ("vessel_name", pa.string()),
        ("imo_number", pa.int32()),
        ("vessel_type", pa.string()),
        ("flag", pa.string()),
        ("vessel_status", pa.string()),
        ("attackers", pa.int32()),
        ("weapons", pa.string()),
        ("crew_harm", pa.string()),
        ("stolen", pa.string()),
        ("reported_to_authority", pa.bool_()),
        ("in_port", pa.bool_()),
        ("narrative", pa.string()),
    ]
)

_STATED: Final = [column for column in columns_filled_by(FACTS) if column.filled_by == (FACTS,) and column.name in COLUMNS.names]
_LISTS: Final = [column.name for column in _STATED if pa.types.is_list(column.type)]
_SINGLE_VALUES: Final = [*(column.name for column in _STATED if column.name not in _LISTS), "in_port"]
# Revisions are told apart by the content of the record, as with every other source.
_NOT_READ: Final = ("revision", "revised_at")


def recognise(head: bytes, name: str) -> str | None:
    """`parquet` for a file that begins as the simulator's do, else None."""
    return FORMAT if head.startswith(b"PAR1") and FEED_PREFIX.encode() in head[:4096] else None


def parse(file: Path, format_id: str) -> Iterator[RawRecord]:
    """The records in the order of the file, a row group at a time. Raises BrokenFile."""
    try:
        with pq.ParquetFile(file) as stored:
            _check_schema(file, stored.schema_arrow)
            names = [name for name in COLUMNS.names if name != FEED]
            row = 0
            for batch in stored.iter_batches(BATCH_ROWS, columns=names):
                for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    yield RawRecord(str(row), dict(zip(names, values, strict=True)))
                    row += 1
    except PARQUET_ERRORS as error:
        raise BrokenFile(f"{file.name} is not a complete Parquet file: {error}. Run `python -m data_pipeline simulate` again.") from error


def read(fields: Fields, format_id: str) -> Draft:
    """What one simulated record says, its facts already in our codes. Raises BadRecord."""
    take = fields.take_any
    reference, occurred = take("reference"), take("occurred")
    if not reference:
        raise BadRecord("no_reference", "the record has no reference")
    if not occurred:
        raise BadRecord("no_date", "the record has no day")
    fields.ignore(*_NOT_READ)
    draft = Draft(str(reference))
    _take_time(draft, str(occurred))
    draft.reported_at, draft.published_at = _parse_moment(take("reported_at")), _parse_moment(take("published_at"))
    draft.latitude, draft.longitude = take("latitude"), take("longitude")
    draft.position_precision_km = take("position_precision_km")
    draft.place, draft.narrative = take("place"), take("narrative") or ""
    facts: dict[str, Any] = {name: value for name in _SINGLE_VALUES if (value := take(name)) is not None}
    for name in _LISTS:
        if value := take(name):
            facts[name] = value.split(";")
    if "attackers" in facts:
        facts["attackers_max"] = facts["attackers"]
    if "severity" in facts:
        facts["severity_scale"] = SEVERITY_SCALE_OF[facts["category"]]
    draft.facts = facts
    return draft


def _take_time(draft: Draft, occurred: str) -> None:
    try:
        if "T" in occurred:
            draft.occurred_at = datetime.fromisoformat(occurred)
            draft.occurred_on = draft.occurred_at.date()
            draft.time_precision = "minute"
        else:
            draft.occurred_on = date.fromisoformat(occurred)
    except ValueError:
        raise BadRecord("bad_date", f"{occurred!r} is not a day or time") from None


def _parse_moment(text: str | None) -> datetime | None:
    try:
        return None if text is None else datetime.fromisoformat(text)
    except ValueError:
        raise BadRecord("bad_date", f"{text!r} is not a time") from None


def _check_schema(file: Path, schema: pa.Schema) -> None:
    if (schema.metadata or {}).get(b"anchorwatch") != b"demo":
        raise BrokenFile(f"{file.name} was not written by the demo simulator.")
    if missing := [name for name in COLUMNS.names if name not in schema.names]:
        raise BrokenFile(f"{file.name}: column {', '.join(missing)} is missing. Run `python -m data_pipeline simulate` again.")
    if mistyped := [field.name for field in COLUMNS if schema.field(field.name).type != field.type]:
        raise BrokenFile(f"{file.name}: column {', '.join(mistyped)} has another type. Run `python -m data_pipeline simulate` again.")
