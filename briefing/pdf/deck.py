"""The data of a board deck's PDF: the slides as `page_layout` places them, with pictures as SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from briefing import document as documents
from briefing import pictures
from briefing.blocks import Document, Page
from briefing.lettering import printable_text
from briefing.slides import page_layout, template
from briefing.slides.page_layout import Placed, PlacedExhibit, PlacedTable, PlacedText, PlacedTile

ENLARGED: Final = 1.4
"""As on slides: pictures are designed for a page, and a deck is read from farther away."""

AddFile = Callable[[bytes, str], str]
"""Writes a file next to the data and gives its name."""


def deck_data(document: Document, add_file: AddFile, logo: str) -> dict[str, Any]:
    """`slides`, each with its title and items, and the measures of the paper in inches."""
    all_pages = [page for section in document.sections for block in section.blocks if isinstance(block, Page) for page in _with_rest(block)]
    slides = [
        {
            "title": printable_text(layout.title),
            "title_size": layout.title_size,
            "title_box": template.TITLE,
            "kicker": printable_text(documents.kicker(document)) if number == 0 else "",
            "logo": logo if number == 0 else "",
            "items": [data for item in layout.items for data in _item_data(item, add_file)],
        }
        for number, page in enumerate(all_pages)
        for layout in (page_layout.lay_out(page, number == 0),)
    ]
    return {"slides": slides, "width": template.WIDTH, "height": template.HEIGHT, "margin": template.MARGIN}


def _with_rest(page: Page) -> Iterator[Page]:
    """The page, and pages for the rows of its table that do not fit on it."""
    yield page
    more = page_layout.lay_out(page).more_rows
    if more and page.table is not None:
        yield from _with_rest(Page(f"{page.title} (continued)", table=documents.rest_of_table(page.table, more), notes=page.notes))


def _item_data(item: Placed, add_file: AddFile) -> Iterator[dict[str, Any]]:
    if isinstance(item, PlacedText):
        paragraphs = [[printable_text(lead), printable_text(text)] for lead, text in item.paragraphs]
        yield {"kind": "text", "box": item.box, "paragraphs": paragraphs, "size": item.size, "colour": item.colour, "space": item.space}
    elif isinstance(item, PlacedTile):
        yield {"kind": "tile", "box": item.box}
        for text in item.texts:
            yield from _item_data(text, add_file)
    elif isinstance(item, PlacedTable):
        yield {
            "kind": "table",
            "box": item.box,
            "head": [printable_text(column.title) for column in item.table.columns],
            "rows": [[printable_text(cell) for cell in row] for row in item.rows],
            "widths": [column.share for column in item.table.columns],
            "aligns": [column.align for column in item.table.columns],
            "size": item.size,
            "padding": item.padding,
        }
    elif isinstance(item, PlacedExhibit):
        described = item.exhibit.description
        size = item.box[2] / ENLARGED, item.box[3] / ENLARGED
        file = "" if described.is_empty else add_file(pictures.render_svg(described, size=size), "svg")
        yield {"kind": "picture", "box": item.box, "file": file, "alt": printable_text(described.alt) or item.exhibit.title}
