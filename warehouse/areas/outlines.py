"""The edges of areas, to be drawn or handed out."""

from __future__ import annotations

from typing import Final

import numpy as np

from warehouse.areas.shapes import Box, Circle, Polygon, unwrapped
from warehouse.reference.ports import ELLIPSOID, KM_PER_NM

Line = list[list[float]]
"""Longitude and latitude of each point; longitudes may run on beyond 180."""

CIRCLE_POINTS: Final = 96


def edge_of(area: Circle | Polygon | Box) -> Line:
    """The edge of an area, in order, its first point not repeated."""
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
