"""Overview: the answer in a sentence, where it happened, what needs attention, what changed; the doubt in Details and below."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from analytics.advisories.standing import in_force_at
from analytics.coverage.source_watch import first_day_watched
from analytics.coverage.watchkeeping import source_watches
from analytics.situation.freshness import freshness_line
from analytics.situation.headline import answer_sentence
from analytics.situation.key_figures import headline_figures
from analytics.situation.overview import overview_of_span
from pages.charts import cards
from pages.charts.freshness import freshness_table
from pages.overview import visits
from pages.overview.advisories import show_advisories
from pages.overview.changes import show_changes
from pages.overview.latest import show_latest
from pages.overview.needs_attention import show_needs_attention, show_scores
from pages.overview.recent_map import open_clicked_incident, show_map
from pages.overview.span_details import show_span_details
from pages.overview.watched_regions import change_day, choose_regions, show_watched_regions, view_in_address, waters_in_words
from pages.shell import data, page_top, recent_span
from pages.shell.text import plain
from warehouse.filters import Filters
from warehouse.queries.sources import sources as source_queries

SPANS = (7, 30, 90)
LATEST = 12

open_clicked_incident()
snapshot = data.snapshot()
now = data.now(snapshot)
sources = data.query(source_queries.all_sources, snapshot)
watches = data.query(source_watches, snapshot, now)
titles = data.query(source_queries.region_titles, snapshot)
view = view_in_address(titles)
# Waters that nobody ever watched have no recent end of their own; the page says so of them on everybody's.
recent_end = recent_span.recent_end(snapshot, view.filters) or recent_span.recent_end(snapshot, Filters())

top = page_top.show_page_top("Overview", snapshot)
if recent_end is None:
    st.info("The snapshot holds no dated report.", icon=":material/inbox:")
    freshness_table(sources, snapshot, now)
    st.stop()

with top.controls, st.popover("Period", icon=":material/date_range:", type="tertiary"):
    days = st.segmented_control("Days", SPANS, default=30, key="days", bind="query-params", required=True)
    until = recent_span.choose_day("Up to", view.until, recent_end, first_day_watched(watches), change_day)
top.show_link(until=until.isoformat())
top.show_silence(replace(view.filters, date_to=until))

overview = data.query(overview_of_span, snapshot, until, days, now, view.filters)
situation = overview.situation
ending = recent_span.end_in_words(recent_end, until)
page_top.show_answer(answer_sentence(situation, view.filters, waters_in_words(view, titles), ending).text)
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="waters_row"):
    choose_regions(titles)
    recent_span.show_switch(recent_end, view.until, change_day)
cards.show_key_figures(headline_figures(situation.comparison))

advisories = data.query(in_force_at, snapshot, now)
left, right = st.columns([5, 2])
with left:
    show_map(snapshot, until, view, situation.unwatched, advisories)
with right:
    scored = show_needs_attention(snapshot, until, days, view)
st.caption(plain(freshness_line(sources, now)))
show_watched_regions(snapshot, view.regions, until, days, now)
show_advisories(advisories, titles)
show_changes(snapshot, situation, now)

with page_top.details():
    # The reason concerns only readers who did not choose the day themselves.
    show_span_details(snapshot, situation, "" if recent_end.is_today or until != recent_end.day else recent_end.reason)
    show_scores(snapshot, scored, situation.sources)
left, right = st.columns(2)
with left:
    cards.show_chart(overview.by_category, snapshot, situation.sources, "No incident in any of the spans.")
with right:
    cards.show_chart(overview.by_region, snapshot, situation.sources, "No incident with a position in any of the spans.")
show_latest(snapshot, until, LATEST)
freshness_table(sources, snapshot, now)
# Last: a run that failed halfway does not count as a visit.
visits.keep_visit()
