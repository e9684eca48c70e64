"""One sea region beside the map: how many incidents are expected, why, and its last five years."""

from __future__ import annotations

import streamlit as st

from analytics.describe.words import join_words
from analytics.risk import charts, sentences
from analytics.risk.answers import expected_as_figure, level_reasons, year_before_as_figure
from analytics.risk.recent import RecentCounts
from analytics.risk.results import Forecast, RiskTable
from pages.charts import cards
from pages.regional_risk import state
from pages.regional_risk.level_marks import show_level
from pages.shell import page_top
from pages.shell.access.talk_link import show_talk_link
from pages.shell.text import plain
from warehouse.view import SnapshotView


def show_region(forecast: Forecast, assessed: RiskTable) -> None:
    """The chosen region: its level, its two figures, the reasons, and under Details what they rest on."""
    with st.container(border=True, key="region_panel"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            cards.card_heading(forecast.title)
            st.button(
                "All regions",
                icon=":material/arrow_back:",
                type="tertiary",
                key="close",
                on_click=state.choose_region,
                args=(state.NO_REGION,),
            )
        show_level(forecast.level, forecast.reason.split(":")[0])
        if forecast.numbers is not None:
            expected, before = st.columns(2)
            expected.metric("Expected", plain(expected_as_figure(forecast.numbers)))
            before.metric("Year before", plain(year_before_as_figure(forecast)))
            st.markdown(plain(level_reasons(forecast, assessed)))
        with page_top.details():
            st.markdown(plain(sentences.basis_sentences(forecast, assessed)))
        show_talk_link("region", forecast.region)


def show_history(forecast: Forecast, assessed: RiskTable, recent: RecentCounts, snapshot: SnapshotView) -> None:
    """The last five years of the chosen region."""
    titles = tuple(assessed.source_titles.get(source, source) for source in recent.sources[forecast.region])
    cards.show_chart(
        charts.history_chart(recent, forecast),
        snapshot,
        titles,
        f"No incident is known in {forecast.title} in these months, which {join_words(titles)} watched."
        if titles
        else f"No source watched {forecast.title} in these months: nothing is known.",
    )
