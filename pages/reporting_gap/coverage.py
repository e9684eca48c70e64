"""*Reporting gap*, coverage and silence: who watched when, regions in three states, breaks."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from analytics.coverage import silence_charts
from analytics.coverage.coverage_pictures import coverage_pictures
from analytics.coverage.recent_end import RecentEnd
from pages.charts import cards, explained_card
from pages.shell import data, page_top
from pages.shell.text import plain
from warehouse.view import SnapshotView

MOST_ROWS_UNSCROLLED: Final = 11


def show_coverage(
    snapshot: SnapshotView, now: datetime, years: tuple[int, int], regions: tuple[str, ...], ending: RecentEnd | None
) -> None:
    """Draw the whole part; `regions` are codes, empty for all; `ending` is the last day on which their waters were well watched."""
    pictures = data.derived(coverage_pictures, snapshot, now, *years, regions)
    titles = pictures.sources
    runs_to = page_top.runs_to(ending)
    page_top.show_answer(f"{pictures.sentence} {runs_to}")
    explained_card.show_picture(pictures.lifetimes)
    with page_top.details():
        st.markdown(
            "Which source watched which waters when, and where one stopped or fell silent. The dates are found from the gaps between each "
            "source's own reports, not from what it says about itself. The figures count reports."
        )
        if ending is not None and runs_to:
            st.markdown(plain(ending.reason))
        explained_card.show_basis(pictures.lifetimes, snapshot, titles)
    explained_card.show_explained(pictures.grid, snapshot, titles)
    cards.show_table(
        "Days on which the set of watching sources changed",
        pictures.table,
        snapshot,
        titles,
        name="source_breaks",
        alt=f"{len(pictures.table)} days on which a source began, stopped, fell silent or resumed",
        columns={
            "day": st.column_config.DateColumn("From", format="D MMM YYYY", width=100),
            "source": st.column_config.TextColumn("Source", width=220),
            "what": st.column_config.TextColumn("Change", width=180),
            "region": st.column_config.TextColumn("Where", width=200),
            "silent_days": st.column_config.NumberColumn("Silence, days", format="localized", width=110),
            "usual_days": st.column_config.NumberColumn("Usual up to, days", format="localized", width=130),
            "others": st.column_config.NumberColumn("Reports by others meanwhile", format="localized", width=190),
        },
        footnotes=silence_charts.ASSUMPTIONS,
        empty="In these years no source began, stopped or fell silent.",
        height=420 if len(pictures.table) > MOST_ROWS_UNSCROLLED else None,
    )
