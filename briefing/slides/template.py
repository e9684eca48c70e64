"""The slide master: 16:9, theme colours and fonts, and placeholders for title, text, mark, date of the data and slide number.

Based on python-pptx's empty presentation, so that every part is one that PowerPoint knows; an edit in PowerPoint's master view
changes all slides.
"""

from __future__ import annotations

import re
from typing import Any, Final

from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Slides
from pptx.util import Emu, Inches

WIDTH: Final = 13.333
HEIGHT: Final = 7.5
MARGIN: Final = 0.6
FONT: Final = "Arial"
"""Installed wherever slides are opened, and slightly narrower than the font in which texts are measured."""
EMU_PER_INCH: Final = 914_400

COLOURS: Final[dict[str, str]] = {
    "dk1": "16232F", "lt1": "FFFFFF", "dk2": "1B3A52", "lt2": "F1F5F8",
    "accent1": "2B7FBA", "accent2": "E9712A", "accent3": "337418", "accent4": "9782F7", "accent5": "C31570", "accent6": "878E9A",
    "hlink": "1B6A88", "folHlink": "6A55B8",
}  # fmt: skip

COVER, TEXT, PLAIN = 0, 1, 2
"""Positions of the layouts: cover, title with text, title alone."""

# Names of the layouts in python-pptx's template; the eight others would only clutter PowerPoint's list.
_KEPT: Final = ("Title Slide", "Title and Content", "Title Only")

Box = tuple[float, float, float, float]
"""Left, top, width and height in inches."""

TITLE: Final[Box] = (MARGIN, 0.42, WIDTH - 2 * MARGIN, 0.92)
BODY: Final[Box] = (MARGIN, 1.42, WIDTH - 2 * MARGIN, 5.0)
NOTES: Final[Box] = (MARGIN, 6.47, WIDTH - 2 * MARGIN, 0.42)
DATE: Final[Box] = (MARGIN, 6.98, 8.2, 0.34)
MARK: Final[Box] = (WIDTH - MARGIN - 3.0, 6.98, 2.3, 0.34)
NUMBER: Final[Box] = (WIDTH - MARGIN - 0.6, 6.98, 0.6, 0.34)
HEAD_MARK: Final[Box] = (WIDTH - MARGIN - 2.3, 0.1, 2.3, 0.3)
BANNER: Final[Box] = (MARGIN, 0.1, 9.2, 0.3)
COVER_TITLE: Final[Box] = (MARGIN + 0.3, 2.1, WIDTH - 2 * MARGIN - 0.6, 1.6)
COVER_TEXT: Final[Box] = (MARGIN + 0.3, 3.85, WIDTH - 2 * MARGIN - 0.6, 1.9)

MARK_COLOUR: Final[dict[str, str]] = {"RED": "FF2B2B", "AMBER+STRICT": "FFC000", "AMBER": "FFC000", "GREEN": "33FF00", "CLEAR": "FFFFFF"}
"""TLP 2.0 (FIRST): these colours on black, in at least 12 points, at the right of header and footer of every page."""


def empty_deck() -> Slides:
    """A presentation with the master and three layouts, without slides."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = Inches(WIDTH), Inches(HEIGHT)
    for layout in list(slides.slide_layouts):
        if layout.name not in _KEPT:
            slides.slide_layouts.remove(layout)
    _apply_theme(slides)
    master = slides.slide_master
    for kind, box in {"title": TITLE, "body": BODY, "dt": DATE, "ftr": MARK, "sldNum": NUMBER}.items():
        move_shape(_find_placeholder(master, kind), box)
    _style_master(master)
    # A layout's placeholder without a position of its own takes that of the master, so that one edit there moves all.
    for layout in slides.slide_layouts:
        for shape in layout.placeholders:
            own = shape._element.spPr.find(qn("a:xfrm"))
            if own is not None:
                shape._element.spPr.remove(own)
    cover = slides.slide_layouts[COVER]
    move_shape(_find_placeholder(cover, "ctrTitle"), COVER_TITLE)
    move_shape(_find_placeholder(cover, "subTitle"), COVER_TEXT)
    for kind in ("ctrTitle", "subTitle"):
        body = _find_placeholder(cover, kind)._element.txBody
        for level in body.findall(f"{qn('a:lstStyle')}/*"):
            level.set("algn", "l")
            level.set("marL", "0")
    return slides


def move_shape(shape: Any, box: Box) -> None:
    """Give a shape the position and size of `box`."""
    shape.left, shape.top, shape.width, shape.height = (Emu(round(inches * EMU_PER_INCH)) for inches in box)


def _find_placeholder(owner: Any, kind: str) -> Any:
    """The placeholder of type `kind` (ECMA-376 part 1, ST_PlaceholderType) of a master or layout."""
    return next(shape for shape in owner.placeholders if shape._element.find(f".//{qn('p:ph')}").get("type") == kind)


def _apply_theme(slides: Slides) -> None:
    """Set the theme's name, colours and fonts. python-pptx keeps the theme as plain bytes, so it is edited as text."""
    part = next(rel.target_part for rel in slides.slide_master.part.rels.values() if rel.reltype.endswith("/theme"))
    text = part.blob.decode("utf-8")
    for name, colour in COLOURS.items():
        text = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\g<1><a:srgbClr val="{colour}"/>\g<2>', text, flags=re.DOTALL)
    text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", text)
    text = re.sub(r'(<a:theme [^>]*name=")[^"]*', r"\g<1>Anchorwatch", text, count=1)
    part._blob = text.encode("utf-8")


def _style_master(master: Any) -> None:
    """Set size and alignment of titles and texts, and the look of the footer's placeholders."""
    styles = master._element.find(qn("p:txStyles"))
    title = styles.find(f"{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    properties = title.find(qn("a:defRPr"))
    properties.set("sz", "2400")
    properties.set("b", "1")
    for level, size in zip(styles.find(qn("p:bodyStyle")), (1600, 1400, 1400, 1200, 1200), strict=False):
        level.set("marL", "0")
        level.set("indent", "0")
        # Paragraphs are sentences here, not bullet points; `buNone` has to come before `defRPr`.
        for bullet in [child for child in level if child.tag in (qn("a:buChar"), qn("a:buFont"), qn("a:buNone"), qn("a:spcBef"))]:
            level.remove(bullet)
        level.insert(0, level.makeelement(qn("a:buNone"), {}))
        level.find(qn("a:defRPr")).set("sz", str(size))
    for kind, align in (("dt", "l"), ("ftr", "r"), ("sldNum", "r")):
        shape = _find_placeholder(master, kind)
        level = shape._element.txBody.find(f"{qn('a:lstStyle')}/{qn('a:lvl1pPr')}")
        level.set("algn", align)
        level.find(qn("a:defRPr")).set("sz", "1000" if kind != "ftr" else "1200")
    for kind in ("title", "body"):
        body = _find_placeholder(master, kind)._element.txBody.bodyPr
        body.set("anchor", "b" if kind == "title" else "t")
        body.set("lIns", "0")
        body.set("rIns", "0")
        # Texts are measured and sized before they are placed; `normAutofit` would let PowerPoint shrink them again.
        for child in list(body):
            body.remove(child)
