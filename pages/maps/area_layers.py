"""The area that a reader has chosen, on a map: its edge, and along a route its track and the waters on either side."""

from __future__ import annotations

from typing import Any

import numpy as np
import pydeck as pdk

from pages.maps.land import Palette
from warehouse.areas.shapes import Area, Box, Circle, Polygon, Route, unwrapped
from warehouse.reference.ports import ELLIPSOID, KM_PER_NM

Line = list[list[float]]
"""Longitude and latitude of each point; longitudes may run on beyond 180."""

CIRCLE_POINTS = 96


def layers_of(area: Area | None, palette: Palette) -> list[pdk.Layer]:
    """The layers that show `area`, lowest first; none without one."""
    if area is None:
        return []
    if isinstance(area, Route):
        track = [[longitude, latitude] for latitude, longitude in unwrapped(list(area.waypoints))]
        # In metres, which grow with the latitude on the chart as the corridor does.
        corridor = _path("corridor", track, [*palette.chosen, 60], width=2000 * area.within_nm * KM_PER_NM)
        return [corridor, _path("track", track, [*palette.chosen, 255], width_min_pixels=1.5, width_max_pixels=1.5)]
    edge = edge_of(area)
    fill = pdk.Layer(
        "PolygonLayer",
        id="area",
        data=[{"e": edge}],
        get_polygon="e",
        pickable=False,
        stroked=False,
        get_fill_color=[*palette.chosen, 34],
    )
    return [fill, _path("area-edge", [*edge, edge[0]], [*palette.chosen, 255], width_min_pixels=1.8, width_max_pixels=1.8)]


def edge_of(area: Circle | Polygon | Box) -> Line:
    """The edge of an area, in order."""
    if isinstance(area, Polygon):
        return [[longitude, latitude] for latitude, longitude in unwrapped(list(area.corners))]
    if isinstance(area, Box):
        east = area.west + (area.east - area.west) % 360
        return [[area.west, area.south], [east, area.south], [east, area.north], [area.west, area.north]]
    bearings = np.linspace(0, 360, CIRCLE_POINTS, endpoint=False)
    centre = np.full(CIRCLE_POINTS, area.longitude), np.full(CIRCLE_POINTS, area.latitude)
    longitudes, latitudes, _ = ELLIPSOID.fwd(*centre, bearings, np.full(CIRCLE_POINTS, area.radius_nm * KM_PER_NM * 1000))
    corners = [(float(latitude), float(longitude)) for longitude, latitude in zip(longitudes, latitudes, strict=True)]
    return [[longitude, latitude] for latitude, longitude in unwrapped(corners)]


def _path(name: str, line: Line, colour: list[int], **width: Any) -> pdk.Layer:
    size = {"get_width": width.pop("width", 1), **width}
    shape = {"cap_rounded": True, "joint_rounded": True}
    return pdk.Layer("PathLayer", id=name, data=[{"p": line}], get_path="p", get_color=colour, pickable=False, **shape, **size)
