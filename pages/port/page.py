"""Port: what was recorded around it and at its anchorages, whose it is, and whether anybody watches."""

from __future__ import annotations

import streamlit as st

from analytics.voyage.ports import sentences
from analytics.voyage.ports.picture import picture_of_port
from pages.port import parts, port_map
from pages.port.state import ADDRESS, PortView
from pages.shell import data, page_top
from pages.shell.access.talk_link import show_talk_link
from pages.shell.text import plain

snapshot = data.snapshot()
now = data.now(snapshot)
ADDRESS.read(PortView.from_query)

top = page_top.show_page_top("Port", snapshot)
for note in ADDRESS.notes:
    st.warning(plain(note), icon=":material/link_off:")
parts.show_choice(ADDRESS.state)
picture = picture_of_port(lambda function, *more: data.query(function, snapshot, *more), ADDRESS.state.shown, now.date())

example = "" if ADDRESS.state.locode else "An example: choose your own port. "
page_top.show_answer(f"{example}{sentences.answer(picture)}")
port_map.show_port_map(picture)
parts.show_advisories(snapshot, picture, now)
show_talk_link("port", ADDRESS.state.shown)
if len(picture.incidents):
    parts.show_figures(picture)
    parts.show_charts(picture, snapshot)
    parts.show_facts(picture, snapshot)
with page_top.details():
    parts.show_details(picture)

ADDRESS.write()
top.show_link()
