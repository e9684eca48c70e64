"""Download buttons for a chart or map as PNG or SVG, drawn on request and without a browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from analytics.describe.charts import Picture
from analytics.describe.maps import Map
from warehouse.view import SnapshotView

SIMULATED: Final = "Simulated data: no real ship, crew or place stands behind it"
FORMATS: Final[dict[str, tuple[str, str]]] = {
    "PNG": ("image/png", "As pixels, for mail and slides."),
    "SVG": ("image/svg+xml", "As vectors, for print: sharp at any size."),
}


def show_picture_buttons(described: Picture | Map, snapshot: SnapshotView, rests_on: Sequence[str], key: str) -> None:
    """One button for each format; the file contains title, unit, notes and sources."""
    for title, (mime, help_text) in FORMATS.items():
        st.download_button(
            title,
            data=picture_maker(title, lambda: described, snapshot, rests_on),
            file_name=f"anchorwatch_{'simulated_' if snapshot.is_demo else ''}{described.name}_{snapshot.id}.{title.lower()}",
            mime=mime,
            type="tertiary",
            key=f"{title.lower()}_{key}",
            on_click="ignore",
            help=help_text,
        )


def picture_maker(kind: str, describe: Callable[[], Picture | Map], snapshot: SnapshotView, rests_on: Sequence[str]) -> Callable[[], bytes]:
    """A function that draws the picture in the format `kind` when the reader asks for it."""

    def make() -> bytes:
        # Imported here: matplotlib would add half a second to the start of the program, and few readers want a picture.
        from briefing import pictures

        described = describe()
        # A map is described only on request, so its own footnotes are not known before.
        notes = (*described.footnotes, *rests_on) if isinstance(described, Map) else tuple(rests_on)
        frame = pictures.Caption(f"{described.title} ({described.unit})", notes, SIMULATED if snapshot.is_demo else "")
        return (pictures.render_png if kind == "PNG" else pictures.render_svg)(described, frame)

    return make
