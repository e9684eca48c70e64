"""The filtered incidents as a map in PNG and SVG, without what may not be released."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.describe import maps
from analytics.describe.maps import Map
from pages.charts.cards import data_stamp
from pages.charts.picture_files import FORMATS, picture_maker
from pages.maps import map_texts
from pages.shell import handling
from warehouse.disclosure import open_release
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents import hexagons, incidents
from warehouse.view import SnapshotView

RESOLUTION = 3
"""H3 resolution of the hexagons on a drawn map, of about 120 km across."""


def show_picture_downloads(snapshot: SnapshotView, filters: Filters, offered: Choices, by: str, placed: int) -> None:
    """One download button for each format."""
    for kind, (mime, help_text) in FORMATS.items():
        st.download_button(
            kind,
            data=picture_maker(kind, _map_maker(snapshot, filters, offered, by), snapshot, (f"{data_stamp(snapshot)}.",)),
            file_name=f"anchorwatch_{'simulated_' if snapshot.is_demo else ''}map_{snapshot.id}.{kind.lower()}",
            mime=mime,
            type="tertiary",
            key=f"map_{kind.lower()}",
            on_click="ignore",
            disabled=not placed,
            help=help_text,
        )


def _map_maker(snapshot: SnapshotView, filters: Filters, offered: Choices, by: str) -> Callable[[], Map]:
    # Read here: the picture is drawn outside the session, where the reader's choice of marking is not available.
    handed = handling.current()

    def describe() -> Map:
        with open_release(snapshot, handed) as released:
            summary = incidents.summarise_incidents(released.con, filters)
            title = map_texts.map_title(summary, filters, offered)
            withheld = released.withheld(filters, with_texts=False)
            notes = (f"n = {summary.placed:,} with a position.", *withheld.sentences(), *withheld.attributions)
            # The same rule as on the page would need its zoom; a picture has one fixed size, so the number alone decides.
            if summary.placed > maps.MOST_MARKS:
                return maps.hexagon_map(hexagons.hexagon_counts(released.con, filters, RESOLUTION, "number"), title, notes)
            points = incidents.incident_points(released.con, filters)
            return (maps.map_by_severity if by == "severity" else maps.map_by_category)(points, title, notes)

    return describe
