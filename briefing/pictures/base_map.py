"""The base map: land from the bundled coastlines, the borders of sea regions, and the window that is shown.

Maps are in Mercator's projection, like nautical charts: a straight line is a constant course. Longitudes in a window continue
beyond 180 where it crosses the antimeridian.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import numpy as np
import orjson
import shapely
from matplotlib.path import Path as Outline
from numpy.typing import ArrayLike, NDArray
from shapely.affinity import translate

from warehouse.contract.settings import ROOT
from warehouse.reference.geography import FOLDER

Reals = NDArray[np.float64]

SOUTHMOST: Final = -66.0
NORTHMOST: Final = 78.0
"""Degrees of latitude that maps show at most: beyond them Mercator stretches land without ports over half the sheet."""
LEAST_SPAN: Final = 3.0
"""Degrees of longitude that a window shows at least, so that a single incident has a coast to be recognised by."""
MARGIN: Final = 0.09
"""Margin on each side, as a share of the span of the points."""
WORLD_GAP: Final = 50.0
"""Least width in degrees of an empty sector that a window leaves out; with less, the whole world is shown."""
WORLD_WEST: Final = -140.0
"""Where the map of the world is cut: in the open Pacific."""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the earth that is shown, in degrees; `east` exceeds `west` and may lie beyond 180."""

    west: float
    east: float
    south: float
    north: float

    @property
    def is_world(self) -> bool:
        return self.east - self.west >= 360 - 1e-6

    def unwrap(self, longitudes: ArrayLike) -> Reals:
        """Longitudes shifted by whole turns into the window."""
        unwrapped: Reals = self.west + (np.asarray(longitudes, dtype=np.float64) - self.west) % 360
        # A point just west of the window belongs there, not almost a turn further east.
        return np.where(unwrapped > self.east + (360 - (self.east - self.west)) / 2, unwrapped - 360, unwrapped)


def mercator(latitudes: ArrayLike) -> Reals:
    """Height on the map for each latitude, in degrees of longitude at the equator: ln tan(45° + latitude / 2)."""
    # At the poles themselves the height is infinite.
    inside = np.clip(np.asarray(latitudes, dtype=np.float64), -89.9, 89.9)
    heights: Reals = np.degrees(np.log(np.tan(np.pi / 4 + np.radians(inside) / 2)))
    return heights


def latitude_at(height: float) -> float:
    """The inverse of `mercator`, for one height."""
    return float(np.degrees(2 * np.arctan(np.exp(np.radians(height))) - np.pi / 2))


def fit_window(longitudes: ArrayLike, latitudes: ArrayLike, shape: float) -> Window:
    """The window around all points, with a margin, `shape` times as wide as high; the world where there are no points, or all around it."""
    east, north = np.asarray(longitudes, dtype=np.float64), np.asarray(latitudes, dtype=np.float64)
    turn = np.unique((east + 180) % 360 - 180)
    if not len(turn):
        return _window_of_shape(WORLD_WEST, WORLD_WEST + 360, -10.0, 45.0, shape)
    # The smallest arc that holds all longitudes is the circle without its widest gap, also across the antimeridian.
    gaps = np.diff(turn, append=turn[0] + 360)
    widest = int(np.argmax(gaps))
    if gaps[widest] < WORLD_GAP:
        return _window_of_shape(WORLD_WEST, WORLD_WEST + 360, float(north.min()), float(north.max()), shape)
    west = float(turn[(widest + 1) % len(turn)])
    return _window_of_shape(west, west + 360 - float(gaps[widest]), float(north.min()), float(north.max()), shape)


def window_around(bounds: tuple[float, float, float, float], shape: float) -> Window:
    """The window around bounds (west, south, east, north), `shape` times as wide as high; the world is cut in the Pacific."""
    west, south, east, north = bounds
    if east - west >= 360 - 1e-6:
        return _window_of_shape(WORLD_WEST, WORLD_WEST + 360, SOUTHMOST, NORTHMOST, shape)
    # Without the margin that points need.
    inner = 1 / (1 + 2 * MARGIN)
    middle, half = (west + east) / 2, (east - west) / 2 * inner
    low, high = (float(edge) for edge in mercator([south, north]))
    level, reach = (low + high) / 2, (high - low) / 2 * inner
    return _window_of_shape(middle - half, middle + half, latitude_at(level - reach), latitude_at(level + reach), shape)


def _window_of_shape(west: float, east: float, south: float, north: float, shape: float) -> Window:
    low, high = (float(height_of_edge) for height_of_edge in mercator([max(south, SOUTHMOST), min(north, NORTHMOST)]))
    width = min(max((east - west) * (1 + 2 * MARGIN), LEAST_SPAN), 360.0)
    height = max((high - low) * (1 + 2 * MARGIN), LEAST_SPAN / shape)
    width, height = max(width, min(height * shape, 360.0)), max(height, width / shape)
    middle, level = (west + east) / 2, (low + high) / 2
    floor, ceiling = (float(height_of_edge) for height_of_edge in mercator([SOUTHMOST, NORTHMOST]))
    # Moved away from the poles as long as the window is lower than the map.
    level = min(max(level, floor + height / 2), ceiling - height / 2) if height < ceiling - floor else (floor + ceiling) / 2
    return Window(middle - width / 2, middle + width / 2, latitude_at(level - height / 2), latitude_at(level + height / 2))


