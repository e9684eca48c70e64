"""Incident: one event with everything known of it, under an address that stays good."""

from __future__ import annotations

import streamlit as st

from pages.incident import card_page, search
from pages.incidents import card_links
from pages.shell import data, page_top
from warehouse.queries.incidents import incidents

snapshot = data.snapshot()
asked = search.id_in_address()

top = page_top.show_page_top("Incident", snapshot)
found = data.query(incidents.incident_by_id, snapshot, asked) if asked else None
if asked and found is None:
    st.warning("The data shown hold no incident or report with this id.", title="No such incident", icon=":material/search_off:")
if found is None:
    search.show_search(snapshot, data.now(snapshot).date())
    top.show_link()
    st.stop()
card_links.show_moved(asked, found)
card_page.show_incident(snapshot, found)
top.show_link()
