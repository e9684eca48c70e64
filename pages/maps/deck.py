"""A map with layers that are found by name, never by their position in a list, and JSON without blanks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import orjson
import pydeck as pdk
import streamlit as st
from pydeck.bindings.json_tools import default_serialize

TOOLTIP: Final = {
    "html": "<b>{t}</b><br/>{s}",
    "style": {"fontSize": "13px", "maxWidth": "280px", "borderRadius": "4px", "overflowWrap": "anywhere", "zIndex": "10"},
}
"""Title and second line of the row under the pointer. The browser escapes what it inserts for {t} and {s}."""

ONE_WORLD: Final = ((-118.0, -62.0), (242.0, 76.0))
"""South-west and north-east corner, in degrees, of the whole world from the Gulf of Mexico eastward to the Americas' Pacific coast,
without the seas of ice that no merchant ship crosses. It ends in North America, so that every ocean is whole."""


class Deck(pdk.Deck):  # type: ignore[misc]
    """pydeck's deck with compact JSON (pydeck indents every number of every row) and named layers.

    A layer's name is the beginning of its id, up to what is added so that the browser draws it anew: `points` is the name of
    `points-3`, `land` that of `land-night`.
    """

    layers: list[pdk.Layer]

    def to_json(self) -> str:
        return orjson.dumps(self, default=default_serialize, option=orjson.OPT_SERIALIZE_NUMPY).decode()

    def insert_above(self, name: str, *layers: pdk.Layer) -> None:
        """Draw layers right above the one with this name. Raises KeyError where there is none."""
        place = self._place_of(name) + 1
        self.layers[place:place] = layers

    def insert_below(self, name: str, *layers: pdk.Layer) -> None:
        """Draw layers right beneath the one with this name. Raises KeyError where there is none."""
        place = self._place_of(name)
        self.layers[place:place] = layers

    def remove_layers(self, *names: str) -> None:
        """Leave out the layers with these names."""
        self.layers = [layer for layer in self.layers if not any(is_named(layer.id, name) for name in names)]

    def _place_of(self, name: str) -> int:
        for place, layer in enumerate(self.layers):
            if is_named(layer.id, name):
                return place
        raise KeyError(f"the map has no layer {name}, but {', '.join(layer.id for layer in self.layers)}")


def build_deck(
    layers: Sequence[pdk.Layer],
    longitude: float,
    latitude: float,
    zoom: float,
    *,
    tooltip: Any = TOOLTIP,
    style: str | None = None,
    once: bool = False,
) -> Deck:
    """A flat map that opens at a position. `style` is the address of a basemap's style; None leaves the ground to the layers.

    `once`: the map is never wider than one world nor higher than ONE_WORLD, whatever the shape of its window: the zoom grows instead.
    """
    state = pdk.ViewState(longitude=longitude, latitude=latitude, zoom=zoom, pitch=0, bearing=0)
    controller = {"maxBounds": ONE_WORLD, "normalize": False} if once else True
    # `repeat` shows the world again on both sides, so that the Pacific is not cut at the antimeridian.
    views = [pdk.View("MapView", controller=controller, repeat=True)]
    provider = {"map_provider": "maplibre", "map_style": style} if style else {"map_provider": None}
    return Deck(layers=list(layers), views=views, initial_view_state=state, tooltip=tooltip, **provider)


def is_named(layer_id: str, name: str) -> bool:
    """Whether a layer's id is this name, alone or with something added after a hyphen."""
    return layer_id == name or layer_id.startswith(f"{name}-")


def clicked_object(key: str) -> tuple[str, dict[str, Any]]:
    """The id of the layer and the row that was clicked last, on the map with this widget key; both empty where the click hit nothing."""
    selection = st.session_state.get(key, {}).get("selection", {})
    for layer_id, rows in selection.get("objects", {}).items():
        if rows:
            return layer_id, dict(rows[0])
    return "", {}
