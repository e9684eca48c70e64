"""The map itself: layers of rows over the land, what its colours mean, and what a click on it selected."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import orjson
import pydeck as pdk
import streamlit as st
from pydeck.bindings.json_tools import default_serialize

from analytics.describe.colours import CATEGORY_COLOUR, SEVERITY_COLOUR, rgb
from pages.maps import land
from pages.maps import rows as map_rows
from pages.maps.rows import Cells, Heat, Points
from pages.server import first_paint
from warehouse.contract.taxonomy import CATEGORY
from warehouse.filters import NOT_STATED
from warehouse.reference.geography import View

KEY: Final = "incident_map"
CROWD: Final = 600
"""Points above which each is drawn smaller."""

HEIGHT: Final = 560
CHOSEN: Final = (255, 196, 61)
SCALE: Final = ("#2A4E7A", "#2F6C94", "#3A8AA0", "#5BA896", "#93C07C", "#D3CB62", "#F7B13C")
"""Few to many, even in lightness steps and told apart by colour-blind readers, on both themes."""

TOOLTIP: Final = {
    "html": "<b>{t}</b><br/>{s}",
    "style": {"fontSize": "13px", "maxWidth": "280px", "borderRadius": "4px", "overflowWrap": "anywhere", "zIndex": "10"},
}
"""The browser escapes what it puts in for {t} and {s}."""


class Deck(pdk.Deck):  # type: ignore[misc]
    """A deck whose JSON has no blanks: pydeck's own indents every number of every row."""

    def to_json(self) -> str:
        return orjson.dumps(self, default=default_serialize, option=orjson.OPT_SERIALIZE_NUMPY).decode()


