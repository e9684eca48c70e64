"""The description of the API in OpenAPI 3.0, made from the tables of operations that are served."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from api.server.operations import HTML, Operation, Parameter
from api.server.problems import MEDIA_TYPE
from api.server.serving import format_parameter

VERSION: Final = "1.0.0"

_ERRORS: Final = {
    304: "Nothing has changed since the answer whose ETag was sent in If-None-Match.",
    400: "A parameter does not exist, or its value cannot be read.",
    401: "People sign in to this server, and no key that is good now was sent.",
    403: "This server answers the computer on which it runs alone.",
    404: "There is no such thing, or it is marked above the clearance of the key.",
    410: "The snapshot that the cursor belongs to is no longer kept. Start again without cursor.",
    413: "The body is too long.",
    415: "The body is not JSON.",
    422: "What is asked for cannot be worked out; the detail says why.",
    429: "Too many requests in this hour; Retry-After says in how many seconds it is over.",
    503: "The server is busy or has no snapshot that it can show; Retry-After says when to ask again.",
}
_PROBLEM: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened and what to do, in words."},
    },
}
_BINARY: Final = {"type": "string", "format": "binary"}


def openapi(operations: Iterable[Operation], root: str) -> dict[str, Any]:
    """The description of these operations at the address `root`."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Anchorwatch",
            "version": VERSION,
            "description": "Crime against merchant ships. Within v1, fields and parameters are added, never renamed or taken away: "
            "ignore what you do not know. Answers hold what the key may read, and no more. Where `simulated` is true, no event in them "
            "has happened.",
        },
        "servers": [{"url": root}],
        "security": [{"key": []}, {}],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "A key made on the page My account."}},
            "schemas": {"Problem": _PROBLEM},
        },
    }  # fmt: skip


def _described(operation: Operation) -> dict[str, Any]:
    errors = {400, 403, 503, *operation.errors} | (set() if operation.is_open else {401, 429})
    if operation.body is not None:
        errors |= {413, 415, 422}
    elif not operation.is_open:
        errors |= {304}
    content = {media: {"schema": _schema_as(media, operation)} for media in operation.media_types}
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.doc,
        "tags": [operation.tag],
        "parameters": [
            *({"name": name, "in": "path", "required": True, "schema": {**part, "minLength": 1}} for name, part in operation.parts.items()),
            *(_parameter(parameter) for parameter in parameters_of(operation)),
        ],
        **({"requestBody": {"required": True, "content": {"application/json": {"schema": operation.body}}}} if operation.body else {}),
        "responses": {
            "200": {"description": operation.summary, "content": content},
            **{str(status): _error(status) for status in sorted(errors)},
        },
    }  # fmt: skip


def parameters_of(operation: Operation) -> tuple[Parameter, ...]:
    """The parameters of an operation, with the one that names the format."""
    return (*operation.parameters, *format_parameter(operation))


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.doc,
        "required": parameter.is_required,
        "schema": parameter.schema,
    }
    # Lists are joined by commas.
    return {**described, "style": "form", "explode": False} if parameter.schema.get("type") == "array" else described


def _schema_as(media_type: str, operation: Operation) -> Mapping[str, Any]:
    if media_type == HTML:
        return {"type": "string"}
    return operation.schema if "json" in media_type else _BINARY


def _error(status: int) -> dict[str, Any]:
    if status == 304:
        return {"description": _ERRORS[status]}
    return {"description": _ERRORS[status], "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
