"""Keeping the voyage: at one click, under a name of its own; then renaming, keeping changes and deleting it."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st

from analytics.voyage.kept.parameters import VoyageView
from analytics.voyage.route.legs import Passage
from members.voyages import kept as voyages
from members.voyages.kept import LONGEST_NAME, VoyageRow, VoyageText
from pages.kept_voyages.kept import may_keep, whose
from pages.shell.access.attempts import attempt, field
from pages.shell.text import plain
from pages.voyage.state import ADDRESS
from warehouse.contract.dates import short_day

SHIP: Final = "_voyage_ship_id"
"""Session key: the id of the kept ship that was chosen for this voyage."""


def show_keeping(view: VoyageView, passage: Passage, row: VoyageRow | None) -> None:
    """The button that keeps the voyage, or what can be done with the kept one. `view` is settled: as it would be kept."""
    if not may_keep():
        return
    ends_on = passage.arrival.date()
    if row is None:
        st.button(
            "Keep",
            key="voyage_keep",
            icon=":material/bookmark_add:",
            help=plain(f"Kept sealed, for {whose()}; nothing of it leaves this server"),
            on_click=_keep_at_click,
            args=(view, passage),
        )
        return
    if view.to_query() != row.text.query:
        st.button(
            "Keep changes", key="voyage_keep_changes", icon=":material/save:", on_click=_change, args=(row, view, row.text.name, ends_on)
        )
    with st.popover("Kept", icon=":material/bookmark_added:", key="voyage_kept"):
        st.session_state["voyage_name"] = row.text.name
        st.text_input("Name", key="voyage_name", max_chars=LONGEST_NAME, on_change=_rename, args=(row,))
        st.caption(plain(f"Kept for {whose()} since {short_day(row.kept_at.date())}."))
        st.button("Delete", key="voyage_delete", icon=":material/delete:", type="tertiary", on_click=_delete, args=(row,))


def keep_as_shown(view: VoyageView, passage: Passage, row: VoyageRow | None) -> str | None:
    """See to it that the voyage is kept as it is shown; returns its id, None where that was refused."""
    if row is None:
        return _keep(view, _usual_name(passage), passage.arrival.date())
    if view.to_query() != row.text.query:
        _change(row, view, row.text.name, passage.arrival.date())
    return row.voyage_id


def _keep(view: VoyageView, name: str, ends_on: date) -> str | None:
    """Keep the voyage with the ship that is chosen, and show it as the kept one."""
    text = VoyageText(name, view.to_query(), st.session_state.get(SHIP, ""))
    voyage_id: str | None = attempt(voyages.keep_voyage, text, ends_on, said="Kept. You find it on Fleet.")
    if voyage_id:
        ADDRESS.change(kept=voyage_id, origin=view.origin, destination=view.destination, depart=view.depart)
    return voyage_id


def _keep_at_click(view: VoyageView, passage: Passage) -> None:
    keep_as_shown(view, passage, None)


def _change(row: VoyageRow, view: VoyageView, name: str, ends_on: date) -> None:
    text = VoyageText(name, view.to_query(), st.session_state.get(SHIP, row.text.ship_id))
    attempt(voyages.change_voyage, row.voyage_id, text, ends_on, said="Changes kept.")


def _rename(row: VoyageRow) -> None:
    text = VoyageText(field("voyage_name"), row.text.query, row.text.ship_id)
    attempt(voyages.change_voyage, row.voyage_id, text, row.ends_on, said="Renamed.")


def choose_ship(row: VoyageRow, ship_id: str) -> None:
    """Say with which ship a kept voyage is sailed."""
    attempt(voyages.change_voyage, row.voyage_id, VoyageText(row.text.name, row.text.query, ship_id), row.ends_on, said="")


def _delete(row: VoyageRow) -> None:
    attempt(voyages.delete_voyage, row.voyage_id, said="Deleted.")
    ADDRESS.change(kept="")


def _usual_name(passage: Passage) -> str:
    ends = [passage.route.waypoints[place].name for place in (0, -1)]
    return f"{ends[0]} to {ends[1]}, {short_day(passage.departure.date())}"[:LONGEST_NAME]
