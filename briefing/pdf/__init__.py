"""A document as PDF for reading and printing: real text, bookmarks, tagged for screen readers (PDF/UA-1), fonts embedded.

Set by typst. Texts go to it as data in a JSON file, so nothing in them can be markup; pictures go as SVG. Every chart's
numbers stand again as a table at the end, where a reader can copy them and a screen reader can say them.
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
from briefing.blocks import Block, Column, Document, Figures, Picture, Table, Words
from briefing.pictures import grids
from briefing.slides.template import MARK_COLOUR
from warehouse.contract.taxonomy import TLP_CODE

TEMPLATE: Final = Path(__file__).parent / "report.typ"
WIDTH: Final[dict[str, float]] = {"A4": 6.85, "Letter": 7.08}
"""Inches between the margins."""
PAPER: Final[dict[str, str]] = {"A4": "a4", "Letter": "us-letter"}
STANDARD: Final[Literal["ua-1"]] = "ua-1"
WIDEST_HEAT: Final = 16
"""Columns of a heat table that a page can hold as a table; a wider one is a picture."""
MOST_ROWS: Final = 120
"""Rows of a chart's numbers that the last pages repeat."""
MOST_COLUMNS: Final = 9


def write(document: Document) -> bytes:
    """The bytes of the PDF file."""
    with _set(document) as main:
        return typst.compile(main, root=main.parent, font_paths=_fonts(), ignore_system_fonts=True, format="pdf", pdf_standards=[STANDARD])


def pages(document: Document, ppi: float = 80.0) -> tuple[bytes, ...]:
    """The pages as PNG pictures, as a preview shows them."""
    with _set(document) as main:
        made = typst.compile(main, root=main.parent, font_paths=_fonts(), ignore_system_fonts=True, format="png", ppi=ppi)
    return tuple(made) if isinstance(made, list) else (made,)


@contextmanager
def _set(document: Document) -> Iterator[Path]:
    """The files of one document in a folder of their own; the one to compile."""
    with tempfile.TemporaryDirectory(prefix="anchorwatch-") as folder:
        files = _Files(Path(folder), document)
        (files.folder / "data.json").write_text(json.dumps(_data(document, files), ensure_ascii=False), encoding="utf-8")
        yield files.main


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(lettering.FOLDER)])


class _Files:
    """The files beside the data: pictures and the logo."""

    def __init__(self, folder: Path, document: Document) -> None:
        self.folder = folder
        self.width = WIDTH[document.settings.paper]
        self.count = 0
        self.main = folder / TEMPLATE.name
        shutil.copy(TEMPLATE, self.main)

    def add(self, content: bytes, ending: str) -> str:
        self.count += 1
        name = f"{self.count}.{ending}"
        (self.folder / name).write_bytes(content)
        return name


def _data(document: Document, files: _Files) -> dict[str, Any]:
    settings, now = document.settings, datetime.now(UTC)
    about = [f"{documents.span(document)}; {document.where}.", f"{document.stamp}.", *document.last_page]
    sections = [
        *({"title": section.title, "blocks": [_block(block, files) for block in section.blocks]} for section in document.sections),
        *_numbers(document),
        {"title": "About this document", "blocks": [_block(Words(tuple(about)), files)]},
    ]
    logo = files.add(settings.logo, "png") if settings.logo else ""
    return {
        "title": _said(settings.title),
        "organisation": _said(settings.organisation),
        "mark": TLP_CODE[settings.mark].title,
        "mark_colour": f"#{MARK_COLOUR[settings.mark]}",
        "banner": _said(document.banner),
        "paper": PAPER[settings.paper],
        "period": documents.span(document),
        "where": _said(document.where),
        "stamp": _said(document.stamp),
        "made": [now.year, now.month, now.day],
        "fonts": list(lettering.FAMILIES),
        "logo": logo,
        "logo_alt": f"Logo of {_said(settings.organisation) or 'the company'}",
        "sections": sections,
    }


def _said(text: str) -> str:
    return lettering.printable(text)


def _all(texts: Sequence[str]) -> list[str]:
    return [_said(text) for text in texts]


def _block(block: Block, files: _Files) -> dict[str, Any]:
    if isinstance(block, Words):
        return {
            "kind": "words",
            "title": _said(block.title),
            "paragraphs": _all([text for text in block.paragraphs if text]),
            "quiet": block.quiet,
        }
    if isinstance(block, Figures):
        items = [{"title": one.title, "value": one.value, "change": one.change, "range": one.range} for one in block.items]
        return {"kind": "figures", "title": _said(block.title), "items": items, "notes": _all(block.notes)}
    if isinstance(block, Picture):
        return _picture(block, files)
    return _table(block)


def _table(block: Table, size: float = 7.5) -> dict[str, Any]:
    return {
        "kind": "table",
        "title": _said(block.title),
        "head": _all([column.title for column in block.columns]),
        "rows": [_all(row) for row in block.rows],
        "widths": [column.share for column in block.columns],
        "aligns": [column.align for column in block.columns],
        "size": size,
        "notes": _all(block.notes),
        "empty": block.empty,
    }


def _picture(block: Picture, files: _Files) -> dict[str, Any]:
    described, common = block.described, {"title": _said(block.title), "notes": _all(block.notes)}
    if isinstance(described, Grid) and not described.is_empty and len(described.columns) <= WIDEST_HEAT:
        return {"kind": "heat", **common, **_heat(described)}
    file = ""
    if not described.is_empty:
        height = pictures.natural_height(described) * files.width / pictures.WIDTH
        svg = pictures.svg(described, size=(files.width, max(height, pictures.natural_height(described) * 0.9)))
        file = files.add(svg, "svg")
    return {"kind": "picture", "file": file, "alt": _said(described.alt) or block.title, **common}


def _heat(grid: Grid) -> dict[str, Any]:
    most = grids.most_of(grid)

    def cell(row: int, column: int) -> dict[str, str]:
        fill = grids.fill(grid, row, column, most)
        return {"text": _said(grids.written(grid, row, column)), "fill": fill, "ink": grids.ink(fill)}

    rows = [
        {"name": _said(name), "cells": [cell(row, column) for column in range(len(grid.columns))]} for row, name in enumerate(grid.rows)
    ]
    return {"corner": _said(grid.row_title), "columns": _all(grid.columns), "rows": rows, "size": 7 if len(grid.columns) <= 12 else 6}


def _numbers(document: Document) -> list[dict[str, Any]]:
    """The numbers behind the charts, as tables."""
    blocks = []
    for block in document.pictures:
        if isinstance(block.described, Map | Grid) or block.described.is_empty:
            continue
        frame = block.described.frame()
        if len(frame) <= MOST_ROWS and len(frame.columns) <= MOST_COLUMNS:
            blocks.append(_table(_as_table(block.title, frame), 6.5))
    return [{"title": "Figures behind the charts", "blocks": blocks}] if blocks else []


def _as_table(title: str, frame: pd.DataFrame) -> Table:
    columns = tuple(
        Column(str(name), 0.24 if place == 0 else 0.1, "left" if place == 0 else "right") for place, name in enumerate(frame.columns)
    )
    rows = tuple(tuple(_written(value) for value in row) for row in frame.itertuples(index=False))
    return Table("numbers", title, columns, rows)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, int | float):
        return "–" if pd.isna(value) else f"{value:,.4f}".rstrip("0").rstrip(".")
    return "–" if value is None else str(value)
