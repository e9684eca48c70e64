"""Incident: one event with everything known of it, under an address that stays good."""

from __future__ import annotations

import streamlit as st

from pages.ui import banner, card_links, card_page, card_search, data, navigation
from warehouse.queries import incidents

navigation.enter()
snapshot = data.snapshot()
asked = card_search.asked()

st.title("Incident", anchor=False)
banner.show(snapshot)
found = data.query(incidents.incident, snapshot, asked) if asked else None
if asked and found is None:
    st.warning("The data shown hold no incident or report with this id.", title="No such incident", icon=":material/search_off:")
if found is None:
    card_search.show(snapshot, data.now(snapshot).date())
    st.stop()
card_links.moved(asked, found)
card_page.show(snapshot, found)
