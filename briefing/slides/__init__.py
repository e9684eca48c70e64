"""A document as slides that can be edited: native charts and tables, places of the master filled, notes for the speaker."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Inches

from briefing import document as documents
from briefing import lettering
from briefing.blocks import Document, Figures, Picture, Section, Table, Words
from briefing.slides import native, shapes, tables, template
from briefing.slides.shapes import INCH, LINE, MUTED
from briefing.slides.template import BANNER, BODY, COVER, COVER_TEXT, COVER_TITLE, NOTES, PLAIN, TITLE
from warehouse.contract.taxonomy import TLP_CODE

TEXT_SIZES: Final = (18.0, 16.0, 14.0)
QUIET: Final = 11.0
TITLE_SIZES: Final = (24.0, 22.0, 20.0, 18.0)
ALERT: Final = "9A2B1F"


def write(document: Document) -> bytes:
    """The bytes of the PPTX file."""
    deck = _Deck(document)
    deck.cover()
    for section in document.sections:
        deck.section(section)
    deck.last_page()
    out = io.BytesIO()
    deck.slides.save(out)
    return out.getvalue()


class _Deck:
    """The slides of one document as they grow."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.slides: Slides = template.empty()
        core = self.slides.core_properties
        core.title, core.author = document.settings.title, document.settings.organisation or "Anchorwatch"
        core.subject, core.keywords = f"{document.where}; {documents.span(document)}", TLP_CODE[document.settings.mark].title
        core.comments, core.language = document.stamp, "en-GB"
        core.created = core.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)

    def cover(self) -> None:
        document = self.document
        slide = self._slide(COVER)
        text, size = shapes.fitted(document.settings.title, COVER_TITLE[2], (40, 34, 28, 24), 3, bold=True)
        assert slide.shapes.title is not None
        shapes.write(slide.shapes.title.text_frame, [text], size, bold=True)
        under = next(shape for shape in slide.placeholders if shape.placeholder_format.idx == 1)
        room = COVER_TEXT[2] - 0.2
        lines = [part for part in (document.settings.organisation, documents.span(document), document.where, document.stamp) if part]
        said = [shapes.fitted(line, room, (18, 16, 14), 1)[0] for line in lines]
        shapes.write(under.text_frame, said, 16, MUTED, space=4)
        if document.settings.logo:
            logo = slide.shapes.add_picture(io.BytesIO(document.settings.logo), Inches(COVER_TITLE[0]), Inches(0.8), height=Inches(0.9))
            shapes.describe(logo, f"Logo of {document.settings.organisation or 'the company'}")
        shapes.rectangle(slide, (template.MARGIN, 2.1, 0.08, 3.6), template.COLOURS["accent1"], "Decoration")
        self._notes(slide, [document.settings.title, *lines, *document.last_page])

    def section(self, section: Section) -> None:
        words = [block for block in section.blocks if isinstance(block, Words)]
        if words:
            self._words(section, words)
        for block in section.blocks:
            if isinstance(block, Picture):
                self._picture(block)
            elif isinstance(block, Figures):
                self._figures(block)
            elif isinstance(block, Table):
                self._table(block)

    def last_page(self) -> None:
        about = (f"{documents.span(self.document)}; {self.document.where}.", f"{self.document.stamp}.", *self.document.last_page)
        self._words(Section("about", "About this document", ()), [Words(tuple(one for one in about if one))])

    def _slide(self, layout: int, title: str = "") -> Slide:
        slide: Slide = self.slides.slides.add_slide(self.slides.slide_layouts[layout])
        mark = self.document.settings.mark
        shapes.foot(
            slide,
            mark,
            TLP_CODE[mark].title,
            f"{self.document.stamp}  |  {lettering.clipped(self.document.settings.title, 10 / INCH, 4.4)}",
        )
        if self.document.banner:
            box = shapes.text_box(slide, BANNER, [self.document.banner], 12, colour="FFFFFF", bold=True, align=PP_ALIGN.CENTER)
            box.fill.solid()
            box.fill.fore_color.rgb = RGBColor.from_string(ALERT)
        if title:
            text, size = shapes.fitted(title, TITLE[2], TITLE_SIZES, 2, bold=True)
            assert slide.shapes.title is not None
            shapes.write(slide.shapes.title.text_frame, [text], size, bold=True)
        return slide

    def _notes(self, slide: Slide, lines: Sequence[str]) -> None:
        frame = slide.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = "\n".join(lettering.clean(line) for line in lines if line)

    def _footnotes(self, slide: Slide, notes: Sequence[str]) -> None:
        if not notes:
            return
        text, size = shapes.fitted(" ".join(notes), NOTES[2], (10, 9, 8), 2)
        shapes.text_box(slide, NOTES, [text], size, colour=MUTED)

    def _picture(self, block: Picture) -> None:
        slide = self._slide(PLAIN, block.title)
        native.draw(slide, block.described, BODY)
        self._footnotes(slide, block.notes)
        self._notes(slide, [block.title, block.described.alt, *block.notes, *native.notes_of(block.described), f"{self.document.stamp}."])

    def _figures(self, block: Figures) -> None:
        slide = self._slide(PLAIN, block.title)
        left, top, width, _ = BODY
        across = min(len(block.items), 3) or 1
        tile = (width - 0.3 * (across - 1)) / across
        for number, one in enumerate(block.items):
            row, column = divmod(number, across)
            box = (left + column * (tile + 0.3), top + 0.1 + row * 2.2, tile, 1.95)
            shapes.rectangle(slide, box, template.COLOURS["lt2"], one.title)
            inner = tile - 0.4
            rows = (
                (one.title, 14, MUTED, False),
                (one.value, 36, shapes.INK, True),
                (one.change, 13, shapes.INK, False),
                (one.range, 12, MUTED, False),
            )
            at = box[1] + 0.14
            for text, size, colour, bold in rows:
                said, fit = shapes.fitted(text, inner, (size, size * 0.85), 1 if bold else 2, bold)
                high = shapes.height_of(said, fit, inner, bold)
                shapes.text_box(slide, (box[0] + 0.2, at, inner, high), [said], fit, colour=colour, bold=bold)
                at += high + 0.05
        self._footnotes(slide, block.notes)
        spoken = [f"{one.title}: {one.value}; {one.change}; {one.range}. {one.help}" for one in block.items]
        self._notes(slide, [block.title, *spoken, *block.notes, f"{self.document.stamp}."])

    def _table(self, block: Table) -> None:
        found = tables.pages(block, BODY)
        for number, rows in enumerate(found, start=1):
            slide = self._slide(PLAIN, block.title if len(found) == 1 else f"{block.title} ({number} of {len(found)})")
            tables.draw(slide, block, rows, BODY)
            self._footnotes(slide, block.notes)
            in_full = tables.cut_rows(block, BODY) if number == 1 else []
            self._notes(slide, [block.title, *block.notes, *(" | ".join(row) for row in in_full), f"{self.document.stamp}."])
        if not found:
            slide = self._slide(PLAIN, block.title)
            shapes.text_box(slide, BODY, [block.empty], 16, colour=MUTED)
            self._notes(slide, [block.title, block.empty, *block.notes, f"{self.document.stamp}."])

    def _words(self, section: Section, words: Sequence[Words]) -> None:
        """Paragraphs in the largest size in which they fit, else over several slides; quiet ones in small letters."""
        pieces: list[tuple[str, bool, bool]] = []
        for block in words:
            pieces += [(block.title, False, True)] if block.title else []
            pieces += [(text, block.quiet, False) for text in block.paragraphs if text]
        size = next((one for one in TEXT_SIZES if _height(pieces, one) <= BODY[3]), TEXT_SIZES[-1])
        parts = _parts(pieces, size)
        for number, part in enumerate(parts, start=1):
            slide = self._slide(template.TEXT, section.title if len(parts) == 1 else f"{section.title} ({number} of {len(parts)})")
            body = next(shape for shape in slide.placeholders if shape.placeholder_format.idx == 1)
            _paragraphs(body.text_frame, part, size)
            self._notes(slide, [section.title, *(text for text, _, _ in part), f"{self.document.stamp}."])


