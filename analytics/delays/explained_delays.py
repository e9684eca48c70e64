"""How late reports come, for what the filters leave: delay curves, the nowcast and revised totals, with their explanations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import duckdb
import pandas as pd

from analytics.coverage import source_states
from analytics.delays import charts, delay_curves, nowcast, nowcast_charts, revised_totals
from analytics.describe.explained import Explained
from warehouse.contract.taxonomy import CATEGORY
from warehouse.filters import Filters
from warehouse.queries.delays import publication_delays
from warehouse.queries.sources import report_days, sources

MONTHS_SHOWN: Final = 12
BASIS: Final = {
    "landed": "judged by the first file received after the year",
    "stated": "judged by the publication dates that the source states",
}
"""How the earlier total of a year is known, in a reader's words."""


@dataclass(frozen=True, slots=True)
class DelayPictures:
    """Delay curves of all sources, also in a sentence; `cells` by region and category for each source that has a curve; `numbering` for
    those without."""

    sentence: str
    curves: Explained
    cells: dict[str, tuple[Explained, Explained]]
    titles: dict[str, str]
    numbering: tuple[Explained, ...]
    source_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedTotals:
    """Totals then and now: a sentence for each source, the years, the regions, and the titles of sources whose past is not known."""

    sentences: tuple[str, ...]
    by_year: pd.DataFrame
    by_region: pd.DataFrame
    past_unknown: tuple[str, ...]


def delay_pictures(con: duckdb.DuckDBPyConnection, filters: Filters) -> DelayPictures:
    """Delay curves under `filters`; for sources without publication dates the minimum delays that their numbering proves."""
    titles = {source.source: source.title for source in sources.all_sources(con) if source.reports}
    curves = delay_curves.delay_curves(publication_delays.delay_counts(con, filters, delay_curves.LONGEST))
    regions = sources.region_titles(con)
    categories = {code: category.title for code, category in CATEGORY.items()}
    numbering = []
    for source in sorted({curve.source for curve in curves if curve.by == "source" and not curve.reports}):
        least = delay_curves.delays_by_numbering(report_days.report_references(con, source))
        if len(least) >= delay_curves.FEWEST:
            numbering.append(charts.numbering_chart(least, titles.get(source, source), source))
    return DelayPictures(
        charts.delays_sentence(curves, titles),
        charts.curves_chart(curves, titles),
        {
            source: (
                charts.cells_chart(curves, "sea_region", regions, source, titles[source]),
                charts.cells_chart(curves, "category", categories, source, titles[source]),
            )
            for source in dict.fromkeys(curve.source for curve in curves if curve.by == "source" and curve.share)
        },
        titles,
        tuple(numbering),
        tuple(titles.values()),
    )


def nowcast_picture(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime) -> Explained:
    """The nowcast of the last months over the sources that still report."""
    live = [source for source in sources.all_sources(con) if source.reports and source_states.state_at(source, now)[0] == "live"]
    titles = [source.title for source in live]
    if not live:
        reason = "No source still reports: no month is filling up, and nobody watched the latest ones."
        return nowcast_charts.nowcast_chart(nowcast.Nowcast(now.date(), nowcast.LEVEL, (), 0, reason), titles)
    since = now.date() - timedelta(days=nowcast.LEARN_DAYS + nowcast.LONGEST)
    # The years chosen do not apply: the nowcast is about the latest months and learns from those before them.
    undated = filters.without("date_from").without("date_to")
    frame = publication_delays.publication_days(con, undated, [source.source for source in live], since)
    triangle = nowcast.ReportingTriangle.from_frame(frame)
    last_day = _last_day_published(triangle, now.date())
    return nowcast_charts.nowcast_chart(nowcast.nowcast(triangle, last_day, MONTHS_SHOWN), titles)


def _last_day_published(triangle: nowcast.ReportingTriangle, today: date) -> date:
    """The last day on which anything was published: whatever the sources have published since has not reached us."""
    if not len(triangle.published):
        return today
    return min(today, date(1970, 1, 1) + timedelta(days=int(triangle.published.max())))


def compared_totals(con: duckdb.DuckDBPyConnection) -> ComparedTotals:
    """What each source reported for a year when it was over, and what it reports now."""
    cells = publication_delays.revised_totals(con)
    titles = {source.source: source.title for source in sources.all_sources(con) if source.reports}
    sentences = tuple(
        revised_totals.revision_sentence(revised, titles.get(revised.source, revised.source), BASIS)
        for revised in revised_totals.summarise_revisions(cells)
    )
    by_year, by_region = revised_totals.compare_totals(cells), revised_totals.compare_totals(cells, sources.region_titles(con))
    for frame in (by_year, by_region):
        frame["source"] = [titles.get(source, source) for source in frame["source"]]
    past_unknown = tuple(title for source, title in titles.items() if source not in set(cells["source"]))
    return ComparedTotals(sentences, by_year, by_region, past_unknown)
