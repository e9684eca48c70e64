"""Trends: how the number and the kind of incidents develop, and what of that can be told from who was reporting."""

from __future__ import annotations

from datetime import UTC, datetime, time

import streamlit as st

from analytics import trends
from analytics.trends import TrendRequest
from pages.charts import cards
from pages.shell import banner, briefing_link, data, downloads, filters, lasting_link
from pages.trends import state
from pages.trends import view as trends_view
from warehouse.queries.filtering import choices
from warehouse.queries.incidents import incidents

snapshot = data.snapshot()
offered = data.query(choices.choices, snapshot)
chosen, view, ignored = state.read(offered)
today = data.now(snapshot).date()
# By the day, so that what is worked out is kept for all its hours.
asked = TrendRequest(chosen, datetime.combine(today, time(), UTC), view.grain, view.constant)

with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title("Trends", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", width="content", gap="xsmall"):
        downloads.show(snapshot, chosen, data.query(incidents.summary, snapshot, chosen).incidents)
        briefing_link.show(chosen)
        link = lasting_link.room()
banner.show(snapshot)
for note in ignored:
    st.warning(note, icon=":material/link_off:")

found = data.derived(trends.view, snapshot, asked)
trends_view.controls(found)
if found is None:
    st.info(trends_view.NOBODY, icon=":material/visibility_off:")
else:
    said = data.derived(trends.headline, snapshot, asked)
    cards.key_figures(said.figures)
    trends_view.sentences(said.sentences)
    trends_view.basis(found, said.changed)
    tabs = trends_view.tabs(snapshot, asked)
    # Only the tab that is open runs.
    for tab, fill in zip(st.tabs(list(tabs), key="tab", bind="query-params", on_change="rerun"), tabs.values(), strict=True):
        if tab.open:
            with tab:
                fill()

filters.sidebar(offered, lambda: data.query(choices.facets, snapshot, chosen), today)
state.ADDRESS.write()
with link:
    lasting_link.show(snapshot)