def _size(piece: tuple[str, bool, bool], size: float) -> float:
    return QUIET if piece[1] else size


def _high(piece: tuple[str, bool, bool], size: float) -> float:
    own = _size(piece, size)
    return shapes.height_of(piece[0], own, BODY[2] - 0.1, bold=piece[2]) + own * 0.5 / INCH


def _height(pieces: Sequence[tuple[str, bool, bool]], size: float) -> float:
    return sum(_high(piece, size) for piece in pieces)


def _parts(pieces: Sequence[tuple[str, bool, bool]], size: float) -> list[list[tuple[str, bool, bool]]]:
    """The paragraphs by slide; one that is longer than a slide is cut into several."""
    most = int(BODY[3] * 0.9 / (size / INCH * LINE))
    short: list[tuple[str, bool, bool]] = []
    for text, quiet, bold in pieces:
        lines = lettering.wrapped(lettering.clean(text), size / INCH, BODY[2] - 0.1, bold)
        short += [(" ".join(lines[start : start + most]), quiet, bold) for start in range(0, len(lines), most)]
    parts: list[list[tuple[str, bool, bool]]] = [[]]
    left = BODY[3]
    for piece in short:
        high = _high(piece, size)
        if parts[-1] and high > left:
            parts.append([])
            left = BODY[3]
        parts[-1].append(piece)
        left -= high
    return parts


def _paragraphs(frame: Any, part: Sequence[tuple[str, bool, bool]], size: float) -> None:
    shapes.write(frame, [text for text, _, _ in part], size)
    for paragraph, piece in zip(frame.paragraphs, part, strict=True):
        own = _size(piece, size)
        run = paragraph.runs[0]
        run.font.size, run.font.bold = template.points(own), piece[2]
        run.font.color.rgb = RGBColor.from_string(MUTED if piece[1] else shapes.INK)
        paragraph.space_before = template.points(own * 0.5)
