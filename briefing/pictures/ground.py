"""The ground of a map: land from the bundled shore lines, the borders of sea regions, and the window that is shown.

Maps are in Mercator's projection, as on a chart table: straight lines keep their course. Longitudes of a window run on
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
LEAST_SPAN: Final = 3.0
"""Degrees of longitude that a window shows at least."""
MARGIN: Final = 0.09
WORLD_GAP: Final = 50.0
"""Degrees without any point that a window leaves out at least; with less, the whole world is shown."""
WORLD_WEST: Final = -140.0
"""Where the map of the world is cut: in the open Pacific."""


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the earth that is shown; `east` is more than `west` and may lie beyond 180."""

    west: float
    east: float
    south: float
    north: float

    @property
    def is_world(self) -> bool:
        return self.east - self.west >= 360 - 1e-6

    def place(self, longitudes: ArrayLike) -> Reals:
        """Longitudes brought to the turn that the window shows."""
        found: Reals = self.west + (np.asarray(longitudes, dtype=np.float64) - self.west) % 360
        # What lies just west of the window belongs there and not a turn away.
        return np.where(found > self.east + (360 - (self.east - self.west)) / 2, found - 360, found)


def mercator(latitudes: ArrayLike) -> Reals:
    """Height on the map, in degrees of longitude at the equator."""
    inside = np.clip(np.asarray(latitudes, dtype=np.float64), -89.9, 89.9)
    heights: Reals = np.degrees(np.log(np.tan(np.pi / 4 + np.radians(inside) / 2)))
    return heights


def latitude(height: float) -> float:
    """The inverse of `mercator`."""
    return float(np.degrees(2 * np.arctan(np.exp(np.radians(height))) - np.pi / 2))


def fitted(longitudes: ArrayLike, latitudes: ArrayLike, shape: float) -> Window:
    """The window round all points with a margin, `shape` times as wide as high; the world where there are none, or points all round."""
    east, north = np.asarray(longitudes, dtype=np.float64), np.asarray(latitudes, dtype=np.float64)
    turn = np.unique((east + 180) % 360 - 180)
    if not len(turn):
        return _shaped(WORLD_WEST, WORLD_WEST + 360, -10.0, 45.0, shape)
    gaps = np.diff(turn, append=turn[0] + 360)
    widest = int(np.argmax(gaps))
    if gaps[widest] < WORLD_GAP:
        return _shaped(WORLD_WEST, WORLD_WEST + 360, float(north.min()), float(north.max()), shape)
    west = float(turn[(widest + 1) % len(turn)])
    return _shaped(west, west + 360 - float(gaps[widest]), float(north.min()), float(north.max()), shape)


def _shaped(west: float, east: float, south: float, north: float, shape: float) -> Window:
    low, high = (float(one) for one in mercator([max(south, SOUTHMOST), min(north, NORTHMOST)]))
    width = min(max((east - west) * (1 + 2 * MARGIN), LEAST_SPAN), 360.0)
    height = max((high - low) * (1 + 2 * MARGIN), LEAST_SPAN / shape)
    width, height = max(width, min(height * shape, 360.0)), max(height, width / shape)
    middle, level = (west + east) / 2, (low + high) / 2
    floor, ceiling = (float(one) for one in mercator([SOUTHMOST, NORTHMOST]))
    # The poles are left out as long as there is anything else to show.
    level = min(max(level, floor + height / 2), ceiling - height / 2) if height < ceiling - floor else (floor + ceiling) / 2
    return Window(middle - width / 2, middle + width / 2, latitude(level - height / 2), latitude(level + height / 2))


@cache
def _land() -> tuple[NDArray[Any], Reals]:
    """All land polygons with their bounds; shells run against the clock, holes with it."""
    with np.load(FOLDER / "land_10m.npz") as file:
        steps = np.column_stack([np.cumsum(file["x"], dtype=np.int64), np.cumsum(file["y"], dtype=np.int64)])
        shapes = shapely.from_ragged_array(
            shapely.GeometryType.POLYGON, steps * file["scale"] + file["shift"], (file["ring"], file["polygon"])
        )
    return shapes, shapely.bounds(shapes)


@cache
def _limits() -> shapely.Geometry:
    found = orjson.loads((ROOT / "static" / "land" / "sea_regions.json").read_bytes())
    return shapely.union_all([shapely.geometry.shape(feature["geometry"]) for feature in found["features"]])


@lru_cache(maxsize=24)
def land(window: Window, step: float) -> Outline | None:
    """The land in the window as one outline in map units; corners nearer to one another than `step` degrees are one."""
    shapes, bounds = _land()
    seen = (bounds[:, 3] >= window.south) & (bounds[:, 1] <= window.north)
    seen &= np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) >= step / 2
    parts: list[Reals] = []
    for turn in (-360.0, 0.0, 360.0):
        west, east = window.west - turn, window.east - turn
        here = np.flatnonzero(seen & (bounds[:, 2] >= west) & (bounds[:, 0] <= east))
        inside = (
            (bounds[here, 0] >= west) & (bounds[here, 2] <= east) & (bounds[here, 1] >= window.south) & (bounds[here, 3] <= window.north)
        )
        margin = max(step * 4, 0.02)
        clipped = shapely.clip_by_rect(
            shapes[here[~inside]], west - margin, max(window.south - margin, -84), east + margin, min(window.north + margin, 84)
        )
        for shape in (*shapes[here[inside]], *shapely.get_parts(clipped)):
            parts += _rings(shape, turn, step)
    return _outline(parts)


def _rings(shape: shapely.Geometry, turn: float, step: float) -> list[Reals]:
    """The rings of a polygon on a grid of `step`, shell first; rings that shrink to nothing are dropped."""
    if not isinstance(shape, shapely.Polygon) or shape.is_empty:
        return []
    found = []
    for number, ring in enumerate([shape.exterior, *shape.interiors]):
        corners = shapely.get_coordinates(ring)
        area = np.dot(corners[:-1, 0], corners[1:, 1]) - np.dot(corners[1:, 0], corners[:-1, 1])
        if (area > 0) == (number > 0):
            corners = corners[::-1]
        corners = np.round(corners / step) * step
        moved = np.ones(len(corners), dtype=bool)
        moved[1:] = (np.diff(corners, axis=0) != 0).any(axis=1)
        corners = corners[moved]
        if len(corners) >= 4:
            found.append(np.column_stack([corners[:, 0] + turn, mercator(corners[:, 1])]))
        elif number == 0:
            return []
    return found


def _outline(parts: list[Reals]) -> Outline | None:
    if not parts:
        return None
    codes = [np.full(len(part), Outline.LINETO, dtype=np.uint8) for part in parts]
    for code in codes:
        code[0], code[-1] = Outline.MOVETO, Outline.CLOSEPOLY
    return Outline(np.vstack(parts), np.concatenate(codes))


def areas(rings: list[Reals]) -> Outline | None:
    """Rings of (longitude, latitude) as one outline in map units."""
    return _outline([np.column_stack([ring[:, 0], mercator(ring[:, 1])]) for ring in rings if len(ring) >= 4])


def limits(window: Window) -> list[Reals]:
    """The lines between sea regions inside the window, each in map units."""
    found = []
    for turn in (-360.0, 0.0, 360.0):
        cut = shapely.clip_by_rect(translate(_limits(), xoff=turn), window.west, window.south, window.east, window.north)
        for line in shapely.get_parts(cut):
            corners = shapely.get_coordinates(line)
            found.append(np.column_stack([corners[:, 0], mercator(corners[:, 1])]))
    return found
