"""The incidents of one side of a comparison, counted by part of its span, category, act, severity and sea region."""

from __future__ import annotations

from typing import Literal

import duckdb
import pandas as pd

from warehouse.filters import Filters
from warehouse.queries.filtering.filtered import run_filtered

Grain = Literal["week", "month", "year"]


def side_counts(con: duckdb.DuckDBPyConnection, filters: Filters, carriers: tuple[str, ...], grain: Grain) -> pd.DataFrame:
    """Counts of the incidents that `filters` leave; these must have a first and a last day.

    Columns: carried (one of `carriers` reports them), part (0 for the first `grain` of the span), category, act, severity, sea_region,
    incidents. A row counts by the columns that are not null: none, one of them, or the part and the region or the act.
    `filters.NOT_STATED` stands for what is not stated. Raises ValueError without days.
    """
    if filters.date_from is None or filters.date_to is None:
        raise ValueError("a side of a comparison has a first and a last day")
    values = {"carriers": list(carriers), "grain": grain, "first": filters.date_from}
    frame: pd.DataFrame = run_filtered(con, "side_counts", filters, values).to_pandas()
    return frame
