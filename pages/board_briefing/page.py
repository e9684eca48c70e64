"""Briefing: a document for board, fleet or crew, as editable slides, PDF and Excel."""

from __future__ import annotations

import streamlit as st

from pages.board_briefing import form as briefing_form
from pages.board_briefing import preview as briefing_preview
from pages.board_briefing import state
from pages.shell import banner, data
from pages.shell.text import plain
from warehouse.queries.filtering import choices

snapshot = data.snapshot()
offered = data.query(choices.filter_choices, snapshot)
settings, ignored = state.read_settings(offered)

st.title("Briefing", anchor=False)
banner.show_banner(snapshot)
for note in ignored:
    st.warning(plain(note), icon=":material/link_off:")
form, preview = st.columns([2, 3], gap="large")
with form:
    briefing_form.show_form(settings, offered)
with preview:
    briefing_preview.show_preview(snapshot, settings)
state.write_address()
