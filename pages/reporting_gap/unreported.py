"""*Reporting gap*, the share that no source reports: by period, region and category, models, overlap, what would narrow it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from analytics.gap.explained_estimates import explained_overlap, explained_parts, explained_periods, explained_strata
from pages.charts import cards, explained_card
from pages.shell import data
from pages.shell.text import plain
from warehouse.filters import Filters
from warehouse.queries.sources import sources
from warehouse.view import SnapshotView

NO_COMMON_YEARS: Final = (
    "In no year of this selection did two sources watch the same waters for the whole year. One source alone says nothing about what it "
    "misses: the gap is unknown, which does not mean that there is none."
)


def show_unreported(snapshot: SnapshotView, filters: Filters, now: datetime) -> None:
    """Draw the share that no source reports."""
    source_titles = _titles_of_sources(snapshot)
    st.markdown(
        "How many incidents none of the sources holds, estimated from how often their reports overlap (capture-recapture), with the "
        "uncertainty that the data leave. Where the data cannot carry an estimate, the reason is given instead."
    )
    periods = data.query(explained_periods, snapshot, filters, now)
    cards.show_key_figures(periods.figures)
    if periods.headline:
        st.markdown(f"**{plain(periods.headline)}**")
    explained_card.show_explained(periods.explained, snapshot, source_titles)
    parts = data.query(explained_parts, snapshot, filters, now)
    if parts is None:
        st.info(NO_COMMON_YEARS, icon=":material/do_not_disturb_on:")
        return
    # By region there are three times as many rows: alone on its line, so that no short chart beside it leaves a void.
    explained_card.show_explained(parts.by_region, snapshot, source_titles)
    side_by_side = [explained for explained in (parts.by_category, parts.narrowing) if explained is not None]
    for column, explained in zip(st.columns(len(side_by_side)), side_by_side, strict=True):
        with column:
            explained_card.show_explained(explained, snapshot, source_titles)
    if parts.models is not None:
        explained_card.show_explained(parts.models, snapshot, source_titles)
    strata = data.query(explained_strata, snapshot, filters, now)
    if strata is not None:
        explained_card.show_explained(strata, snapshot, source_titles)


def show_overlap(snapshot: SnapshotView, filters: Filters, now: datetime) -> None:
    """Draw which sources report the same incidents."""
    overlap = data.query(explained_overlap, snapshot, filters, now)
    if overlap is None:
        st.info(NO_COMMON_YEARS, icon=":material/do_not_disturb_on:")
        return
    source_titles = _titles_of_sources(snapshot)
    first, last = overlap.years
    st.markdown(f"Incidents of {first:d} to {last:d}, in the waters that the same sources watched throughout.")
    explained_card.show_explained(overlap.combinations, snapshot, source_titles)
    explained_card.show_explained(overlap.matrix, snapshot, source_titles)


def _titles_of_sources(snapshot: SnapshotView) -> tuple[str, ...]:
    return tuple(source.title for source in data.query(sources.all_sources, snapshot) if source.reports)
