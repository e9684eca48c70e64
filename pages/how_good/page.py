"""How good is this? Forecast, nowcast, estimate of the gap and linkage, each held against what is known to be true."""

from __future__ import annotations

import streamlit as st

from pages.charts import cards
from pages.how_good.checks import CHECKS, show
from pages.shell import banner, data
from warehouse.queries.sources import sources as source_queries

snapshot = data.snapshot()
known = [source.title for source in data.query(source_queries.sources, snapshot) if source.reports]

st.title("How good is this?", anchor=False)
banner.show(snapshot)
st.markdown(
    "What Anchorwatch estimates, held against what was then recorded or is known to be true. Figures that fall short are shown too."
)
at_hand = ", ".join(known) or "no reports"
st.caption(cards.plain(f"Each check names the data that it was made on. The snapshot at hand holds: {at_hand}."))
first = next(iter(CHECKS))
chosen = st.segmented_control(
    "What is tested",
    list(CHECKS),
    format_func=lambda code: CHECKS[code].title,
    default=first,
    key="check",
    bind="query-params",
    required=True,
)
show(CHECKS[chosen or first], snapshot)
