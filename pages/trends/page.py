"""Trends: how the number and the kinds of incidents develop, and how much of that may only reflect who was reporting."""

from __future__ import annotations

from datetime import UTC, datetime, time

import streamlit as st

from analytics import trends
from analytics.trends import TrendRequest
from pages.charts import cards
from pages.shell import data, filters, page_top, recent_span
from pages.shell.text import plain
from pages.trends import state
from pages.trends.main_chart import show_details, show_main_chart, show_source_basis
from pages.trends.tabs import NOBODY, tab_functions
from warehouse.queries.filtering import choices
from warehouse.queries.incidents import incidents

snapshot = data.snapshot()
offered = data.query(choices.filter_choices, snapshot)
chosen, view, ignored = state.read_address(offered)
end = recent_span.recent_end(snapshot, chosen)
chosen = recent_span.dated_filters(chosen, end)
today = data.now(snapshot).date()
# Rounded to the day, so that results are cached for all its hours.
request = TrendRequest(chosen, datetime.combine(today, time(), UTC), view.grain, view.constant, recent_span.last_day(end) if end else None)

top = page_top.show_page_top("Trends", snapshot, chosen, data.query(incidents.summarise_incidents, snapshot, chosen).incidents)
for note in ignored:
    st.warning(plain(note), icon=":material/link_off:")

scope = data.derived(trends.scope_of, snapshot, request)
if scope is None:
    st.info(NOBODY, icon=":material/visibility_off:")
else:
    page_top.show_answer(data.derived(trends.answer, snapshot, request))
    show_main_chart(snapshot, scope)
    headline = data.derived(trends.headline_findings, snapshot, request)
    tabs = tab_functions(snapshot, request)
    # Only the open tab runs.
    shown = st.tabs([plain(title) for title in tabs], key="tab", bind="query-params", on_change="rerun")
    for tab, fill in zip(shown, tabs.values(), strict=True):
        if tab.open:
            with tab:
                fill()
    cards.show_key_figures(headline.figures)
    show_source_basis(scope, headline.source_change)
    show_details(headline.sentences)

filters.filter_sidebar(offered, lambda: data.query(choices.facet_counts, snapshot, chosen), end)
state.ADDRESS.write()
top.show_link(**recent_span.days_in_address(chosen))
