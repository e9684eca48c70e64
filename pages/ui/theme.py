"""Colours: one per category everywhere, told apart by colour-blind readers, legible on both themes."""

from __future__ import annotations

from typing import Final

import streamlit as st

CATEGORY_COLOUR: Final[dict[str, str]] = {
    "piracy_robbery": "#DB0000",
    "cargo_theft": "#EB732B",
    "stowaway": "#337418",
    "cyber": "#2B7FBA",
    "drugs": "#823BC4",
    "terrorism": "#C31570",
    "militant": "#9A85FA",
    "vessel_theft": "#CD685D",
    "smuggling": "#006D75",
    "suspicious": "#4751FE",
    "other": "#878E9A",
}
"""Category code to hex. Contrast of at least 3:1 with the page in both themes; the test holds the distances."""

SEVERITY_COLOUR: Final[dict[int | None, str]] = {
    1: "#D1413A",
    2: "#D9822B",
    3: "#A8923A",
    4: "#5F8F7A",
    0: "#5B86B0",
    None: "#8C9199",
}
"""Severity to hex, most severe warmest; None is severity not known."""

STATE_COLOUR: Final[dict[str, str]] = {"live": "green", "closed": "gray", "stale": "orange", "failed": "red", "empty": "gray"}
"""Source state to the name of a Streamlit badge colour."""

STATE_ICON: Final[dict[str, str]] = {
    "live": ":material/check_circle:",
    "closed": ":material/lock:",
    "stale": ":material/schedule:",
    "failed": ":material/error:",
    "empty": ":material/radio_button_unchecked:",
}


def rgb(colour: str) -> tuple[int, int, int]:
    """`#RRGGBB` as three numbers, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


CATEGORY_RGB: Final[dict[str, tuple[int, int, int]]] = {code: rgb(colour) for code, colour in CATEGORY_COLOUR.items()}


def is_dark() -> bool:
    """True when the reader's theme is the night one (the first run of a session may not know yet: night)."""
    return st.context.theme.type != "light"
