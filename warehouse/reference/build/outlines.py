"""Sea regions: from the outlines in `sea_regions.toml` to polygons that do not overlap. Used through `build.py`."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box, mapping, shape

from warehouse.reference.build.topology import polygons_of, within_180

GRID: Final = 1e-4
"""Degrees to which outlines are rounded (11 m)."""
MAP_SIZE: Final = (900, 600)
"""Pixels of the map that zoom presets are made for."""
SLIVER: Final = 1e-4
"""Square degrees of water under which a left-over of subtracting one outline from another is dropped (about 1 km2)."""


def sea_regions(file: Path, land: list[Polygon]) -> dict[str, Any]:
    """A GeoJSON collection: one feature a region, higher priorities cut out of lower ones, in falling order of priority."""
    outlines = tomllib.loads(file.read_text(encoding="utf-8"))
    ranked = sorted(outlines, key=lambda code: -int(outlines[code]["priority"]))
    whole_land = shapely.union_all(land)
    shapes = _without_overlap({code: _outline(outlines[code]["outline"]) for code in ranked}, whole_land)
    neighbours = _neighbours(shapes, whole_land)
    features = [_feature(code, outlines[code], shapes[code], neighbours[code]) for code in ranked]
    return {"type": "FeatureCollection", "features": features}


def _corners(outline: str) -> list[tuple[float, float]]:
    return [(float(longitude), float(latitude)) for longitude, latitude in (corner.split() for corner in outline.split(","))]


def _outline(outline: str) -> MultiPolygon:
    polygon = Polygon(_corners(outline))
    if not polygon.is_valid:
        raise ValueError(f"outline crosses itself: {shapely.is_valid_reason(polygon)}")
    return MultiPolygon(within_180(polygon))


def _without_overlap(shapes: dict[str, MultiPolygon], land: shapely.Geometry) -> dict[str, MultiPolygon]:
    """Each shape less those before it. Left-overs that hold no water are dropped."""
    taken: shapely.Geometry = MultiPolygon()
    own: dict[str, MultiPolygon] = {}
    for code, outline in shapes.items():
        left = shapely.set_precision(outline.difference(taken), GRID)
        own[code] = MultiPolygon([part for part in polygons_of(left) if part.difference(land).area > SLIVER])
        taken = shapely.union(taken, outline)
    return own


def _neighbours(shapes: dict[str, MultiPolygon], land: shapely.Geometry) -> dict[str, list[str]]:
    """Regions whose common border runs over water somewhere; the two sides of the antimeridian touch."""
    at_sea = {code: own.boundary.difference(land) for code, own in shapes.items()}
    found: dict[str, list[str]] = {code: [] for code in shapes}
    for code, line in at_sea.items():
        near = line.buffer(0.01)
        round_the_back = shapely.union_all([translate(near, xoff=turn) for turn in (-360, 0, 360)])
        found[code] = sorted(other for other in shapes if other != code and at_sea[other].intersection(round_the_back).length > 0.05)
    return found


def _feature(code: str, said: dict[str, Any], own: MultiPolygon, neighbours: list[str]) -> dict[str, Any]:
    longitude, latitude, zoom = view(_corners(said["outline"]))
    return {
        "type": "Feature",
        "properties": {
            "sea_region": code,
            "title": said["title"],
            "area": said["area"],
            "priority": said["priority"],
            "source": said["source"],
            "neighbours": neighbours,
            "longitude": longitude,
            "latitude": latitude,
            "zoom": zoom,
        },
        "geometry": mapping(own),
    }


def limits(regions: dict[str, Any], land: list[Polygon]) -> dict[str, Any]:
    """The lines between regions as a map draws them: each once, only over water, without the cut at the antimeridian."""
    lines = shapely.union_all([shape(feature["geometry"]).boundary for feature in regions["features"]], grid_size=GRID)
    drawn = lines.intersection(box(-179.999, -89.9, 179.999, 89.9)).difference(shapely.union_all(land))
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": mapping(shapely.line_merge(drawn))}],
    }


def view(points: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Centre (longitude, latitude) and zoom of a Web Mercator map of MAP_SIZE that shows all points, with a margin of 4%.

    Longitudes may run beyond 180; the centre is brought back. Zoom 0 shows the world on 512 pixels, as deck.gl counts.
    """
    longitudes = [longitude for longitude, _ in points]
    heights = [_mercator(max(-78.0, min(80.0, latitude))) for _, latitude in points]
    width = max((max(longitudes) - min(longitudes)) / 360, 1e-6)
    height = max((max(heights) - min(heights)) / (2 * math.pi), 1e-6)
    zoom = math.log2(0.92 * min(MAP_SIZE[0] / (512 * width), MAP_SIZE[1] / (512 * height)))
    longitude = (max(longitudes) + min(longitudes)) / 2
    latitude = math.degrees(2 * math.atan(math.exp((max(heights) + min(heights)) / 2)) - math.pi / 2)
    return round((longitude + 180) % 360 - 180, 3), round(latitude, 3), round(max(zoom, 0.3), 2)


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
