"""Which positions lie in an area. Distances are along the WGS 84 ellipsoid, rhumb lines and drawn edges those of its Mercator chart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Proj
from scipy.spatial import KDTree

from warehouse.areas.shapes import Area, Box, Circle, Polygon, Route, unwrapped
from warehouse.reference.ports import ELLIPSOID, KM_PER_NM
from warehouse.reference.space import SPHERE_KM, chord_of, in_space

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SPHERE_ERROR: Final = 0.006
"""Distances on the sphere are this fraction off those on the ellipsoid at most."""

KM_PER_DEGREE: Final = 110.5
"""The shortest that a degree of latitude is on the ellipsoid: with it a frame around an area is never too small."""

STEPS_ACROSS: Final = 16
"""A track is stepped through this many times over its distance, which makes distances to it wrong by 1 part in 2,000 at most."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Bounds that contain an area: latitudes, and longitudes within `half_width` degrees of `longitude`."""

    south: float
    north: float
    longitude: float
    half_width: float


def frame_of(area: Area) -> Frame:
    """A frame around `area`, not much larger than it."""
    if isinstance(area, Box):
        width = (area.east - area.west) % 360
        return Frame(area.south, area.north, _wrapped(area.west + width / 2), width / 2)
    corners = unwrapped(_corners(area))
    reach = {Circle: "radius_nm", Route: "within_nm"}.get(type(area))
    margin = (getattr(area, reach) * KM_PER_NM / KM_PER_DEGREE) if reach else 0.0
    south, north = min(corner[0] for corner in corners) - margin, max(corner[0] for corner in corners) + margin
    west, east = min(corner[1] for corner in corners), max(corner[1] for corner in corners)
    # Meridians come closer towards the poles; a circle with a pole in it meets them all.
    furthest = max(abs(south), abs(north))
    sideways = 180.0 if furthest >= 90 else margin / np.cos(np.radians(furthest))
    return Frame(max(south, -90.0), min(north, 90.0), _wrapped((west + east) / 2), min(180.0, (east - west) / 2 + sideways))


def is_inside(area: Area, latitude: Floats, longitude: Floats) -> Mask:
    """Whether each position (degrees, longitudes from -180 to 180) lies in `area` or on its edge."""
    if isinstance(area, Circle):
        return _in_circle(area, latitude, longitude)
    if isinstance(area, Route):
        return _near_route(area, latitude, longitude)
    if isinstance(area, Polygon):
        return _in_polygon(area, latitude, longitude)
    eastward: Floats = (longitude - area.west) % 360
    return (latitude >= area.south) & (latitude <= area.north) & (eastward <= (area.east - area.west) % 360)


def _in_circle(circle: Circle, latitude: Floats, longitude: Floats) -> Mask:
    radius = circle.radius_nm * KM_PER_NM
    lat, centre = np.radians(latitude), np.radians(circle.latitude)
    half = np.sin((lat - centre) / 2) ** 2 + np.cos(lat) * np.cos(centre) * np.sin(np.radians(longitude - circle.longitude) / 2) ** 2
    km = 2 * SPHERE_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    inside: Mask = km <= radius
    # The sphere decides all but those near the edge, thirty times faster than the ellipsoid.
    edge = np.flatnonzero(np.abs(km - radius) <= SPHERE_ERROR * radius)
    if len(edge):
        centres = np.full(len(edge), circle.longitude), np.full(len(edge), circle.latitude)
        metres = ELLIPSOID.inv(*centres, longitude[edge], latitude[edge])[2]
        inside[edge] = np.asarray(metres) <= radius * 1000
    return inside


def _near_route(route: Route, latitude: Floats, longitude: Floats) -> Mask:
    if not len(latitude):
        return np.zeros(0, np.bool_)
    track = _stepped_track(route)
    chord = chord_of(route.within_nm * KM_PER_NM)
    distance, _ = KDTree(in_space(track[:, 0], track[:, 1])).query(in_space(latitude, longitude), distance_upper_bound=chord)
    near: Mask = np.isfinite(distance)
    return near


def _stepped_track(route: Route) -> Floats:
    """Points along the rhumb lines between the waypoints (latitude, longitude), close enough for distances to the track."""
    step_km = route.within_nm * KM_PER_NM / STEPS_ACROSS
    points = []
    for start, end in pairwise(unwrapped(list(route.waypoints))):
        low, high = mercator_y(np.array([start[0], end[0]]))
        least = 0.0 if start[0] * end[0] < 0 else min(abs(start[0]), abs(end[0]))
        # On the chart a leg is straight; its scale is greatest where it is nearest to the equator.
        chart_km = np.hypot(high - low, np.radians(end[1] - start[1]) * ELLIPSOID.a) / 1000
        steps = int(np.ceil(chart_km * np.cos(np.radians(least)) / step_km)) + 1
        along = np.linspace(0, 1, steps + 1)
        points.append(np.column_stack([latitude_of(low + along * (high - low)), start[1] + along * (end[1] - start[1])]))
    return np.concatenate(points)


def _in_polygon(polygon: Polygon, latitude: Floats, longitude: Floats) -> Mask:
    ring = unwrapped(list(polygon.corners))
    heights = mercator_y(np.array([corner[0] for corner in ring]))
    shape = shapely.Polygon(np.column_stack([[corner[1] for corner in ring], np.degrees(heights / ELLIPSOID.a)]))
    shapely.prepare(shape)
    # Beyond the chart the projection has no value, and no polygon reaches there.
    y = np.degrees(mercator_y(np.clip(latitude, -89.0, 89.0)) / ELLIPSOID.a)
    inside = np.zeros(len(latitude), np.bool_)
    for turn in (-720, -360, 0, 360, 720):
        if longitude.size and shape.bounds[0] <= 180 + turn and shape.bounds[2] >= turn - 180:
            inside |= shapely.intersects_xy(shape, longitude + turn, y)
    return inside


def mercator_y(latitude: Floats) -> Floats:
    """Height on the ellipsoidal Mercator chart in metres at its equator."""
    return np.asarray(_mercator()(np.zeros(len(latitude)), latitude)[1])


def latitude_of(y: Floats) -> Floats:
    """The latitude at a height on that chart, degrees."""
    return np.asarray(_mercator()(np.zeros(len(y)), y, inverse=True)[1])


def _corners(area: Circle | Route | Polygon) -> list[tuple[float, float]]:
    if isinstance(area, Circle):
        return [(area.latitude, area.longitude)]
    return list(area.waypoints if isinstance(area, Route) else area.corners)


def _wrapped(longitude: float) -> float:
    return (longitude + 180) % 360 - 180


@cache
def _mercator() -> Any:
    return Proj(proj="merc", ellps="WGS84")
