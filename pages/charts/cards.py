"""Charts and tables as cards: title with unit, the chart itself, its sources and notes, and downloads of the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from analytics.describe.charts import Picture
from analytics.describe.key_figures import KeyFigure
from analytics.describe.maps import Map
from pages.charts import figures, picture_files
from pages.server import first_paint
from pages.shell import handling, theme
from pages.shell.text import plain
from warehouse.contract.dates import moment_in_words
from warehouse.view import SnapshotView

EMPTY = "Nothing to show here."
FIGURE_WIDTH = 160
"""Least width in pixels of a key figure's card."""

ROW_HEIGHT = 35
"""Height in pixels of a table row or its header. A table whose height is known reserves its space before the browser can draw it."""


def data_stamp(snapshot: SnapshotView) -> str:
    """`Data of 23 November 2026, 15:04 UTC`, or `Simulated data of ...`."""
    simulated = "Simulated data" if snapshot.is_demo else "Data"
    return f"{simulated} of {moment_in_words(snapshot.published_at)} UTC"


def sources_note(sources: Sequence[str]) -> tuple[str, ...]:
    """`Sources: A, B.` as a note of its own; nothing where no source is behind the figures."""
    return (f"Sources: {', '.join(sources)}.",) if sources else ()


def card_heading(title: str, help_text: str = "") -> None:
    """The title of a card, escaped: it may contain names from reports."""
    st.markdown(f"**{plain(title)}**", help=plain(help_text) or None)


def title_with_unit(described: Picture) -> str:
    """The title followed by its unit, unless the title already contains it."""
    unit, title = described.unit.lower(), described.title.lower()
    names_unit = unit in title or ("share" in title and unit.startswith("share"))
    return described.title if names_unit else f"{described.title} ({described.unit})"


def show_key_figures(figures: Sequence[KeyFigure]) -> None:
    """One card for each figure, two abreast in a narrow window. Heavy elements that follow wait until these have been painted."""
    if not figures:
        return
    grid = st.grid(len(figures), min_column_width=FIGURE_WIDTH, border=True)
    for key_figure in figures:
        with grid.cell(), st.container(gap="xxsmall", key=f"{'changed' if key_figure.change else 'figure'}_{key_figure.title}"):
            st.metric(
                plain(key_figure.title),
                plain(key_figure.value),
                plain(key_figure.change) or None,
                delta_color="off",
                delta_arrow="off" if key_figure.change == "unchanged" else "auto",
                delta_description=plain(key_figure.against or "") or None,
                help=plain(key_figure.help) if key_figure.help else None,
            )
            if key_figure.note:
                st.caption(plain(key_figure.note))
    first_paint.note_light_parts()


def show_chart(described: Picture, snapshot: SnapshotView, sources: Sequence[str], empty: str = EMPTY) -> None:
    """The card of a chart, a grid or small multiples. `sources` are the titles of the sources behind the figures."""
    with st.container(border=True, height="stretch"):
        card_heading(title_with_unit(described))
        if described.is_empty:
            st.caption(plain(empty))
            return
        plot_figure(described, described.name)
        st.space("stretch")
        show_card_foot(snapshot, sources, described.footnotes, lambda: described.frame(), described.name, described)


def plot_figure(described: Picture, name: str) -> None:
    """The chart without its card; its height is reserved before the browser can draw it."""
    first_paint.wait_for_paint()
    plotted = figures.plotly_figure(described, theme.is_dark())
    st.plotly_chart(plotted, height=int(plotted.layout.height), config=figures.CONFIG, key=f"chart_{name}", alt=described.alt)


def show_table(
    title: str,
    frame: pd.DataFrame | pa.Table,
    snapshot: SnapshotView,
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
    """The card of a table. `export` gives the data to download where they differ from those shown."""
    with st.container(border=True):
        card_heading(title)
        if not len(frame):
            st.caption(plain(empty))
            return
        first_paint.wait_for_paint()
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
        show_card_foot(snapshot, sources, footnotes, export or (lambda: frame), name)


def show_card_foot(
    snapshot: SnapshotView,
    sources: Sequence[str],
    notes: Sequence[str],
    frame: Callable[[], pd.DataFrame | pa.Table],
    name: str,
    described: Picture | Map | None = None,
) -> None:
    """Notes, sources and date, with downloads made on request: the data as CSV and, for a `described` chart or map, PNG and SVG."""
    rests_on = (*notes, *sources_note(sources), f"{data_stamp(snapshot)}.")
    caption = " ".join(rests_on)
    demo, handed = snapshot.is_demo, handling.current()
    with st.container(horizontal=True, vertical_alignment="bottom", wrap=False, gap="small", key=f"foot_{name}"):
        st.caption(plain(caption), width="stretch")
        st.download_button(
            "CSV",
            data=lambda: handling.card_csv(_as_arrow(frame()), snapshot, handed),
            file_name=f"anchorwatch_{'simulated_' if demo else ''}{name}_{snapshot.id}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            key=f"csv_{name}",
            on_click="ignore",
            help="The data behind this chart.",
        )
        if described is not None:
            picture_files.show_picture_buttons(described, snapshot, rests_on, name)


def _as_arrow(frame: pd.DataFrame | pa.Table) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False) if isinstance(frame, pd.DataFrame) else frame
