"""The map of the advisories in force."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Final

import streamlit as st

from pages.charts.cards import data_stamp
from pages.maps import advisory_layers, land, map_texts
from pages.maps.deck import build_deck
from pages.server import first_paint
from pages.shell import theme
from pages.shell.text import plain
from warehouse.queries.advisories.advisories import Advisory
from warehouse.reference.geography import MapPreset, region_waters
from warehouse.view import SnapshotView

HEIGHT: Final = 470
WIDTH: Final = 760
"""Width in pixels that a view is fitted to; the map itself may be wider."""
WORLD: Final = MapPreset(55.0, 20.0, 1.0)
CLOSEST: Final = 12.0
"""Degrees that the map shows at least: a danger needs its surroundings."""


def show_map(snapshot: SnapshotView, advisories: Sequence[Advisory], regions: Collection[str]) -> None:
    """`regions`: the waters that the reader has chosen, which are rimmed."""
    palette = land.NIGHT if theme.is_dark() else land.DAY
    look = _view_of(advisories, regions)
    deck = build_deck(land.land_layers(None, palette), look.longitude, look.latitude, look.zoom)
    deck.insert_above("limits", *land.watched_waters(regions, palette))
    deck.layers += advisory_layers.layers_of(advisories)
    placed = sum(advisory_layers.has_place(advisory) for advisory in advisories)
    first_paint.wait_for_paint()
    st.pydeck_chart(
        deck,
        height=HEIGHT,
        key="advisories_map",
        alt=f"Map of the advisories in force that name a place ({placed}). All in force are listed below.",
    )
    map_texts.show_legend(advisory_layers.legend_entries(advisories), "")
    missing = len(advisories) - placed
    note = f"{missing:,} without a place. " if missing else ""
    st.caption(plain(f"{note}{data_stamp(snapshot)}."))


def _view_of(advisories: Sequence[Advisory], regions: Collection[str]) -> MapPreset:
    """Where the advisories and the chosen waters are; the world where there are none, or they are far apart."""
    waters = region_waters()
    boxes = [waters[code].bounds for code in regions if code in waters]
    if (drawn := advisory_layers.bounds_of(advisories)) is not None:
        boxes.append(drawn)
    if not boxes:
        return WORLD
    west, south = (min(box[side] for box in boxes) for side in (0, 1))
    east, north = (max(box[side] for box in boxes) for side in (2, 3))
    # Web Mercator is 512 pixels wide at zoom 0; the rest of a zoom step is a margin.
    zoom = math.log2(360 / 512 * min(WIDTH / max(east - west, CLOSEST), HEIGHT / max(north - south, CLOSEST))) - 0.4
    return WORLD if zoom < WORLD.zoom else MapPreset((west + east) / 2, (south + north) / 2, round(zoom, 2))
