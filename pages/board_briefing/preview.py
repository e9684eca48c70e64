"""A preview of the briefing: its finding, the files to download, and its pages as images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import streamlit as st

from briefing import document, make, pdf
from briefing.blocks import Document
from briefing.settings import BriefingSettings
from pages.shell import data, page_top
from pages.shell.text import plain
from warehouse import cache
from warehouse.view import SnapshotView

Show = Callable[[], None]
"""Shows fields of the form where the preview wants them."""
FIRST_FILES: Final = {"pptx": "Download slides", "pdf": "Download PDF"}
"""Formats with a button on the first screen; the others stand under Details."""
LARGE_SHARE: Final = 0.66
"""Share of the width that the first slide takes, beside the two after it."""
SLIDES_ACROSS: Final = 2
PAGES_ACROSS: Final = 3
"""Further slides, or upright pages, in a row."""


def show_documents(snapshot: SnapshotView, settings: BriefingSettings, show_audience: Show, show_choices: Show) -> Document:
    """The finding in a sentence, the buttons, and behind one of them `show_choices`; returns the document."""
    now = data.now(snapshot)
    with st.spinner("Preparing the briefing …"):
        composed: Document = cache.build_document(document.compose_document, snapshot, settings, now)
    page_top.show_answer(f"{document.finding(composed)}.")
    with st.container(horizontal=True, vertical_alignment="center"):
        show_audience()
        for place, (extension, title) in enumerate(FIRST_FILES.items()):
            _show_download(composed, extension, title, is_main=place == 0)
        with st.popover("Change what is in it", icon=":material/tune:"):
            show_choices()
    return composed


def show_pages(snapshot: SnapshotView, settings: BriefingSettings, composed: Document) -> None:
    """Every page as an image; of slides the first one large, with the two after it beside it."""
    with st.spinner("Drawing the pages …"):
        pages: Sequence[bytes] = cache.build_document(_page_images, snapshot, settings, data.now(snapshot))
    texts = [f"Page {number} of {len(pages)} of the briefing as PDF; the files contain its text." for number in range(1, len(pages) + 1)]
    is_deck = pdf.is_deck(composed)
    form = "slide" if is_deck else f"upright_{settings.paper}"
    numbers = list(range(len(pages)))
    if is_deck and len(pages) > 2:
        large, beside = st.columns([LARGE_SHARE, 1 - LARGE_SHARE], gap="small")
        with large:
            _show_image(pages[0], texts[0], f"{form}_1")
        with beside:
            for number in (1, 2):
                _show_image(pages[number], texts[number], f"{form}_{number + 1}")
        numbers = numbers[3:]
    across = SLIDES_ACROSS if is_deck else PAGES_ACROSS
    for start in range(0, len(numbers), across):
        columns = st.columns(across, gap="small")
        for column, number in zip(columns, numbers[start : start + across], strict=False):
            with column:
                _show_image(pages[number], texts[number], f"{form}_{number + 1}")


def show_details(composed: Document) -> None:
    """What the document leaves out and credits, the date of its data, and the workbook of its figures."""
    st.caption(plain(f"{document.period_in_words(composed)}. {composed.stamp}."))
    for line in composed.last_page:
        st.markdown(plain(line))
    for extension, kind in make.FORMATS.items():
        if extension not in FIRST_FILES:
            _show_download(composed, extension, kind.title, is_main=False)


def _show_image(page: bytes, text: str, key: str) -> None:
    with st.container(border=True, key=key):
        st.image(page, width="stretch", alt=text)


def _show_download(composed: Document, extension: str, title: str, *, is_main: bool) -> None:
    kind = make.FORMATS[extension]
    st.download_button(
        plain(title),
        data=_file_writer(extension, composed),
        file_name=f"{composed.file_stem}.{extension}",
        mime=kind.mime,
        icon=":material/download:",
        key=f"briefing_{extension}",
        on_click="ignore",
        type="primary" if is_main else "secondary",
        help=kind.help,
    )


def _file_writer(extension: str, composed: Document) -> Callable[[], bytes]:
    # Streamlit calls it on a click, so that only the format that somebody wants is written.
    return lambda: make.FORMATS[extension].write(composed)


def _page_images(snapshot: SnapshotView, settings: BriefingSettings, now: datetime) -> tuple[bytes, ...]:
    return pdf.page_images(cache.build_document(document.compose_document, snapshot, settings, now))
