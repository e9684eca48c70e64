"""Reading the incident map's page in a test."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest


def deck_content(at: AppTest) -> dict[str, Any]:
    """The map as the browser gets it."""
    content: dict[str, Any] = json.loads(at.get("deck_gl_json_chart")[0].proto.json)
    return content


def layer_rows(at: AppTest, name: str) -> list[dict[str, Any]]:
    """Rows of the layers whose id begins with `name`."""
    return [row for layer in deck_content(at)["layers"] if layer["id"].startswith(name) for row in layer["data"]]


def address_parameters(at: AppTest) -> dict[str, str]:
    """The parameters in the address bar."""
    return {name: value if isinstance(value, str) else value[0] for name, value in at.query_params.items()}
