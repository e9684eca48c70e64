"""The map's land as GeoJSON tiles, which the browser fetches one by one.

Standard Web Mercator tiles (at zoom z, 512 pixels are 1/2^z of the world). A tile contains land as polygons, to be filled without an
outline (outlines would also show along the edges of tiles), and borders between countries as lines.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon, box

from warehouse.reference.build.topology import Topology, polygons_of

OVERLAP = 0.002
"""Share of a tile by which polygons extend beyond its edge, so that no seam shows."""


@dataclass(frozen=True)
class Sheet:
    """Everything drawn at one scale, with a spatial index for land and for borders."""

    land: shapely.STRtree
    borders: shapely.STRtree
    decimals: int

    @classmethod
    def of(cls, atlas: Topology, decimals: int, tolerance: float = 0.0) -> Sheet:
        """The atlas at its own scale, or without corners that move a line by less than `tolerance` degrees.

        Islands smaller than a square of that side are left out as well.
        """
        land = np.array(atlas.polygons("land"))
        borders = np.array([LineString(line) for line in atlas.borders("countries")])
        if tolerance:
            land = shapely.simplify(land, tolerance)
            land = land[shapely.area(land) >= tolerance**2]
            borders = shapely.simplify(borders, tolerance)
        return cls(shapely.STRtree(land), shapely.STRtree(borders), decimals)


def write_tiles(folder: Path, sheet: Sheet, zoom: int) -> None:
    """All tiles of one zoom as `zoom/x/y.json`, including empty ones: a missing file would be an error in the browser."""
    for x in range(2**zoom):
        (folder / str(zoom) / str(x)).mkdir(parents=True, exist_ok=True)
        for y in range(2**zoom):
            content = {"type": "FeatureCollection", "features": list(_tile_features(sheet, tile_bounds(zoom, x, y)))}
            (folder / str(zoom) / str(x) / f"{y}.json").write_text(json.dumps(content, separators=(",", ":")), encoding="ascii")


def whole_sea() -> dict[str, Any]:
    """The whole map as two rectangles, to draw beneath the land: a single one of 360 degrees would have no width."""
    _, south, _, north = tile_bounds(0, 0, 0)
    halves = [_polygon_rings(box(west, south, west + 180, north), 4) for west in (-180, 0)]
    return {"type": "FeatureCollection", "features": [_geojson_feature("MultiPolygon", halves)]}


def tile_bounds(zoom: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in degrees."""
    return _tile_longitude(zoom, x), _tile_latitude(zoom, y + 1), _tile_longitude(zoom, x + 1), _tile_latitude(zoom, y)


def _tile_longitude(zoom: int, x: int) -> float:
    return 360 * x / (1 << zoom) - 180


def _tile_latitude(zoom: int, y: int) -> float:
    return float(math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / (1 << zoom))))))


def _tile_features(sheet: Sheet, bounds: tuple[float, float, float, float]) -> Iterator[dict[str, Any]]:
    west, south, east, north = bounds
    margin = OVERLAP * (east - west)
    wide = box(max(west - margin, -180), south - margin, min(east + margin, 180), north + margin)
    polygons = [part for shape in _shapes_near(sheet.land, wide) for part in polygons_of(shape.intersection(wide))]
    if polygons:
        yield _geojson_feature("MultiPolygon", [_polygon_rings(polygon, sheet.decimals) for polygon in polygons])
    lines = [line for shape in _shapes_near(sheet.borders, box(*bounds)) for line in lines_of(shapely.clip_by_rect(shape, *bounds))]
    if lines:
        yield _geojson_feature("MultiLineString", [_round_line(line, sheet.decimals) for line in lines])


def _shapes_near(index: shapely.STRtree, area: Polygon) -> Iterator[Any]:
    return (index.geometries[i] for i in sorted(index.query(area)))


def _geojson_feature(kind: str, coordinates: list[Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}}


def _polygon_rings(polygon: Polygon, decimals: int) -> list[list[list[float]]]:
    return [_round_line(ring, decimals) for ring in (polygon.exterior, *polygon.interiors)]


def _round_line(line: Any, decimals: int) -> list[list[float]]:
    corners: NDArray[np.float64] = np.round(shapely.get_coordinates(line), decimals)
    keep = np.r_[True, np.any(np.diff(corners, axis=0) != 0, axis=1)]
    # A line that has collapsed to one point keeps both ends.
    points: list[list[float]] = (corners[keep] if keep.sum() > 1 else corners).tolist()
    return points


def lines_of(geometry: Any) -> list[LineString]:
    """The lines in a geometry of any type."""
    if isinstance(geometry, LineString):
        return [] if geometry.is_empty else [LineString(geometry.coords)]
    return [line for part in getattr(geometry, "geoms", []) for line in lines_of(part)]
