"""The pages of short documents on slides: what `page_layout` placed, as native objects."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from pptx.dml.color import RGBColor
from pptx.slide import Slide
from pptx.util import Inches, Pt

from briefing import document as documents
from briefing import lettering
from briefing.blocks import Page
from briefing.slides import native, page_layout, shapes, tables, template
from briefing.slides.page_layout import Placed, PlacedExhibit, PlacedTable, PlacedText, PlacedTile
from briefing.slides.shapes import MUTED
from briefing.slides.template import PLAIN, Box

if TYPE_CHECKING:
    from briefing.slides import Deck

KICKER: Final[Box] = (template.MARGIN, 0.4, 9.2, 0.22)
"""The line above the first slide's title that says whose briefing it is, on what and when."""
LOGO_HEIGHT: Final = 0.5


def add_page(deck: Deck, page: Page) -> None:
    """A slide for the page; rows of a table that do not fit go on to further slides."""
    is_first = len(deck.slides.slides) == 0
    layout = page_layout.lay_out(page, is_first)
    slide = deck.new_slide(PLAIN, page.title, page_layout.FIRST_TITLE_SIZES if is_first else page_layout.TITLE_SIZES)
    if is_first:
        _add_kicker(deck, slide)
    for item in layout.items:
        _draw_item(slide, item)
    deck.write_notes(slide, _spoken(page, deck.document.stamp))
    if layout.more_rows and page.table is not None:
        more = Page(f"{page.title} (continued)", table=documents.rest_of_table(page.table, layout.more_rows), notes=page.notes)
        add_page(deck, more)


def _add_kicker(deck: Deck, slide: Slide) -> None:
    text, size = shapes.fit_text(documents.kicker(deck.document), KICKER[2], (11, 10, 9), 1)
    shapes.add_text_box(slide, KICKER, [text], size, colour=MUTED, bold=True)
    logo = deck.document.settings.logo
    if logo:
        picture = slide.shapes.add_picture(io.BytesIO(logo), Inches(0), Inches(0.45), height=Inches(LOGO_HEIGHT))
        picture.left = Inches(template.WIDTH - template.MARGIN) - picture.width
        shapes.set_alt_text(picture, f"Logo of {deck.document.settings.organisation or 'the company'}")


def _draw_item(slide: Slide, item: Placed) -> None:
    if isinstance(item, PlacedExhibit):
        native.draw_description(slide, item.exhibit.description, item.box)
    elif isinstance(item, PlacedTable):
        tables.draw_table(slide, item.table, item.rows, item.box, item.size, item.padding)
    elif isinstance(item, PlacedTile):
        shapes.add_rectangle(slide, item.box, template.COLOURS["lt2"], item.figure.title)
        for text in item.texts:
            _draw_text(slide, text)
    else:
        _draw_text(slide, item)


def _draw_text(slide: Slide, item: PlacedText) -> None:
    words = [f"{lead} {text}".strip() for lead, text in item.paragraphs]
    shape = shapes.add_text_box(
        slide, item.box, [lead for lead, _ in item.paragraphs], item.size, colour=item.colour, bold=True, space=item.space
    )
    shapes.set_alt_text(shape, " ".join(words))
    for paragraph, (lead, text) in zip(shape.text_frame.paragraphs, item.paragraphs, strict=True):
        if text:
            run = paragraph.add_run()
            run.text = f" {lettering.clean_text(text)}" if lead else lettering.clean_text(text)
            run.font.size = Pt(item.size)
            run.font.color.rgb = RGBColor.from_string(item.colour)


def _spoken(page: Page, stamp: str) -> list[str]:
    figures = page.figures.items if page.figures else ()
    described = [page.exhibit.title, page.exhibit.description.alt] if page.exhibit else []
    marks = native.notes_of(page.exhibit.description) if page.exhibit else ()
    rows = [" | ".join(row) for row in page.table.rows] if page.table else []
    return [
        page.title,
        *page.points,
        *(f"{figure.title}: {figure.value}; {figure.change}. {figure.help}" for figure in figures),
        *described,
        *marks,
        *rows,
        *page.footnotes,
        f"{stamp}.",
    ]
