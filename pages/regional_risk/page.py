"""Regional risk: what is likely to be recorded next in each sea region, how sure that is, and where nobody watches."""

from __future__ import annotations

import streamlit as st

from analytics.coverage.constant_sources import LEAST_DAYS
from analytics.risk import charts, key_figures
from analytics.risk.region_map import region_map
from analytics.situation.situation import anchor as find_anchor
from pages.charts import cards
from pages.regional_risk import closer_look, map, state, view
from pages.shell import banner, data, lasting_link
from warehouse.contract.dates import day_in_words
from warehouse.queries.sources import sources as source_queries
from warehouse.reference import geography

snapshot = data.snapshot()
now = data.now(snapshot)
coverages, anchor = data.query(find_anchor, snapshot, now)

with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title("Regional risk", anchor=False)
    link = lasting_link.room()
banner.show(snapshot)
if anchor is None:
    st.info("The snapshot holds no report with a day.", icon=":material/inbox:")
    st.stop()

titles = {code: region.title for code, region in geography.regions().items()} | data.query(source_queries.region_titles, snapshot)
choice = state.controls(coverages, anchor, now, titles)
with link:
    lasting_link.show(snapshot, **{state.DAY_KEY: choice.as_of.isoformat()})
assessed = data.query(view.table, snapshot, choice.as_of, choice.horizon, now)

if not anchor.is_today and choice.as_of == anchor.day:
    st.info(anchor.reason, icon=":material/visibility_off:")
if not any(one.numbers for one in assessed.of(choice.group)):
    day = state.last_watched(coverages, LEAST_DAYS, now)
    st.warning(
        "No region can be forecast on this day: no source that watches has reported for long enough.", icon=":material/visibility_off:"
    )
    if day is not None and day != choice.as_of:
        label = f"Show it as of {day_in_words(day)}, when one last did"
        st.page_link("pages/regional_risk/page.py", label=label, icon=":material/history:", query_params=state.address_of(day))
cards.key_figures(key_figures.figures(assessed, choice.group))
st.markdown(cards.plain(view.summary(assessed, choice.group)))

one = assessed.one(choice.region, choice.group) if choice.region else None
left, right = st.columns([3, 2]) if one else (st.container(), None)
with left:
    map.show(region_map(assessed, choice.group), snapshot, assessed.sources, choice.region, assessed.frame)
# Only now: at a million incidents it takes a second, in which the map is on the screen.
counted = data.query(view.lately, snapshot, choice.as_of, assessed.settled, now)
if one and right is not None:
    with right:
        view.panel(one, assessed)
        view.history(one, assessed, counted, snapshot)
cards.chart(charts.forecast_chart(assessed, choice.group), snapshot, assessed.sources, "No region can be forecast on this day.")
closer_look.show(snapshot, choice, assessed, counted, now)
view.forecasts(assessed, choice.group, snapshot)
view.method()
