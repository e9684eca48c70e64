"""Incident map: every incident with the reports behind it, by place."""

from __future__ import annotations

import streamlit as st

from pages.ui import banner, briefing_link, data, downloads, filters, map_picture, map_pictures, map_state, map_words, navigation
from warehouse.queries import choices, incidents

navigation.enter()
snapshot = data.snapshot()
offered = data.query(choices.choices, snapshot)
chosen, view, ignored = map_state.read(offered)
if view.incident and not view.place:
    map_state.open_at(data.query(incidents.incident, snapshot, view.incident))
summary = data.query(incidents.summary, snapshot, chosen)

st.title("Incident map")
banner.show(snapshot)
for note in ignored:
    st.warning(note, icon=":material/link_off:")
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.subheader(map_words.title(summary, chosen, offered), width="content")
    with st.container(horizontal=True, vertical_alignment="center", width="content", gap="xsmall"):
        downloads.show(snapshot, chosen, summary.incidents)
        map_pictures.show(snapshot, chosen, offered, view.colour, summary.placed)
        briefing_link.show(chosen)
# The picture before the counts beside the choices: it is what the reader waits for.
map_picture.show(snapshot, chosen, offered, summary)
filters.sidebar(offered, lambda: data.query(choices.facets, snapshot, chosen), data.now(snapshot).date())
