"""The map of a full card: where each report places the incident, and what else happened near."""

from __future__ import annotations

from typing import Any, Final

import pydeck as pdk
import streamlit as st

from analytics.incidents.nearby import RADIUS_NM, Neighbourhood
from pages.maps import positions_map
from pages.maps.map import TOOLTIP, Deck
from pages.server import first_paint
from warehouse.contract.dates import short_day
from warehouse.contract.taxonomy import ACT
from warehouse.reference.ports import KM_PER_NM

HEIGHT: Final = 360
LEGIBLE_KM: Final = 15.0
NEIGHBOUR: Final = (132, 151, 168, 200)
Row = dict[str, Any]


def letter(number: int) -> str:
    """A, B, ... Z, then numbers: how a report is named on the map and beside its text."""
    return chr(ord("A") + number) if number < 26 else str(number + 1)


def show(incident: Row, reports: list[Row], near: Neighbourhood | None, dark: bool) -> None:
    """The map, or a line that says why there is none."""
    placed = positions_map.spots(reports, [letter(number) for number in range(len(reports))])
    if not placed or near is None:
        st.caption(":material/location_off: None of the reports has a position.")
        return
    alt = f"Map of the positions that the reports give, and of the {len(near.shown)} nearest incidents. {positions_map.words(placed)}"
    first_paint.hold()
    st.pydeck_chart(deck(placed, incident, near, dark), height=HEIGHT, key="card_map", alt=alt)
    others = f"Grey: the {len(near.shown)} nearest of {near.number:,} other incidents. " if near.number else ""
    st.caption(f"{positions_map.words(placed)} {others}A ring shows how far off a position may be.")


def deck(placed: list[positions_map.Spot], incident: Row, near: Neighbourhood, dark: bool) -> Deck:
    """The reports' positions over the land, and the other incidents under them; looks as far as the circle of what is near."""
    drawn = positions_map.deck(placed, dark)
    drawn.layers.insert(len(drawn.layers) - 5, _neighbours(near))
    drawn._tooltip = TOOLTIP
    longitude, latitude, zoom = positions_map.look(placed)
    if near.number:
        # So far out the reports lie close to one another: their letters and lengths would hide them.
        if max(positions_map.distance_km(placed[0], other) for other in placed) < LEGIBLE_KM:
            drawn.layers = [layer for layer in drawn.layers if layer.id not in ("review-lengths", "review-letters")]
        wide = positions_map.Spot("", incident["longitude"], incident["latitude"], RADIUS_NM * KM_PER_NM, "")
        zoom = min(zoom, positions_map.look([wide])[2])
    drawn.initial_view_state = pdk.ViewState(longitude=longitude, latitude=latitude, zoom=zoom, pitch=0, bearing=0)
    return drawn


def _neighbours(near: Neighbourhood) -> pdk.Layer:
    rows = [
        {
            "x": one.incident["longitude"],
            "y": one.incident["latitude"],
            "t": one.incident["vessel_name"] or "Ship not named",
            "s": f"{short_day(one.incident['occurred_on'])} · {_act(one.incident)} · {one.distance_nm:.1f} nm",
        }
        for one in near.shown
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


def _act(one: Any) -> str:
    return ACT[one["act"]].title if one["act"] in ACT else "act not stated"
