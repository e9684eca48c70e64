"""Raw records of one landing into report rows, quarantine rows and the names of fields that nothing read.

Records are read in chunks, in worker processes when there are many; geography is added in bulk in the parent.
Rows leave as Parquet parts, so memory stays bounded at any size.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from data_pipeline import registry
from data_pipeline.advisories.conclude import conclude_notice
from data_pipeline.errors import RECORD_FAULTS, BadRecord, SourceError, fault_in_words, faults_as_broken_file
from data_pipeline.facts.reader import read_facts
from data_pipeline.fields import Fields
from data_pipeline.files.documents import DEEPEST, prune
from data_pipeline.landing import Landing, verify_bytes
from data_pipeline.model import Draft, Facts, RawRecord, columns_filled_by
from data_pipeline.steps.content_hash import content_hash
from data_pipeline.steps.locate import add_geography
from warehouse.contract.columns import ADAPTER, DESCRIPTION, FACTS, GEOGRAPHY, HISTORY
from warehouse.contract.decisions import LONGEST_ID
from warehouse.contract.schema import QUARANTINE, REPORT_COLUMNS

CHUNK: Final = 1_000
"""Records that a worker process reads at a time."""
IN_FLIGHT: Final = 8
"""Chunks that may wait or be read at once."""
PART_ROWS: Final = 50_000
"""Rows at which a part is written; it bounds the memory."""
_RAW_KEPT: Final = 20_000
"""Characters of a quarantined record that are kept."""
_EARLIEST: Final = date(1900, 1, 1)
_ID_LIMIT: Final = f"a report's id, which begins with its source, has at most {LONGEST_ID}"

_HISTORY = [column.name for column in columns_filled_by(HISTORY)]
_LOCATED = [column.name for column in columns_filled_by(GEOGRAPHY) if column.filled_by == (GEOGRAPHY,)]
READ_COLUMNS: Final = [column for column in REPORT_COLUMNS if column.name not in (*_HISTORY, *_LOCATED)]
READ_SCHEMA: Final = pa.schema([*((c.name, c.type) for c in READ_COLUMNS), ("row", pa.int64()), ("in_port", pa.bool_())])
PART_SCHEMA: Final = pa.schema(
    [*((c.name, c.type) for c in REPORT_COLUMNS if c.name not in _HISTORY), ("row", pa.int64()), ("landing_id", pa.string())]
)


@dataclass(slots=True)
class ChunkResult:
    """What one chunk of raw records became."""

    rows: pa.Table
    quarantine: list[dict[str, str]]
    leftover: set[str]


@dataclass(slots=True)
class NormalisedLanding:
    """What one landing became: Parquet parts of report rows, and its accounting so far.

    A landing with a `failure` has no rows; where all its records were quarantined, they are kept with their reasons.
    """

    landing: Landing
    read: int = 0
    quarantined: int = 0
    parts: list[Path] = field(default_factory=list)
    quarantine: list[dict[str, str]] = field(default_factory=list)
    leftover: set[str] = field(default_factory=set)
    failure: str | None = None


def normalise_landing(landing: Landing, work: Path, executor: Executor | None, progress: Callable[[int], None]) -> NormalisedLanding:
    """Read one landing into Parquet parts in `work`. A file that cannot be used gives a result with `failure` and no rows."""
    result = NormalisedLanding(landing)
    try:
        with faults_as_broken_file(landing.origin):
            _read_landing(result, work, executor, progress)
    except SourceError as error:
        for part in result.parts:
            part.unlink(missing_ok=True)
        return NormalisedLanding(landing, failure=str(error))
    result.quarantined = len(result.quarantine)
    if result.read and result.quarantined == result.read:
        faults = Counter((row["reason"], row["message"]) for row in result.quarantine)
        result.failure = str(registry.nothing_readable(landing.origin, faults))
    return result


def _read_landing(result: NormalisedLanding, work: Path, executor: Executor | None, progress: Callable[[int], None]) -> None:
    landing, source = result.landing, registry.source(result.landing.source)
    verify_bytes(landing)
    registry.check_format(source, landing.format, landing.origin)
    records = source.adapter.parse(landing.file, landing.format)
    pending: list[pa.Table] = []
    contents: dict[str, list[str]] = {}
    for chunk in _read_in_chunks(landing, records, executor):
        result.read += chunk.rows.num_rows + len(chunk.quarantine)
        result.quarantine += chunk.quarantine
        result.leftover |= chunk.leftover
        pending.append(_number_records(chunk.rows, contents, source.repeated_references))
        progress(chunk.rows.num_rows + len(chunk.quarantine))
        if sum(table.num_rows for table in pending) >= PART_ROWS:
            _write_part(result, pending, work)
    # Only now is the number of records known; should it be refused, the parts already written are removed.
    registry.check_count(source, landing.origin, result.read)
    _write_part(result, pending, work)


def read_chunk(source_id: str, format_id: str, raw_sha256: str, landed_on: date, first_row: int, records: list[RawRecord]) -> ChunkResult:
    """Raw records to report rows without geography and history. Runs in a worker process; pure."""
    source = registry.source(source_id)
    reports: list[tuple[RawRecord, dict[str, Any]]] = []
    quarantine: list[dict[str, str]] = []
    leftover: set[str] = set()
    described = {column.name: getattr(source, column.name) for column in columns_filled_by(DESCRIPTION) if column.name != "source"}
    constant = {"source": source.id, "raw_sha256": raw_sha256, **described}
    for offset, record in enumerate(records):
        try:
            if record.broken:
                raise BadRecord(*record.broken)
            fields = Fields(record.fields)
            draft = source.adapter.read(fields, format_id)
            _check_reference(source.id, draft.native_ref)
            facts = read_facts(draft, source)
            _check_day(facts, landed_on)
            hashed = content_hash(draft, len(source.formats) > 1)
            place = {"raw_locator": record.locator, "row": first_row + offset, "content_hash": hashed}
            reports.append((record, _report_row(draft, facts, {**constant, **place}) | {"notice": conclude_notice(draft, facts)}))
            leftover.update(fields.unread_names())
        except BadRecord as error:
            quarantine.append(_quarantine_row(record, error))
        # A value that nobody foresaw must not keep all other records, of all sources, from being published.
        except RECORD_FAULTS as error:
            quarantine.append(_quarantine_row(record, _unreadable(error)))
    return ChunkResult(_report_table(reports, quarantine), quarantine, leftover)


def _report_table(reports: list[tuple[RawRecord, dict[str, Any]]], quarantine: list[dict[str, str]]) -> pa.Table:
    """The reports as a table; those with a value that its column cannot hold are added to `quarantine` instead."""
    try:
        return _as_table([report for _, report in reports])
    except RECORD_FAULTS:
        # Arrow converts a column at a time and does not say which record is to blame, so each is tried by itself.
        convertible = []
        for record, report in reports:
            try:
                _as_table([report])
                convertible.append(report)
            except RECORD_FAULTS as error:
                quarantine.append(_quarantine_row(record, _unreadable(error)))
        return _as_table(convertible)


def _as_table(reports: list[dict[str, Any]]) -> pa.Table:
    return pa.table([pa.array([report[f.name] for report in reports], f.type) for f in READ_SCHEMA], schema=READ_SCHEMA)


def _unreadable(error: Exception) -> BadRecord:
    return BadRecord("unreadable", f"reading it failed with {fault_in_words(error)}")


def _read_in_chunks(landing: Landing, records: Iterator[RawRecord], executor: Executor | None) -> Iterator[ChunkResult]:
    """Chunks in the order of the file; at most IN_FLIGHT are under way, so a fast parser cannot fill the memory."""
    calls = _chunk_calls(landing, records)
    if executor is None:
        yield from (read_chunk(*call) for call in calls)
        return
    # The oldest first, so that chunks come back in the order of the file however fast each worker is.
    under_way: deque[Future[ChunkResult]] = deque()
    for call in calls:
        under_way.append(executor.submit(read_chunk, *call))
        if len(under_way) >= IN_FLIGHT:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _number_records(rows: pa.Table, contents: dict[str, list[str]], repeated: str) -> pa.Table:
    """Give further records of a reference references of their own, in the order of the file: `-2`, `-3`.

    `repeated`: what such records are in this source, a word of `registry.REPEATED_REFERENCES`; only where its files keep revisions does
    a row revise another of its own file. `contents` holds the content hashes of each reference in the file so far, and is updated.
    """
    if repeated == "revisions":
        return rows
    references, hashes = rows["native_ref"].to_pylist(), rows["content_hash"].to_pylist()
    # Nearly every chunk: no reference in it repeats, so that its columns can stay as they are.
    is_plain = len(set(references)) == len(references) and not any(reference in contents for reference in references)
    suffixes = []
    for reference, content in zip(references, hashes, strict=True):
        earlier = contents.setdefault(reference, [])
        if repeated == "events" or content not in earlier:
            earlier.append(content)
            number = len(earlier)
        else:
            number = earlier.index(content) + 1
        suffixes.append("" if number == 1 else f"-{number}")
    if is_plain:
        return rows
    for name in ("native_ref", "report_id"):
        numbered = pa.array([text + suffix for text, suffix in zip(rows[name].to_pylist(), suffixes, strict=True)], pa.string())
        rows = rows.set_column(rows.schema.get_field_index(name), name, numbered)
    return rows


def _chunk_calls(landing: Landing, records: Iterable[RawRecord]) -> Iterator[tuple[str, str, str, date, int, list[RawRecord]]]:
    iterator, first_row = iter(records), 0
    while chunk := list(islice(iterator, CHUNK)):
        yield landing.source, landing.format, landing.sha256, landing.landed_at.date(), first_row, chunk
        first_row += len(chunk)


def _check_reference(source_id: str, native_ref: str) -> None:
    """A report whose id no decision can name and no address can hold would be published out of everyone's reach."""
    if len(f"{source_id}:{native_ref}") > LONGEST_ID:
        raise BadRecord("bad_reference", f"the reference {native_ref[:40]!r}… has {len(native_ref):,} characters; {_ID_LIMIT}")
    if not native_ref.isprintable():
        raise BadRecord("bad_reference", f"the reference {native_ref!r} has a character that cannot be shown")


