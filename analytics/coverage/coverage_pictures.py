"""Which source watched which waters when, read from a snapshot: pictures of lifetimes and regions, and a table of breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from analytics.coverage import silence_charts
from analytics.coverage.policies import FOUND_LIFETIMES
from analytics.coverage.watchkeeping import Watchkeeping, keep_watch
from analytics.describe.explained import Explained
from warehouse.queries.sources import sources


@dataclass(frozen=True, slots=True)
class CoveragePictures:
    """Who still reports in a sentence, lifetimes and regions watched with explanations, the breaks as a table; `sources` are titles."""

    sentence: str
    lifetimes: Explained
    grid: Explained
    table: pd.DataFrame
    sources: tuple[str, ...]


def coverage_pictures(
    run_query: Callable[..., Any], now: datetime, first_year: int, last_year: int, regions: tuple[str, ...]
) -> CoveragePictures:
    """The pictures of the years `first_year` to `last_year`, in `regions` (codes; empty: all).

    `run_query(function, *args)` gives the result of a query, kept: another choice of years does not find the silences anew.
    """
    watch: Watchkeeping = run_query(keep_watch, now, FOUND_LIFETIMES)
    titles: dict[str, str] = run_query(sources.region_titles)
    in_view = [region for region in titles if not regions or region in regions]
    # Reports without a position belong to no region: they count only where all regions are shown.
    days = watch.report_days[watch.report_days["sea_region"].isin(in_view)] if regions else watch.report_days
    # Breaks are those after the first day named and up to the last one.
    breaks = watch.breaks(date(first_year - 1, 12, 31), date(last_year, 12, 31), in_view)
    return CoveragePictures(
        silence_charts.states_sentence(watch.lifetimes),
        silence_charts.lifetimes_chart(days, watch.lifetimes, breaks, first_year, last_year),
        silence_charts.watched_regions_grid(days, watch, titles, list(range(first_year, last_year + 1)), in_view),
        silence_charts.breaks_table(breaks, titles),
        tuple(life.title for life in watch.lifetimes),
    )
