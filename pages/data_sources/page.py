"""Data and sources: where every figure comes from, what was quarantined, and what the columns mean."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from analytics.coverage.source_charts import accounting_sentence
from pages.charts import cards
from pages.data_sources import changes, dictionary, feeds, quarantine, tables, view, warnings
from pages.shell import data, page_top
from pages.shell.notices import replica
from pages.shell.text import plain
from warehouse.queries.sources import sources as queries

snapshot = data.snapshot()
now = data.now(snapshot)
sources = data.query(queries.all_sources, snapshot)

top = page_top.show_page_top("Data and sources", snapshot)
page_top.show_answer(accounting_sentence(data.query(queries.accounting_by_source, snapshot)))
replica.show_replica_health()

TABS: dict[str, Callable[[], None]] = {
    "Sources": partial(view.sources_tab, sources, snapshot, now),
    "Feeds": partial(feeds.feeds_tab, sources, snapshot),
    "Changes": partial(changes.changes_tab, sources, snapshot, now),
    "Accounting": partial(view.accounting_tab, sources, snapshot),
    "Quarantine": partial(quarantine.quarantine_tab, sources, snapshot),
    "Warnings": partial(warnings.warnings_tab, sources, snapshot),
    "Add a table": partial(tables.tables_tab, snapshot),
    "Data dictionary": dictionary.dictionary_tab,
    "Snapshots": partial(view.snapshots_tab, snapshot),
}

# Only the open tab runs: the others would query for nothing.
for tab, fill in zip(st.tabs(list(TABS), key="tab", bind="query-params", on_change="rerun"), TABS.values(), strict=True):
    if tab.open:
        with tab:
            fill()
st.caption(plain(f"{cards.data_stamp(snapshot)}. Snapshot {snapshot.id}."))
top.show_link()
