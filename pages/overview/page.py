"""Overview: the situation in words and figures, what needs attention, what changed, and what nobody watches."""

from __future__ import annotations

import streamlit as st

from analytics.situation import overview as words
from analytics.situation import situation
from pages.charts import cards
from pages.data_sources.view import freshness_table
from pages.overview import map, since, visits, watched_regions
from pages.overview import view as overview_view
from pages.shell import banner, data, lasting_link
from warehouse.queries.sources import sources as source_queries

SPANS = (7, 30, 90)
LATEST = 12

snapshot = data.snapshot()
now = data.now(snapshot)
known = data.query(source_queries.sources, snapshot)
coverages, anchor = data.query(situation.anchor, snapshot, now)

title, choice = st.columns([1, 1], vertical_alignment="bottom")
title.title("Overview", anchor=False)
banner.show(snapshot)
if anchor is None:
    st.info("The snapshot holds no report with a day.", icon=":material/inbox:")
    freshness_table(known, snapshot, now)
    st.stop()

with choice.container(horizontal=True, horizontal_alignment="right", vertical_alignment="bottom"):
    days = st.segmented_control("New in the last … days", SPANS, default=30, key="days", bind="query-params", required=True)
    earliest = min(one.first for one in coverages)
    until = st.date_input(
        "Up to",
        anchor.day,
        min_value=earliest,
        max_value=max(now.date(), anchor.day),
        key="until",
        format="YYYY-MM-DD",
        bind="query-params",
        width=150,
    )
    lasting_link.show(snapshot, until=until.isoformat())

view = data.query(overview_view.view, snapshot, until, days, now)
found = view.situation
limits = [anchor.reason] if not anchor.is_today and until == anchor.day else []
limits += [found.filling] if found.filling else []
if limits:
    st.info("\n\n".join(cards.plain(limit) for limit in limits), icon=":material/visibility_off:")

st.markdown(cards.plain(found.paragraph))
overview_view.key_figures(found.comparison, bool(found.filling))
if found.notes:
    st.caption(cards.plain(" ".join(found.notes)))

watched = watched_regions.chosen(found.region_titles)
left, right = st.columns([2, 3])
with left:
    map.needs_attention(snapshot, until, days, watched, found.sources)
with right:
    map.show(snapshot, until, found.unwatched, found.sources)
watched_regions.show(snapshot, watched, until, days, now)

since.show(snapshot, now)

left, right = st.columns(2)
with left:
    cards.chart(view.by_category, snapshot, found.sources, "No incident in any of the spans.")
with right:
    cards.chart(view.by_region, snapshot, found.sources, "No incident with a position in any of the spans.")

overview_view.latest_table(snapshot, until, LATEST)
freshness_table(known, snapshot, now)
st.caption(f"Spans: {words.period(found.comparison.spans.now)}, and {words.period(found.comparison.spans.before)} before.")
visits.note()
