"""Data and sources: where every figure comes from, what was set aside, and what the columns mean."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from pages.charts import cards
from pages.data_sources import dictionary, quarantine, view
from pages.shell import banner, data
from warehouse.queries.sources import sources as queries

snapshot = data.snapshot()
now = data.now(snapshot)
known = data.query(queries.sources, snapshot)

st.title("Data and sources", anchor=False)
banner.show(snapshot)
st.caption(f"{cards.stamp(snapshot)}. Snapshot {snapshot.id}.")

TABS: dict[str, Callable[[], None]] = {
    "Sources": partial(view.sources_tab, known, snapshot, now),
    "Accounting": partial(view.accounting_tab, known, snapshot),
    "Quarantine": partial(quarantine.tab, known, snapshot),
    "Warnings": partial(view.warnings_tab, known, snapshot),
    "Data dictionary": dictionary.tab,
    "Snapshots": partial(view.snapshots_tab, snapshot),
}

# Only the tab that is open runs.
for tab, fill in zip(st.tabs(list(TABS), key="tab", bind="query-params", on_change="rerun"), TABS.values(), strict=True):
    if tab.open:
        with tab:
            fill()