def _check_day(facts: Facts, landed_on: date) -> None:
    if facts.occurred_on is None:
        raise BadRecord("no_date", "neither a field nor the text gives the day of the event")
    if facts.occurred_on < _EARLIEST:
        raise BadRecord("date_before_1900", f"the event is dated {facts.occurred_on}")
    # A day of grace: local time may be ahead of UTC.
    if facts.occurred_on > landed_on + timedelta(days=1):
        raise BadRecord("date_in_future", f"the event is dated {facts.occurred_on}, the file landed on {landed_on}")


def _quarantine_row(record: RawRecord, error: BadRecord) -> dict[str, str]:
    fields = prune(record.fields, DEEPEST)
    try:
        raw = orjson.dumps(fields, default=str, option=orjson.OPT_NON_STR_KEYS).decode("utf-8", "replace")
    except TypeError:
        # JSON has no half of a surrogate pair and no number beyond 64 bits; Python writes both, in ASCII.
        raw = ascii(fields)
    return {"raw_locator": record.locator, "reason": error.reason, "message": error.message, "raw": raw[:_RAW_KEPT]}


_FROM_FACTS: Final = [*(column.name for column in columns_filled_by(FACTS) if column.name != "why"), "in_port"]
_FROM_DRAFT: Final = [column.name for column in columns_filled_by(ADAPTER) if FACTS not in column.filled_by]


