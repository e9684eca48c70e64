"""Advisories in force on a map: the outline of the area or circle in which each holds, or a ring where it states no more than a place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import pydeck as pdk

from analytics.advisories.words import short_validity
from analytics.describe.colours import ADVISORY_COLOUR, rgb_values
from warehouse.areas.outlines import Line, edge_of
from warehouse.areas.shapes import Circle, unwrapped
from warehouse.contract.taxonomy import ADVISORY_KIND
from warehouse.queries.advisories.advisories import Advisory

AREAS: Final = "advisory-areas"
PLACES: Final = "advisory-places"


def layers_of(advisories: Sequence[Advisory]) -> list[pdk.Layer]:
    """The layers of advisories, lowest first; none where none has a place."""
    outlined = [{"e": edge, **_words(advisory)} for advisory in advisories if (edge := _edge_of(advisory)) is not None]
    placed = [
        {"x": advisory.longitude, "y": advisory.latitude, **_words(advisory)}
        for advisory in advisories
        if advisory.latitude is not None and not advisory.radius_nm and not advisory.area
    ]
    return [*([_outlines(outlined)] if outlined else []), *([_rings(placed)] if placed else [])]


def legend_entries(advisories: Sequence[Advisory]) -> list[tuple[str, str]]:
    """Colour and meaning of the kinds among advisories that have a place."""
    kinds = {advisory.kind for advisory in advisories if has_place(advisory)}
    return [(ADVISORY_COLOUR[code], f"{kind.title} in force") for code, kind in ADVISORY_KIND.items() if code in kinds]


def has_place(advisory: Advisory) -> bool:
    """Whether an advisory can be drawn."""
    return advisory.latitude is not None or advisory.area is not None


def bounds_of(advisories: Sequence[Advisory]) -> tuple[float, float, float, float] | None:
    """West, south, east and north of all that is drawn; None where nothing is."""
    points = [point for advisory in advisories for point in _edge_of(advisory) or _point_of(advisory)]
    if not points:
        return None
    return tuple(edge(point[axis] for point in points) for edge, axis in ((min, 0), (min, 1), (max, 0), (max, 1)))  # type: ignore[return-value]


def _point_of(advisory: Advisory) -> Line:
    return [[advisory.longitude, advisory.latitude]] if advisory.latitude is not None and advisory.longitude is not None else []


def _edge_of(advisory: Advisory) -> Line | None:
    if advisory.area:
        [ring] = json.loads(advisory.area)["coordinates"]
        return [[longitude, latitude] for latitude, longitude in unwrapped([(north, east) for east, north in ring])]
    if advisory.radius_nm and advisory.latitude is not None and advisory.longitude is not None:
        edge = edge_of(Circle(advisory.latitude, advisory.longitude, advisory.radius_nm))
        return [*edge, edge[0]]
    return None


def _words(advisory: Advisory) -> dict[str, Any]:
    """Title and second line under the pointer, and the colour of the kind. The browser escapes the words."""
    return {
        "t": advisory.title,
        "s": f"{ADVISORY_KIND[advisory.kind].title}, {advisory.source_title}, {short_validity(advisory)}",
        "c": list(rgb_values(ADVISORY_COLOUR[advisory.kind])),
    }


def _outlines(rows: list[dict[str, Any]]) -> pdk.Layer:
    return pdk.Layer(
        "PolygonLayer",
        id=AREAS,
        data=rows,
        get_polygon="e",
        pickable=True,
        stroked=True,
        filled=True,
        get_fill_color="[c[0], c[1], c[2], 26]",
        get_line_color="c",
        line_width_min_pixels=2,
        line_width_max_pixels=2,
    )


def _rings(rows: list[dict[str, Any]]) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer",
        id=PLACES,
        data=rows,
        pickable=True,
        get_position="[x, y]",
        get_radius=10,
        radius_units=pdk.types.String("pixels"),
        filled=True,
        get_fill_color="[c[0], c[1], c[2], 40]",
        stroked=True,
        get_line_color="c",
        line_width_min_pixels=2,
        line_width_max_pixels=2,
    )
