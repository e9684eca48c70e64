"""Reporting gap: how much nobody reports, how late reports come, who watched, what was told to whom, who counts what."""

from __future__ import annotations

import streamlit as st

from pages.ui import (
    banner,
    cards,
    data,
    gap_authority,
    gap_crosswalk,
    gap_delay,
    gap_filters,
    gap_share,
    gap_watching,
    lasting_link,
    navigation,
)
from warehouse.queries import choices as choice_queries
from warehouse.taxonomy import CATEGORY

PARTS = {
    "share": "Share unreported",
    "overlap": "Source overlap",
    "delay": "Delay and nowcast",
    "coverage": "Coverage and silence",
    "authorities": "Told to authorities",
    "definitions": "Who counts what",
}

navigation.enter()
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
        gap_watching.show(snapshot, now, shown, regions)
    elif part == "authorities":
        gap_authority.show(snapshot, filters)
    elif part == "definitions":
        gap_crosswalk.show(snapshot, filters, now)
    elif part == "delay":
        gap_delay.show(snapshot, now, filters, tuple((code, one.title) for code, one in CATEGORY.items()))
    elif part == "overlap":
        gap_share.show_overlap(snapshot, filters, now)
    else:
        gap_share.show(snapshot, filters, now)
