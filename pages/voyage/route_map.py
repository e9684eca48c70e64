"""The map of a voyage: its legs coloured by what is known of them, and the incidents beside it in the last year known."""

from __future__ import annotations

from typing import Any, Final, cast

import numpy as np
import pydeck as pdk
import streamlit as st

from analytics.describe.colours import rgb_values
from analytics.risk.results import STATE_TITLES
from analytics.voyage.assessment import VoyageAssessment
from analytics.voyage.route.legs import Leg, Passage
from analytics.voyage.sentences import leg_label, voyage_in_words
from pages.kept_voyages.route_layers import HEIGHT, STATE_COLOURS, continuous, leg_path, path_layers, view_of
from pages.maps import land, map_texts
from pages.maps.deck import Deck, build_deck
from pages.server import first_paint
from pages.shell import theme
from warehouse.contract.dates import short_day, short_moment
from warehouse.contract.taxonomy import ACT, CATEGORY

DOT: Final = "#C2412B"
MOST_DOTS: Final = 1500
THINNED: Final = 3
"""Every so many positions of the route are drawn: at most ten miles apart."""


def show_route_map(assessment: VoyageAssessment) -> None:
    """The map with its legend."""
    first_paint.wait_for_paint()
    states = sorted({leg.state for leg in assessment.legs}, key=list(STATE_TITLES).index)
    legs = "; ".join(f"{leg.leg.title}: {STATE_TITLES[leg.state].lower()}" for leg in assessment.legs)
    dots = _incident_rows(assessment)
    st.pydeck_chart(_assessed_deck(assessment, dots), height=HEIGHT, key="voyage_map", alt=f"Map of the voyage. {legs}.")
    entries = [(STATE_COLOURS[state], STATE_TITLES[state]) for state in states]
    map_texts.show_legend([*entries, (DOT, "Incident in the last year known")] if dots else entries, "Legs:")


def show_bare_map(passage: Passage) -> None:
    """The way alone, before anything is assessed."""
    first_paint.wait_for_paint()
    paths = [_path(passage, leg, STATE_COLOURS["not_watched"], "") for leg in passage.legs if not leg.is_waiting]
    alt = f"Map of the way: {voyage_in_words(passage)}."
    st.pydeck_chart(_deck_of(passage, paths, []), height=HEIGHT, key="voyage_bare_map", alt=alt)


def _assessed_deck(assessment: VoyageAssessment, dots: list[dict[str, Any]]) -> Deck:
    passage = assessment.passage
    paths = [_path(passage, leg.leg, STATE_COLOURS[leg.state], leg_label(leg)) for leg in assessment.legs if not leg.leg.is_waiting]
    return _deck_of(passage, paths, dots)


def _deck_of(passage: Passage, paths: list[dict[str, Any]], dots: list[dict[str, Any]]) -> Deck:
    palette = land.NIGHT if theme.is_dark() else land.DAY
    layers = [*path_layers("voyage", paths, palette, 5), _ends_layer(passage, palette)]
    if dots:
        layers.append(_dots_layer(dots, palette))
    return build_deck([*land.land_layers(None, palette), *layers], *view_of(continuous(passage), passage.route.latitude))


def _path(passage: Passage, leg: Leg, colour: str, label: str) -> dict[str, Any]:
    return leg_path(passage, leg, colour, f"{leg.number}. {leg.title}", label, continuous(passage), THINNED)


def _incident_rows(assessment: VoyageAssessment) -> list[dict[str, Any]]:
    wanted = {incident for leg in assessment.legs for incident in leg.evidence.incident_ids}
    incidents = assessment.ground.incidents
    beside = incidents[incidents["incident_id"].isin(wanted)].tail(MOST_DOTS)
    middle = float(np.mean(continuous(assessment.passage)))
    return [_dot_of(row, middle) for row in cast(list[dict[str, Any]], beside.to_dict("records"))]


def _dot_of(incident: dict[str, Any], middle: float) -> dict[str, Any]:
    """A dot on the side of the antimeridian on which the way lies."""
    act = ACT[incident["act"]].title if incident["act"] in ACT else ""
    return {
        "x": round(incident["longitude"] + 360 * round((middle - incident["longitude"]) / 360), 3),
        "y": round(incident["latitude"], 3),
        "t": CATEGORY[incident["category"]].title,
        "s": f"{short_day(incident['occurred_on'])}{f' · {act}' if act else ''}",
    }


def _dots_layer(rows: list[dict[str, Any]], palette: land.Palette) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer", id="voyage-incidents", data=rows, pickable=True, get_position="[x, y]",
        get_fill_color=[*rgb_values(DOT), 200], get_line_color=[*palette.sea, 200],
        stroked=True, line_width_min_pixels=1, get_radius=1, radius_min_pixels=3, radius_max_pixels=3,
    )  # fmt: skip


def _ends_layer(passage: Passage, palette: land.Palette) -> pdk.Layer:
    longitudes = continuous(passage)
    stops = [(0, passage.route.waypoints[0].name, "Departure"), (-1, passage.route.waypoints[-1].name, "Arrival")]
    stops += [(leg.first, leg.title, f"{leg.hours:,.0f} h from {short_moment(leg.start)} UTC") for leg in passage.legs if leg.is_waiting]
    rows = [
        {"x": float(longitudes[place]), "y": float(passage.route.latitude[place]), "t": title, "s": words} for place, title, words in stops
    ]
    return pdk.Layer(
        "ScatterplotLayer", id="voyage-ends", data=rows, pickable=True, get_position="[x, y]", get_fill_color=list(palette.text),
        get_line_color=list(palette.sea), stroked=True, line_width_min_pixels=2, get_radius=1, radius_min_pixels=6, radius_max_pixels=6,
    )  # fmt: skip
