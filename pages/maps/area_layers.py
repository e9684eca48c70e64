"""The area that a reader has chosen, on a map: its edge, and along a route its track and the waters on either side."""

from __future__ import annotations

from typing import Any

import pydeck as pdk

from pages.maps.land import Palette
from warehouse.areas.outlines import Line, edge_of
from warehouse.areas.shapes import Area, Route, unwrapped
from warehouse.reference.ports import KM_PER_NM


def layers_of(area: Area | None, palette: Palette) -> list[pdk.Layer]:
    """The layers that show `area`, lowest first; none without one."""
    if area is None:
        return []
    if isinstance(area, Route):
        track = [[longitude, latitude] for latitude, longitude in unwrapped(list(area.waypoints))]
        # In metres, which grow with the latitude on the chart as the corridor does.
        corridor = _path("corridor", track, [*palette.chosen, 60], width=2000 * area.within_nm * KM_PER_NM)
        return [corridor, _path("track", track, [*palette.chosen, 255], width_min_pixels=1.5, width_max_pixels=1.5)]
    edge = edge_of(area)
    fill = pdk.Layer(
        "PolygonLayer",
        id="area",
        data=[{"e": edge}],
        get_polygon="e",
        pickable=False,
        stroked=False,
        get_fill_color=[*palette.chosen, 34],
    )
    return [fill, _path("area-edge", [*edge, edge[0]], [*palette.chosen, 255], width_min_pixels=1.8, width_max_pixels=1.8)]


def _path(name: str, line: Line, colour: list[int], **width: Any) -> pdk.Layer:
    size = {"get_width": width.pop("width", 1), **width}
    shape = {"cap_rounded": True, "joint_rounded": True}
    return pdk.Layer("PathLayer", id=name, data=[{"p": line}], get_path="p", get_color=colour, pickable=False, **shape, **size)
