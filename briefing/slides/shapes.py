"""Texts, tiles and pictures on a slide: measured before they are placed, each with a text for who cannot see it."""

from __future__ import annotations

import copy
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
LINE: Final = 1.2
INK: Final = "16232F"
MUTED: Final = "52626F"
_SVG: Final = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_IMAGE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
LARGEST_SVG: Final = 1_600_000
"""Bytes of a drawing in vectors beyond which the picture in dots stands alone: slides should stay light enough for mail."""


def describe(shape: Any, alt: str) -> None:
    """The text that a screen reader says for a shape."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", lettering.clean(alt)[:1000])


def fitted(text: str, room: float, sizes: Sequence[float], lines: int, bold: bool = False) -> tuple[str, float]:
    """`text` as it fits into `lines` lines of `room` inches, and the largest of `sizes` in which it does; else cut with an ellipsis."""
    said = lettering.clean(text)
    for size in sizes:
        if len(lettering.wrapped(said, size / INCH, room, bold)) <= lines:
            return said, size
    return " ".join(lettering.wrapped(said, sizes[-1] / INCH, room, bold, most=lines)), sizes[-1]


def height_of(text: str, size: float, room: float, bold: bool = False) -> float:
    """Inches that a paragraph takes."""
    return len(lettering.wrapped(lettering.clean(text), size / INCH, room, bold)) * size / INCH * LINE


def write(frame: Any, paragraphs: Sequence[str], size: float, colour: str = INK, bold: bool = False, space: float = 0.0) -> None:
    """Put paragraphs into a text frame; `space` points between them."""
    frame.word_wrap = True
    for number, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = lettering.clean(text)
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = RGBColor.from_string(colour)
        if space and number:
            paragraph.space_before = Pt(space)


def text_box(slide: Slide, box: Box, paragraphs: Sequence[str], size: float, **how: Any) -> Any:
    """A box of text without margins."""
    align, anchor = how.pop("align", PP_ALIGN.LEFT), how.pop("anchor", MSO_ANCHOR.TOP)
    shape = slide.shapes.add_textbox(*(Inches(one) for one in box))
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = anchor
    write(frame, paragraphs, size, **how)
    for paragraph in frame.paragraphs:
        paragraph.alignment = align
    describe(shape, " ".join(paragraphs))
    return shape


def rectangle(slide: Slide, box: Box, colour: str, alt: str) -> Any:
    """A filled rectangle without outline."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Inches(one) for one in box))
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(colour)
    shape.line.fill.background()
    # The theme's style would cast a shadow.
    shape._element.remove(shape._element.find(qn("p:style")))
    describe(shape, alt)
    return shape


def foot(slide: Slide, mark: str, mark_title: str, stamp: str) -> None:
    """The places of the foot, filled: as-of date, mark, slide number; and the mark at the head."""
    for shape in slide.slide_layout.placeholders:
        kind = shape._element.find(f".//{qn('p:ph')}").get("type")
        if kind not in ("dt", "ftr", "sldNum"):
            continue
        own = copy.deepcopy(shape._element)
        slide.shapes._spTree.append(own)
        body = own.find(qn("p:txBody"))
        if kind == "sldNum":
            continue
        for paragraph in body.findall(qn("a:p")):
            body.remove(paragraph)
        body.append(parse_xml('<a:p xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'))
        placed = next(one for one in slide.placeholders if one._element is own)
        if kind == "dt":
            write(placed.text_frame, [stamp], 10, MUTED)
        else:
            _mark(placed, mark, mark_title)
    head = slide.shapes.add_textbox(*(Inches(one) for one in template.HEAD_MARK))
    _mark(head, mark, mark_title)


def _mark(shape: Any, mark: str, title: str) -> None:
    write(shape.text_frame, [title], 12, template.MARK_COLOUR[mark], bold=True)
    shape.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor(0, 0, 0)
    describe(shape, f"Marking: {title}")


def picture(slide: Slide, box: Box, png: bytes, svg: bytes, alt: str) -> Any:
    """A picture in dots that carries the same in vectors, which programs that can show instead."""
    import io

    shape = slide.shapes.add_picture(io.BytesIO(png), *(Inches(one) for one in box))
    describe(shape, alt)
    if len(svg) > LARGEST_SVG:
        return shape
    package = slide.part.package
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
