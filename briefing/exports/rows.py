"""The rows of an export, in batches, and what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import pyarrow as pa

from briefing.exports.about import About, about
from warehouse.contract.csv_files import counted, stamped, stamped_schema
from warehouse.filters import Filters
from warehouse.queries.incidents import incidents
from warehouse.queries.sources import sources
from warehouse.release.handing_out import Release

What = Literal["incidents", "reports"]
WHATS: Final[tuple[What, ...]] = ("incidents", "reports")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows on their way out: read `batches` once. Each row has attribution, snapshot and simulated; `key` is its id."""

    what: What
    key: str
    total: int
    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    about: About


def rows(release: Release, what: What, filters: Filters, progress: Callable[[int], None] = lambda done: None) -> Rows:
    """What goes out of `release` under `filters`; `progress` is told how many rows have gone by.

    The database runs nothing else until the batches are read to the end.
    """
    kept, withheld = release.kept(filters), release.withheld(filters, with_texts=what == "reports")
    total = kept.incidents if what == "incidents" else incidents.count_reports(release.con, filters)
    titles = {one.source: one.title for one in sources.sources(release.con)}
    title = f"{total:,} {what if total != 1 else what.removesuffix('s')}"
    said = about(title, release.snapshot, filters, withheld, sources.region_titles(release.con), titles)
    reader = incidents.export(release.con, filters) if what == "incidents" else incidents.export_reports(release.con, filters)
    batches = counted(stamped(reader, release.snapshot), progress)
    return Rows(what, "incident_id" if what == "incidents" else "report_id", total, stamped_schema(reader.schema), batches, said)
