"""A picture's card with its explanation one click away, and exports that carry what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from analytics.describe.explained import Explained
from pages.charts import cards, picture_files
from warehouse.contract import csv_files
from warehouse.contract.snapshot import Snapshot


def show(explained: Explained, snapshot: Snapshot, sources: Sequence[str]) -> None:
    """The card; where nothing can be shown, the reason stands in the picture's place."""
    picture = explained.picture
    with st.container(border=True, height="stretch"):
        with st.container(horizontal=True, vertical_alignment="top", horizontal_alignment="distribute", wrap=False):
            st.markdown(f"**{cards.plain(cards.titled(picture))}**", width="stretch")
            _explanation(explained)
        if explained.refusal:
            st.info(cards.plain(explained.refusal), icon=":material/do_not_disturb_on:")
            return
        if picture.is_empty:
            st.caption("Nothing in this selection.")
            return
        cards.plot(picture, picture.name)
        st.space("stretch")
        _foot(explained, snapshot, sources)


def _explanation(explained: Explained) -> None:
    with st.popover("What this says", icon=":material/help:", type="tertiary"):
        for paragraph in explained.plain:
            st.markdown(cards.plain(paragraph))
        if explained.assumptions:
            st.markdown("**It rests on**")
            st.markdown("\n".join(f"- {cards.plain(one)}" for one in explained.assumptions))
        if explained.references:
            st.caption(cards.plain(f"References: {' '.join(explained.references)}"))


def _foot(explained: Explained, snapshot: Snapshot, sources: Sequence[str]) -> None:
    picture = explained.picture
    rests_on = (*picture.footnotes, f"Sources: {', '.join(sources) or 'none'}.", f"{cards.stamp(snapshot)}.")
    with st.container(horizontal=True, vertical_alignment="bottom", wrap=False, gap="small", key=f"foot_{picture.name}"):
        st.caption(cards.plain(" ".join(rests_on)), width="stretch")
        st.download_button(
            "CSV",
            data=lambda: csv_files.to_csv(pa.Table.from_pandas(explained.frame(), preserve_index=False), snapshot),
            file_name=f"anchorwatch_{'simulated_' if snapshot.is_demo else ''}{picture.name}_{snapshot.id}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            key=f"csv_{picture.name}",
            on_click="ignore",
            help="The data behind this picture, with what they rest on.",
        )
        picture_files.buttons(picture, snapshot, (*rests_on, *explained.assumptions), picture.name)
