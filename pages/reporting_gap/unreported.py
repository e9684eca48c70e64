"""*Reporting gap*, the share that no source reports: over time, by region and category, models, overlap, what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import duckdb
import pandas as pd
import streamlit as st

from analytics.coverage import freshness
from analytics.describe.explained import Explained
from analytics.describe.key_figures import KeyFigure
from analytics.gap import explain, key_figures, sources_at_work, cell_estimates
from analytics.gap.sources_at_work import Watch
from pages.charts import cards, explained_card
from pages.shell import data
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import CATEGORY
from warehouse.filters import Filters
from warehouse.queries.gap import source_histories
from warehouse.queries.sources import sources

YEARS: Final = 10
"""Regions and categories are compared over the last so many years in which two sources were at work."""
STEP: Final = 5
MOST_ROWS: Final = 18
MOST_INCIDENTS: Final = 50_000
"""Up to so many incidents the doubt about links is drawn into the intervals; beyond it would take minutes."""


@dataclass(frozen=True)
class _Base:
    frame: pd.DataFrame
    watching: tuple[Watch, ...]
    links: source_histories.UncertainLinks | None
    titles: dict[str, str]
    notes: tuple[str, ...]

    @property
    def span(self) -> tuple[int, int] | None:
        """First and last of the years that regions are compared over."""
        if self.frame.empty:
            return None
        regions = {one if isinstance(one, str) else None for one in self.frame["sea_region"]}
        common = cell_estimates.common_years(self.watching, regions, int(self.frame["year"].min()), int(self.frame["year"].max()))
        return (common[-YEARS:][0], common[-1]) if common else None


@dataclass(frozen=True, slots=True)
class Parts:
    """Estimates by region and category, and what the largest common part says."""

    by_region: Explained
    by_category: Explained
    models: Explained | None
    change: Explained | None
    span: tuple[int, int]


def _base(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime, by: tuple[str, ...]) -> _Base:
    known = [one for one in sources.sources(con) if one.reports]
    frame = source_histories.source_histories(con, filters, by)
    drawn = int(frame["incidents"].sum()) <= MOST_INCIDENTS
    return _Base(
        frame,
        sources_at_work.watches(known, freshness.coverage(known, now)),
        source_histories.uncertain_links(con, filters) if drawn else None,
        {one.source: one.title for one in known},
        () if drawn else (explain.WITHOUT_DOUBT,),
    )


@dataclass(frozen=True, slots=True)
class OverTime:
    """The share that no source holds, by period; the latest in figures and in a sentence."""

    figures: tuple[KeyFigure, ...]
    headline: str
    shown: Explained


def over_time(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime) -> OverTime:
    """The share that no source holds, by period."""
    base = _base(con, filters, now, ())
    cells = cell_estimates.over_time(base.frame, base.watching, STEP, base.links)
    return OverTime(key_figures.figures(cells, base.titles), explain.headline(cells), explain.over_time(cells, base.titles, base.notes))


def parts(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime) -> Parts | None:
    """The same by region and category, the models, and what would change them; None where no two sources were at work."""
    base = _base(con, filters, now, ("category",))
    span = base.span
    if span is None:
        return None
    kept = base.frame[base.frame["year"].between(*span)]
    regions = kept.groupby("sea_region")["incidents"].sum().nlargest(MOST_ROWS).index
    titles = {code: title for code, title in sources.region_titles(con).items() if code in set(regions)}
    categories = {code: one.title for code, one in CATEGORY.items()}
    common = explain.common(base.frame, base.watching, *span)
    return Parts(
        explain.share_by(cell_estimates.by(kept, base.watching, "sea_region", titles, *span, base.links), "sea region", base.titles, base.notes),
        explain.share_by(cell_estimates.by(kept, base.watching, "category", categories, *span, base.links), "category", base.titles, base.notes),
        explain.models(common, base.titles) if common else None,
        explain.change(common, base.titles) if common else None,
        span,
    )


def strata(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime) -> Explained | None:
    """What estimating kinds of incident apart changes, over the same years and sources as the models."""
    known = [one for one in sources.sources(con) if one.reports]
    base = _Base(
        source_histories.source_histories(con, filters, ("severity", "vessel_type")),
        sources_at_work.watches(known, freshness.coverage(known, now)),
        None,
        {},
        (),
    )
    return explain.strata(base.frame, base.watching, *base.span) if base.span else None


def overlap(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime) -> tuple[tuple[int, int], Explained, Explained] | None:
    """Incidents by combination of sources and the matrix, over the years in which two sources were at work."""
    known = [one for one in sources.sources(con) if one.reports]
    base = _Base(source_histories.source_histories(con, filters, ()), sources_at_work.watches(known, freshness.coverage(known, now)), None, {}, ())
    span = base.span
    common = explain.common(base.frame, base.watching, *span) if span else None
    if span is None or common is None:
        return None
    return span, *explain.overlap(common, {one.source: one.title for one in known})


NOBODY: Final = (
    "In no year of this selection did two sources watch the same waters for the whole year. From one source alone nothing can be said "
    "about what it does not hold: that is not known, and it is not nothing."
)


def show(snapshot: Snapshot, filters: Filters, now: datetime) -> None:
    """The share that no source reports."""
    source_titles = _titles(snapshot)
    st.markdown(
        "How many incidents none of the sources holds, estimated from how often their reports meet (capture-recapture), with the doubt "
        "that the data leave. Where they cannot carry an estimate, the reason stands in its place."
    )
    time = data.query(over_time, snapshot, filters, now)
    cards.key_figures(time.figures)
    if time.headline:
        st.markdown(f"**{cards.plain(time.headline)}**")
    explained_card.show(time.shown, snapshot, source_titles)
    found = data.query(parts, snapshot, filters, now)
    if found is None:
        st.info(NOBODY, icon=":material/do_not_disturb_on:")
        return
    # By region there are three times as many rows: alone on its line, so that nothing stands beside a void.
    explained_card.show(found.by_region, snapshot, source_titles)
    beside = [one for one in (found.by_category, found.change) if one is not None]
    for column, one in zip(st.columns(len(beside)), beside, strict=True):
        with column:
            explained_card.show(one, snapshot, source_titles)
    if found.models is not None:
        explained_card.show(found.models, snapshot, source_titles)
    apart = data.query(strata, snapshot, filters, now)
    if apart is not None:
        explained_card.show(apart, snapshot, source_titles)


def show_overlap(snapshot: Snapshot, filters: Filters, now: datetime) -> None:
    """Which sources report the same incidents."""
    found = data.query(overlap, snapshot, filters, now)
    if found is None:
        st.info(NOBODY, icon=":material/do_not_disturb_on:")
        return
    (first, last), combinations, matrix = found
    st.markdown(f"Incidents of {first} to {last}, in the waters that the same sources watched throughout.")
    explained_card.show(combinations, snapshot, _titles(snapshot))
    explained_card.show(matrix, snapshot, _titles(snapshot))


def _titles(snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(one.title for one in data.query(sources.sources, snapshot) if one.reports)
