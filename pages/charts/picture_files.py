"""Buttons that give a chart or map as a picture, made when asked for, without a browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from analytics.describe.charts import Picture
from analytics.describe.maps import Map
from warehouse.contract.snapshot import Snapshot

SIMULATED: Final = "Simulated data: no real ship, crew or place stands behind it"
FORMATS: Final[dict[str, tuple[str, str]]] = {
    "PNG": ("image/png", "This picture in dots, for mail and slides."),
    "SVG": ("image/svg+xml", "This picture in lines, for print: sharp at any size."),
}


def buttons(described: Picture | Map, snapshot: Snapshot, rests_on: Sequence[str], key: str) -> None:
    """One button a format; the file holds title, unit and what the picture rests on."""
    for title, (mime, help_text) in FORMATS.items():
        st.download_button(
            title,
            data=maker(title, lambda: described, snapshot, rests_on),
            file_name=f"anchorwatch_{'simulated_' if snapshot.is_demo else ''}{described.name}_{snapshot.id}.{title.lower()}",
            mime=mime,
            type="tertiary",
            key=f"{title.lower()}_{key}",
            on_click="ignore",
            help=help_text,
        )


def maker(kind: str, describe: Callable[[], Picture | Map], snapshot: Snapshot, rests_on: Sequence[str]) -> Callable[[], bytes]:
    """A function that draws the picture of the format `kind`."""

    def make() -> bytes:
        # Not at the top: matplotlib would add half a second to the start of the program, and few ask for a picture.
        from briefing import pictures

        described = describe()
        # A map is described only now, so only now are its own notes known.
        notes = (*described.footnotes, *rests_on) if isinstance(described, Map) else tuple(rests_on)
        frame = pictures.Frame(f"{described.title} ({described.unit})", notes, SIMULATED if snapshot.is_demo else "")
        return (pictures.png if kind == "PNG" else pictures.svg)(described, frame)

    return make
