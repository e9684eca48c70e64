"""Compare: any two periods, or two waters, side by side, over the sources that watched both alike."""

from __future__ import annotations

import streamlit as st

from analytics import compare
from analytics.compare import sentences
from pages.charts import cards
from pages.compare import controls, parts, state
from pages.shell import banner, data, lasting_link
from warehouse.queries.filtering import choices as choice_queries

NOBODY = "No source with a dated report is known, so there is nothing to compare. That is missing knowledge, not calm."

snapshot = data.snapshot()
choices = data.query(choice_queries.filter_choices, snapshot)
view, notes = state.read_address(choices)
today = data.now(snapshot).date()
latest = data.derived(compare.last_watched_day, snapshot, today)

with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    st.title("Compare", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", width="content", gap="xsmall"):
        export = st.container(width="content")
        link = lasting_link.link_placeholder()
banner.show_banner(snapshot)
for note in notes:
    st.warning(cards.plain(note), icon=":material/link_off:")

if latest is None:
    st.info(NOBODY, icon=":material/visibility_off:")
else:
    comparison = data.derived(compare.compare_sides, snapshot, view.request(choices, latest, today))
    st.subheader(cards.plain(sentences.board_sentence(comparison)), anchor=False)
    if basis := sentences.basis_notes(comparison):
        st.caption(cards.plain(" ".join(basis)))
    controls.show_controls(choices, latest, comparison)
    if comparison.is_possible:
        with export:
            parts.show_export(snapshot, comparison)
        parts.show_charts(snapshot, comparison)

state.ADDRESS.write()
with link:
    lasting_link.show_lasting_link(snapshot)
