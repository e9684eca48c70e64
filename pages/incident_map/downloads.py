"""The filtered incidents as a map in PNG and SVG, without what may not be released."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.describe.maps import Map
from analytics.incidents.map_picture import released_map
from pages.charts.cards import data_stamp
from pages.charts.picture_files import FORMATS, picture_maker
from pages.maps import map_texts
from pages.shell import data, handling
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices
from warehouse.view import SnapshotView


def show_picture_downloads(snapshot: SnapshotView, filters: Filters, offered: Choices, by: str, placed: int) -> None:
    """One download button for each format."""
    for kind, (mime, help_text) in FORMATS.items():
        st.download_button(
            kind,
            data=_map_maker(kind, snapshot, filters, offered, by),
            file_name=f"anchorwatch_{'simulated_' if snapshot.is_demo else ''}map_{snapshot.id}.{kind.lower()}",
            mime=mime,
            type="tertiary",
            key=f"map_{kind.lower()}",
            on_click="ignore",
            disabled=not placed,
            help=help_text,
        )


def _map_maker(kind: str, snapshot: SnapshotView, filters: Filters, offered: Choices, by: str) -> Callable[[], bytes]:
    # Read here: the picture is drawn outside the session, where the reader's choice of marking is not available.
    marking = handling.current()

    def make() -> bytes:
        present = data.reopened(snapshot)

        def describe() -> Map:
            return released_map(present, marking, filters, by, lambda summary: map_texts.map_title(summary, filters, offered))

        return picture_maker(kind, describe, present, (f"{data_stamp(present)}.",))()

    return make
