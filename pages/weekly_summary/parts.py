"""The parts of the summary, taken from its document: the page says nothing that PDF and mail do not say."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import streamlit as st

from briefing.blocks import Document, KeyFigures, Page, TextTable, split_lead
from briefing.make import FORMATS
from pages.server import first_paint
from pages.shell import data
from pages.shell.text import Markdown, plain
from warehouse.filters import Filters

_FIRST = ("headline", "where")
"""Sections that the first screen shows."""
_LAST = "credits"


def show_pdf_button(document: Document) -> None:
    """The same as a PDF of two pages, written on the click."""
    st.download_button(
        "Download PDF", data=lambda: FORMATS["pdf"].write(document), file_name=f"{document.file_stem}.pdf", mime=FORMATS["pdf"].mime,
        icon=":material/download:", type="primary", on_click="ignore", key="weekly_pdf",
    )  # fmt: skip


def show_figures(document: Document) -> None:
    """Four figures; what each was before is in its help."""
    figures = [block for section in document.sections for block in section.parts if isinstance(block, KeyFigures)]
    for block in figures[:1]:
        with st.container(horizontal=True, gap="large"):
            for figure in block.items:
                st.metric(plain(figure.title), plain(figure.value), help=plain(f"{figure.help} {figure.change}."), width="content")
    first_paint.note_light_parts()


def show_where(document: Document) -> None:
    """The waters with most incidents, and the way to the map of all pages."""
    for page in _pages(document, "where"):
        st.markdown(f"**{plain(page.title)}.**")
        _show_points(page)
    first, last = document.period
    kept = {data.AS_OF: snapshot_id} if (snapshot_id := data.as_of()) else {}
    query = urlencode(Filters(date_from=first, date_to=last).to_query() | kept)
    st.markdown(Markdown(f"[Open on the map](incident_map?{query})"))


def show_sections(document: Document) -> None:
    """All other sections: the finding of each with what it rests on."""
    for section in document.sections:
        if section.code in (*_FIRST, _LAST):
            continue
        st.subheader(plain(section.title), anchor=False)
        for page in _pages(document, section.code):
            st.markdown(f"{plain(page.title)}.")
            _show_points(page)
            if page.table is not None:
                _show_table(page.table)
            if page.notes:
                st.caption(plain(" ".join(page.notes)))


def show_credits(document: Document) -> None:
    """Notes on the count, sources with their licences, and what the summary withholds."""
    for code in (*_FIRST, _LAST):
        for page in _pages(document, code):
            for text in (*page.notes, *(page.points if code == _LAST else ())):
                st.markdown(plain(text))
            if code == _LAST and page.table is not None:
                _show_table(page.table)
    st.caption(plain(f"{document.stamp}."))


def _pages(document: Document, code: str) -> Iterator[Page]:
    return (block for section in document.sections if section.code == code for block in section.blocks if isinstance(block, Page))


def _show_points(page: Page) -> None:
    leads = [split_lead(point) if page.has_leads else ("", point) for point in page.points]
    if leads:
        st.markdown("\n".join(f"- {f'**{plain(lead)}** ' if lead else ''}{plain(text)}" for lead, text in leads))


def _show_table(table: TextTable) -> None:
    first_paint.wait_for_paint()
    columns = {f"column_{place}": st.column_config.TextColumn(column.title or " ") for place, column in enumerate(table.columns)}
    rows = [dict(zip(columns, row, strict=True)) for row in table.rows]
    st.dataframe(rows, hide_index=True, column_config=columns, alt=table.title, key=f"weekly_{table.name}")
