"""Reading pages with a map in a test."""

from __future__ import annotations

import json
import re
from typing import Any

from streamlit.testing.v1 import AppTest


def deck_content(at: AppTest) -> dict[str, Any]:
    """The page's first map as the browser gets it, whether Anchorwatch's viewer or Streamlit draws it."""
    if viewers := at.get("bidi_component"):
        content: dict[str, Any] = json.loads(viewers[0].proto.bytes)["deck"]
    else:
        content = json.loads(at.get("deck_gl_json_chart")[0].proto.json)
    return content


def layer_rows(at: AppTest, name: str) -> list[dict[str, Any]]:
    """Rows of the layers whose id begins with `name`."""
    return [row for layer in deck_content(at)["layers"] if layer["id"].startswith(name) for row in layer["data"]]


def address_parameters(at: AppTest) -> dict[str, str]:
    """The parameters in the address bar."""
    return {name: value if isinstance(value, str) else value[0] for name, value in at.query_params.items()}


def answer_sentence(at: AppTest) -> str:
    """The page's answer, which stands above the map."""
    return next(str(element.value) for element in at.markdown if re.search("incidents?( |;|\\.)", str(element.value)))


def listed_ids(at: AppTest, name: str = "list") -> list[str]:
    """The ids of the incidents in the list below the map, or in that of a hexagon (`cell`), in order."""
    return [str(button.key).removeprefix(f"{name}_") for button in at.button if str(button.key).startswith(f"{name}_")]
