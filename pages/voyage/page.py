"""Voyage: the way of a ship, what is known of the waters it leads through, and how many of its hours nobody knows anything about."""

from __future__ import annotations

import streamlit as st

from analytics.voyage.assessment import passage_of
from analytics.voyage.errors import VoyageError
from pages.kept_voyages.kept import kept_voyage
from pages.shell import data, page_top
from pages.shell.access.attempts import show_fault
from pages.shell.text import plain
from pages.voyage import fields, keeping, parts, route_map, ship_fields, state

snapshot = data.snapshot()
now = data.now(snapshot)
view, notes = state.read_address()

top = page_top.show_page_top("Voyage", snapshot)
for note in notes:
    st.warning(plain(note), icon=":material/link_off:")
row = kept_voyage(view.kept)
if view.kept and row is None:
    st.warning("The address names a kept voyage that is no longer kept, or not open to you.", icon=":material/link_off:")
ship_fields.take_ship_of(row)
show_fault()
fields.show_fields(view, now)
fields.show_file_note()

try:
    plan = view.plan(now)
    passage = passage_of(plan)
except VoyageError as refusal:
    st.error(plain(str(refusal)), icon=":material/wrong_location:")
else:
    for meaning in view.other_meanings:
        st.caption(plain(meaning))
    if passage.route.far and not view.is_sure:
        parts.ask_about(passage.route.far)
        route_map.show_bare_map(passage)
    else:
        with top.controls:
            keeping.show_keeping(view.settled(now), passage, row)
        parts.show_assessment(snapshot, plan, now, view, row)

state.ADDRESS.write()
top.show_link()
