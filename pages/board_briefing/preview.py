"""A preview of the briefing: its pages as images, and the files to download."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from analytics.describe.key_figures import KeyFigure
from briefing import document, make, pdf
from briefing.blocks import Document
from briefing.settings import BriefingSettings
from pages.charts import cards
from pages.server import first_paint
from pages.shell import data
from pages.shell.text import plain
from warehouse import cache
from warehouse.view import SnapshotView


def show_preview(snapshot: SnapshotView, settings: BriefingSettings) -> None:
    """Show the key figures, the download buttons, what was withheld, and the pages."""
    now = data.now(snapshot)
    # First, as the pages take seconds: the key figures show at once what the choices amount to.
    cards.show_key_figures(cache.build_document(_key_figures, snapshot, settings, now))
    with st.spinner("Preparing the briefing …"):
        composed = cache.build_document(document.compose_document, snapshot, settings, now)
        pages = cache.build_document(_page_images, snapshot, settings, now)
    with st.container(horizontal=True, vertical_alignment="center"):
        for extension, kind in make.FORMATS.items():
            st.download_button(
                kind.title,
                data=_file_writer(extension, composed),
                file_name=f"{composed.file_stem}.{extension}",
                mime=kind.mime,
                icon=":material/download:",
                key=f"briefing_{extension}",
                on_click="ignore",
                help=kind.help,
            )
        st.caption(plain(f"{composed.stamp}."), width="content")
    with st.expander("Notes on the data (last page of the briefing)"):
        for line in composed.last_page:
            st.markdown(plain(line))
    first_paint.wait_for_paint()
    for number, page in enumerate(pages, start=1):
        with st.container(border=True, key=f"page_{settings.paper}_{number}"):
            st.image(page, width="stretch", alt=f"Page {number} of {len(pages)} of the briefing as PDF; the files contain its text.")


def _file_writer(extension: str, composed: Document) -> Callable[[], bytes]:
    # Streamlit calls it on a click, so that only the format that somebody wants is written.
    return lambda: make.FORMATS[extension].write(composed)


def _key_figures(snapshot: SnapshotView, settings: BriefingSettings, now: datetime) -> tuple[KeyFigure, ...]:
    figures = document.key_figures(snapshot, settings, now)
    return tuple(
        KeyFigure(figure.title, figure.value, f"{figure.change[:1].upper()}{figure.change[1:]}", figure.help) for figure in figures
    )


def _page_images(snapshot: SnapshotView, settings: BriefingSettings, now: datetime) -> tuple[bytes, ...]:
    return pdf.page_images(cache.build_document(document.compose_document, snapshot, settings, now))
