"""The map of a full card: where each report places the incident, and what else happened nearby."""

from __future__ import annotations

from typing import Any, Final

import pydeck as pdk
import streamlit as st

from analytics.describe.words import report_letter
from analytics.incidents.nearby import RADIUS_NM, Neighbourhood
from pages.maps import positions_map
from pages.maps.deck import TOOLTIP, Deck
from pages.server import first_paint
from pages.shell.text import plain
from warehouse.contract.dates import short_day
from warehouse.contract.taxonomy import ACT
from warehouse.reference.ports import KM_PER_NM

HEIGHT: Final = 740
LEGIBLE_KM: Final = 15.0
"""Reports closer together than this cannot be told apart on a map that shows everything nearby."""

NEIGHBOUR: Final = (132, 151, 168, 200)
Row = dict[str, Any]


def show_card_map(incident: Row, reports: list[Row], near: Neighbourhood | None, dark: bool) -> None:
    """The map, or a line saying why there is none."""
    placed = positions_map.placed_reports(reports, [report_letter(number) for number in range(len(reports))])
    if not placed or near is None:
        st.caption(":material/location_off: None of the reports has a position.")
        return
    positions = positions_map.positions_in_words(placed)
    alt = f"Map of the positions given by the reports, and of the {len(near.shown)} nearest incidents. {positions}"
    first_paint.wait_for_paint()
    st.pydeck_chart(card_deck(placed, incident, near, dark), height=HEIGHT, key="card_map", alt=alt)
    others = f"Grey: the {len(near.shown)} nearest of {near.number:,} other incidents." if near.number else ""
    # How well each position is known is among the facts, and stands with each report.
    st.caption(plain(" ".join([*positions_map.distances_in_words(placed), others])))


def card_deck(placed: list[positions_map.PlacedReport], incident: Row, near: Neighbourhood, dark: bool) -> Deck:
    """The positions of the reports, and beneath them the incidents nearby; the view includes the whole circle of what counts as near."""
    longitude, latitude, zoom = positions_map.fitting_view(placed)
    unreadable: tuple[str, ...] = ()
    if near.number:
        # Zoomed out this far, the letters of the reports and the distances between them would hide the reports themselves.
        if max(positions_map.distance_km(placed[0], other) for other in placed) < LEGIBLE_KM:
            unreadable = ("review-lengths", "review-letters")
        wide = positions_map.PlacedReport("", incident["longitude"], incident["latitude"], RADIUS_NM * KM_PER_NM, "")
        zoom = min(zoom, positions_map.fitting_view([wide])[2])
    deck = positions_map.positions_deck(placed, dark, (longitude, latitude, zoom), TOOLTIP)
    deck.insert_below("review-rings", _neighbour_layer(near))
    deck.remove_layers(*unreadable)
    return deck


def _neighbour_layer(near: Neighbourhood) -> pdk.Layer:
    rows = [
        {
            "x": neighbour.incident["longitude"],
            "y": neighbour.incident["latitude"],
            "t": neighbour.incident["vessel_name"] or "Ship not named",
            "s": f"{short_day(neighbour.incident['occurred_on'])} · {_act_title(neighbour.incident)} · {neighbour.distance_nm:.1f} nm",
        }
        for neighbour in near.shown
    ]
    return pdk.Layer(
        "ScatterplotLayer",
        id="card-neighbours",
        data=rows,
        pickable=True,
        get_position="[x, y]",
        get_fill_color=list(NEIGHBOUR),
        get_radius=1,
        radius_min_pixels=4,
        radius_max_pixels=4,
    )


def _act_title(incident: Any) -> str:
    return ACT[incident["act"]].title if incident["act"] in ACT else "act not stated"
