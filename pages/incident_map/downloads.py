"""The filtered incidents as a drawn map, PNG and SVG, with what may not be handed out left out."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.describe import maps
from analytics.describe.maps import Map
from pages.charts.cards import stamp
from pages.charts.picture_files import FORMATS, maker
from pages.maps import words
from pages.shell import handling
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.queries.incidents import hexagons, incidents
from warehouse.release.handing_out import release

RESOLUTION = 3


def show(snapshot: Snapshot, filters: Filters, offered: Choices, by: str, placed: int) -> None:
    """One button a format."""
    for kind, (mime, help_text) in FORMATS.items():
        st.download_button(
            kind,
            data=maker(kind, _described(snapshot, filters, offered, by), snapshot, (f"{stamp(snapshot)}.",)),
            file_name=f"anchorwatch_{'simulated_' if snapshot.is_demo else ''}map_{snapshot.id}.{kind.lower()}",
            mime=mime,
            type="tertiary",
            key=f"map_{kind.lower()}",
            on_click="ignore",
            disabled=not placed,
            help=help_text,
        )


def _described(snapshot: Snapshot, filters: Filters, offered: Choices, by: str) -> Callable[[], Map]:
    # Asked here: the picture is drawn outside the session, where nobody's choice is known.
    handed = handling.current()

    def describe() -> Map:
        with release(snapshot, handed) as released:
            summary = incidents.summary(released.con, filters)
            title = words.title(summary, filters, offered)
            withheld = released.withheld(filters, with_texts=False)
            notes = (f"n = {summary.placed:,} with a position.", *withheld.sentences(), *withheld.attributions)
            if summary.placed > maps.MOST_MARKS:
                return maps.hexagons(hexagons.hexagons(released.con, filters, RESOLUTION, "number"), title, notes)
            points = incidents.points(released.con, filters)
            return (maps.by_severity if by == "severity" else maps.by_category)(points, title, notes)

    return describe
