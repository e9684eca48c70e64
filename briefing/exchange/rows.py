"""The incidents of an exchange file: the released cyber incidents under the filters, and those that their bodies took back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

import pyarrow as pa

from briefing.exports.about import describe_export
from briefing.exports.rows import ExportRows
from warehouse.contract.csv_files import count_rows
from warehouse.disclosure import Release
from warehouse.filters import Filters
from warehouse.queries.exchange.shared_incidents import stream_shared
from warehouse.queries.sources import sources

CATEGORIES: Final = ("cyber",)
"""The kinds of crime for which these formats are made."""


def shared_rows(
    release: Release, filters: Filters, progress: Callable[[int], None] = lambda done: None, incident_id: str | None = None
) -> ExportRows:
    """What `release` lets out of CATEGORIES under the other `filters`, or of these the one incident named; see `export_rows`."""
    filters = replace(filters, categories=CATEGORIES)
    total = release.count_released(filters).incidents
    titles = {source.source: source.title for source in sources.all_sources(release.con)}
    about = describe_export(
        f"{total:,} cyber incident{'' if total == 1 else 's'}",
        release.snapshot,
        filters,
        release.withheld(filters, with_texts=False),
        sources.region_titles(release.con),
        titles,
    )
    withdrawn = () if incident_id else tuple(release.withdrawn(CATEGORIES))
    decided = release.decided_at(CATEGORIES)
    reader = stream_shared(release.con, filters, incident_id)
    batches = (_with_decisions(batch, decided) for batch in count_rows(reader, progress))
    return ExportRows("incidents", "incident_id", total, reader.schema, batches, about, withdrawn)


def _with_decisions(batch: pa.RecordBatch, decided: Mapping[str, datetime]) -> pa.RecordBatch:
    """The incidents, of which a verdict or a link that people decided counts as a change: else no receiver would learn of it."""
    at, ids = batch.schema.get_field_index("last_changed_at"), batch["incident_id"].to_pylist()
    changed = [max(moment, decided.get(name, moment)) for name, moment in zip(ids, batch["last_changed_at"].to_pylist(), strict=True)]
    return batch.set_column(at, batch.schema.field(at), pa.array(changed, batch.schema.field(at).type))
