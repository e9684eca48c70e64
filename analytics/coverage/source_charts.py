"""Pictures of what the sources cover."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import pandas as pd

from analytics.coverage import freshness
from analytics.coverage.freshness import Coverage
from analytics.describe.charts import Chart, Series
from analytics.describe.colours import of_sources
from analytics.describe.key_figures import KeyFigure, named
from warehouse.contract.dates import day_in_words, short_day, short_moment
from warehouse.queries.sources.sources import Source

NEARLY: Final = timedelta(days=10)
"""A year of which no more than so many days are missing at either end counts as whole."""


def key_figures(known: Sequence[Source], now: datetime) -> tuple[KeyFigure, ...]:
    """How many sources report, which have fallen silent, what they hold, and how new it is."""
    states = {one.title: freshness.state(one, now)[0] for one in known}
    live = [title for title, state in states.items() if state == "live"]
    silent = [title for title, state in states.items() if state in ("stale", "failed")]
    ended = [title for title, state in states.items() if state == "closed"]
    held = [one for one in known if one.reports]
    last = max((one for one in held if one.last_occurred_on), key=lambda one: one.last_occurred_on or date.min, default=None)
    landed = max((one.last_landed_at for one in known if one.last_landed_at), default=None)
    return (
        KeyFigure("Sources that report", f"{len(live)} of {len(known)}", named(live, "No source"), "Sources that are live now."),
        KeyFigure("Late or failed", f"{len(silent)}", named(silent, "No source"), "Nothing of them says what happens now."),
        KeyFigure("Closed", f"{len(ended)}", named(ended, "No source"), "They report no longer; what they held stays."),
        KeyFigure("Reports", f"{sum(one.reports for one in known):,}", f"of {len(held)} source{'' if len(held) == 1 else 's'}"),
        KeyFigure(
            "Last event",
            short_day(last.last_occurred_on) if last else "Not known",
            f"landed {short_moment(landed)} UTC" if landed else "nothing has landed",
            "The latest day of an event that a source reports, and when a file last landed.",
        ),
    )


def reports_by_year_chart(counts: pd.DataFrame, coverages: Sequence[Coverage]) -> Chart:
    """Reports per year of the event: a line a source over its whole years, a hollow point where it covers part of one.

    `counts` has source, year, reports (`queries.sources.reports_by_year`). A line that ends is a source that ended.
    """
    years = tuple(range(int(counts["year"].min()), int(counts["year"].max()) + 1)) if len(counts) else ()
    colours = of_sources([one.source for one in coverages])
    lines, points, reach = [], [], []
    for one in sorted(coverages, key=lambda coverage: coverage.source):
        kept = counts[counts["source"] == one.source]
        own = dict(zip(kept["year"], kept["reports"], strict=True))
        known = {year: float(own.get(year, 0)) for year in years if one.first.year <= year <= one.last.year}
        whole = {year: value for year, value in known.items() if _is_whole(one, year)}
        colour = (colours[one.source],)
        name = f"{one.title} ({one.state})"
        lines.append(Series(name, "line", tuple(whole.get(year) for year in years), colour))
        parts = tuple(None if year in whole else known.get(year) for year in years)
        if any(value is not None for value in parts):
            points.append(Series(f"{name}, part of the year", "point", parts, colour))
        reach.append(f"{one.title} from {day_in_words(one.first)} to {day_in_words(one.last)}")
    total = int(counts["reports"].sum())
    return Chart(
        name="reports_by_year",
        title="Reports a year, by source",
        unit="reports",
        place_title="Year of the event",
        places=tuple(str(year) for year in years),
        series=(*lines, *points),
        alt=f"Lines of reports a year for each source: {'; '.join(reach) or 'none'}.",
        footnotes=(
            f"n = {total:,} reports with a day.",
            *(("Hollow points: the source covers only part of that year.",) if points else ()),
            "Bodies count differently and report the same events: lines do not add up.",
            "Where a line ends the source says nothing more; that is not calm.",
        ),
        height=330,
    )


def _is_whole(coverage: Coverage, year: int) -> bool:
    return coverage.first <= date(year, 1, 1) + NEARLY and coverage.last >= date(year, 12, 31) - NEARLY
