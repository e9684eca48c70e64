"""The incidents that the filters leave, counted as one body counts them: pictures with their explanations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb
import pandas as pd

from analytics.coverage.policies import FOUND_LIFETIMES
from analytics.coverage.watchkeeping import keep_watch
from analytics.definitions import charts, crosswalk
from analytics.describe.explained import Explained
from warehouse.filters import Filters
from warehouse.queries.gap import incident_counts
from warehouse.queries.sources import sources


@dataclass(frozen=True, slots=True)
class ExplainedCounts:
    """One definition in one scope by year, in a sentence and beside what was published (`table`), and all definitions by sea region."""

    sentence: str
    years: Explained
    table: pd.DataFrame
    regions: Explained
    source_titles: tuple[str, ...]


def explained_counts(
    con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime, definition: str, scope: str, simulated: bool
) -> ExplainedCounts:
    """Count as `definition` (a code of `definitions.toml`) in the waters of `scope`.

    Published figures stand beside the counts only where both are of all real incidents: not under filters, nor for simulated ones.
    """
    cells = incident_counts.definition_cells(con, filters)
    figures = () if simulated or not filters.is_empty else None
    counts = crosswalk.count_by_definition(cells, crosswalk.definitions()[definition], scope, figures)
    return ExplainedCounts(
        charts.left_out_sentence(counts, 2),
        charts.years_chart(counts, keep_watch(con, now, FOUND_LIFETIMES).lifetimes),
        charts.years_table(counts),
        charts.regions_grid(crosswalk.counts_by_region(cells), sources.region_titles(con)),
        tuple(source.title for source in sources.all_sources(con) if source.reports),
    )
