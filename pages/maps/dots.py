"""Incidents as dots of one size, set off from the land and from each other, for small maps that count nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pydeck as pdk


def dot_layer(name: str, rows: Sequence[dict[str, Any]], fill: list[int] | str, radius: float, dark: bool) -> pdk.Layer:
    """The layer. Each row has `x`, `y` (degrees) and, for the tooltip, `t` and `s`; `fill` is a colour or the name of a column of colours;
    `radius` is in pixels."""
    return pdk.Layer(
        "ScatterplotLayer",
        id=f"{name}-{'night' if dark else 'day'}",
        data=list(rows),
        pickable=True,
        get_position="[x, y]",
        get_fill_color=fill,
        get_radius=1,
        radius_min_pixels=radius,
        radius_max_pixels=radius,
        stroked=True,
        get_line_color=[11, 21, 32, 160] if dark else [255, 255, 255, 220],
        line_width_min_pixels=1,
        line_width_max_pixels=1,
    )
