"""A small map of where reports place an incident: each position, how well it is known, and the distances between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import pydeck as pdk
import streamlit as st
from pydeck.types import String

from pages.incidents.position import how_precise
from pages.maps import land
from pages.maps.map import Deck
from pages.server import first_paint

HEIGHT: Final = 300
EARTH_KM: Final = 6371.0
DEGREE_KM: Final = 111.2
WIDTH: Final = 420
"""Pixels that the picture is reckoned to be wide."""

COLOURS: Final = ((43, 127, 186), (217, 146, 43), (95, 175, 124), (151, 130, 247), (195, 21, 112), (135, 142, 154))
LINE: Final = (132, 151, 168)


@dataclass(frozen=True, slots=True)
class Spot:
    """A report's position: its letter, where it is (degrees; east may go beyond 180), and how well that is known."""

    name: str
    longitude: float
    latitude: float
    precision_km: float
    basis: str


def spots(reports: list[dict[str, Any]], letters: list[str]) -> list[Spot]:
    """The positions that there are, all on one side of the antimeridian of the first."""
    placed = [(name, report) for name, report in zip(letters, reports, strict=True) if report["latitude"] is not None]
    found: list[Spot] = []
    for name, report in placed:
        longitude = report["longitude"]
        if found:
            longitude += 360 * round((found[0].longitude - longitude) / 360)
        found.append(Spot(name, longitude, report["latitude"], report["position_precision_km"] or 0.0, how_precise(report)))
    return found


def show(reports: list[dict[str, Any]], letters: list[str], dark: bool) -> None:
    """The map, or a line that says why there is none."""
    placed = spots(reports, letters)
    if not placed:
        st.caption(":material/location_off: None of the reports has a position.")
        return
    first_paint.hold()
    st.pydeck_chart(deck(placed, dark), height=HEIGHT, key="review_map", alt=f"Map of the positions. {words(placed)}")
    st.caption(f"{words(placed)} A ring shows how far off a position may be.")


def words(placed: list[Spot]) -> str:
    """The positions and distances in a sentence."""
    known = "; ".join(f"{spot.name} {spot.basis}" for spot in placed)
    apart = [f"{one.name} and {other.name} are {_km(distance_km(one, other))} apart" for one, other in _neighbours(placed)]
    return ". ".join([known[:1].upper() + known[1:], *apart]) + "."


def deck(placed: list[Spot], dark: bool) -> Deck:
    """Rings, lines with their length, and letters over the land."""
    palette = land.NIGHT if dark else land.DAY
    layers = [*land.land_layers(None, palette), _rings(placed), _lines(placed), _lengths(placed, palette), _dots(placed), _letters(placed)]
    longitude, latitude, zoom = look(placed)
    state = pdk.ViewState(longitude=longitude, latitude=latitude, zoom=zoom, pitch=0, bearing=0)
    views = [pdk.View("MapView", controller=True, repeat=True)]
    return Deck(layers=layers, views=views, initial_view_state=state, tooltip=False, map_provider=None)


def look(placed: list[Spot]) -> tuple[float, float, float]:
    """Longitude, latitude and zoom that show every position with its ring."""
    reach = [max(spot.precision_km, 5.0) / DEGREE_KM for spot in placed]
    south, north = (
        min(s.latitude - r for s, r in zip(placed, reach, strict=True)),
        max(s.latitude + r for s, r in zip(placed, reach, strict=True)),
    )
    squeeze = [max(math.cos(math.radians(spot.latitude)), 0.1) for spot in placed]
    west = min(s.longitude - r / q for s, r, q in zip(placed, reach, squeeze, strict=True))
    east = max(s.longitude + r / q for s, r, q in zip(placed, reach, squeeze, strict=True))
    span = max(east - west, (north - south) * 1.6 / min(squeeze), 0.05)
    zoom = math.log2(360 * WIDTH / (512 * span)) - 0.35
    middle = (west + east) / 2
    return (middle + 180) % 360 - 180 if len(placed) == 1 else middle, (south + north) / 2, round(min(max(zoom, 0.3), 9.0), 2)


def distance_km(one: Spot, other: Spot) -> float:
    """Great-circle distance (haversine)."""
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(other.longitude - one.longitude)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(h, 1.0)))


def _neighbours(placed: list[Spot]) -> list[tuple[Spot, Spot]]:
    """The first position with each other one."""
    return [(placed[0], other) for other in placed[1:6]]


def _km(distance: float) -> str:
    return f"{distance:.1f} km" if distance < 10 else f"{distance:,.0f} km"


def _points(placed: list[Spot]) -> list[dict[str, Any]]:
    return [
        {"x": spot.longitude, "y": spot.latitude, "m": spot.precision_km * 1000, "t": spot.name, "c": list(COLOURS[place % len(COLOURS)])}
        for place, spot in enumerate(placed)
    ]


def _rings(placed: list[Spot]) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer",
        id="review-rings",
        data=_points(placed),
        get_position="[x, y]",
        get_radius="m",
        get_fill_color="[c[0], c[1], c[2], 28]",
        get_line_color="c",
        stroked=True,
        line_width_min_pixels=1.4,
        line_width_max_pixels=1.4,
    )


def _dots(placed: list[Spot]) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer",
        id="review-dots",
        data=_points(placed),
        get_position="[x, y]",
        get_fill_color="c",
        get_radius=1,
        radius_min_pixels=9,
        radius_max_pixels=9,
    )


def _lines(placed: list[Spot]) -> pdk.Layer:
    rows = [{"f": [a.longitude, a.latitude], "t": [b.longitude, b.latitude]} for a, b in _neighbours(placed)]
    return pdk.Layer(
        "LineLayer", id="review-lines", data=rows, get_source_position="f", get_target_position="t", get_color=list(LINE), get_width=2
    )


def _lengths(placed: list[Spot], palette: land.Palette) -> pdk.Layer:
    rows = [
        {"x": (a.longitude + b.longitude) / 2, "y": (a.latitude + b.latitude) / 2, "t": _km(distance_km(a, b))}
        for a, b in _neighbours(placed)
    ]
    return _text("review-lengths", rows, list(palette.text), 13, [0, -14])


def _letters(placed: list[Spot]) -> pdk.Layer:
    return _text("review-letters", _points(placed), [11, 21, 32], 12, [0, 0])


def _text(name: str, rows: list[dict[str, Any]], colour: list[int], size: int, offset: list[int]) -> pdk.Layer:
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
