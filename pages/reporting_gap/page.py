"""Reporting gap: how much nobody reports, how late reports come, who watched, what was told to whom, who counts what."""

from __future__ import annotations

import streamlit as st

from pages.charts import cards
from pages.reporting_gap import authorities, definitions, delays, unreported, coverage
from pages.reporting_gap import filters as gap_filters
from pages.shell import banner, data, lasting_link
from warehouse.contract.taxonomy import CATEGORY
from warehouse.queries.filtering import choices as choice_queries

PARTS = {
    "share": "Share unreported",
    "overlap": "Source overlap",
    "delay": "Delay and nowcast",
    "coverage": "Coverage and silence",
    "authorities": "Told to authorities",
    "definitions": "Who counts what",
}

snapshot = data.snapshot()
now = data.now(snapshot)
choices = data.query(choice_queries.choices, snapshot)
known = [one for one in choices.sources.values() if one.first_occurred_on and one.last_occurred_on]

with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title("Reporting gap", anchor=False)
    link = lasting_link.room()
banner.show(snapshot)
if not known:
    st.info("The snapshot holds no report with a day.", icon=":material/inbox:")
    st.stop()

years = (
    min(one.first_occurred_on.year for one in known if one.first_occurred_on),
    max(one.last_occurred_on.year for one in known if one.last_occurred_on),
)
filters, notes = gap_filters.read(choices)
gap_filters.sidebar(choices, years)
gap_filters.write()
for note in notes:
    st.warning(cards.plain(note), icon=":material/link_off:")

part = st.segmented_control(
    "Part", list(PARTS), default="share", key="part", bind="query-params", required=True, format_func=PARTS.__getitem__,
    label_visibility="collapsed",
)  # fmt: skip
with link:
    lasting_link.show(snapshot)
shown = gap_filters.span(filters, years)
with st.spinner("Computing …", show_time=True):
    if part == "coverage":
        regions = gap_filters.regions_of(filters, choices)
        coverage.show(snapshot, now, shown, regions)
    elif part == "authorities":
        authorities.show(snapshot, filters)
    elif part == "definitions":
        definitions.show(snapshot, filters, now)
    elif part == "delay":
        delays.show(snapshot, now, filters, tuple((code, one.title) for code, one in CATEGORY.items()))
    elif part == "overlap":
        unreported.show_overlap(snapshot, filters, now)
    else:
        unreported.show(snapshot, filters, now)
