"""Sea regions: from the outlines in `sea_regions.toml` to polygons that do not overlap."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box, mapping, shape

from warehouse.reference.build.offshore import waters_near_land
from warehouse.reference.build.topology import polygons_of, within_180

GRID: Final = 1e-4
"""Degrees to which outlines are rounded (11 m)."""
MAP_SIZE: Final = (900, 600)
"""Size in pixels of the map for which the zoom presets are computed."""
SLIVER: Final = 1e-4
"""Square degrees of water (about 1 km2) below which a remainder of subtracting one outline from another is dropped."""


def sea_regions(file: Path, land: list[Polygon]) -> dict[str, Any]:
    """A GeoJSON collection with one feature for each region, in descending priority; higher priorities are cut out of lower ones."""
    outlines = tomllib.loads(file.read_text(encoding="utf-8"))
    ranked = sorted(outlines, key=lambda code: -int(outlines[code]["priority"]))
    whole_land = shapely.union_all(land)
    drawn = {code: drawn_outline(outlines[code], np.array(land)) for code in ranked}
    shapes = _without_overlap(
        {code: MultiPolygon([part for whole in outline.geoms for part in within_180(whole)]) for code, outline in drawn.items()}, whole_land
    )
    neighbours = _find_neighbours(shapes, whole_land)
    features = [_region_feature(code, outlines[code], drawn[code], shapes[code], neighbours[code]) for code in ranked]
    return {"type": "FeatureCollection", "features": features}


def drawn_outline(entry: dict[str, Any], land: NDArray[Any]) -> MultiPolygon:
    """The outline of one entry of `sea_regions.toml`, cut along its distance from land where it has one; longitudes may exceed 180."""
    corners = [(float(longitude), float(latitude)) for longitude, latitude in (corner.split() for corner in entry["outline"].split(","))]
    polygon = Polygon(corners)
    if not polygon.is_valid:
        raise ValueError(f"outline crosses itself: {shapely.is_valid_reason(polygon)}")
    return waters_near_land(polygon, land, entry["offshore_nm"]) if "offshore_nm" in entry else MultiPolygon([polygon])


def _without_overlap(shapes: dict[str, MultiPolygon], land: shapely.Geometry) -> dict[str, MultiPolygon]:
    """Each shape minus those before it. Remainders without water are dropped."""
    taken: shapely.Geometry = MultiPolygon()
    shapes_without_overlap: dict[str, MultiPolygon] = {}
    for code, outline in shapes.items():
        remainder = shapely.set_precision(outline.difference(taken), GRID)
        shapes_without_overlap[code] = MultiPolygon([part for part in polygons_of(remainder) if part.difference(land).area > SLIVER])
        taken = shapely.union(taken, outline)
    return shapes_without_overlap


def _find_neighbours(shapes: dict[str, MultiPolygon], land: shapely.Geometry) -> dict[str, list[str]]:
    """Regions that share a border over water; both sides of the antimeridian adjoin."""
    at_sea = {code: shape_of_region.boundary.difference(land) for code, shape_of_region in shapes.items()}
    neighbours: dict[str, list[str]] = {code: [] for code in shapes}
    for code, line in at_sea.items():
        # Rounding to the grid moves borders apart by less than this; a contact shorter than 0.05 degrees is a corner, not a border.
        nearby = line.buffer(0.01)
        repeated = shapely.union_all([translate(nearby, xoff=turn) for turn in (-360, 0, 360)])
        neighbours[code] = sorted(other for other in shapes if other != code and at_sea[other].intersection(repeated).length > 0.05)
    return neighbours


def _region_feature(code: str, entry: dict[str, Any], drawn: MultiPolygon, polygons: MultiPolygon, neighbours: list[str]) -> dict[str, Any]:
    longitude, latitude, zoom = map_view([(x, y) for x, y in shapely.get_coordinates(drawn)])
    return {
        "type": "Feature",
        "properties": {
            "sea_region": code,
            "title": entry["title"],
            "area": entry["area"],
            "priority": entry["priority"],
            "source": entry["source"],
            "neighbours": neighbours,
            "longitude": longitude,
            "latitude": latitude,
            "zoom": zoom,
        },
        "geometry": mapping(polygons),
    }


def region_limits(regions: dict[str, Any], land: list[Polygon]) -> dict[str, Any]:
    """The borders between regions as drawn on maps: each once, only over water, and not along the antimeridian."""
    lines = shapely.union_all([shape(feature["geometry"]).boundary for feature in regions["features"]], grid_size=GRID)
    lines_at_sea = lines.intersection(box(-179.999, -89.9, 179.999, 89.9)).difference(shapely.union_all(land))
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": mapping(shapely.line_merge(lines_at_sea))}],
    }


def map_view(points: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Centre (longitude, latitude) and zoom of a Web Mercator map of MAP_SIZE that shows all points, with a margin of 4%.

    Longitudes may exceed 180; the centre is moved back. At zoom 0 the world is 512 pixels wide, as in deck.gl.
    """
    longitudes = [longitude for longitude, _ in points]
    heights = [_mercator_height(max(-78.0, min(80.0, latitude))) for _, latitude in points]
    width = max((max(longitudes) - min(longitudes)) / 360, 1e-6)
    height = max((max(heights) - min(heights)) / (2 * math.pi), 1e-6)
    zoom = math.log2(0.92 * min(MAP_SIZE[0] / (512 * width), MAP_SIZE[1] / (512 * height)))
    longitude = (max(longitudes) + min(longitudes)) / 2
    latitude = math.degrees(2 * math.atan(math.exp((max(heights) + min(heights)) / 2)) - math.pi / 2)
    return round((longitude + 180) % 360 - 180, 3), round(latitude, 3), round(max(zoom, 0.3), 2)


def _mercator_height(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
