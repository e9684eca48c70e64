"""Levels in their own colours, and columns of figures: HTML, since Streamlit's badges know only the colours of the theme."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from analytics.describe.colours import UNKNOWN_COLOUR
from analytics.risk.levels import RiskLevel

_DOT: Final = "display:inline-block;width:.8em;height:.8em;margin-right:.45em;border-radius:50%"
_FIGURE: Final = "display:inline-block;min-width:4.2em;margin-left:.8em;text-align:right"


def show_level(level: RiskLevel | None, reason: str = "") -> None:
    """The level's name beside a dot of its colour; without a level, `reason` beside a ring."""
    look = f"background:{level.colour}" if level else f"border:2px solid {UNKNOWN_COLOUR}"
    title = level.title if level else reason
    st.html(f'<div style="font-size:.875rem;font-weight:600"><span style="{_DOT};{look}"></span>{escape(title)}</div>')


def show_figures(*figures: str, quiet: bool = False) -> None:
    """Figures in columns, ranged right; `quiet` for the heads of columns."""
    faded = ";opacity:.7" if quiet else ""
    cells = "".join(f'<span style="{_FIGURE}">{escape(figure)}</span>' for figure in figures)
    st.html(f'<div style="font-size:.875rem;white-space:nowrap;font-variant-numeric:tabular-nums{faded}">{cells}</div>', width="content")
