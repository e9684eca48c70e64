"""What the briefing will be: its pages as pictures, and the files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import streamlit as st

from analytics.describe.key_figures import KeyFigure
from briefing import document, make, pdf
from briefing.blocks import Document
from briefing.settings import Settings
from pages.charts import cards
from pages.server import first_paint
from pages.shell import data
from warehouse.contract.snapshot import Snapshot

KEPT: Final = 12


def show(snapshot: Snapshot, settings: Settings) -> None:
    """The buttons, what was withheld, and the pages."""
    now = data.now(snapshot)
    # Before the pages, which take seconds: what the choices come to.
    cards.key_figures(_figures(str(snapshot.folder), snapshot.id, settings, now, snapshot))
    with st.spinner("Making the briefing …"):
        made = _document(str(snapshot.folder), snapshot.id, settings, now, snapshot)
        pages = _pages(str(snapshot.folder), snapshot.id, settings, now, made)
    with st.container(horizontal=True, vertical_alignment="center"):
        for extension, kind in make.FORMATS.items():
            st.download_button(
                kind.title,
                data=_maker(extension, made),
                file_name=f"{made.file_stem}.{extension}",
                mime=kind.mime,
                icon=":material/download:",
                key=f"briefing_{extension}",
                on_click="ignore",
                help=kind.help,
            )
        st.caption(cards.plain(f"{made.stamp}."), width="content")
    with st.expander("What is said of the data on the last page"):
        for line in made.last_page:
            st.markdown(cards.plain(line))
    first_paint.hold()
    for number, page in enumerate(pages, start=1):
        with st.container(border=True, key=f"page_{settings.paper}_{number}"):
            st.image(page, width="stretch", alt=f"Page {number} of {len(pages)} of the briefing as PDF; the files hold its text.")


def _maker(extension: str, made: Document) -> Callable[[], bytes]:
    return lambda: make.FORMATS[extension].write(made)


@st.cache_resource(max_entries=KEPT, ttl="1h", show_spinner=False)
def _figures(folder: str, snapshot_id: str, settings: Settings, now: datetime, _snapshot: Snapshot) -> tuple[KeyFigure, ...]:
    found = document.key_figures(_snapshot, settings, now)
    return tuple(KeyFigure(one.title, one.value, f"{one.change[:1].upper()}{one.change[1:]}", one.help) for one in found)


@st.cache_resource(max_entries=KEPT, ttl="1h", show_spinner=False)
def _document(folder: str, snapshot_id: str, settings: Settings, now: datetime, _snapshot: Snapshot) -> Document:
    return document.compose(_snapshot, settings, now)


@st.cache_resource(max_entries=KEPT, ttl="1h", show_spinner=False)
def _pages(folder: str, snapshot_id: str, settings: Settings, now: datetime, _made: Document) -> tuple[bytes, ...]:
    return pdf.pages(_made)
