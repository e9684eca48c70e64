"""Features as GeoJSON (RFC 7946)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pyarrow as pa
import shapely

from api.server.operations import Asked
from warehouse import cache
from warehouse.queries.features.published import Collection
from warehouse.queries.features.shapes import shapes_of
from warehouse.view import SnapshotView


def features_of(asked: Asked, collection: Collection, rows: pa.Table) -> list[dict[str, Any]]:
    """The rows of a collection as features, in their order."""
    outlines = {} if collection.has_points else cache.query(outlines_by_id, asked.seen, collection)
    path = f"/collections/{collection.name}/items/"
    return [
        {
            "type": "Feature",
            "id": row[collection.key],
            "geometry": _point(row) if collection.has_points else outlines.get(row[collection.key]),
            "properties": row,
            "links": [{"href": asked.address(f"{path}{row[collection.key]}"), "rel": "self", "type": "application/geo+json"}],
        }
        for row in rows.to_pylist()
    ]


def outlines_by_id(con: Any, collection: Collection) -> Mapping[str, Any]:
    """The outlines of a collection as GeoJSON, by id."""
    shapes = shapes_of(con, collection)
    texts = shapely.to_geojson(list(shapes.values()))
    return {feature_id: orjson.Fragment(text) for feature_id, text in zip(shapes, texts, strict=True)}


def _point(row: Mapping[str, Any]) -> dict[str, Any] | None:
    if row["longitude"] is None or row["latitude"] is None:
        return None
    return {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}


def bounds_of(view: SnapshotView, collection: Collection) -> tuple[float, float, float, float] | None:
    """West, south, east and north of a collection's outlines; None where it has none."""
    shapes = cache.query(shapes_of, view, collection)
    return tuple(shapely.total_bounds(list(shapes.values())).tolist()) if shapes else None
