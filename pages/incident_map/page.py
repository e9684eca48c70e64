"""Incident map: every incident with the reports behind it, by place."""

from __future__ import annotations

import streamlit as st

from pages.incident_map import answer, picture, state
from pages.shell import data, filters, page_top, recent_span
from pages.shell.text import plain
from warehouse.queries.filtering import choices
from warehouse.queries.incidents import incidents

snapshot = data.snapshot()
offered = data.query(choices.filter_choices, snapshot)
asked, view, ignored = state.read_address(offered)
if view.incident and not view.place:
    state.open_at(data.query(incidents.incident_by_id, snapshot, view.incident))
end = recent_span.recent_end(snapshot, asked)
chosen = recent_span.dated_filters(asked, end, state.OPENS_WITH)
summary = data.query(incidents.summarise_incidents, snapshot, chosen)

top = page_top.show_page_top("Incident map", snapshot, chosen, summary.incidents)
for note in ignored:
    st.warning(plain(note), icon=":material/link_off:")
answer.show_map_answer(snapshot, asked, chosen, offered, summary, end)
# The picture before the counts beside the choices: it is what the reader waits for.
picture.show_picture(snapshot, chosen, offered, summary)
filters.filter_sidebar(offered, lambda: data.query(choices.facet_counts, snapshot, chosen), end, state.OPENS_WITH)
