"""The card of a chart with its explanation one click away, and downloads that include its assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pyarrow as pa
import streamlit as st

from analytics.describe.charts import Chart, Picture
from analytics.describe.explained import Explained
from pages.charts import cards, picture_files
from pages.shell.text import plain
from warehouse.contract import csv_files
from warehouse.view import SnapshotView

LEAST_HEIGHT: Final = 605
LEAST_HEIGHT_OF_ROWS: Final = 590
"""Pixels of an answer's chart, upright or of rows: it fills the first screen, and what it rests on comes below."""


def show_explained(explained: Explained, snapshot: SnapshotView, sources: Sequence[str]) -> None:
    """The card; where the data cannot support an answer, the reason takes the place of the chart."""
    picture = explained.picture
    with st.container(border=True, height="stretch"):
        with st.container(horizontal=True, vertical_alignment="top", horizontal_alignment="distribute", wrap=False):
            st.markdown(f"**{plain(cards.title_with_unit(picture))}**", width="stretch")
            _explanation_popover(explained)
        if explained.refusal:
            st.info(plain(explained.refusal), icon=":material/do_not_disturb_on:")
            return
        if picture.is_empty:
            st.caption("Nothing in this selection.")
            return
        cards.plot_figure(picture, picture.name)
        st.space("stretch")
        _card_foot(explained, snapshot, sources)


def show_picture(explained: Explained) -> None:
    """The card of an answer's picture: title and chart alone, or the reason why there is none. `show_basis` shows the rest in Details."""
    with st.container(border=True):
        st.markdown(f"**{plain(cards.title_with_unit(explained.picture))}**")
        if explained.refusal:
            st.info(plain(explained.refusal), icon=":material/do_not_disturb_on:")
        elif explained.picture.is_empty:
            st.caption("Nothing in this selection.")
        else:
            cards.plot_figure(_filling_a_screen(explained.picture), explained.picture.name)


def _filling_a_screen(picture: Picture) -> Picture:
    if not isinstance(picture, Chart):
        return picture
    return replace(picture, height=max(picture.height, LEAST_HEIGHT_OF_ROWS if picture.across else LEAST_HEIGHT))


def show_basis(explained: Explained, snapshot: SnapshotView, sources: Sequence[str]) -> None:
    """What an answer's picture shows, rests on, and its downloads."""
    _explanation(explained)
    if not explained.refusal and not explained.picture.is_empty:
        _card_foot(explained, snapshot, sources)


def _explanation_popover(explained: Explained) -> None:
    with st.popover("What this shows", icon=":material/help:", type="tertiary"):
        _explanation(explained)


def _explanation(explained: Explained) -> None:
    for paragraph in explained.plain:
        st.markdown(plain(paragraph))
    if explained.assumptions:
        st.markdown("**Assumptions**")
        st.markdown("\n".join(f"- {plain(assumption)}" for assumption in explained.assumptions))
    if explained.references:
        st.caption(plain(f"References: {' '.join(explained.references)}"))


def _card_foot(explained: Explained, snapshot: SnapshotView, sources: Sequence[str]) -> None:
    picture = explained.picture
    rests_on = (*picture.footnotes, *cards.sources_note(sources), f"{cards.data_stamp(snapshot)}.")
    with st.container(horizontal=True, vertical_alignment="bottom", wrap=False, gap="small", key=f"foot_{picture.name}"):
        st.caption(plain(" ".join(rests_on)), width="stretch")
        st.download_button(
            "CSV",
            data=lambda: csv_files.to_csv(pa.Table.from_pandas(explained.frame(), preserve_index=False), snapshot),
            file_name=f"anchorwatch_{'simulated_' if snapshot.is_demo else ''}{picture.name}_{snapshot.id}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            key=f"csv_{picture.name}",
            on_click="ignore",
            help="The data behind this chart, with their assumptions.",
        )
        picture_files.show_picture_buttons(picture, snapshot, (*rests_on, *explained.assumptions), picture.name)
