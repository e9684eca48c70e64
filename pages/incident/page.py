"""Incident: one event with everything known of it, under an address that stays good."""

from __future__ import annotations

import streamlit as st

from pages.incident import card_page, search
from pages.incidents import card_links
from pages.shell import banner, data
from warehouse.queries.incidents import incidents

snapshot = data.snapshot()
asked = search.asked()

st.title("Incident", anchor=False)
banner.show(snapshot)
found = data.query(incidents.incident, snapshot, asked) if asked else None
if asked and found is None:
    st.warning("The data shown hold no incident or report with this id.", title="No such incident", icon=":material/search_off:")
if found is None:
    search.show(snapshot, data.now(snapshot).date())
    st.stop()
card_links.moved(asked, found)
card_page.show(snapshot, found)
