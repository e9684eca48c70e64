"""When it happens where: the density by season or by quarter of the day, as small multiples with the same colours."""

from __future__ import annotations

from datetime import date
from typing import Final, cast

import streamlit as st

from analytics.density import heat_maps_by_part
from pages.charts.picture_files import picture_maker
from pages.shell import data
from pages.shell.text import plain
from warehouse.cache import build_document
from warehouse.filters import Filters
from warehouse.queries.density.placed_incidents import Parts
from warehouse.reference.geography import MapPreset
from warehouse.view import SnapshotView

WINDOW: Final = (1000, 640)
"""Pixels of the map whose extent the small ones take over."""
BY: Final[dict[str, str]] = {"": "Whole year", "season": "By season", "hours": "By hour (local solar time)"}


def show_heat_parts(snapshot: SnapshotView, filters: Filters, look: MapPreset) -> None:
    """A choice of parts, and their maps once one is chosen: drawing four takes some seconds."""
    by = st.segmented_control("Small multiples", list(BY), default="", format_func=BY.__getitem__, required=True, key="map_heat_by")
    if not by:
        return
    columns = st.columns(2)
    pictures = build_document(_part_pictures, snapshot, filters, data.now(snapshot).date(), cast(Parts, by), _bounds_of(look))
    for number, (title, png) in enumerate(pictures):
        with columns[number % 2]:
            st.image(png, caption=plain(title), width="stretch", alt=f"Density of incidents, {title}")


def _part_pictures(
    snapshot: SnapshotView, filters: Filters, today: date, by: Parts, bounds: tuple[float, float, float, float]
) -> tuple[tuple[str, bytes], ...]:
    maps = data.derived(heat_maps_by_part, snapshot, filters, today, by, bounds)
    return tuple((described.title, picture_maker("PNG", lambda d=described: d, snapshot, ())()) for described in maps)  # type: ignore[misc]


def _bounds_of(look: MapPreset) -> tuple[float, float, float, float]:
    """West, south, east and north of about what the map shows."""
    width = min(360.0, 360 * WINDOW[0] / (512 * 2**look.zoom))
    height = min(120.0, width * WINDOW[1] / WINDOW[0])
    south, north = max(look.latitude - height / 2, -60.0), min(look.latitude + height / 2, 75.0)
    return look.longitude - width / 2, south, look.longitude + width / 2, north
