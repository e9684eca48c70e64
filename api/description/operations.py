"""The operations that say what the API is: its description for programs, and its documentation for people."""

from __future__ import annotations

from typing import Final

import orjson

from api.description.documentation import documentation_page
from api.description.openapi import openapi
from api.operations import operations
from api.server.operations import HTML, OPENAPI_JSON, Asked, Operation, Text

_ABOUT: Final = "About"


def _description(asked: Asked) -> Text:
    return Text(orjson.dumps(openapi((*operations(), *description_operations()), asked.root)), OPENAPI_JSON)


def _documentation(asked: Asked) -> Text:
    return Text(documentation_page((*operations(), *description_operations()), asked.root), f"{HTML}; charset=utf-8")


def description_operations() -> tuple[Operation, ...]:
    """Both."""
    return (
        Operation(
            "description", "/openapi", "This description (OpenAPI 3.0)", _description, _ABOUT, media_types=(OPENAPI_JSON,), is_open=True
        ),
        Operation("documentation", "/documentation", "Documentation", _documentation, _ABOUT, media_types=(HTML,), is_open=True),
    )
