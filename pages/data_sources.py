"""Data and sources: where every figure comes from, what was set aside, and what the columns mean."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from pages.ui import banner, cards, data, dictionary_view, navigation, quarantine_view, sources_view
from warehouse.queries import sources as queries

navigation.enter()
snapshot = data.snapshot()
now = data.now(snapshot)
known = data.query(queries.sources, snapshot)

st.title("Data and sources", anchor=False)
banner.show(snapshot)
st.caption(f"{cards.stamp(snapshot)}. Snapshot {snapshot.id}.")

TABS: dict[str, Callable[[], None]] = {
    "Sources": partial(sources_view.sources_tab, known, snapshot, now),
    "Accounting": partial(sources_view.accounting_tab, known, snapshot),
    "Quarantine": partial(quarantine_view.tab, known, snapshot),
    "Warnings": partial(sources_view.warnings_tab, known, snapshot),
    "Data dictionary": dictionary_view.tab,
    "Snapshots": partial(sources_view.snapshots_tab, snapshot),
}

# Only the tab that is open runs.
for tab, fill in zip(st.tabs(list(TABS), key="tab", bind="query-params", on_change="rerun"), TABS.values(), strict=True):
    if tab.open:
        with tab:
            fill()
