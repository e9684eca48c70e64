"""Briefing: a document for board, fleet or crew, as slides that can be edited and as PDF."""

from __future__ import annotations

import streamlit as st

from pages.board_briefing import form as briefing_form
from pages.board_briefing import preview as briefing_preview
from pages.board_briefing import state
from pages.shell import banner, data
from warehouse.queries.filtering import choices

snapshot = data.snapshot()
offered = data.query(choices.choices, snapshot)
settings, ignored = state.read(offered)

st.title("Briefing", anchor=False)
banner.show(snapshot)
for note in ignored:
    st.warning(note, icon=":material/link_off:")
form, preview = st.columns([2, 3], gap="large")
with form:
    briefing_form.show(settings, offered)
with preview:
    briefing_preview.show(snapshot, settings)
state.write()
