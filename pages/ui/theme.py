"""What the reader sees, in Streamlit's terms: colours of `analytics.colours`, and badges and icons of states."""

from __future__ import annotations

from typing import Final

import streamlit as st

from analytics.colours import CATEGORY_COLOUR as CATEGORY_COLOUR
from analytics.colours import SEVERITY_COLOUR as SEVERITY_COLOUR
from analytics.colours import rgb as rgb

CATEGORY_RGB: Final[dict[str, tuple[int, int, int]]] = {code: rgb(colour) for code, colour in CATEGORY_COLOUR.items()}

STATE_COLOUR: Final[dict[str, str]] = {"live": "green", "closed": "gray", "stale": "orange", "failed": "red", "empty": "gray"}
"""Source state to the name of a Streamlit badge colour."""

STATE_ICON: Final[dict[str, str]] = {
    "live": ":material/check_circle:",
    "closed": ":material/lock:",
    "stale": ":material/schedule:",
    "failed": ":material/error:",
    "empty": ":material/radio_button_unchecked:",
}


def is_dark() -> bool:
    """True when the reader's theme is the night one (the first run of a session may not know yet: night)."""
    return st.context.theme.type != "light"
