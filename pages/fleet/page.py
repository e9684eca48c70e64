"""Fleet: the kept voyages of one's company together: what lies ahead of each ship, what nobody watches, and what changed."""

from __future__ import annotations

import streamlit as st

from analytics.voyage.kept import fleet as fleets
from analytics.voyage.route.routes import NO_NAVIGATION
from pages.fleet import fleet_map, one_voyage, table
from pages.fleet.voyages import fleet_of
from pages.kept_voyages.kept import kept_ships, kept_voyages, whose
from pages.shell import data, page_top
from pages.shell.access.attempts import show_fault
from pages.shell.text import plain

snapshot = data.snapshot()
now = data.now(snapshot)
top = page_top.show_page_top("Fleet", snapshot)
show_fault()
kept = kept_voyages()
if kept.unreadable:
    st.warning(
        f"{kept.unreadable:,} kept voyages cannot be opened: this server's voyage_key is not the one that they were sealed with. Put the "
        "right file back from a backup, beside the members' database.",
        icon=":material/key_off:",
    )
if not kept.rows:
    page_top.show_answer("No voyage is kept here. Plan one on Voyage and press Keep: it then stands here, with what changes on its way.")
    st.page_link("pages/voyage/page.py", label="Plan a voyage", icon=":material/route:")
else:
    with st.spinner("Working out what lies ahead of each ship"):
        fleet = fleet_of(snapshot, now, kept.rows, kept_ships())
    page_top.show_answer(fleets.answer(fleet.voyages, fleet.changed))
    fleet_map.show_fleet_map(fleet.voyages)
    table.show_fleet_table(fleet, snapshot)
    one_voyage.show_one_voyage(fleet)
    with page_top.details():
        st.markdown(plain(f"Seen by {whose()} alone, and kept sealed. {NO_NAVIGATION}"))
        st.markdown(
            "Each voyage is assessed as on *Voyage*, by what is known now; of a ship under way only what lies ahead counts. The worst "
            "leg is the known one with most harm expected. Compared with the day before are incidents along the route, levels, "
            "advisories and who watches, as they were when somebody of your clearance last looked at this page on an earlier day."
        )
top.show_link()
