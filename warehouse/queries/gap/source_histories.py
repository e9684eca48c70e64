"""Which sources hold which incidents, for estimates of what none of them holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import run_filtered
from warehouse.queries.frames import query_frame

SURE: Final = 0.005
"""A link whose probability of being wrong is lower than this counts as certain."""


@dataclass(frozen=True)
class UncertainLinks:
    """Links in doubt, and all reports of the incidents that they touch.

    `pairs`: report_a, report_b, incident_a, incident_b, kind, probability (1 for the certain links of touched incidents). `members`:
    incident_id, report_id, source, `credits` (sources whose body the report says it comes from), and the incident's year, area,
    sea_region, category, severity, vessel_type.
    """

    pairs: pd.DataFrame
    members: pd.DataFrame


COLUMNS: Final = ("area", "category", "severity", "vessel_type")


def source_histories(con: duckdb.DuckDBPyConnection, filters: Filters, by: tuple[str, ...] = COLUMNS) -> pd.DataFrame:
    """Incidents that the filters leave, counted by year, sea region and the columns `by` (of COLUMNS).

    Columns: year, sea_region (null without position), those of `by` (null where not known), `sources` (list of source ids),
    `repeats` (list of 'a>b': source a credits all it reports about the incident to the body of source b), and `incidents`.
    A filter by source leaves the incidents that the source reports, as held by all sources: leave it empty for estimates.
    """
    # None leaves a column out of the SQL altogether (`--when`): every further column splits the counts into more rows.
    switches = {f"by_{column}": column in by or None for column in COLUMNS}
    histories: pd.DataFrame = run_filtered(con, "source_histories", filters, switches).to_pandas()
    return histories


def uncertain_links(con: duckdb.DuckDBPyConnection, filters: Filters, least: float = SURE) -> UncertainLinks:
    """The links that may be wrong, between reports of the incidents that the filters leave.

    A pair counts when the probability that it is one incident lies between `least` and 1 - `least` and nobody has decided it.
    """
    pairs: pd.DataFrame = run_filtered(con, "uncertain_links", filters, {"least": least}).to_pandas()
    ids = sorted({*pairs["incident_a"], *pairs["incident_b"]})
    return UncertainLinks(pairs, query_frame(con, "members_of", {"ids": ids}))
