"""Overview: the situation in words and figures, what needs attention, what changed, and what nobody watches."""

from __future__ import annotations

import streamlit as st

from analytics.coverage.source_watch import first_day_watched
from analytics.coverage.watchkeeping import source_watches
from analytics.describe.words import span_in_words
from analytics.situation.key_figures import situation_key_figures
from analytics.situation.overview import overview_of_span
from pages.charts import cards
from pages.charts.freshness import freshness_table
from pages.overview import visits
from pages.overview.changes import show_changes
from pages.overview.latest import show_latest
from pages.overview.needs_attention import show_needs_attention
from pages.overview.recent_map import show_map
from pages.overview.watched_regions import change_day, choose_regions, show_watched_regions, view_in_address
from pages.shell import banner, data, lasting_link, recent_span
from pages.shell.text import plain
from warehouse.filters import Filters
from warehouse.queries.sources import sources as source_queries

EVERYTHING = Filters()
SPANS = (7, 30, 90)
LATEST = 12

snapshot = data.snapshot()
now = data.now(snapshot)
sources = data.query(source_queries.all_sources, snapshot)
watches = data.query(source_watches, snapshot, now)
recent_end = recent_span.recent_end(snapshot, EVERYTHING)
titles = data.query(source_queries.region_titles, snapshot)
# Before the lasting link, which repeats the address.
view = view_in_address(titles)
watched = view.regions

title, choice = st.columns([1, 1], vertical_alignment="bottom")
title.title("Overview", anchor=False)
banner.show_banner(snapshot)
if recent_end is None:
    st.info("The snapshot holds no dated report.", icon=":material/inbox:")
    freshness_table(sources, snapshot, now)
    st.stop()

with choice.container(horizontal=True, horizontal_alignment="right", vertical_alignment="bottom"):
    days = st.segmented_control("New in the last … days", SPANS, default=30, key="days", bind="query-params", required=True)
    until = recent_span.choose_day("Up to", view.until, recent_end, first_day_watched(watches), change_day)
    lasting_link.show_lasting_link(snapshot, until=until.isoformat())
with choice.container(horizontal=True, horizontal_alignment="right"):
    recent_span.show_recent_end(recent_end, view.until, change_day)

overview = data.query(overview_of_span, snapshot, until, days, now)
situation = overview.situation
# The reason for an earlier day concerns only readers who did not choose the day themselves.
limits = [recent_end.reason] if not recent_end.is_today and until == recent_end.day else []
limits += [situation.filling] if situation.filling else []
if limits:
    st.info("\n\n".join(plain(limit) for limit in limits), icon=":material/visibility_off:")

st.markdown(plain(situation.paragraph))
cards.show_key_figures(situation_key_figures(situation.comparison, bool(situation.filling)))
if situation.notes:
    st.caption(plain(" ".join(situation.notes)))

choose_regions(titles)
left, right = st.columns([2, 3])
with left:
    show_needs_attention(snapshot, until, days, watched, situation.sources)
with right:
    show_map(snapshot, until, situation.unwatched, situation.sources)
show_watched_regions(snapshot, watched, until, days, now)

show_changes(snapshot, now)

left, right = st.columns(2)
with left:
    cards.show_chart(overview.by_category, snapshot, situation.sources, "No incident in any of the spans.")
with right:
    cards.show_chart(overview.by_region, snapshot, situation.sources, "No incident with a position in any of the spans.")

show_latest(snapshot, until, LATEST)
freshness_table(sources, snapshot, now)
spans = situation.comparison.spans
st.caption(plain(f"Spans: {span_in_words(spans.now)}, and {span_in_words(spans.before)} before."))
# Last: a run that failed halfway does not count as a visit.
visits.keep_visit()
