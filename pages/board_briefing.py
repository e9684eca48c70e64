"""Briefing: a document for board, fleet or crew, as slides that can be edited and as PDF."""

from __future__ import annotations

import streamlit as st

from pages.ui import banner, briefing_form, briefing_preview, briefing_state, data, navigation
from warehouse.queries import choices

navigation.enter()
snapshot = data.snapshot()
offered = data.query(choices.choices, snapshot)
settings, ignored = briefing_state.read(offered)

st.title("Briefing", anchor=False)
banner.show(snapshot)
for note in ignored:
    st.warning(note, icon=":material/link_off:")
form, preview = st.columns([2, 3], gap="large")
with form:
    briefing_form.show(settings, offered)
with preview:
    briefing_preview.show(snapshot, settings)
briefing_state.write()
