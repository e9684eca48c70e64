"""The regions that matter first: the ten with the highest levels beside the map, each a button that opens it."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from analytics.risk.answers import expected_as_figure, highest_regions, year_before_as_figure
from analytics.risk.results import Forecast, RiskTable
from pages.regional_risk import state
from pages.regional_risk.level_marks import show_figures, show_level
from pages.shell.text import plain


def show_highest(assessed: RiskTable, group: str) -> None:
    """The list by level, from the highest; nothing where no region has a level."""
    highest = highest_regions(assessed, group)
    if not highest:
        return
    with st.container(gap=None, key="highest"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small", wrap=False):
            st.space("stretch")
            show_figures("Expected", "Year before", quiet=True)
        for level, rows in groupby(highest, key=lambda row: row.level):
            show_level(level)
            for forecast in rows:
                _show_row(forecast)


def highest_levels(assessed: RiskTable, group: str) -> tuple[str, ...]:
    """Titles of the levels that the list names beside their colours."""
    return tuple({row.level.title: None for row in highest_regions(assessed, group) if row.level})


def _show_row(forecast: Forecast) -> None:
    if forecast.numbers is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False, key=f"highest_{forecast.region}"):
        with st.container(width="stretch"):
            st.button(
                plain(forecast.title),
                type="tertiary",
                key=f"open_{forecast.region}",
                on_click=state.choose_region,
                args=(forecast.region,),
            )
        show_figures(expected_as_figure(forecast.numbers), year_before_as_figure(forecast))
