"""What the reader sees, in Streamlit's terms: colours of `analytics.colours`, and badges and icons of states."""

from __future__ import annotations

from typing import Final

import streamlit as st

from analytics.colours import CATEGORY_COLOUR as CATEGORY_COLOUR
from analytics.colours import SEVERITY_COLOUR as SEVERITY_COLOUR
from analytics.colours import rgb as rgb

CATEGORY_RGB: Final[dict[str, tuple[int, int, int]]] = {code: rgb(colour) for code, colour in CATEGORY_COLOUR.items()}


def is_dark() -> bool:
    """True when the reader's theme is the night one (the first run of a session may not know yet: night)."""
    return st.context.theme.type != "light"
