"""A document as PDF for reading and printing: real text, bookmarks, tags for screen readers (PDF/UA-1), embedded fonts.

Typeset by typst. Texts are passed to it as data in a JSON file, so nothing in them can act as markup; charts and maps are
passed as SVG. Every chart's numbers are repeated as a table at the end, where they can be copied and read aloud.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import pandas as pd
import typst

from analytics.describe.charts import Grid
from analytics.describe.maps import Map
from briefing import document as documents
from briefing import lettering, pictures
from briefing.blocks import Block, Document, Exhibit, KeyFigures, Page, Paragraphs, TableColumn, TextTable, split_lead
from briefing.lettering import printable_text
from briefing.pdf.deck import deck_data
from briefing.pictures import grids
from briefing.slides.template import MARK_COLOUR
from warehouse.contract.taxonomy import TLP_CODE

TEMPLATES: Final = Path(__file__).parent
WIDTH: Final[dict[str, float]] = {"A4": 6.85, "Letter": 7.08}
"""Inches between the margins."""
PAPER: Final[dict[str, str]] = {"A4": "a4", "Letter": "us-letter"}
STANDARD: Final[Literal["ua-1"]] = "ua-1"
WIDEST_HEAT: Final = 16
"""Most columns of a heat map that fit on a page as a table; a wider one is drawn as an image."""
TABLE_SIZE: Final = 7.5
TEXT_SIZE: Final = 9.5
"""Points of a report's text."""
MOST_ROWS: Final = 120
"""Most rows of a table of a chart's numbers: longer ones would fill pages, and are in the Excel file."""
MOST_COLUMNS: Final = 9
"""Most columns of such a table: more do not fit between the margins."""


def write_pdf(document: Document) -> bytes:
    """The document as the bytes of a PDF file."""
    with _typst_folder(document) as main:
        return typst.compile(
            main, root=main.parent, font_paths=bundled_fonts(), ignore_system_fonts=True, format="pdf", pdf_standards=[STANDARD]
        )


def page_images(document: Document, ppi: float = 80.0) -> tuple[bytes, ...]:
    """The pages as PNG images for a preview, at `ppi` pixels per inch."""
    with _typst_folder(document) as main:
        images = typst.compile(main, root=main.parent, font_paths=bundled_fonts(), ignore_system_fonts=True, format="png", ppi=ppi)
    # typst gives a single page as bytes, several as a list.
    return tuple(images) if isinstance(images, list) else (images,)


@contextmanager
def _typst_folder(document: Document) -> Iterator[Path]:
    """A temporary folder with the template, data and images of one document; yields the file to compile."""
    with tempfile.TemporaryDirectory(prefix="anchorwatch-") as folder:
        files = _Files(Path(folder), document)
        (files.folder / "data.json").write_text(json.dumps(_template_data(document, files), ensure_ascii=False), encoding="utf-8")
        yield files.main


# Read once, as documents may be made for every visitor. System fonts are left out so that a document looks the same wherever
# it was made.
@cache
def bundled_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(lettering.FOLDER)])


class _Files:
    """The files next to the data: images and the logo."""

    def __init__(self, folder: Path, document: Document) -> None:
        self.folder = folder
        self.width = WIDTH[document.settings.paper]
        # Sheets are read in poor light: their tables are nearly as large as their text.
        self.table_size = document.settings.audience_profile.text_size - 1.5 if document.settings.audience_profile.is_sheet else TABLE_SIZE
        self.count = 0
        name = "deck.typ" if is_deck(document) else "report.typ"
        self.main = folder / name
        shutil.copy(TEMPLATES / name, self.main)

    def add_file(self, content: bytes, extension: str) -> str:
        """Write a file and return its name: a number, so that no title can become part of a path."""
        self.count += 1
        name = f"{self.count}.{extension}"
        (self.folder / name).write_bytes(content)
        return name


def is_deck(document: Document) -> bool:
    """True when its pages are laid out as slides, not set as text on upright paper."""
    return document.is_paged and not document.settings.audience_profile.is_sheet


def _template_data(document: Document, files: _Files) -> dict[str, Any]:
    settings, now = document.settings, datetime.now(UTC)
    is_sheet = document.is_paged and settings.audience_profile.is_sheet
    logo = files.add_file(settings.logo, "png") if settings.logo else ""
    own = deck_data(document, files.add_file, logo) if is_deck(document) else {"sections": _sections_data(document, files)}
    return {
        **own,
        "sheet": is_sheet,
        "size": settings.audience_profile.text_size if is_sheet else TEXT_SIZE,
        "title": printable_text(settings.title),
        "organisation": printable_text(settings.organisation),
        "mark": TLP_CODE[settings.mark].title,
        "mark_colour": f"#{MARK_COLOUR[settings.mark]}",
        "banner": printable_text(document.banner),
        "paper": PAPER[settings.paper],
        "period": documents.period_in_words(document),
        "scope": printable_text(document.scope),
        "stamp": printable_text(document.stamp),
        "made": [now.year, now.month, now.day],
        "fonts": list(lettering.FAMILIES),
        "logo": logo,
        "logo_alt": f"Logo of {printable_text(settings.organisation) or 'the company'}",
    }


