"""Charts and tables as cards: title, unit, picture, what it rests on, and a way to its data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import pandas as pd
import pyarrow as pa
import streamlit as st

from analytics.describe.charts import Picture
from analytics.describe.key_figures import KeyFigure
from analytics.describe.maps import Map
from pages.charts import figures, picture_files
from pages.server import first_paint
from pages.shell import handling, theme
from warehouse.contract.dates import moment_in_words
from warehouse.contract.snapshot import Snapshot

EMPTY = "Nothing to show here."
FIGURE_WIDTH = 160
"""Pixels that the card of a key figure has at least."""

ROW_HEIGHT = 35
"""Pixels of a table's row, its head included: a table of a known height has its room before the browser can draw it."""


def stamp(snapshot: Snapshot) -> str:
    """`Data of 23 November 2026, 15:04 UTC`, and that they are simulated where they are."""
    simulated = "Simulated data" if snapshot.is_demo else "Data"
    return f"{simulated} of {moment_in_words(snapshot.published_at)} UTC"


def plain(text: str) -> str:
    """Text from elsewhere, so that Markdown shows it as it stands."""
    escaped = "".join(f"\\{character}" if character in r"\`*_{}[]()<>#+-.!|~:$&^=" else character for character in text)
    return escaped.replace("\n", " ").replace("\r", " ")


def address(url: str | None) -> str:
    """A web address as a Markdown link; anything that is none as plain text."""
    if not url:
        return "none"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return plain(url)
    return f"[{plain(parts.hostname + parts.path)}]({quote(url, safe=':/?&=%#@,;+~')})"


def heading(title: str, help_text: str | None = None) -> None:
    """The title of a card; it may hold names from elsewhere."""
    st.markdown(f"**{plain(title)}**", help=help_text)


def titled(described: Picture) -> str:
    """The title with its unit, where it does not name that itself."""
    named = described.unit.lower() in described.title.lower()
    return described.title if named else f"{described.title} ({described.unit})"


def key_figures(shown: Sequence[KeyFigure]) -> None:
    """A card each, on a narrow window two side by side; what is heavy comes after they are painted."""
    if not shown:
        return
    grid = st.grid(len(shown), min_column_width=FIGURE_WIDTH, border=True)
    for one in shown:
        with grid.cell(), st.container(gap="xxsmall", key=f"{'changed' if one.change else 'figure'}_{one.title}"):
            st.metric(
                plain(one.title),
                one.value,
                one.change or None,
                delta_color="off",
                delta_description=one.against or None,
                help=plain(one.help) if one.help else None,
            )
            if one.note:
                st.caption(plain(one.note))
    first_paint.sent()


def chart(described: Picture, snapshot: Snapshot, sources: Sequence[str], empty: str = EMPTY) -> None:
    """The card of a chart, a grid or small multiples. `sources` are the titles of the sources that the figures rest on."""
    with st.container(border=True, height="stretch"):
        heading(titled(described))
        if described.is_empty:
            st.caption(empty)
            return
        plot(described, described.name)
        st.space("stretch")
        foot(snapshot, sources, described.footnotes, lambda: described.frame(), described.name, described)


def plot(described: Picture, name: str) -> None:
    """The picture alone, its room held until the browser can draw it."""
    first_paint.hold()
    drawn = figures.figure(described, theme.is_dark())
    st.plotly_chart(drawn, height=int(drawn.layout.height), config=figures.CONFIG, key=f"chart_{name}", alt=described.alt)


def table(
    title: str,
    frame: pd.DataFrame | pa.Table,
    snapshot: Snapshot,
    sources: Sequence[str],
    *,
    name: str,
    alt: str,
    columns: dict[str, Any],
    footnotes: Sequence[str] = (),
    empty: str = EMPTY,
    height: int | None = None,
    export: Callable[[], pd.DataFrame | pa.Table] | None = None,
) -> None:
    """A table's card. `export` gives the frame of the download where it is not the one shown."""
    with st.container(border=True):
        heading(title)
        if not len(frame):
            st.caption(empty)
            return
        first_paint.hold()
        st.dataframe(
            frame,
            hide_index=True,
            column_config=columns,
            column_order=list(columns),
            height=height or ROW_HEIGHT * (len(frame) + 1) + 2,
            placeholder="–",
            alt=alt,
            key=f"table_{name}",
        )
        foot(snapshot, sources, footnotes, export or (lambda: frame), name)


def foot(
    snapshot: Snapshot,
    sources: Sequence[str],
    notes: Sequence[str],
    frame: Callable[[], pd.DataFrame | pa.Table],
    name: str,
    described: Picture | Map | None = None,
) -> None:
    """What a picture rests on, its data as CSV, and, where it is `described`, itself as PNG and SVG (all made when asked for)."""
    rests_on = (*notes, f"Sources: {', '.join(sources) or 'none'}.", f"{stamp(snapshot)}.")
    said = " ".join(rests_on)
    demo, handed = snapshot.is_demo, handling.current()
    with st.container(horizontal=True, vertical_alignment="bottom", wrap=False, gap="small", key=f"foot_{name}"):
        st.caption(plain(said), width="stretch")
        st.download_button(
            "CSV",
            data=lambda: handling.card_csv(_arrow(frame()), snapshot, handed),
            file_name=f"anchorwatch_{'simulated_' if demo else ''}{name}_{snapshot.id}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            key=f"csv_{name}",
            on_click="ignore",
            help="The data behind this picture.",
        )
        if described is not None:
            picture_files.buttons(described, snapshot, rests_on, name)


def _arrow(frame: pd.DataFrame | pa.Table) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False) if isinstance(frame, pd.DataFrame) else frame
