"""The sea of each region as maps draw it: the outline without land, so that it follows the coasts."""

from __future__ import annotations

from typing import Any, Final

import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon, box, mapping, shape

from warehouse.reference.build.topology import polygons_of

UNDER_LAND: Final = 0.3
"""Degrees by which the sea reaches under the coast (33 km): land drawn over it leaves no gap at any zoom, and few corners do."""
COAST: Final = 0.15
"""Degrees to which coasts are simplified."""
LEAST_HOLE: Final = 1.0
"""Square degrees of land (about 12,000 km2 at the equator) below which no hole is left for an island: land is drawn over it."""
LEAST_WATER: Final = 0.005
"""Square degrees of sea below which a remainder, such as a lake, is dropped."""
STEP: Final = 1.0
"""Degrees between two corners at most: a limit that is straight in degrees is a curve on a chart."""
GRID: Final = 0.01
INSIDE: Final = box(-179.999, -89.9, 179.999, 89.9)
"""A box that just excludes the antimeridian and the poles, and so the edges along which outlines are cut there."""


def region_waters(regions: dict[str, Any], land: NDArray[Any]) -> dict[str, Any]:
    """A GeoJSON collection with the sea of each region of `sea_regions.geojson`, in the same order.

    It reaches UNDER_LAND beneath the coast and never beyond the region's own outline.
    """
    inland = _inland(land)
    whole_land = shapely.union_all(land)
    return {"type": "FeatureCollection", "features": [_water_feature(feature, inland, whole_land) for feature in regions["features"]]}


def _inland(land: NDArray[Any]) -> shapely.Geometry:
    """Land further from the sea than UNDER_LAND, as one simplified shape."""
    parts = shapely.simplify(shapely.buffer(land, -UNDER_LAND, quad_segs=2), COAST)
    return shapely.union_all(parts[shapely.area(parts) > LEAST_HOLE])


def _water_feature(feature: dict[str, Any], inland: shapely.Geometry, land: shapely.Geometry) -> dict[str, Any]:
    outline = shape(feature["geometry"])
    sea = shapely.set_precision(shapely.segmentize(outline.difference(inland), STEP), GRID)
    parts = [_without_islands(part) for part in polygons_of(sea) if part.difference(land).area > LEAST_WATER]
    properties = {"sea_region": feature["properties"]["sea_region"]}
    return {"type": "Feature", "properties": properties, "geometry": _rounded(mapping(MultiPolygon(parts)))}


def _without_islands(part: Polygon) -> Polygon:
    return Polygon(part.exterior, [ring for ring in part.interiors if Polygon(ring).area > LEAST_HOLE])


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    polygons = [[[[round(x, 2), round(y, 2)] for x, y in ring] for ring in rings] for rings in geometry["coordinates"]]
    return {"type": geometry["type"], "coordinates": polygons}


def region_drawing(feature: dict[str, Any]) -> dict[str, Any]:
    """A collection of two features: the sea of one region, and its rim as lines without the cut at the antimeridian."""
    rims = shapely.line_merge(shape(feature["geometry"]).boundary.intersection(INSIDE))
    lines = [[[round(x, 2), round(y, 2)] for x, y in shapely.get_coordinates(line)] for line in shapely.get_parts(rims)]
    rim = {"type": "Feature", "properties": {}, "geometry": {"type": "MultiLineString", "coordinates": lines}}
    return {"type": "FeatureCollection", "features": [feature, rim]}
