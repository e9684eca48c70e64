"""A document as editable slides: native charts and tables, filled placeholders of the master, speaker notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Inches

from briefing import document as documents
from briefing import lettering
from briefing.blocks import Document, Exhibit, KeyFigures, Page, Paragraphs, Section, TextTable
from briefing.slides import native, pages, paragraphs, shapes, tables, template
from briefing.slides.shapes import INCH, MUTED
from briefing.slides.template import BANNER, BODY, COVER, COVER_TEXT, COVER_TITLE, NOTES, PLAIN, TITLE
from warehouse.contract.taxonomy import TLP_CODE

# Sizes in points, tried from the largest down.
TITLE_SIZES: Final = (24.0, 22.0, 20.0, 18.0)
ALERT: Final = "9A2B1F"
"""Ground of the banner that marks simulated data: the same red as in the PDF."""


def write_pptx(document: Document) -> bytes:
    """The document as the bytes of a PPTX file."""
    deck = Deck(document)
    if not document.is_paged:
        deck.add_cover()
    for section in document.sections:
        deck.add_section(section)
    if not document.is_closed:
        deck.add_last_page()
    out = io.BytesIO()
    deck.slides.save(out)
    return out.getvalue()


class Deck:
    """The slides of one document, added one after the other."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.slides: Slides = template.empty_deck()
        core = self.slides.core_properties
        core.title, core.author = document.settings.title, document.settings.organisation or "Anchorwatch"
        core.subject, core.keywords = f"{document.scope}; {documents.period_in_words(document)}", TLP_CODE[document.settings.mark].title
        core.comments, core.language = document.stamp, "en-GB"
        # python-pptx writes naive times and labels them as UTC.
        core.created = core.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)

    def add_cover(self) -> None:
        document = self.document
        slide = self.new_slide(COVER)
        text, size = shapes.fit_text(document.settings.title, COVER_TITLE[2], (40, 34, 28, 24), 3, bold=True)
        assert slide.shapes.title is not None
        shapes.write_paragraphs(slide.shapes.title.text_frame, [text], size, bold=True)
        # In every layout the title has index 0 and the first placeholder for text index 1.
        subtitle = next(shape for shape in slide.placeholders if shape.placeholder_format.idx == 1)
        room = COVER_TEXT[2] - 0.2
        lines = [
            part for part in (document.settings.organisation, documents.period_in_words(document), document.scope, document.stamp) if part
        ]
        fitted = [shapes.fit_text(line, room, (18, 16, 14), 1)[0] for line in lines]
        shapes.write_paragraphs(subtitle.text_frame, fitted, 16, MUTED, space=4)
        if document.settings.logo:
            logo = slide.shapes.add_picture(io.BytesIO(document.settings.logo), Inches(COVER_TITLE[0]), Inches(0.8), height=Inches(0.9))
            shapes.set_alt_text(logo, f"Logo of {document.settings.organisation or 'the company'}")
        shapes.add_rectangle(slide, (template.MARGIN, 2.1, 0.08, 3.6), template.COLOURS["accent1"], "Decoration")
        self.write_notes(slide, [document.settings.title, *lines, *document.last_page])

    def add_section(self, section: Section) -> None:
        # Texts first, on slides of their own; everything else gets a slide each.
        texts = [block for block in section.blocks if isinstance(block, Paragraphs)]
        if texts:
            self._add_paragraphs(section, texts)
        for block in section.blocks:
            if isinstance(block, Page):
                pages.add_page(self, block)
            elif isinstance(block, Exhibit):
                self._add_exhibit(block)
            elif isinstance(block, KeyFigures):
                self._add_key_figures(block)
            elif isinstance(block, TextTable):
                self._add_table(block)

    def add_last_page(self) -> None:
        about = (f"{documents.period_in_words(self.document)}; {self.document.scope}.", f"{self.document.stamp}.", *self.document.last_page)
        self._add_paragraphs(Section("about", "About this document", ()), [Paragraphs(about)])

    def new_slide(self, layout: int, title: str = "", sizes: Sequence[float] = TITLE_SIZES) -> Slide:
        """A slide with mark, date of the data and title."""
        slide: Slide = self.slides.slides.add_slide(self.slides.slide_layouts[layout])
        mark = self.document.settings.mark
        shapes.fill_footer(
            slide,
            mark,
            TLP_CODE[mark].title,
            f"{self.document.stamp}  |  {lettering.clip_text(self.document.settings.title, 10 / INCH, 4.4)}",
        )
        if self.document.banner:
            box = shapes.add_text_box(slide, BANNER, [self.document.banner], 12, colour="FFFFFF", bold=True, align=PP_ALIGN.CENTER)
            box.fill.solid()
            box.fill.fore_color.rgb = RGBColor.from_string(ALERT)
        if title:
            text, size = shapes.fit_text(title, TITLE[2], sizes, 2, bold=True)
            assert slide.shapes.title is not None
            shapes.write_paragraphs(slide.shapes.title.text_frame, [text], size, bold=True)
        return slide

    def write_notes(self, slide: Slide, lines: Sequence[str]) -> None:
        """The speaker's notes of a slide, a line each."""
        frame = slide.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = "\n".join(lettering.clean_text(line) for line in lines if line)

    def _add_footnotes(self, slide: Slide, notes: Sequence[str]) -> None:
        if not notes:
            return
        text, size = shapes.fit_text(" ".join(notes), NOTES[2], (10, 9, 8), 2)
        shapes.add_text_box(slide, NOTES, [text], size, colour=MUTED)

    def _add_exhibit(self, block: Exhibit) -> None:
        slide = self.new_slide(PLAIN, block.title)
        native.draw_description(slide, block.description, BODY)
        self._add_footnotes(slide, block.notes)
        self.write_notes(
            slide, [block.title, block.description.alt, *block.notes, *native.notes_of(block.description), f"{self.document.stamp}."]
        )

    def _add_key_figures(self, block: KeyFigures) -> None:
        slide = self.new_slide(PLAIN, block.title)
        body_left, top, width, _ = BODY
        # Up to three tiles in a row, 0.3 inches apart; each line of a tile is as high as its text turns out to be.
        across = min(len(block.items), 3) or 1
        tile = (width - 0.3 * (across - 1)) / across
        for number, figure in enumerate(block.items):
            row, column = divmod(number, across)
            box = (body_left + column * (tile + 0.3), top + 0.1 + row * 2.2, tile, 1.95)
            shapes.add_rectangle(slide, box, template.COLOURS["lt2"], figure.title)
            inner = tile - 0.4
            rows = (
                (figure.title, 14, MUTED, False),
                (figure.value, 36, shapes.INK, True),
                (figure.change, 13, shapes.INK, False),
                (figure.range, 12, MUTED, False),
            )
            line_top = box[1] + 0.14
            for text, size, colour, bold in rows:
                fitted, fitted_size = shapes.fit_text(text, inner, (size, size * 0.85), 1 if bold else 2, bold)
                line_height = shapes.text_height(fitted, fitted_size, inner, bold)
                shapes.add_text_box(slide, (box[0] + 0.2, line_top, inner, line_height), [fitted], fitted_size, colour=colour, bold=bold)
                line_top += line_height + 0.05
        self._add_footnotes(slide, block.notes)
        spoken = [f"{figure.title}: {figure.value}; {figure.change}; {figure.range}. {figure.help}" for figure in block.items]
        self.write_notes(slide, [block.title, *spoken, *block.notes, f"{self.document.stamp}."])

    def _add_table(self, block: TextTable) -> None:
        row_groups = tables.split_rows(block, BODY)
        for number, rows in enumerate(row_groups, start=1):
            slide = self.new_slide(PLAIN, _numbered(block.title, number, len(row_groups)))
            tables.draw_table(slide, block, rows, BODY)
            self._add_footnotes(slide, block.notes)
            # Rows that had to be cut are given in full in the notes of the first slide of the table.
            in_full = tables.cut_rows(block, BODY) if number == 1 else []
            self.write_notes(slide, [block.title, *block.notes, *(" | ".join(row) for row in in_full), f"{self.document.stamp}."])
        if not row_groups:
            slide = self.new_slide(PLAIN, block.title)
            shapes.add_text_box(slide, BODY, [block.empty], 16, colour=MUTED)
            self.write_notes(slide, [block.title, block.empty, *block.notes, f"{self.document.stamp}."])

    def _add_paragraphs(self, section: Section, texts: Sequence[Paragraphs]) -> None:
        """Paragraphs in the largest size in which they fit on a slide, or else over several; quiet ones in small print."""
        pieces = paragraphs.pieces_of(texts)
        size = paragraphs.largest_size(pieces)
        parts = paragraphs.split_over_slides(pieces, size)
        for number, part in enumerate(parts, start=1):
            slide = self.new_slide(template.TEXT, _numbered(section.title, number, len(parts)))
            body = next(shape for shape in slide.placeholders if shape.placeholder_format.idx == 1)
            paragraphs.fill_text_frame(body.text_frame, part, size)
            self.write_notes(slide, [section.title, *(piece.text for piece in part), f"{self.document.stamp}."])


def _numbered(title: str, number: int, count: int) -> str:
    return title if count == 1 else f"{title} ({number} of {count})"