@dataclass(frozen=True, slots=True)
class Selection:
    """What is drawn as chosen: a position, or a hexagon (hex digits)."""

    position: tuple[float, float] | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a map stands on: the sea region outlined, the basemap's address or "none", and how often the reader
    clicked and recentred."""

    region: str | None = None
    basemap: str = "none"
    clicks: int = 0
    recentred: int = 0


def deck(drawn: Points | Cells | Heat, colour: str, look: View, chosen: Selection, *, dark: bool, ground: Ground) -> Deck:
    """The map of rows. `ground` says what lies under them; `clicks` in it names the layers that can be clicked."""
    palette = land.NIGHT if dark else land.DAY
    below = land.land_layers(ground.region, palette, own_ground=ground.basemap == "none")
    layers = [*below, *_data_layers(drawn, colour, ground.clicks, dark), *_chosen_layers(chosen)]
    # A change of any part of the first view moves the map; a shift too small to see lets "recentre" be one.
    shift = ground.recentred * 1e-6
    state = pdk.ViewState(longitude=look.longitude + shift, latitude=look.latitude + shift, zoom=look.zoom + shift, pitch=0, bearing=0)
    views = [pdk.View("MapView", controller=True, repeat=True)]
    basemap = {"map_provider": "maplibre", "map_style": ground.basemap} if ground.basemap != "none" else {"map_provider": None}
    return Deck(layers=layers, views=views, initial_view_state=state, tooltip=TOOLTIP, **basemap)


def draw(one: Deck, alt: str, on_select: Any) -> None:
    """Show the map; `on_select` is called before the rerun that a click causes."""
    first_paint.hold()
    st.pydeck_chart(one, height=HEIGHT, on_select=on_select, selection_mode="single-object", key=KEY, alt=alt)


def clicked() -> dict[str, Any]:
    """The row that was clicked last; empty when the click fell on none."""
    selection = st.session_state.get(KEY, {}).get("selection", {})
    for rows in selection.get("objects", {}).values():
        if rows:
            return dict(rows[0])
    return {}


def legend(drawn: Points | Cells | Heat, colour: str) -> list[tuple[str, str]]:
    """Colour (hex) and meaning of everything that is drawn, in order."""
    if isinstance(drawn, Heat):
        return []
    if isinstance(drawn, Cells) and colour == "number":
        spans = [(low, high - 1) for low, high in pairwise(drawn.bounds)]
        meanings = [f"{low:,} to {high:,}" if high > low else f"{low:,}" for low, high in spans]
        return list(zip(_scale(len(drawn.bounds)), [*meanings, f"{drawn.bounds[-1]:,} and more"], strict=True))
    rows = drawn.rows if isinstance(drawn, Cells) else [*drawn.exact, *drawn.coarse]
    used = sorted({row["c"] for row in rows})
    codes = map_rows.PALETTES[colour]
    title = {"category": lambda code: CATEGORY[code].title, "severity": map_rows.severity_title}[colour]
    return [(_colour(colour, codes[number]), title(codes[number])) for number in used]


def _data_layers(drawn: Points | Cells | Heat, colour: str, clicks: int, dark: bool) -> list[pdk.Layer]:
    if isinstance(drawn, Heat):
        return [_heat(drawn)]
    steps = _scale(len(drawn.bounds)) if isinstance(drawn, Cells) and colour == "number" else None
    shades = steps or [_colour(colour, code) for code in map_rows.PALETTES[colour]]
    edge = [11, 21, 32, 160] if dark else [255, 255, 255, 200]
    if isinstance(drawn, Cells):
        return [_hexagons(drawn, _pick(shades, 200), clicks, edge)]
    return [_rings(drawn, shades, clicks), _dots(drawn, _pick(shades, 235), clicks, edge)]


def _dots(drawn: Points, fill: str, clicks: int, edge: list[int]) -> pdk.Layer:
    size = 5 if len(drawn.exact) <= CROWD else 3.5
    return pdk.Layer(
        "ScatterplotLayer",
        id=f"points-{clicks}",
        data=drawn.exact,
        pickable=True,
        get_position="[x, y]",
        get_fill_color=fill,
        get_radius=1,
        radius_min_pixels=size,
        radius_max_pixels=size,
        stroked=True,
        get_line_color=edge,
        line_width_min_pixels=0.8,
        line_width_max_pixels=0.8,
    )


def _rings(drawn: Points, shades: list[str], clicks: int) -> pdk.Layer:
    """Positions known only to a degree or so: the circle within which the incident happened, not a place."""
    return pdk.Layer(
        "ScatterplotLayer",
        id=f"coarse-{clicks}",
        data=drawn.coarse,
        pickable=True,
        get_position="[x, y]",
        get_fill_color=_pick(shades, 3),
        get_radius="k",
        radius_min_pixels=6,
        stroked=True,
        get_line_color=_pick(shades, 230),
        line_width_min_pixels=1.4,
        line_width_max_pixels=1.4,
    )


def _hexagons(drawn: Cells, fill: str, clicks: int, edge: list[int]) -> pdk.Layer:
    return pdk.Layer(
        "H3HexagonLayer",
        id=f"hexagons-{clicks}-{drawn.resolution}",
        data=drawn.rows,
        pickable=True,
        get_hexagon="h",
        get_fill_color=fill,
        extruded=False,
        stroked=True,
        get_line_color=edge,
        line_width_min_pixels=0.6,
        line_width_max_pixels=0.6,
    )


def _heat(drawn: Heat) -> pdk.Layer:
    return pdk.Layer(
        "HeatmapLayer",
        id="heat",
        data=drawn.rows,
        pickable=False,
        get_position="[x, y]",
        get_weight="n",
        radius_pixels=34,
        intensity=1.4,
        threshold=0.04,
        color_range=[[*rgb(shade), 60 + 30 * step] for step, shade in enumerate(SCALE[1:])],
    )


def _chosen_layers(chosen: Selection) -> list[pdk.Layer]:
    style = {"pickable": False, "stroked": True, "filled": False, "get_line_color": list(CHOSEN), "line_width_min_pixels": 3}
    if chosen.position is not None:
        at = [{"x": chosen.position[0], "y": chosen.position[1]}]
        size = {"radius_min_pixels": 11, "radius_max_pixels": 11, "get_radius": 1}
        return [pdk.Layer("ScatterplotLayer", id="chosen", data=at, get_position="[x, y]", **size, **style)]
    if chosen.cell is not None:
        return [pdk.Layer("H3HexagonLayer", id="chosen-cell", data=[{"h": chosen.cell}], get_hexagon="h", extruded=False, **style)]
    return []


def _colour(colour: str, code: str) -> str:
    if colour == "category":
        return CATEGORY_COLOUR[code]
    return SEVERITY_COLOUR[None if code == NOT_STATED else int(code)]


def _scale(steps: int) -> list[str]:
    """`steps` colours of the scale, the last one always the warmest."""
    last = len(SCALE) - 1
    return [SCALE[round(last * step / (steps - 1)) if steps > 1 else last] for step in range(steps)]


def _pick(shades: list[str], opacity: int) -> str:
    """An expression for the browser: the row's `c` picks a colour."""
    return f"([{', '.join(str([*rgb(shade), opacity]) for shade in shades)}])[c]"