@cache
def _land_polygons() -> tuple[NDArray[Any], Reals]:
    """All land polygons with their bounds (west, south, east, north); shells run anticlockwise, holes clockwise."""
    # Stored as differences of whole steps, which compress to a fraction of the coordinates themselves.
    with np.load(FOLDER / "land_10m.npz") as file:
        steps = np.column_stack([np.cumsum(file["x"], dtype=np.int64), np.cumsum(file["y"], dtype=np.int64)])
        shapes = shapely.from_ragged_array(
            shapely.GeometryType.POLYGON, steps * file["scale"] + file["shift"], (file["ring"], file["polygon"])
        )
    return shapes, shapely.bounds(shapes)


@cache
def _all_region_borders() -> shapely.Geometry:
    collection = orjson.loads((ROOT / "static" / "land" / "sea_regions.json").read_bytes())
    return shapely.union_all([shapely.geometry.shape(feature["geometry"]) for feature in collection["features"]])


@lru_cache(maxsize=24)
def land_outline(window: Window, step: float) -> Outline | None:
    """The land in the window as one path in map units, simplified to a grid of `step` degrees; None where there is only sea.

    Cached, as the charts of one document and the previews of one session show the same waters.
    """
    shapes, bounds = _land_polygons()
    is_visible = (bounds[:, 3] >= window.south) & (bounds[:, 1] <= window.north)
    is_visible &= np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) >= step / 2
    parts: list[Reals] = []
    # A window that crosses the antimeridian also shows land of the neighbouring turn.
    for turn in (-360.0, 0.0, 360.0):
        west, east = window.west - turn, window.east - turn
        here = np.flatnonzero(is_visible & (bounds[:, 2] >= west) & (bounds[:, 0] <= east))
        inside = (
            (bounds[here, 0] >= west) & (bounds[here, 2] <= east) & (bounds[here, 1] >= window.south) & (bounds[here, 3] <= window.north)
        )
        # Only polygons across the edge are clipped, which is slow. The margin puts the edges of the cut outside the window, where
        # no coastline is drawn along them.
        margin = max(step * 4, 0.02)
        clipped = shapely.clip_by_rect(
            shapes[here[~inside]], west - margin, max(window.south - margin, -84), east + margin, min(window.north + margin, 84)
        )
        for shape in (*shapes[here[inside]], *shapely.get_parts(clipped)):
            parts += _simplified_rings(shape, turn, step)
    return _outline_of(parts)


def _simplified_rings(shape: shapely.Geometry, turn: float, step: float) -> list[Reals]:
    """The rings of a polygon on a grid of `step` degrees, shell first; rings that collapse are dropped."""
    if not isinstance(shape, shapely.Polygon) or shape.is_empty:
        return []
    rings = []
    for number, ring in enumerate([shape.exterior, *shape.interiors]):
        corners = shapely.get_coordinates(ring)
        # Twice the signed area (shoelace formula): positive for anticlockwise. Clipping does not keep the direction, and fills
        # by the winding rule would turn lakes into land without it.
        area = np.dot(corners[:-1, 0], corners[1:, 1]) - np.dot(corners[1:, 0], corners[:-1, 1])
        if (area > 0) == (number > 0):
            corners = corners[::-1]
        corners = np.round(corners / step) * step
        moved = np.ones(len(corners), dtype=bool)
        moved[1:] = (np.diff(corners, axis=0) != 0).any(axis=1)
        corners = corners[moved]
        if len(corners) >= 4:
            rings.append(np.column_stack([corners[:, 0] + turn, mercator(corners[:, 1])]))
        # Three corners and the first again are the least; without its shell a polygon's holes mean nothing.
        elif number == 0:
            return []
    return rings


def _outline_of(parts: list[Reals]) -> Outline | None:
    if not parts:
        return None
    codes = [np.full(len(part), Outline.LINETO, dtype=np.uint8) for part in parts]
    for code in codes:
        code[0], code[-1] = Outline.MOVETO, Outline.CLOSEPOLY
    return Outline(np.vstack(parts), np.concatenate(codes))


def area_outline(rings: list[Reals]) -> Outline | None:
    """Rings of (longitude, latitude) as one path in map units."""
    return _outline_of([np.column_stack([ring[:, 0], mercator(ring[:, 1])]) for ring in rings if len(ring) >= 4])


def region_borders(window: Window) -> list[Reals]:
    """The borders between sea regions in the window, as lines in map units."""
    lines = []
    for turn in (-360.0, 0.0, 360.0):
        cut = shapely.clip_by_rect(translate(_all_region_borders(), xoff=turn), window.west, window.south, window.east, window.north)
        for line in shapely.get_parts(cut):
            corners = shapely.get_coordinates(line)
            lines.append(np.column_stack([corners[:, 0], mercator(corners[:, 1])]))
    return lines
