"""The ship of the voyage: chosen among the kept ones or typed, and kept at one click."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from analytics.voyage.security.declared import all_measures
from analytics.voyage.security.last_ports import LONGEST_CALLS, MOST_CALLS
from analytics.voyage.security.ship import ShipProfile
from members.voyages import ships
from members.voyages.kept import VoyageRow
from members.voyages.ships import ShipRow
from pages.kept_voyages.kept import kept_ships, may_keep
from pages.shell.access.attempts import attempt
from pages.shell.text import as_it_stands, plain
from pages.voyage.keeping import SHIP, choose_ship
from pages.voyage.state import ADDRESS

LONGEST: Final = 120
_SHOWN: Final = "_voyage_ship_shown"
"""Session key: the id of the ship whose profile the fields show."""
_FIELDS: Final[dict[str, str]] = {
    "name": "security_name",
    "imo_number": "security_imo",
    "flag": "security_flag",
    "gross_tonnage": "security_gt",
    "freeboard_m": "security_freeboard",
    "speed_kn": "security_speed",
    "last_ports": "security_ports",
}
"""Widgets by what of the profile they hold."""


def show_ship_fields(ship_type: str, row: VoyageRow | None) -> ShipProfile:
    """The fields, and the profile that they say. `row` is the kept voyage that is shown; None for none."""
    kept = kept_ships()
    _show_choice(kept, row)
    with st.container(horizontal=True, key="security_ship"):
        name = st.text_input("Ship", key="security_name", max_chars=LONGEST, width=200)
        imo_number = st.text_input("IMO number", key="security_imo", max_chars=7, width=110)
        flag = st.text_input("Flag", key="security_flag", max_chars=40, width=110)
        tonnage = st.number_input("Gross tonnage", 0, 400_000, None, step=1000, key="security_gt", width=140)
        freeboard = st.number_input("Freeboard, m", 0.0, 40.0, None, step=0.5, key="security_freeboard", width=130)
        speed = st.number_input("Highest speed, kn", 0.0, 40.0, None, step=0.5, key="security_speed", width=150)
    fitted = st.multiselect(
        "Measures fitted or trained aboard",
        list(all_measures()),
        key="security_fitted",
        format_func=lambda code: plain(all_measures()[code].title),
        placeholder="None stated",
        select_all=False,
    )
    last_ports = st.text_area(
        f"Last {MOST_CALLS} ports, the latest first, one a line with the days of the call",
        key="security_ports",
        max_chars=LONGEST_CALLS,
        height=100,
        placeholder="Lagos, NG 2026-11-02 2026-11-05",
    )
    profile = ShipProfile(name.strip(), imo_number.strip(), flag.strip(), ship_type, tonnage or None, freeboard or None, speed or None,
                          frozenset(fitted), last_ports.strip())  # fmt: skip
    if may_keep() and profile.name:
        _show_keep_button(profile, kept.get(st.session_state.get(SHIP, "")), row)
    return profile


def _show_choice(kept: dict[str, ShipRow], row: VoyageRow | None) -> None:
    chosen = st.session_state.get(SHIP, "")
    if chosen not in kept:
        chosen = st.session_state[SHIP] = ""
    if st.session_state.get(_SHOWN, "") != chosen:
        st.session_state[_SHOWN] = chosen
        if chosen:
            _fill(kept[chosen].profile)
    if kept:
        st.session_state["security_kept_ship"] = chosen
        st.selectbox(
            "Kept ship",
            ["", *kept],
            key="security_kept_ship",
            format_func=lambda code: as_it_stands(kept[code].name) if code in kept else "None of them",
            width=260,
            on_change=_choose,
            args=(kept, row),
        )


def _show_keep_button(profile: ShipProfile, kept: ShipRow | None, row: VoyageRow | None) -> None:
    values = profile.to_fields()
    if kept is None:
        st.button("Keep ship", key="ship_keep", icon=":material/bookmark_add:", on_click=_keep, args=(values, "", row))
        return
    with st.container(horizontal=True):
        if values != dict(kept.profile):
            st.button("Keep changes to ship", key="ship_change", icon=":material/save:", on_click=_keep, args=(values, kept.ship_id, row))
        st.button("Delete ship", key="ship_delete", icon=":material/delete:", type="tertiary", on_click=_delete, args=(kept.ship_id,))


def take_ship_of(row: VoyageRow | None) -> None:
    """Show the ship of a kept voyage, once that voyage is opened."""
    opened = row.voyage_id if row else ""
    if st.session_state.get("_voyage_ship_of", "") != opened:
        st.session_state["_voyage_ship_of"] = opened
        if row and row.text.ship_id:
            st.session_state[SHIP] = row.text.ship_id


def _choose(kept: dict[str, ShipRow], row: VoyageRow | None) -> None:
    chosen = str(st.session_state["security_kept_ship"] or "")
    st.session_state[SHIP] = chosen
    if chosen in kept:
        ADDRESS.change(ship_type=str(kept[chosen].profile.get("ship_type", "")))
    if row:
        choose_ship(row, chosen)


def _fill(profile: Any) -> None:
    ship = ShipProfile.from_fields(profile)
    for name, key in _FIELDS.items():
        st.session_state[key] = getattr(ship, name)
    st.session_state["security_fitted"] = [code for code in all_measures() if code in ship.fitted]


def _keep(values: dict[str, Any], ship_id: str, row: VoyageRow | None) -> None:
    kept_id = attempt(ships.keep_ship, values, ship_id, said="Ship kept.")
    if kept_id:
        st.session_state[SHIP] = st.session_state[_SHOWN] = kept_id
        if row and row.text.ship_id != kept_id:
            choose_ship(row, kept_id)


def _delete(ship_id: str) -> None:
    attempt(ships.delete_ship, ship_id, said="Ship deleted.")
