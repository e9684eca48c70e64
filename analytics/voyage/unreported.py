"""How much of what happens along a voyage no source records: the reporting gap of each sea region, where the data carry one."""

from __future__ import annotations

from datetime import datetime

import duckdb

from analytics.coverage.watchkeeping import source_watches
from analytics.gap.cell_estimates import estimates_by_code
from analytics.gap.estimation_data import estimation_data
from analytics.gap.recapture.results import GapEstimate
from warehouse.filters import Filters
from warehouse.reference.geography import sea_regions


def region_gaps(con: duckdb.DuckDBPyConnection, regions: tuple[str, ...], moment: datetime) -> dict[str, GapEstimate]:
    """The estimate (or refusal) of each of `regions`, over the last years in which two sources watched any of them."""
    watching = source_watches(con, moment)
    # Links in doubt widen the intervals a little and would cost as much as all the rest of a voyage.
    estimation = estimation_data(con, Filters(regions=regions), watching, link_doubt=False)
    years = estimation.years_compared
    if years is None:
        return {}
    titles = {region: sea_regions()[region].title for region in regions}
    return {cell.code: cell.estimate for cell in estimates_by_code(estimation.frame, watching, "sea_region", titles, *years)}
