"""Briefing: a document for board, fleet, captain or crew, as editable slides, PDF and Excel."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.board_briefing import form as briefing_form
from pages.board_briefing import preview as briefing_preview
from pages.board_briefing import state
from pages.shell import data, page_top
from pages.shell.text import plain
from warehouse.filters import Filters
from warehouse.queries.filtering import choices

snapshot = data.snapshot()
offered = data.query(choices.filter_choices, snapshot)
settings, ignored = state.read_settings(offered)

top = page_top.show_page_top("Briefing", snapshot, figures_of=Filters())
for note in ignored:
    st.warning(plain(note), icon=":material/link_off:")
composed = briefing_preview.show_documents(
    snapshot, settings, partial(briefing_form.show_audience, settings), partial(briefing_form.show_form, settings, offered)
)
briefing_preview.show_pages(snapshot, settings, composed)
with page_top.details("Details and Excel"):
    briefing_preview.show_details(composed)
state.write_address()
top.show_link()
