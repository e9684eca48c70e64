"""Landing page, conformance, and what there is to know of each collection."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from api.features.filters import CRS84, property_schema
from api.features.geojson import bounds_of
from api.server.operations import GEOJSON, JSON, OPENAPI_JSON, SCHEMA_JSON, Asked, Document
from warehouse import cache
from warehouse.queries.features.conditions import ALWAYS
from warehouse.queries.features.feature_rows import count_features, position_bounds, time_extent
from warehouse.queries.features.published import COLLECTIONS, Collection
from warehouse.queries.sources.sources import all_sources

_FEATURES: Final = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_FILTERS: Final = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf"
_CQL2: Final = "http://www.opengis.net/spec/cql2/1.0/conf"
CONFORMS_TO: Final = (
    f"{_FEATURES}/core", f"{_FEATURES}/geojson", f"{_FEATURES}/html", f"{_FEATURES}/oas30",
    f"{_FILTERS}/queryables", f"{_FILTERS}/queryables-query-parameters", f"{_FILTERS}/filter", f"{_FILTERS}/features-filter",
    f"{_CQL2}/cql2-text", f"{_CQL2}/basic-cql2", f"{_CQL2}/advanced-comparison-operators", f"{_CQL2}/case-insensitive-comparison",
    f"{_CQL2}/basic-spatial-functions",
)  # fmt: skip
"""What is met as a whole: not CQL2's temporal and arithmetic functions, nor its comparisons of two properties, nor all of its arrays."""


def landing(asked: Asked) -> Document:
    """The API's first page."""
    return Document(
        {
            "title": "Anchorwatch",
            "description": "Crime against merchant ships: incidents, the reports behind them, advisories, sea regions and ports.",
            "links": [
                _link(asked, "", "self", "This page"),
                _link(asked, "/openapi", "service-desc", "Description of the API (OpenAPI 3.0)", OPENAPI_JSON),
                _link(asked, "/documentation", "service-doc", "Documentation", "text/html"),
                _link(asked, "/conformance", "conformance", "Standards that are met"),
                _link(asked, "/collections", "data", "Collections"),
            ],
        },
        "Anchorwatch API",
    )


def conformance(asked: Asked) -> Document:
    """The classes of standards that are met."""
    return Document(
        {"conformsTo": list(CONFORMS_TO), "links": [_link(asked, "/conformance", "self", "This page")]}, "Standards that are met"
    )


def collections(asked: Asked) -> Document:
    """All collections."""
    content = {
        "links": [_link(asked, "/collections", "self", "This page")],
        "collections": [_about(asked, collection) for collection in COLLECTIONS.values()],
        "snapshot": asked.seen.id,
        "simulated": asked.seen.is_demo,
    }
    return Document(content, "Collections")


def collection(asked: Asked, of: Collection) -> Document:
    """One collection."""
    return Document({**_about(asked, of), "snapshot": asked.seen.id, "simulated": asked.seen.is_demo}, of.title)


def queryables(asked: Asked, of: Collection) -> Document:
    """What features can be filtered by, as a JSON schema."""
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": asked.address(f"/collections/{of.name}/queryables"),
        "type": "object",
        "title": of.title,
        "description": of.doc,
        "properties": {
            "geometry": {
                "title": "geometry",
                "description": "Where it is.",
                "format": "geometry-point" if of.has_points else "geometry-any",
            },
            **{column.name: property_schema(column) for column in of.columns},
        },
        "additionalProperties": False,
    }
    return Document(content, f"{of.title}: what they can be filtered by", SCHEMA_JSON)


def _about(asked: Asked, of: Collection) -> dict[str, Any]:
    path = f"/collections/{of.name}"
    view = asked.seen
    bounds = cache.query(position_bounds, view, of) if of.has_points else bounds_of(view, of)
    first, last = cache.query(time_extent, view, of) if of.starts else (None, None)
    extent: dict[str, Any] = {}
    if bounds:
        extent["spatial"] = {"bbox": [list(bounds)], "crs": CRS84}
    if first:
        extent["temporal"] = {"interval": [[_moment(first), None if of.ends != of.starts else _moment(last)]]}
    return {
        "id": of.name,
        "title": of.title,
        "description": of.doc,
        "itemType": "feature",
        "itemCount": cache.query(count_features, view, of, ALWAYS),
        "extent": extent,
        **({"attribution": "; ".join(_attributions(asked))} if of.statement else {}),
        "crs": [CRS84],
        "links": [
            _link(asked, path, "self", "About this collection"),
            _link(asked, f"{path}/items", "items", "Features as GeoJSON", GEOJSON),
            {"href": asked.address(f"{path}/items", f="html"), "rel": "items", "type": "text/html", "title": "Features as a page"},
            _link(asked, f"{path}/queryables", "http://www.opengis.net/def/rel/ogc/1.0/queryables", "What to filter by", SCHEMA_JSON),
        ],
    }


def _attributions(asked: Asked) -> list[str]:
    """What the sources ask to be said of them wherever their data are shown."""
    return sorted({source.attribution for source in cache.query(all_sources, asked.seen) if source.reports or source.advisories})


def _moment(time: date | datetime | None) -> str | None:
    """A time as the standard wants it; of a day, its beginning."""
    if time is None:
        return None
    moment = time if isinstance(time, datetime) else datetime(time.year, time.month, time.day, tzinfo=UTC)
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _link(asked: Asked, path: str, rel: str, title: str, media_type: str = JSON) -> dict[str, str]:
    return {"href": asked.address(path) if path else f"{asked.root}/", "rel": rel, "type": media_type, "title": title}
