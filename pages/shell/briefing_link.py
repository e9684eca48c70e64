"""A link from a filtered view to a briefing on the same incidents."""

from __future__ import annotations

import streamlit as st

from warehouse.filters import Filters

PAGE = "pages/board_briefing/page.py"


def show_briefing_link(filters: Filters) -> None:
    """The link; the briefing opens with the same filters."""
    st.page_link(
        PAGE, label="Briefing", icon=":material/co_present:", query_params=filters.to_query(), help="Slides and PDF of these incidents."
    )