def _report_row(draft: Draft, facts: Facts, constant: dict[str, Any]) -> dict[str, Any]:
    row = dict(constant)
    for name in _FROM_DRAFT:
        value = getattr(draft, name)
        # What the description of the source gives stands where the record has nothing of its own.
        if value is not None or name not in row:
            row[name] = value
    for name in _FROM_FACTS:
        row[name] = getattr(facts, name)
    row["report_id"] = f"{constant['source']}:{draft.native_ref}"
    row["why"] = orjson.dumps(facts.why).decode() if facts.why else None
    return row


def _write_part(result: NormalisedLanding, pending: list[pa.Table], work: Path) -> None:
    if not any(table.num_rows for table in pending):
        return
    part = work / f"{result.landing.id}-{len(result.parts):05d}.parquet"
    table = add_geography(pa.concat_tables(pending), registry.source(result.landing.source), PART_SCHEMA.field("issues").type)
    table = table.append_column("landing_id", pa.array([result.landing.id] * table.num_rows, pa.string()))
    pq.write_table(
        table.select(PART_SCHEMA.names).cast(PART_SCHEMA), part, compression="zstd", compression_level=1
    )  # read once, then deleted
    result.parts.append(part)
    pending.clear()


def quarantine_table(results: Iterable[NormalisedLanding]) -> pa.Table:
    """The quarantine rows of these landings in the published schema."""
    rows = [
        {"source": result.landing.source, "landing_id": result.landing.id, "raw_sha256": result.landing.sha256, **row}
        for result in results
        for row in result.quarantine
    ]
    return pa.Table.from_pylist(rows, schema=QUARANTINE.arrow())
