"""Reporting gap: how much nobody reports, how late reports come, who watched, what authorities were told, who counts what."""

from __future__ import annotations

import streamlit as st

from pages.reporting_gap import authorities, coverage, definitions, delays, unreported
from pages.reporting_gap import filters as gap_filters
from pages.shell import data, page_top, recent_span
from pages.shell.text import plain
from warehouse.filters import Filters
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
choices = data.query(choice_queries.filter_choices, snapshot)
dated = [source for source in choices.sources.values() if source.first_occurred_on and source.last_occurred_on]

top = page_top.show_page_top("Reporting gap", snapshot, figures_of=Filters())
if not dated:
    st.info("The snapshot holds no report with a date.", icon=":material/inbox:")
    st.stop()

years = (
    min(source.first_occurred_on.year for source in dated if source.first_occurred_on),
    max(source.last_occurred_on.year for source in dated if source.last_occurred_on),
)
filters, notes = gap_filters.read_filters(choices)
gap_filters.ADDRESS.write()
for note in notes:
    st.warning(plain(note), icon=":material/link_off:")

part = st.segmented_control(
    "Part", list(PARTS), default="share", key="part", bind="query-params", required=True, format_func=PARTS.__getitem__,
    label_visibility="collapsed",
)  # fmt: skip
top.show_link()
years_shown = gap_filters.years_chosen(filters, years)
ending = recent_span.recent_end(snapshot, filters)
gap_filters.filter_sidebar(choices, years)
with st.spinner("Computing …", show_time=True):
    if part == "coverage":
        regions = gap_filters.regions_chosen(filters, choices)
        coverage.show_coverage(snapshot, now, years_shown, regions, ending)
    elif part == "authorities":
        authorities.show_authorities(snapshot, filters)
    elif part == "definitions":
        definitions.show_definitions(snapshot, filters, now, top.controls)
    elif part == "delay":
        delays.show_delays(snapshot, now, filters, ending)
    elif part == "overlap":
        unreported.show_overlap(snapshot, filters, now)
    else:
        unreported.show_unreported(snapshot, filters, now)
