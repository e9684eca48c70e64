"""Paragraphs on text slides: the largest size in which they fit on one slide, or else their division over several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from pptx.dml.color import RGBColor
from pptx.util import Pt

from briefing import lettering
from briefing.blocks import Paragraphs
from briefing.slides import shapes
from briefing.slides.shapes import INCH, LINE, MUTED
from briefing.slides.template import BODY

TEXT_SIZES: Final = (18.0, 16.0, 14.0)
"""In points; below 14 a slide cannot be read from the back of a room, so longer texts go on to further slides instead."""
SMALL_PRINT: Final = 11.0

# A little less than the body, so that rounding in PowerPoint never breaks a line that is full here.
_WIDTH: Final = BODY[2] - 0.1
_SPACE_BEFORE: Final = 0.5
"""Space above a paragraph, as a share of its font size."""


class TextPiece(NamedTuple):
    """One paragraph as it is set: small print if `quiet`, bold if it is a heading."""

    text: str
    quiet: bool = False
    is_heading: bool = False

    def font_size(self, size: float) -> float:
        """Points, where the slide's text is set in `size`."""
        return SMALL_PRINT if self.quiet else size

    def height_in(self, size: float) -> float:
        """Inches that it takes, with the space above it, where the slide's text is set in `size`."""
        own = self.font_size(size)
        return shapes.text_height(self.text, own, _WIDTH, bold=self.is_heading) + own * _SPACE_BEFORE / INCH


def pieces_of(blocks: Sequence[Paragraphs]) -> list[TextPiece]:
    """Headings and paragraphs, in order; empty ones are left out."""
    pieces: list[TextPiece] = []
    for block in blocks:
        pieces += [TextPiece(block.title, is_heading=True)] if block.title else []
        pieces += [TextPiece(text, block.quiet) for text in block.paragraphs if text]
    return pieces


def largest_size(pieces: Sequence[TextPiece]) -> float:
    """The largest of TEXT_SIZES in which all pieces fit on one slide, or else the smallest."""
    fitting = (size for size in TEXT_SIZES if sum(piece.height_in(size) for piece in pieces) <= BODY[3])
    return next(fitting, TEXT_SIZES[-1])


def split_over_slides(pieces: Sequence[TextPiece], size: float) -> list[list[TextPiece]]:
    """The pieces by slide; one that is longer than a slide is cut into several."""
    # Nine tenths of the body: room for the space above the paragraph and for a heading that stays with it.
    most_lines = int(BODY[3] * 0.9 / (size / INCH * LINE))
    short: list[TextPiece] = []
    for piece in pieces:
        lines = lettering.wrap_text(lettering.clean_text(piece.text), size / INCH, _WIDTH, piece.is_heading)
        short += [piece._replace(text=" ".join(lines[start : start + most_lines])) for start in range(0, len(lines), most_lines)]
    slides: list[list[TextPiece]] = [[]]
    remaining = BODY[3]
    for piece in short:
        height = piece.height_in(size)
        if slides[-1] and height > remaining:
            slides.append([])
            remaining = BODY[3]
        slides[-1].append(piece)
        remaining -= height
    return slides


def fill_text_frame(frame: Any, pieces: Sequence[TextPiece], size: float) -> None:
    """Write the pieces into a placeholder, in their own sizes and colours."""
    shapes.write_paragraphs(frame, [piece.text for piece in pieces], size)
    for paragraph, piece in zip(frame.paragraphs, pieces, strict=True):
        own = piece.font_size(size)
        run = paragraph.runs[0]
        run.font.size, run.font.bold = Pt(own), piece.is_heading
        run.font.color.rgb = RGBColor.from_string(MUTED if piece.quiet else shapes.INK)
        paragraph.space_before = Pt(own * _SPACE_BEFORE)
