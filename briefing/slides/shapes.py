"""Texts, tiles and images on a slide: measured before they are placed, each with an alternative text."""

from __future__ import annotations

import copy
import io
from collections.abc import Sequence
from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Inches, Pt

from briefing import lettering
from briefing.slides import template
from briefing.slides.template import Box

INCH: Final = 72.0
"""Points to an inch."""
LINE: Final = 1.2
"""Line height of Arial in PowerPoint, as a multiple of the font size."""
INK: Final = "16232F"
MUTED: Final = "52626F"
# Office's extension for SVG images ([MS-ODRAWXML], svgBlip): the bitmap is the fallback, the extension names the drawing.
_SVG: Final = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_IMAGE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
LARGEST_SVG: Final = 1_600_000
"""Bytes of a vector drawing beyond which only the bitmap is kept: slides should be small enough to mail."""


def set_alt_text(shape: Any, alt: str) -> None:
    """Set the text that a screen reader speaks for a shape; python-pptx has no interface for it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", lettering.clean_text(alt)[:1000])


def fit_text(text: str, room: float, sizes: Sequence[float], lines: int, bold: bool = False) -> tuple[str, float]:
    """`text` and the largest of `sizes` in which it fits into `lines` lines of `room` inches; cut with an ellipsis if none does."""
    cleaned = lettering.clean_text(text)
    for size in sizes:
        if len(lettering.wrap_text(cleaned, size / INCH, room, bold)) <= lines:
            return cleaned, size
    return " ".join(lettering.wrap_text(cleaned, sizes[-1] / INCH, room, bold, most=lines)), sizes[-1]


def text_height(text: str, size: float, room: float, bold: bool = False) -> float:
    """Height of a paragraph in inches."""
    return len(lettering.wrap_text(lettering.clean_text(text), size / INCH, room, bold)) * size / INCH * LINE


def write_paragraphs(frame: Any, paragraphs: Sequence[str], size: float, colour: str = INK, bold: bool = False, space: float = 0.0) -> None:
    """Write paragraphs into a text frame, `space` points apart."""
    frame.word_wrap = True
    for number, text in enumerate(paragraphs):
        # A text frame always has a first paragraph.
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = lettering.clean_text(text)
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = RGBColor.from_string(colour)
        if space and number:
            paragraph.space_before = Pt(space)


def add_text_box(slide: Slide, box: Box, paragraphs: Sequence[str], size: float, **how: Any) -> Any:
    """A text box without margins."""
    align, anchor = how.pop("align", PP_ALIGN.LEFT), how.pop("anchor", MSO_ANCHOR.TOP)
    shape = slide.shapes.add_textbox(*(Inches(length) for length in box))
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = anchor
    write_paragraphs(frame, paragraphs, size, **how)
    for paragraph in frame.paragraphs:
        paragraph.alignment = align
    set_alt_text(shape, " ".join(paragraphs))
    return shape


def add_rectangle(slide: Slide, box: Box, colour: str, alt: str) -> Any:
    """A filled rectangle without an outline."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Inches(length) for length in box))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(colour)
    shape.line.fill.background()
    # The theme's style would give it a shadow.
    shape._element.remove(shape._element.find(qn("p:style")))
    set_alt_text(shape, alt)
    return shape


def fill_footer(slide: Slide, mark: str, mark_title: str, stamp: str) -> None:
    """Fill the footer's placeholders with the date of the data, the mark and the slide number, and set the mark at the head.

    TLP 2.0 asks for the mark in both header and footer of every page.
    """
    for shape in slide.slide_layout.placeholders:
        kind = shape._element.find(f".//{qn('p:ph')}").get("type")
        if kind not in ("dt", "ftr", "sldNum"):
            continue
        # PowerPoint shows the footer's placeholders only on slides that hold a copy of them; python-pptx makes none.
        own = copy.deepcopy(shape._element)
        slide.shapes._spTree.append(own)
        body = own.find(qn("p:txBody"))
        # The copy's field for the slide number must stay; the sample text of the others must go.
        if kind == "sldNum":
            continue
        for paragraph in body.findall(qn("a:p")):
            body.remove(paragraph)
        body.append(parse_xml('<a:p xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'))
        placed = next(placeholder for placeholder in slide.placeholders if placeholder._element is own)
        if kind == "dt":
            write_paragraphs(placed.text_frame, [stamp], 10, MUTED)
        else:
            _write_mark(placed, mark, mark_title)
    head = slide.shapes.add_textbox(*(Inches(length) for length in template.HEAD_MARK))
    _write_mark(head, mark, mark_title)


def _write_mark(shape: Any, mark: str, title: str) -> None:
    write_paragraphs(shape.text_frame, [title], 12, template.MARK_COLOUR[mark], bold=True)
    shape.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor(0, 0, 0)
    set_alt_text(shape, f"Marking: {title}")


def add_picture(slide: Slide, box: Box, png: bytes, svg: bytes, alt: str) -> Any:
    """A bitmap that carries the same image as vectors, which programs that support them show instead."""
    shape = slide.shapes.add_picture(io.BytesIO(png), *(Inches(length) for length in box))
    set_alt_text(shape, alt)
    if len(svg) > LARGEST_SVG:
        return shape
    package = slide.part.package
    # Unique within the file: shape ids are unique only within a slide.
    name = PackURI(f"/ppt/media/{shape.shape_id}-{slide.part.partname.idx}.svg")
    related = slide.part.relate_to(Part(name, "image/svg+xml", package, svg), _IMAGE)
    blip = shape._element.find(f".//{qn('a:blip')}")
    blip.append(
        parse_xml(
            '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<a:ext uri="{_SVG}"><asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
            f'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{related}"/></a:ext></a:extLst>'
        )
    )
    return shape
