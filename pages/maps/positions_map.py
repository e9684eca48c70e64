"""A small map of where reports place an incident: each position with its precision, and the distances between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import pydeck as pdk
import streamlit as st
from geopy.distance import great_circle
from pydeck.types import String

from pages.incidents.position import precision_in_words
from pages.maps import land
from pages.maps.deck import Deck, build_deck
from pages.server import first_paint
from pages.shell.text import plain

HEIGHT: Final = 300
DEGREE_KM: Final = 111.2
"""Kilometres of a degree of latitude on a sphere of the Earth's mean radius."""

WIDTH: Final = 420
"""Width in pixels that the view is fitted to; the map itself may be wider."""

COLOURS: Final = ((43, 127, 186), (217, 146, 43), (95, 175, 124), (151, 130, 247), (195, 21, 112), (135, 142, 154))
LINE: Final = (132, 151, 168)


@dataclass(frozen=True, slots=True)
class PlacedReport:
    """The position of a report: its letter, degrees (longitude may exceed 180), and how well the position is known."""

    name: str
    longitude: float
    latitude: float
    precision_km: float
    basis: str


def placed_reports(reports: list[dict[str, Any]], letters: list[str]) -> list[PlacedReport]:
    """The positions of the reports that have one, shifted to the side of the antimeridian on which the first one lies."""
    placed = [(name, report) for name, report in zip(letters, reports, strict=True) if report["latitude"] is not None]
    positions: list[PlacedReport] = []
    for name, report in placed:
        longitude = report["longitude"]
        if positions:
            longitude += 360 * round((positions[0].longitude - longitude) / 360)
        positions.append(
            PlacedReport(name, longitude, report["latitude"], report["position_precision_km"] or 0.0, precision_in_words(report))
        )
    return positions


def show_positions_map(reports: list[dict[str, Any]], letters: list[str], dark: bool) -> None:
    """The map, or a line saying why there is none."""
    placed = placed_reports(reports, letters)
    if not placed:
        st.caption(":material/location_off: None of the reports has a position.")
        return
    first_paint.wait_for_paint()
    text = positions_in_words(placed)
    st.pydeck_chart(
        positions_deck(placed, dark, fitting_view(placed)), height=HEIGHT, key="review_map", alt=f"Map of the positions. {text}"
    )
    st.caption(plain(f"{text} A ring shows how far off a position may be."))


def positions_in_words(placed: list[PlacedReport]) -> str:
    """The positions and distances in a sentence."""
    precisions = "; ".join(f"{spot.name} {spot.basis}" for spot in placed)
    return " ".join([f"{precisions[:1].upper()}{precisions[1:]}.", *distances_in_words(placed)])


def distances_in_words(placed: list[PlacedReport]) -> list[str]:
    """`A and B are 9.2 km apart.` for the first position and each of the next few."""
    return [
        f"{first.name} and {other.name} are {_km_in_words(distance_km(first, other))} apart." for first, other in _pairs_with_first(placed)
    ]


def positions_deck(placed: list[PlacedReport], dark: bool, view: tuple[float, float, float], tooltip: Any = False) -> Deck:
    """Rings of precision, lines with their lengths, and letters over the land; `view` is longitude, latitude and zoom."""
    palette = land.NIGHT if dark else land.DAY
    marks = [_precision_rings(placed), _distance_lines(placed), _distance_labels(placed, palette)]
    marks += [_position_dots(placed), _letter_labels(placed)]
    return build_deck([*land.land_layers(None, palette), *marks], *view, tooltip=tooltip)


