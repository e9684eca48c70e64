"""How good is this? Forecast, nowcast, estimate of the gap and linkage, each compared with what is known to be true."""

from __future__ import annotations

import streamlit as st

from pages.how_good.checks import CHECKS, show_check
from pages.shell import data, page_top
from pages.shell.text import plain
from warehouse.queries.sources import sources as source_queries

snapshot = data.snapshot()
source_titles = [source.title for source in data.query(source_queries.all_sources, snapshot) if source.reports]

top = page_top.show_page_top("How good is this?", snapshot)
st.caption("For specialists: estimates compared with what was later recorded or is known to be true.")
first = next(iter(CHECKS))
chosen = st.segmented_control(
    "Check",
    list(CHECKS),
    format_func=lambda code: CHECKS[code].title,
    default=first,
    key="check",
    bind="query-params",
    required=True,
)
show_check(CHECKS[chosen or first], snapshot)
holdings = ", ".join(source_titles) or "no reports"
basis = f"Each check names the data that it was made on; the snapshot shown holds: {holdings}."
st.caption(plain(f"Figures that fall short are shown too. {basis}"))
top.show_link()
