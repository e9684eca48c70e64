"""Pictures and key figures of what the sources cover."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import duckdb
import pandas as pd

from analytics.coverage import source_states
from analytics.coverage.policies import AS_DESCRIBED, YEAR_REPORTED
from analytics.coverage.source_watch import SourceWatch
from analytics.coverage.watchkeeping import keep_watch
from analytics.describe.charts import Chart, Series
from analytics.describe.colours import source_colours
from analytics.describe.key_figures import KeyFigure, list_with_rest
from warehouse.contract.dates import day_in_words, short_day, short_moment
from warehouse.queries.sources.sources import SourceRow, reports_by_year


def source_key_figures(sources: Sequence[SourceRow], now: datetime) -> tuple[KeyFigure, ...]:
    """How many sources report, which have fallen silent, what they hold, and how new it is."""
    states = {source.title: source_states.state_at(source, now)[0] for source in sources}
    live = [title for title, state in states.items() if state == "live"]
    silent = [title for title, state in states.items() if state in ("stale", "failed")]
    closed = [title for title, state in states.items() if state == "closed"]
    holding = [source for source in sources if source.reports]
    last_event = max((source.last_occurred_on for source in holding if source.last_occurred_on), default=None)
    landed = max((source.last_landed_at for source in sources if source.last_landed_at), default=None)
    return (
        KeyFigure("Sources that report", f"{len(live)} of {len(sources)}", list_with_rest(live, "No source"), "Sources that are live now."),
        KeyFigure("Late or failed", f"{len(silent)}", list_with_rest(silent, "No source"), "They say nothing about what happens now."),
        KeyFigure("Closed", f"{len(closed)}", list_with_rest(closed, "No source"), "They no longer report; what they reported stays."),
        KeyFigure(
            "Reports", f"{sum(source.reports for source in sources):,}", f"of {len(holding)} source{'' if len(holding) == 1 else 's'}"
        ),
        KeyFigure(
            "Last event",
            short_day(last_event) if last_event else "Not known",
            f"landed {short_moment(landed)} UTC" if landed else "nothing has landed",
            "The latest day of an event that any source reports, and when a file last landed.",
        ),
    )


def accounting_sentence(accounts: pd.DataFrame) -> str:
    """`16,709 records read from 3 sources: 16,699 new reports, 4 revised, 3 unchanged, 1 repeated, 2 quarantined.`: a sum that adds up.

    `accounts` has a row for each source (`warehouse.queries.sources.accounting_by_source`).
    """
    if not len(accounts):
        return "No record has been read yet."
    parts = {"new": "new reports", "revised": "revised", "unchanged": "unchanged", "repeated": "repeated", "quarantined": "quarantined"}
    sums = {name: int(accounts[name].sum()) for name in ("read", *parts)}
    became = ", ".join(f"{sums[name]:,} {words}" for name, words in parts.items())
    number = len(accounts)
    return f"{sums['read']:,} records read from {number} source{'' if number == 1 else 's'}: {became}."


def reports_over_time(con: duckdb.DuckDBPyConnection, now: datetime) -> Chart:
    """The chart of reports per year, over the periods in which each source says that it covers."""
    return reports_by_year_chart(reports_by_year(con), keep_watch(con, now, AS_DESCRIBED).latest_first)


def reports_by_year_chart(counts: pd.DataFrame, watches: Sequence[SourceWatch]) -> Chart:
    """Reports per year of the event: a line a source over its whole years, a hollow point where it covers part of one.

    `counts` has source, year, reports (`warehouse.queries.sources.reports_by_year`). A line that ends is a source that ended.
    """
    years = tuple(range(int(counts["year"].min()), int(counts["year"].max()) + 1)) if len(counts) else ()
    # Colours go by the order of the argument, so that a source has the same one in every picture of the page.
    colours = source_colours([watch.source for watch in watches])
    lines, points, reach = [], [], []
    for watch in sorted(watches, key=lambda watch: watch.source):
        rows = counts[counts["source"] == watch.source]
        reports = dict(zip(rows["year"], rows["reports"], strict=True))
        counted = {year: float(reports.get(year, 0)) for year in years if watch.touches(date(year, 1, 1), date(year, 12, 31))}
        complete = {year: value for year, value in counted.items() if watch.covers(date(year, 1, 1), date(year, 12, 31), YEAR_REPORTED)}
        colour = (colours[watch.source],)
        name = f"{watch.title} ({watch.state})"
        lines.append(Series(name, "line", tuple(complete.get(year) for year in years), colour))
        parts = tuple(None if year in complete else counted.get(year) for year in years)
        if any(value is not None for value in parts):
            points.append(Series(f"{name}, part of the year", "point", parts, colour))
        reach.append(f"{watch.title} from {day_in_words(watch.first_day)} to {day_in_words(watch.last_day)}")
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
            "Bodies count differently and report the same events: the lines must not be added up.",
            "Where a line ends, the source says nothing more; that does not mean calm.",
        ),
        height=330,
    )
