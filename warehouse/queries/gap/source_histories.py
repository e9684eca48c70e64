"""Which sources hold which incidents, for estimates of what none of them holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import filtered
from warehouse.queries.frames import frame

SURE: Final = 0.005
"""A link that is wrong with no higher probability is taken for sure."""


@dataclass(frozen=True)
class UncertainLinks:
    """Links in doubt, and all reports of the incidents that they touch.

    `pairs`: report_a, report_b, incident_a, incident_b, kind, probability (1 for the sure links of touched incidents). `members`:
    incident_id, report_id, source, `credits` (sources whose body the report says it comes from), and the incident's year, area,
    sea_region, category, severity, vessel_type.
    """

    pairs: pd.DataFrame
    members: pd.DataFrame


COLUMNS: Final = ("area", "category", "severity", "vessel_type")


def source_histories(con: duckdb.DuckDBPyConnection, filters: Filters, by: tuple[str, ...] = COLUMNS) -> pd.DataFrame:
    """Incidents that the filters leave, counted by year, sea region and the columns `by` (of COLUMNS).

    Columns: year, sea_region (null without position), those of `by` (null where not known), `sources` (list of source ids),
    `repeats` (list of 'a>b': all that source a says of the incident it credits to the body of source b), and `incidents`.
    A filter by source leaves the incidents that the source reports, seen by all sources: for estimates leave it empty.
    """
    wanted = {f"by_{column}": column in by or None for column in COLUMNS}
    found: pd.DataFrame = filtered(con, "source_histories", filters, wanted).to_pandas()
    return found


def uncertain_links(con: duckdb.DuckDBPyConnection, filters: Filters, least: float = SURE) -> UncertainLinks:
    """The links between reports of the incidents that the filters leave, as far as they may be wrong.

    A pair counts when the probability that it is one incident lies between `least` and 1 - `least` and no person settled it.
    """
    pairs: pd.DataFrame = filtered(con, "uncertain_links", filters, {"least": least}).to_pandas()
    ids = sorted({*pairs["incident_a"], *pairs["incident_b"]})
    return UncertainLinks(pairs, frame(con, "members_of", {"ids": ids}))
