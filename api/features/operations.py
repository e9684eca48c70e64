"""The operations of OGC API - Features, one set for every collection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from api.features import about
from api.features.filters import item_parameters, property_schema
from api.features.items import item, items
from api.server.operations import GEOJSON, HTML, SCHEMA_JSON, Asked, Document, Operation
from warehouse.queries.features.published import COLLECTIONS, Collection

_ABOUT: Final = "About"
_LINKS: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["href", "rel"],
        "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
    },
}
_TEXT: Final = {"type": "string"}
_WHOLE: Final = {"type": "integer", "minimum": 0}
_ABOUT_COLLECTION: Final = {
    "type": "object",
    "required": ["id", "links", "itemCount"],
    "properties": {"id": _TEXT, "title": _TEXT, "description": _TEXT, "itemType": _TEXT, "itemCount": _WHOLE, "links": _LINKS},
}


def feature_operations() -> Iterator[Operation]:
    """All of them."""
    yield Operation(
        "landing", "/", "The API's first page", about.landing, _ABOUT, is_open=True,
        schema={"type": "object", "required": ["links"], "properties": {"title": _TEXT, "description": _TEXT, "links": _LINKS}},
    )  # fmt: skip
    yield Operation(
        "conformance", "/conformance", "Standards that are met", about.conformance, _ABOUT, is_open=True,
        schema={"type": "object", "required": ["conformsTo"], "properties": {"conformsTo": {"type": "array", "items": _TEXT}}},
    )  # fmt: skip
    yield Operation(
        "collections", "/collections", "Collections of features", about.collections, _ABOUT,
        schema={
            "type": "object", "required": ["links", "collections"],
            "properties": {"links": _LINKS, "collections": {"type": "array", "items": _ABOUT_COLLECTION}},
        },
    )  # fmt: skip
    for collection in COLLECTIONS.values():
        yield from _of_collection(collection)


def _of_collection(collection: Collection) -> Iterator[Operation]:
    path, name, title = f"/collections/{collection.name}", collection.name, collection.title.lower()

    def of(answer: Callable[[Asked, Collection], Document]) -> Callable[[Asked], Document]:
        return lambda asked: answer(asked, collection)

    feature = _feature_schema(collection)
    yield Operation(
        f"{name}_about", path, f"About {title}", of(about.collection), collection.title, doc=collection.doc, schema=_ABOUT_COLLECTION
    )
    yield Operation(
        f"{name}_queryables", f"{path}/queryables", f"What {title} can be filtered by", of(about.queryables), collection.title,
        media_types=(SCHEMA_JSON, HTML),
    )  # fmt: skip
    yield Operation(
        f"{name}_items", f"{path}/items", collection.title, of(items), collection.title, media_types=(GEOJSON, HTML), doc=collection.doc,
        parameters=item_parameters(collection), errors=(410,),
        schema={
            "type": "object",
            "required": ["type", "timeStamp", "numberMatched", "numberReturned", "links", "features"],
            "properties": {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "timeStamp": {"type": "string", "format": "date-time"},
                "numberMatched": _WHOLE, "numberReturned": _WHOLE, "snapshot": _TEXT, "simulated": {"type": "boolean"},
                "links": _LINKS, "features": {"type": "array", "items": feature},
            },
        },
    )  # fmt: skip
    yield Operation(
        f"{name}_item", f"{path}/items/{{feature_id}}", f"One of {title}", of(item), collection.title, media_types=(GEOJSON, HTML),
        parts={"feature_id": {"type": "string", "description": f"`{collection.key}`"}}, errors=(404,), schema=feature,
    )  # fmt: skip


def _feature_schema(collection: Collection) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": _TEXT,
            "geometry": {"type": "object", "nullable": True, "required": ["type", "coordinates"], "properties": {"type": _TEXT}},
            "properties": {
                "type": "object",
                "properties": {column.name: _nullable(property_schema(column)) for column in collection.columns},
            },
            "links": _LINKS,
        },
    }


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    # In OpenAPI 3.0 null must be among the codes, too.
    return {**schema, "nullable": True, **({"enum": [*schema["enum"], None]} if "enum" in schema else {})}
