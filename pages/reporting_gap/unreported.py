"""*Reporting gap*, the share that no source reports: by period, region and category, models, overlap, what would narrow it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import streamlit as st

from analytics.describe.explained import Explained
from analytics.gap.explained_estimates import ExplainedParts, explained_overlap, explained_parts, explained_periods, explained_strata
from pages.charts import cards, explained_card
from pages.reporting_gap import members_part
from pages.shell import data, page_top
from pages.shell.text import plain
from warehouse.filters import Filters
from warehouse.queries.sources import sources
from warehouse.view import SnapshotView

METHOD: Final = (
    "How many incidents none of the sources holds is estimated from how often their reports overlap (capture-recapture), with the "
    "uncertainty that the data leave. Where the data cannot carry an estimate, the reason is given instead."
)
NO_COMMON_YEARS: Final = (
    "In no year of this selection did two sources watch the same waters for the whole year. One source alone says nothing about what it "
    "misses: the gap is unknown, which does not mean that there is none."
)


def show_unreported(snapshot: SnapshotView, filters: Filters, now: datetime) -> None:
    """Draw the share that no source reports: its sentence and picture, the rest by tab, the method in Details."""
    source_titles = _titles_of_sources(snapshot)
    periods = data.query(explained_periods, snapshot, filters, now)
    picture = periods.instead or periods.explained
    page_top.show_answer(periods.headline)
    if not picture.refusal:
        explained_card.show_picture(picture)
    parts = data.query(explained_parts, snapshot, filters, now)
    if parts is not None:
        _show_parts(snapshot, filters, now, parts, source_titles)
    members_part.show_members_part(snapshot, filters, now)
    with page_top.details():
        st.markdown(METHOD)
        if parts is None:
            st.markdown(NO_COMMON_YEARS)
        cards.show_key_figures(periods.figures)
        explained_card.show_basis(picture, snapshot, source_titles)


def _show_parts(snapshot: SnapshotView, filters: Filters, now: datetime, parts: ExplainedParts, source_titles: tuple[str, ...]) -> None:
    """The estimate by region and category, what would narrow it, and its models, by tab."""
    first, last = parts.years
    st.subheader(plain(f"{first} to {last}, in parts" if first != last else f"{first}, in parts"), anchor=False)
    tabs: dict[str, Callable[[], Explained | None]] = {
        "By sea region": lambda: parts.by_region,
        "By category": lambda: parts.by_category,
        "What would narrow it": lambda: parts.narrowing,
        "Models": lambda: parts.models,
        "Kinds separately": lambda: data.query(explained_strata, snapshot, filters, now),
    }
    # Only the open tab runs.
    for tab, explain in zip(
        st.tabs([plain(title) for title in tabs], key="by", bind="query-params", on_change="rerun"), tabs.values(), strict=True
    ):
        if tab.open:
            with tab:
                explained = explain()
                if explained is None:
                    st.info(NO_COMMON_YEARS, icon=":material/do_not_disturb_on:")
                else:
                    explained_card.show_explained(explained, snapshot, source_titles)


def show_overlap(snapshot: SnapshotView, filters: Filters, now: datetime) -> None:
    """Draw which sources report the same incidents."""
    overlap = data.query(explained_overlap, snapshot, filters, now)
    if overlap is None:
        st.info(NO_COMMON_YEARS, icon=":material/do_not_disturb_on:")
        return
    source_titles = _titles_of_sources(snapshot)
    page_top.show_answer(overlap.sentence)
    explained_card.show_picture(overlap.combinations)
    explained_card.show_explained(overlap.matrix, snapshot, source_titles)
    with page_top.details():
        explained_card.show_basis(overlap.combinations, snapshot, source_titles)


def _titles_of_sources(snapshot: SnapshotView) -> tuple[str, ...]:
    return tuple(source.title for source in data.query(sources.all_sources, snapshot) if source.reports)
