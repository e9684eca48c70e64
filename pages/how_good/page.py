"""How good is this? Forecast, nowcast, estimate of the gap and linkage, each compared with what is known to be true."""

from __future__ import annotations

import streamlit as st

from pages.how_good.checks import CHECKS, show_check
from pages.shell import banner, data
from pages.shell.text import plain
from warehouse.queries.sources import sources as source_queries

snapshot = data.snapshot()
source_titles = [source.title for source in data.query(source_queries.all_sources, snapshot) if source.reports]

st.title("How good is this?", anchor=False)
banner.show_banner(snapshot)
st.markdown(
    "What Anchorwatch estimates, compared with what was later recorded or is known to be true. Figures that fall short are shown too."
)
holdings = ", ".join(source_titles) or "no reports"
st.caption(plain(f"Each check names the data that it was made on. The snapshot shown holds: {holdings}."))
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
