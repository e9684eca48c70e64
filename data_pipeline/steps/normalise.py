"""Raw records of one landing into report rows, quarantine rows and left-over fields.

Records are read in chunks, in worker processes when there are many; geography is added in bulk in the parent.
Rows leave as Parquet parts, so memory stays bounded at any size.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from data_pipeline import geography, registry
from data_pipeline.errors import BadRecord, BrokenFile, CountOutOfRange
from data_pipeline.facts.reader import read_facts
from data_pipeline.fields import Fields
from data_pipeline.landing import Landing, verify
from data_pipeline.model import Draft, Facts, RawRecord
from warehouse.contract.schema import QUARANTINE, REPORT_COLUMNS

CHUNK: Final = 1_000
IN_FLIGHT: Final = 8
PART_ROWS: Final = 50_000
_RAW_SHOWN: Final = 20_000
_INLAND_KM: Final = 10.0

_HISTORY = ("revision", "first_seen_at", "last_changed_at")
_LOCATED = ("sea_region", "area", "country", "shore_km", "on_land_km", "waters")
READ_COLUMNS: Final = [column for column in REPORT_COLUMNS if column.name not in _HISTORY + _LOCATED]
READ_SCHEMA: Final = pa.schema([*((c.name, c.type) for c in READ_COLUMNS), ("row", pa.int64()), ("in_port", pa.bool_())])
PART_SCHEMA: Final = pa.schema(
    [*((c.name, c.type) for c in REPORT_COLUMNS if c.name not in _HISTORY), ("row", pa.int64()), ("landing_id", pa.string())]
)


@dataclass(slots=True)
class Read:
    """What one chunk of raw records became."""

    rows: pa.Table
    quarantine: list[dict[str, str]]
    leftover: set[str]


@dataclass(slots=True)
class Normalised:
    """What one landing became: Parquet parts of report rows, and its accounting so far."""

    landing: Landing
    read: int = 0
    quarantined: int = 0
    parts: list[Path] = field(default_factory=list)
    quarantine: list[dict[str, str]] = field(default_factory=list)
    leftover: set[str] = field(default_factory=set)
    failure: str | None = None


def normalise(landing: Landing, work: Path, executor: Executor | None, progress: Callable[[int], None]) -> Normalised:
    """Read one landing into Parquet parts in `work`. A broken file gives a Normalised with `failure` and no rows."""
    result = Normalised(landing)
    source = registry.source(landing.source)
    try:
        verify(landing)
        records = source.adapter.parse(landing.file, landing.format)
        pending: list[pa.Table] = []
        seen: Counter[tuple[str, str]] = Counter()
        for chunk in _read_all(landing, records, executor):
            result.read += chunk.rows.num_rows + len(chunk.quarantine)
            result.quarantine += chunk.quarantine
            result.leftover |= chunk.leftover
            pending.append(_told_apart(chunk.rows, seen) if source.equal_records_are_events else chunk.rows)
            progress(chunk.rows.num_rows + len(chunk.quarantine))
            if sum(table.num_rows for table in pending) >= PART_ROWS:
                _write_part(result, pending, work)
        registry.check_count(source, landing.origin, result.read)
        _write_part(result, pending, work)
    except (BrokenFile, CountOutOfRange) as error:
        for part in result.parts:
            part.unlink()
        return Normalised(landing, failure=str(error))
    result.quarantined = len(result.quarantine)
    return result


def read_chunk(source_id: str, format_id: str, raw_sha256: str, landed_on: date, first_row: int, records: list[RawRecord]) -> Read:
    """Raw records to report rows without geography and history. Runs in a worker process; pure."""
    source = registry.source(source_id)
    columns: dict[str, list[Any]] = {name: [] for name in READ_SCHEMA.names}
    quarantine: list[dict[str, str]] = []
    leftover: set[str] = set()
    constant = {
        "source": source.id,
        "reliability": source.reliability,
        "credibility": source.credibility,
        "tlp": source.tlp,
        "raw_sha256": raw_sha256,
    }
    for offset, record in enumerate(records):
        try:
            if record.broken:
                raise BadRecord(*record.broken)
            fields = Fields(record.fields)
            draft = source.adapter.read(fields, format_id)
            facts = read_facts(draft, source)
            _check_day(facts, landed_on)
        except BadRecord as error:
            quarantine.append(_quarantined(record, error))
            continue
        leftover.update(fields.left())
        known = {"raw_locator": record.locator, "row": first_row + offset, "content_hash": content_hash(draft, len(source.formats) > 1)}
        _append(columns, draft, facts, {**constant, **known})
    rows = pa.table([pa.array(columns[f.name], f.type) for f in READ_SCHEMA], schema=READ_SCHEMA)
    return Read(rows, quarantine, leftover)


def content_hash(draft: Draft, several_formats: bool = True) -> str:
    """First 16 hex digits of the sha256 of what the source said.

    Where a source has several formats, they differ in blanks, quotes, broken characters and the last digit of
    coordinates; those are left out, so that the same statement in two formats hashes alike. Punctuation inside
    numbers counts.
    """
    plain = _plain if several_formats else str
    said = {role: plain(text) for role, text in sorted(draft.said.items()) if not role.endswith("_code")}
    content = [
        draft.native_ref, draft.occurred_on, draft.occurred_at, _thousandths(draft.latitude), _thousandths(draft.longitude),
        draft.reported_at, draft.published_at,
        plain(draft.place or ""), plain(draft.narrative), said, draft.facts,
    ]  # fmt: skip
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


_NOT_CONTENT: Final = re.compile(r"(?<!\d)[\W_\ufffd¿]+|[\W_\ufffd¿]+(?!\d)")


def _thousandths(degrees: float | None) -> int | None:
    """Thousandths of a degree, shifted by a quarter: whole arc seconds and short decimals then never lie where the
    rounding turns, so that noise in the last digit of a coordinate does not decide."""
    return None if degrees is None else round(degrees * 1000 + 0.25)


def _plain(text: str) -> str:
    return _NOT_CONTENT.sub("", " ".join(text.casefold().split()))


def _read_all(landing: Landing, records: Iterator[RawRecord], executor: Executor | None) -> Iterator[Read]:
    """Chunks in the order of the file; at most IN_FLIGHT are under way, so a fast parser cannot fill the memory."""
    calls = _calls(landing, records)
    if executor is None:
        yield from (read_chunk(*call) for call in calls)
        return
    under_way: deque[Future[Read]] = deque()
    for call in calls:
        under_way.append(executor.submit(read_chunk, *call))
        if len(under_way) >= IN_FLIGHT:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _told_apart(rows: pa.Table, seen: Counter[tuple[str, str]]) -> pa.Table:
    """Records of one reference and content get references of their own, by the order in which they stand: `-2`, `-3`.

    For a source without references that states what it knows in few columns: two attacks on a ship in one night look alike.
    """
    said = list(zip(rows["native_ref"].to_pylist(), rows["content_hash"].to_pylist(), strict=True))
    if not any(seen[one] for one in said) and len(set(said)) == len(said):
        seen.update(said)
        return rows
    behind = []
    for one in said:
        seen[one] += 1
        behind.append("" if seen[one] == 1 else f"-{seen[one]}")
    for name in ("native_ref", "report_id"):
        told = pa.array([text + mark for text, mark in zip(rows[name].to_pylist(), behind, strict=True)], pa.string())
        rows = rows.set_column(rows.schema.get_field_index(name), name, told)
    return rows


def _calls(landing: Landing, records: Iterable[RawRecord]) -> Iterator[tuple[str, str, str, date, int, list[RawRecord]]]:
    iterator, first_row = iter(records), 0
    while chunk := list(islice(iterator, CHUNK)):
        yield landing.source, landing.format, landing.sha256, landing.landed_at.date(), first_row, chunk
        first_row += len(chunk)


def _check_day(facts: Facts, landed_on: date) -> None:
    if facts.occurred_on is None:
        raise BadRecord("no_date", "neither a field nor the text gives the day of the event")
    if facts.occurred_on < date(1900, 1, 1):
        raise BadRecord("date_before_1900", f"the event is dated {facts.occurred_on}")
    if facts.occurred_on > landed_on + timedelta(days=1):
        raise BadRecord("date_in_future", f"the event is dated {facts.occurred_on}, the file landed on {landed_on}")


def _quarantined(record: RawRecord, error: BadRecord) -> dict[str, str]:
    raw = orjson.dumps(record.fields, default=str, option=orjson.OPT_NON_STR_KEYS).decode("utf-8", "replace")
    return {"raw_locator": record.locator, "reason": error.reason, "message": error.message, "raw": raw[:_RAW_SHOWN]}


_FROM_FACTS: Final = [c.name for c in READ_COLUMNS if c.name in Facts.__slots__ and c.name not in ("why",)] + ["in_port"]
_FROM_DRAFT: Final = ("native_ref", "reporter", "source_url", "reported_at", "published_at", "nga_subregion", "place")


def _append(columns: dict[str, list[Any]], draft: Draft, facts: Facts, constant: dict[str, Any]) -> None:
    for name, value in constant.items():
        columns[name].append(value)
    for name in _FROM_DRAFT:
        columns[name].append(getattr(draft, name))
    for name in _FROM_FACTS:
        columns[name].append(getattr(facts, name))
    columns["report_id"].append(f"{constant['source']}:{draft.native_ref}")
    columns["why"].append(orjson.dumps(facts.why).decode() if facts.why else None)


def _write_part(result: Normalised, pending: list[pa.Table], work: Path) -> None:
    if not any(table.num_rows for table in pending):
        return
    part = work / f"{result.landing.id}-{len(result.parts):05d}.parquet"
    table = _located(pa.concat_tables(pending))
    table = table.append_column("landing_id", pa.array([result.landing.id] * table.num_rows, pa.string()))
    pq.write_table(table.select(PART_SCHEMA.names).cast(PART_SCHEMA), part, compression="zstd", compression_level=1)
    result.parts.append(part)
    pending.clear()


def _located(table: pa.Table) -> pa.Table:
    """Add sea region, area, country, distances and waters; flag what lies inland or in no region."""
    latitude = np.asarray(table["latitude"].to_numpy(zero_copy_only=False), dtype=float)
    longitude = np.asarray(table["longitude"].to_numpy(zero_copy_only=False), dtype=float)
    located = geography.locate(latitude, longitude)
    in_port = np.asarray(table["in_port"].to_numpy(zero_copy_only=False), dtype=bool)
    waters = geography.waters(located.shore_km, located.on_land_km, in_port)
    known = ~np.isnan(latitude)
    precision = np.nan_to_num(np.asarray(table["position_precision_km"].to_numpy(zero_copy_only=False), dtype=float))
    inland = known & (np.nan_to_num(located.on_land_km) > np.maximum(_INLAND_KM, precision))
    nowhere = known & np.array([region is None for region in located.sea_region])
    issues = table["issues"].to_pylist()
    for row in np.flatnonzero(inland):
        issues[row].append("on_land")
    for row in np.flatnonzero(nowhere):
        issues[row].append("no_sea_region")
    added: dict[str, Any] = {
        "sea_region": located.sea_region,
        "area": located.area,
        "country": located.country,
        "shore_km": _nullable(located.shore_km),
        "on_land_km": _nullable(located.on_land_km),
        "waters": waters,
    }
    for name, values in added.items():
        table = table.append_column(name, values if isinstance(values, pa.Array) else pa.array(list(values), pa.string()))
    where = table.schema.get_field_index("issues")
    return table.set_column(where, "issues", pa.array(issues, PART_SCHEMA.field("issues").type))


def _nullable(values: Any) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True)


def quarantine_table(results: Iterable[Normalised]) -> pa.Table:
    """All quarantine rows in the published schema."""
    rows = [
        {"source": r.landing.source, "landing_id": r.landing.id, "raw_sha256": r.landing.sha256, **row}
        for r in results
        for row in r.quarantine
    ]
    return pa.Table.from_pylist(rows, schema=QUARANTINE.arrow())