def fitting_view(placed: list[PlacedReport]) -> tuple[float, float, float]:
    """Longitude, latitude and zoom of a view that shows every position with its ring."""
    reach = [max(spot.precision_km, 5.0) / DEGREE_KM for spot in placed]
    south, north = (
        min(s.latitude - r for s, r in zip(placed, reach, strict=True)),
        max(s.latitude + r for s, r in zip(placed, reach, strict=True)),
    )
    # Degrees of longitude shrink towards the poles; the limit keeps a position at a pole from asking for the whole world.
    squeeze = [max(math.cos(math.radians(spot.latitude)), 0.1) for spot in placed]
    west = min(s.longitude - r / q for s, r, q in zip(placed, reach, squeeze, strict=True))
    east = max(s.longitude + r / q for s, r, q in zip(placed, reach, squeeze, strict=True))
    span = max(east - west, (north - south) * 1.6 / min(squeeze), 0.05)
    # A Web Mercator world is 512 pixels wide at zoom 0 in deck.gl; the rest of a zoom step is a margin.
    zoom = math.log2(360 * WIDTH / (512 * span)) - 0.35
    middle = (west + east) / 2
    return _normal(middle) if len(placed) == 1 else middle, (south + north) / 2, round(min(max(zoom, 0.3), 9.0), 2)


def distance_km(first: PlacedReport, other: PlacedReport) -> float:
    """Great-circle distance on a sphere of the Earth's mean radius, as linking measures it."""
    # geopy refuses longitudes beyond 180 degrees, which a position across the antimeridian has here.
    return float(great_circle((first.latitude, _normal(first.longitude)), (other.latitude, _normal(other.longitude))).km)


def _normal(longitude: float) -> float:
    return (longitude + 180) % 360 - 180


def _pairs_with_first(placed: list[PlacedReport]) -> list[tuple[PlacedReport, PlacedReport]]:
    """The first position paired with each of the next five: more lines than that cannot be read."""
    return [(placed[0], other) for other in placed[1:6]]


def _km_in_words(distance: float) -> str:
    return f"{distance:.1f} km" if distance < 10 else f"{distance:,.0f} km"


def _point_rows(placed: list[PlacedReport]) -> list[dict[str, Any]]:
    return [
        {"x": spot.longitude, "y": spot.latitude, "m": spot.precision_km * 1000, "t": spot.name, "c": list(COLOURS[place % len(COLOURS)])}
        for place, spot in enumerate(placed)
    ]


def _precision_rings(placed: list[PlacedReport]) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer",
        id="review-rings",
        data=_point_rows(placed),
        get_position="[x, y]",
        # In metres: the ring grows with the zoom, as the uncertainty that it stands for does.
        get_radius="m",
        get_fill_color="[c[0], c[1], c[2], 28]",
        get_line_color="c",
        stroked=True,
        line_width_min_pixels=1.4,
        line_width_max_pixels=1.4,
    )


def _position_dots(placed: list[PlacedReport]) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer",
        id="review-dots",
        data=_point_rows(placed),
        get_position="[x, y]",
        get_fill_color="c",
        get_radius=1,
        radius_min_pixels=9,
        radius_max_pixels=9,
    )


def _distance_lines(placed: list[PlacedReport]) -> pdk.Layer:
    rows = [{"f": [a.longitude, a.latitude], "t": [b.longitude, b.latitude]} for a, b in _pairs_with_first(placed)]
    return pdk.Layer(
        "LineLayer", id="review-lines", data=rows, get_source_position="f", get_target_position="t", get_color=list(LINE), get_width=2
    )


def _distance_labels(placed: list[PlacedReport], palette: land.Palette) -> pdk.Layer:
    rows = [
        {"x": (a.longitude + b.longitude) / 2, "y": (a.latitude + b.latitude) / 2, "t": _km_in_words(distance_km(a, b))}
        for a, b in _pairs_with_first(placed)
    ]
    return _text_layer("review-lengths", rows, list(palette.text), 13, [0, -14])


def _letter_labels(placed: list[PlacedReport]) -> pdk.Layer:
    return _text_layer("review-letters", _point_rows(placed), [11, 21, 32], 12, [0, 0])


def _text_layer(name: str, rows: list[dict[str, Any]], colour: list[int], size: int, offset: list[int]) -> pdk.Layer:
    return pdk.Layer(
        "TextLayer",
        id=name,
        data=rows,
        get_position="[x, y]",
        get_text="t",
        get_color=colour,
        get_size=size,
        get_pixel_offset=offset,
        font_family=String("sans-serif"),
        font_weight=String("bold"),
    )
