"""Advisories: what bodies advise and warn of now, where, and until when; never counted as incidents."""

from __future__ import annotations

import streamlit as st

from analytics.advisories.standing import divide
from analytics.advisories.words import ASSUMPTION, answer_sentence, latest_in_words
from analytics.describe.words import join_words
from pages.advisories import advisory_map, controls, feeds_note, listing, state
from pages.shell import data, page_top
from pages.shell.text import plain
from warehouse.queries.advisories.advisories import all_advisories
from warehouse.queries.sources import sources as source_queries

snapshot = data.snapshot()
now = data.now(snapshot)
advisories = data.query(all_advisories, snapshot)
regions = data.query(source_queries.region_titles, snapshot)
sources = data.query(source_queries.all_sources, snapshot)
issuing = {advisory.source: advisory.source_title for advisory in advisories}
view, notes = state.read_address(regions, issuing)

top = page_top.show_page_top("Advisories", snapshot)
for note in notes:
    st.warning(plain(note), icon=":material/link_off:")
admitted = [advisory for advisory in advisories if view.admits(advisory)]
standing = divide(admitted, now)
waters = join_words([regions[code] for code in view.regions]) if view.regions else ""
page_top.show_answer(answer_sentence(standing, regions, waters))

if not advisories:
    feeds_note.show_none(sources)
else:
    controls.show_controls(view, regions, issuing)
    left, right = st.columns([5, 2])
    with left:
        advisory_map.show_map(snapshot, standing.in_force, view.regions)
    with right:
        listing.show_beside(standing.in_force, regions)
        if not standing.in_force:
            feeds_note.show_not_in_force(len(divide(advisories, now).in_force), latest_in_words(standing.others))
    if standing.in_force:
        listing.show_in_force(standing.in_force, regions, now)
    listing.show_table(snapshot, [*standing.in_force, *standing.others], regions, now)

with page_top.details():
    st.markdown(plain(f"{ASSUMPTION} Advisories are not incidents and are never counted as such."))
    feeds_note.show_feeds(sources)
state.ADDRESS.write()
top.show_link()
