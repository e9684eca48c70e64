"""Compare: any two periods, or two waters, side by side, over the sources that watched both alike."""

from __future__ import annotations

import streamlit as st

from analytics import compare
from analytics.compare import sentences
from analytics.compare.spans import LATEST
from analytics.coverage.recent_end import recent_end_of
from pages.compare import controls, parts, state
from pages.shell import data, page_top
from pages.shell.text import plain
from warehouse.filters import Filters
from warehouse.queries.filtering import choices as choice_queries

NOBODY = "No source with a dated report is known, so there is nothing to compare. That is missing knowledge, not calm."

snapshot = data.snapshot()
now = data.now(snapshot)
choices = data.query(choice_queries.filter_choices, snapshot)
view, notes = state.read_address(choices)
ending = data.query(recent_end_of, snapshot, now, Filters(regions=state.region_codes(view.waters_a, choices)))

top = page_top.show_page_top("Compare", snapshot, figures_of=Filters())
for note in notes:
    st.warning(plain(note), icon=":material/link_off:")

if ending is None:
    st.info(NOBODY, icon=":material/visibility_off:")
else:
    comparison = data.derived(compare.compare_sides, snapshot, view.request(choices, ending.day, now.date()))
    page_top.show_answer(sentences.board_sentence(comparison), ending if view.span_a == LATEST else None)
    controls.show_controls(choices, ending.day, comparison)
    parts.show_picture(snapshot, comparison)
    if comparison.is_possible:
        with top.menu:
            parts.show_export(snapshot, comparison)
        parts.show_charts(snapshot, comparison)
    parts.show_details(comparison)

state.ADDRESS.write()
top.show_link()