def _sections_data(document: Document, files: _Files) -> list[dict[str, Any]]:
    """The sections, then the numbers behind the charts and what must be said at the end; of a sheet, its pages alone."""
    about = (f"{documents.period_in_words(document)}; {document.scope}.", f"{document.stamp}.", *document.last_page)
    is_sheet = document.is_paged and document.settings.audience_profile.is_sheet
    sections = [
        {"title": "" if is_sheet else section.title, "blocks": [_block_data(block, files) for block in section.blocks]}
        for section in document.sections
    ]
    numbers = [] if is_sheet else _number_tables(document)
    closing = [] if document.is_closed else [{"title": "About this document", "blocks": [_block_data(Paragraphs(about), files)]}]
    return [*sections, *numbers, *closing]


def _printable_texts(texts: Sequence[str]) -> list[str]:
    return [printable_text(text) for text in texts]


def _block_data(block: Block, files: _Files) -> dict[str, Any]:
    if isinstance(block, Page):
        return _page_data(block, files)
    if isinstance(block, Paragraphs):
        return {
            "kind": "words",
            "title": printable_text(block.title),
            "paragraphs": _printable_texts([text for text in block.paragraphs if text]),
            "quiet": block.quiet,
        }
    if isinstance(block, KeyFigures):
        items = [{"title": figure.title, "value": figure.value, "change": figure.change, "range": figure.range} for figure in block.items]
        return {"kind": "figures", "title": printable_text(block.title), "items": items, "notes": _printable_texts(block.notes)}
    if isinstance(block, Exhibit):
        return _exhibit_data(block, files)
    return _table_data(block, files.table_size)


def _page_data(page: Page, files: _Files) -> dict[str, Any]:
    """A page in running text: its points first, as these are read without the picture too."""
    leads = [split_lead(point) if page.has_leads else ("", point) for point in page.points]
    points = {"kind": "points", "paragraphs": [[printable_text(lead), printable_text(text)] for lead, text in leads]}
    parts = [points, *(_block_data(block, files) for block in page.blocks)]
    return {"kind": "page", "title": printable_text(page.title), "parts": parts, "notes": _printable_texts(page.notes)}


def _table_data(block: TextTable, size: float = TABLE_SIZE) -> dict[str, Any]:
    return {
        "kind": "table",
        "title": printable_text(block.title),
        "head": _printable_texts([column.title for column in block.columns]),
        "rows": [_printable_texts(row) for row in block.rows],
        "widths": [column.share for column in block.columns],
        "aligns": [column.align for column in block.columns],
        "size": size,
        "notes": _printable_texts(block.notes),
        "empty": block.empty,
    }


def _exhibit_data(block: Exhibit, files: _Files) -> dict[str, Any]:
    description, common = block.description, {"title": printable_text(block.title), "notes": _printable_texts(block.notes)}
    # A heat map that fits is set as a table: its cells are then text to copy and to read aloud.
    if isinstance(description, Grid) and not description.is_empty and len(description.columns) <= WIDEST_HEAT:
        return {"kind": "heat", **common, **_heat_table_data(description)}
    file = ""
    if not description.is_empty:
        # Scaled to the width of the page, but never below 90% of its natural height, where labels would collide.
        height = pictures.natural_height(description) * files.width / pictures.WIDTH
        svg = pictures.render_svg(description, size=(files.width, max(height, pictures.natural_height(description) * 0.9)))
        file = files.add_file(svg, "svg")
    return {"kind": "picture", "file": file, "alt": printable_text(description.alt) or block.title, **common}


def _heat_table_data(grid: Grid) -> dict[str, Any]:
    most = grids.largest_value(grid)

    def cell(row: int, column: int) -> dict[str, str]:
        fill = grids.cell_colour(grid, row, column, most)
        return {"text": printable_text(grids.cell_text(grid, row, column)), "fill": fill, "ink": grids.ink_on(fill)}

    rows = [
        {"name": printable_text(name), "cells": [cell(row, column) for column in range(len(grid.columns))]}
        for row, name in enumerate(grid.rows)
    ]
    return {
        "corner": printable_text(grid.row_title),
        "columns": _printable_texts(grid.columns),
        "rows": rows,
        "size": 7 if len(grid.columns) <= 12 else 6,
    }


def _number_tables(document: Document) -> list[dict[str, Any]]:
    """The numbers behind the charts, as tables in a section of their own; none where there is no such chart."""
    blocks = []
    for block in document.exhibits:
        # A heat map prints its own numbers; a map's points would fill pages, and are in the Excel file.
        if isinstance(block.description, Map | Grid) or block.description.is_empty:
            continue
        frame = block.description.frame()
        if len(frame) <= MOST_ROWS and len(frame.columns) <= MOST_COLUMNS:
            blocks.append(_table_data(_frame_as_table(block.title, frame), 6.5))
    return [{"title": "Figures behind the charts", "blocks": blocks}] if blocks else []


def _frame_as_table(title: str, frame: pd.DataFrame) -> TextTable:
    columns = tuple(
        TableColumn(str(name), 0.24 if place == 0 else 0.1, "left" if place == 0 else "right") for place, name in enumerate(frame.columns)
    )
    rows = tuple(tuple(_format_value(value) for value in row) for row in frame.itertuples(index=False))
    return TextTable("numbers", title, columns, rows)


def _format_value(value: object) -> str:
    # Before numbers: in Python a bool is an int.
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, int | float):
        return "–" if pd.isna(value) else f"{value:,.4f}".rstrip("0").rstrip(".")
    return "–" if value is None else str(value)
