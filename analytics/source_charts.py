"""Pictures of what the sources cover."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analytics.charts import Chart, Series
from analytics.colours import of_sources


def reports_by_year_chart(counts: pd.DataFrame, titles: Mapping[str, str], states: Mapping[str, str]) -> Chart:
    """Reports per year of the event, a line a source; a line that ends is a source that ended.

    `counts` has source, year, reports (`queries.sources.reports_by_year`); `states` the state of each source.
    """
    sources = [source for source in titles if source in set(counts["source"])]
    first, last = (int(counts["year"].min()), int(counts["year"].max())) if len(counts) else (0, -1)
    years = tuple(range(first, last + 1))
    colours = of_sources(list(titles))
    series = []
    reach = []
    for source in sources:
        own = dict(zip(*(counts.loc[counts["source"] == source, column] for column in ("year", "reports")), strict=True))
        begin, end = min(own), max(own)
        values = tuple(float(own.get(year, 0)) if begin <= year <= end else None for year in years)
        series.append(Series(f"{titles[source]} ({states[source]})", "line", values, (colours[source],)))
        reach.append(f"{titles[source]} {begin} to {end}")
    total = int(counts["reports"].sum()) if len(counts) else 0
    return Chart(
        name="reports_by_year",
        title="Reports a year, by source",
        unit="reports",
        place_title="Year of the event",
        places=tuple(str(year) for year in years),
        series=tuple(series),
        alt=f"Lines of reports a year for each source: {'; '.join(reach) or 'none'}.",
        footnotes=(
            f"n = {total:,} reports with a day.",
            "Bodies count differently and report the same events: lines do not add up.",
            "Where a line ends the source says nothing more; that is not calm.",
        ),
        height=330,
    )
