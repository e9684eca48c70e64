"""What a mapping would make of a file: its first reports, and every problem in them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from data_pipeline import registry
from data_pipeline.errors import BrokenFile
from data_pipeline.mapping.adapter import TableAdapter
from data_pipeline.mapping.model import TableMapping
from data_pipeline.model import RawRecord
from data_pipeline.steps.locate import add_geography
from data_pipeline.steps.normalise import PART_SCHEMA, read_chunk
from warehouse.contract.issues import ISSUE_CODES, QUARANTINE_REASONS

FIRST: Final = 50
SHARED_KEY: Final = "Records share a key with others: each becomes a report of its own, and a correction of one cannot be told."
SHOWN: Final = (
    "native_ref", "occurred_on", "occurred_at", "latitude", "longitude", "sea_region", "place", "category", "act", "severity",
    "vessel_name", "imo_number", "vessel_type", "flag", "narrative",
)  # fmt: skip


@dataclass(slots=True)
class Preview:
    """`reports`: the first records as they would be published, by the columns SHOWN and `record`, their number in the file, and
    `problems`, in words. `refused`: records that would go to quarantine. `unread`: columns that nothing reads. `counts`: problems by
    their words. `fault`: why the file cannot be read, or not beyond the records shown."""

    reports: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    fault: str = ""


def preview(file: Path, mapping: TableMapping, first: int = FIRST, today: datetime | None = None) -> Preview:
    """Read the first records of a file as a run would, publishing nothing."""
    shown, records, kind = _first_records(file, TableAdapter(mapping), first)
    if not records:
        shown.fault = shown.fault or "The file holds no records."
        return shown
    day = (today or datetime.now(UTC)).date()
    with registry.with_mapping(mapping) as source:
        chunk = read_chunk(mapping.id, kind, "", day, 0, records)
        rows = add_geography(chunk.rows, source, PART_SCHEMA.field("issues").type) if chunk.rows.num_rows else chunk.rows
    for row in rows.to_pylist():
        problems = [ISSUE_CODES[code] for code in row["issues"]]
        shown.reports.append({"record": row["raw_locator"], **{name: row.get(name) for name in SHOWN}, "problems": problems})
    shown.refused = [
        {"record": row["raw_locator"], "reason": QUARANTINE_REASONS[row["reason"]], "message": row["message"], "raw": row["raw"]}
        for row in chunk.quarantine
    ]
    shown.unread = sorted(chunk.leftover)
    shown.counts = _problem_counts(shown)
    return shown


def _first_records(file: Path, adapter: TableAdapter, first: int) -> tuple[Preview, list[RawRecord], str]:
    """The first records and the kind of the file; in the preview, what keeps it from being read, or from being read further."""
    shown, records, kind = Preview(), list[RawRecord](), ""
    try:
        kind = adapter.recognise_file(file)
        # One at a time, so that those before a broken place are kept.
        records.extend(islice(adapter.parse(file, kind), first))
    except BrokenFile as error:
        shown.fault = str(error)
    return shown, records, kind


def _problem_counts(shown: Preview) -> dict[str, int]:
    problems = [problem for row in shown.reports for problem in row["problems"]]
    counts = Counter([*problems, *(row["reason"] for row in shown.refused)])
    keys = Counter(row["native_ref"] for row in shown.reports)
    if doubled := sum(times for times in keys.values() if times > 1):
        counts[SHARED_KEY] = doubled
    return dict(counts.most_common())
