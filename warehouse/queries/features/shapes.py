"""Outlines of the features that are more than a point: sea regions, and the areas in which advisories hold.

Longitudes are between -180 and 180 and outlines are cut at the antimeridian, as GeoJSON (RFC 7946) asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import orjson
import shapely
from shapely import affinity

from warehouse.areas.outlines import edge_of
from warehouse.areas.shapes import Circle, unwrapped
from warehouse.queries.advisories.advisories import Advisory, all_advisories
from warehouse.queries.features.published import ADVISORIES, Collection
from warehouse.reference.geography import sea_regions

Bounds = tuple[float, float, float, float]
"""West, south, east, north; across the antimeridian where west is the greater."""


def shapes_of(con: duckdb.DuckDBPyConnection, collection: Collection) -> Mapping[str, Any]:
    """The outline of every feature of a collection that has one, by id."""
    if collection == ADVISORIES:
        outlines = ((advisory.advisory_id, _outline_of(advisory)) for advisory in all_advisories(con))
        return {advisory_id: outline for advisory_id, outline in outlines if outline is not None}
    return {code: region.outline for code, region in sea_regions().items()}


def ids_within(shapes: Mapping[str, Any], bounds: Bounds) -> tuple[str, ...]:
    """Ids of the outlines that share at least a point with `bounds`."""
    west, south, east, north = bounds
    boxes = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    area = shapely.union_all([shapely.box(left, south, right, north) for left, right in boxes])
    return tuple(feature_id for feature_id, outline in shapes.items() if outline.intersects(area))


def cut_at_antimeridian(outline: Any) -> Any:
    """An outline whose longitudes may run on beyond 180, in parts that stay between -180 and 180."""
    west, _, east, _ = outline.bounds
    if west >= -180 and east <= 180:
        return outline
    parts = []
    for turn in (-360, 0, 360):
        part = affinity.translate(outline, turn).intersection(shapely.box(-180, -90, 180, 90))
        # Where they only touch the edge, nothing but a line is left.
        parts += [polygon for polygon in shapely.get_parts(part) if polygon.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def _outline_of(advisory: Advisory) -> Any | None:
    """The area in which an advisory holds, the circle around its position, or that position; None where it states none."""
    if advisory.area:
        [stated] = orjson.loads(advisory.area)["coordinates"]
        ring = unwrapped([(latitude, longitude) for longitude, latitude in stated])
        return cut_at_antimeridian(shapely.Polygon([(longitude, latitude) for latitude, longitude in ring]))
    if advisory.latitude is None or advisory.longitude is None:
        return None
    if advisory.radius_nm:
        return cut_at_antimeridian(shapely.Polygon(edge_of(Circle(advisory.latitude, advisory.longitude, advisory.radius_nm))))
    return shapely.Point(advisory.longitude, advisory.latitude)
