"""The map of the fleet: what lies ahead of every ship, coloured by what is known of the waters."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from analytics.risk.results import STATE_TITLES
from analytics.voyage.kept.fleet import FleetVoyage
from analytics.voyage.sentences import leg_label
from pages.kept_voyages.route_layers import HEIGHT, STATE_COLOURS, Reals, continuous, leg_path, path_layers, view_of
from pages.maps import land, map_texts
from pages.maps.deck import build_deck
from pages.server import first_paint
from pages.shell import theme

EVERY: Final = 12
"""Every so many positions of a route are drawn: at most 36 miles apart."""
MOST_DRAWN: Final = 200


def show_fleet_map(voyages: tuple[FleetVoyage, ...]) -> None:
    """The map with its legend; nothing where nothing lies ahead."""
    drawn = [voyage for voyage in voyages if voyage.ahead][:MOST_DRAWN]
    if not drawn:
        return
    first_paint.wait_for_paint()
    palette = land.NIGHT if theme.is_dark() else land.DAY
    middle = float(np.median([float(np.mean(_longitudes(voyage))) for voyage in drawn]))
    shifted = {voyage.voyage_id: _near(_longitudes(voyage), middle) for voyage in drawn}
    paths = [path for voyage in drawn for path in _paths(voyage, shifted[voyage.voyage_id])]
    latitudes = np.concatenate([voyage.passage.route.latitude for voyage in drawn if voyage.passage])
    deck = build_deck(
        [*land.land_layers(None, palette), *path_layers("fleet", paths, palette, 3)],
        *view_of(np.concatenate(list(shifted.values())), latitudes),
    )
    states = [state for state in STATE_TITLES if any(leg.state == state for voyage in drawn for leg in voyage.ahead)]
    st.pydeck_chart(deck, height=HEIGHT, key="fleet_map", alt=f"Map of what lies ahead of {len(drawn):,} voyages, by what is known.")
    left_out = sum(bool(voyage.ahead) for voyage in voyages) - len(drawn)
    map_texts.show_legend([(STATE_COLOURS[state], STATE_TITLES[state]) for state in states], "Legs ahead:")
    if left_out > 0:
        st.caption(f"Drawn are the {MOST_DRAWN} most pressing voyages; {left_out:,} more are in the table.")


def _longitudes(voyage: FleetVoyage) -> Reals:
    assert voyage.passage
    return continuous(voyage.passage)


def _near(longitudes: Reals, middle: float) -> Reals:
    """The same longitudes on the side of the antimeridian on which most routes lie."""
    turned: Reals = longitudes + 360 * np.round((middle - longitudes.mean()) / 360)
    return turned


def _paths(voyage: FleetVoyage, longitudes: Reals) -> list[dict[str, Any]]:
    assert voyage.passage
    title = voyage.ship or voyage.name
    return [
        leg_path(voyage.passage, leg.leg, STATE_COLOURS[leg.state], f"{title}: {leg.leg.title}", leg_label(leg), longitudes, EVERY)
        for leg in voyage.ahead
        if not leg.leg.is_waiting
    ]
