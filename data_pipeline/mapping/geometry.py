"""The geometry of a GeoJSON feature, or of one of an Esri service, as one position and how far the shape reaches from it."""

from __future__ import annotations

import math
from typing import Any, Final

LONGITUDE, LATITUDE, EXTENT = "longitude (geometry)", "latitude (geometry)", "extent km (geometry)"
_KM_A_DEGREE: Final = 111.2
_MOST_POINTS: Final = 100_000
_UNREADABLE: Final[dict[str, float | str]] = {"longitude (geometry)": "unreadable", "latitude (geometry)": "unreadable"}
"""What is stated and cannot be read is flagged as any other position."""
_SHAPES: Final = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")


def point_of(geometry: Any) -> dict[str, float | str]:
    """Longitude, latitude and half the extent in km of a geometry, under the names above; empty where there is none.

    Of an area, a point that lies within it; of a line or several points, their middle. The extent is left out for a point.
    """
    if not isinstance(geometry, dict):
        return {}
    if {"x", "y"} <= set(geometry):
        return _point(geometry["x"], geometry["y"])
    if geometry.get("type") not in _SHAPES or not (positions := _positions(geometry.get("coordinates"))):
        return _UNREADABLE
    if len(positions) == 1:
        return _point(*positions[0])
    crosses_180 = max(east for east, _ in positions) - min(east for east, _ in positions) > 180
    if crosses_180:
        positions = [(east % 360, north) for east, north in positions]
    longitude, latitude = (None if crosses_180 else _representative_point(geometry)) or _middle(positions)
    reach = max(_distance_km(longitude, latitude, *position) for position in positions)
    return {**_point(longitude - 360 if longitude > 180 else longitude, latitude), EXTENT: round(reach, 2)}


def _point(longitude: Any, latitude: Any) -> dict[str, float | str]:
    if not (_is_number(longitude) and _is_number(latitude)):
        return _UNREADABLE
    return {LONGITUDE: round(float(longitude), 6), LATITUDE: round(float(latitude), 6)}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _positions(coordinates: Any, levels: int = 4) -> list[tuple[float, float]]:
    """All positions in nested lists; none when there are too many, or what stands there is no position."""
    if not isinstance(coordinates, list) or not levels:
        return []
    if len(coordinates) > 1 and all(_is_number(part) for part in coordinates[:2]):
        return [(float(coordinates[0]), float(coordinates[1]))]
    positions: list[tuple[float, float]] = []
    for part in coordinates:
        positions += _positions(part, levels - 1)
        if len(positions) > _MOST_POINTS:
            return []
    return positions


def _representative_point(geometry: dict[str, Any]) -> tuple[float, float] | None:
    # Imported here: few files hold shapes.
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    if not str(geometry["type"]).endswith("Polygon"):
        return None
    try:
        point = shape(geometry).representative_point()
        return None if point.is_empty else (point.x, point.y)
    # A ring of two positions, one that crosses itself, coordinates of three kinds of depth.
    except (ShapelyError, ValueError, TypeError, IndexError, AttributeError):
        return None


def _middle(positions: list[tuple[float, float]]) -> tuple[float, float]:
    return sum(east for east, _ in positions) / len(positions), sum(north for _, north in positions) / len(positions)


def _distance_km(longitude: float, latitude: float, other_longitude: float, other_latitude: float) -> float:
    """On a plane, which is good enough for how far a shape reaches."""
    across = (longitude - other_longitude) * math.cos(math.radians(max(-90.0, min(90.0, latitude))))
    return math.hypot(across, latitude - other_latitude) * _KM_A_DEGREE
