"""The rows of an export, in batches, with their description."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import pyarrow as pa

from briefing.exports.about import About, describe_export
from warehouse.contract.csv_files import count_rows, stamp_batches, stamped_schema
from warehouse.disclosure import Release
from warehouse.filters import Filters
from warehouse.queries.incidents import incidents
from warehouse.queries.sources import sources

RowKind = Literal["incidents", "reports"]
ROW_KINDS: Final[tuple[RowKind, ...]] = ("incidents", "reports")


@dataclass(frozen=True, slots=True)
class ExportRows:
    """The rows of one export. `batches` can be read once. Each row has attribution, snapshot and simulated; `key` names its id column.

    `withdrawn`: incidents that formats of exchange take back (see `Release.withdrawn`).
    """

    row_kind: RowKind
    key: str
    total: int
    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    about: About
    withdrawn: tuple[dict[str, Any], ...] = ()


def export_rows(release: Release, row_kind: RowKind, filters: Filters, progress: Callable[[int], None] = lambda done: None) -> ExportRows:
    """What `release` lets out under `filters`; `progress` is called with the rows read so far.

    The connection can run nothing else until the batches have been read to the end: they are streamed from its open result.
    """
    counts, withheld = release.count_released(filters), release.withheld(filters, with_texts=row_kind == "reports")
    total = counts.incidents if row_kind == "incidents" else incidents.count_reports(release.con, filters)
    titles = {source.source: source.title for source in sources.all_sources(release.con)}
    title = f"{total:,} {row_kind if total != 1 else row_kind.removesuffix('s')}"
    about = describe_export(title, release.snapshot, filters, withheld, sources.region_titles(release.con), titles)
    reader = incidents.stream_incidents(release.con, filters) if row_kind == "incidents" else incidents.stream_reports(release.con, filters)
    batches = count_rows(stamp_batches(reader, release.snapshot), progress)
    return ExportRows(
        row_kind, "incident_id" if row_kind == "incidents" else "report_id", total, stamped_schema(reader.schema), batches, about
    )
