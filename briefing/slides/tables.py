"""Tables of a slide: rows are measured, cut where they are too long, and carried over to further slides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from briefing import lettering
from briefing.blocks import Table
from briefing.pictures import grids
from briefing.slides import shapes
from briefing.slides.shapes import INCH, INK, LINE, MUTED
from briefing.slides.template import Box

SIZE: Final = 11.0
PADDING: Final = 0.05
MOST_LINES: Final = 3
HEAD: Final = "E8EEF3"


def pages(table: Table, box: Box) -> list[list[tuple[str, ...]]]:
    """The rows, cut to what fits into their cells, in as many slides as they need; none where there is no row."""
    fitted = [_cut(table, row, box[2]) for row in table.rows]
    found: list[list[tuple[str, ...]]] = []
    left = 0.0
    for row, height in fitted:
        if not found or height > left:
            found.append([])
            left = box[3] - _head_height(table, box[2])
        found[-1].append(row)
        left -= height
    return found


def cut_rows(table: Table, box: Box) -> list[tuple[str, ...]]:
    """The rows of which some cell had to be cut, as they are in full: for the notes."""
    return [row for row in table.rows if _cut(table, row, box[2])[0] != tuple(lettering.clean(cell) for cell in row)]


def _cut(table: Table, row: tuple[str, ...], width: float) -> tuple[tuple[str, ...], float]:
    lines = [
        lettering.wrapped(lettering.clean(cell), SIZE / INCH, column.share * width - 2 * PADDING - 0.02, most=MOST_LINES)
        for column, cell in zip(table.columns, row, strict=True)
    ]
    return tuple(" ".join(one) for one in lines), max(len(one) for one in lines) * SIZE / INCH * LINE + 2 * PADDING


def _head_height(table: Table, width: float) -> float:
    lines = [
        len(lettering.wrapped(column.title, SIZE / INCH, column.share * width - 2 * PADDING - 0.02, bold=True)) for column in table.columns
    ]
    return max(lines) * SIZE / INCH * LINE + 2 * PADDING


def draw(slide: Slide, table: Table, rows: Sequence[tuple[str, ...]], box: Box) -> None:
    """One slide's rows as a native table."""
    drawn = _table(slide, box, len(rows) + 1, [column.share for column in table.columns])
    total = sum(column.share for column in table.columns)
    for place, column in enumerate(table.columns):
        drawn.columns[place].width = Inches(box[2] * column.share / total)
        right = column.align == "right"
        _fill(drawn.cell(0, place), column.title, SIZE, bold=True, right=right, colour=HEAD)
        for number, row in enumerate(rows, start=1):
            _fill(drawn.cell(number, place), row[place], SIZE, right=right)
    drawn.rows[0].height = Inches(_head_height(table, box[2]))
    for number, row in enumerate(rows, start=1):
        drawn.rows[number].height = Inches(_cut(table, row, box[2])[1])
    _describe(drawn, table.title)


def compact(slide: Slide, box: Box, heads: Sequence[str], rows: Sequence[Sequence[str]], alt: str) -> None:
    """A small table of numbers: the first column holds names, the others figures to the right."""
    size = min(SIZE, max(7.0, box[3] / (len(rows) + 1) * INCH / LINE * 0.62))
    numbers = [max(lettering.width(text, size / INCH, bold=True) for text in column) + 0.16 for column in zip(heads, *rows, strict=True)][
        1:
    ]
    first = max(box[2] - sum(numbers), 0.4)
    drawn = _table(slide, box, len(rows) + 1, [first, *numbers])
    for place, width in enumerate([first, *numbers]):
        drawn.columns[place].width = Inches(width)
        for number, row in enumerate([heads, *rows]):
            text = lettering.clipped(lettering.clean(row[place]), size / INCH, width - 0.12, bold=number == 0)
            _fill(
                drawn.cell(number, place), text, size, bold=number == 0 or place == 1, right=place > 0, colour=HEAD if number == 0 else None
            )
    for number in range(len(rows) + 1):
        drawn.rows[number].height = Inches(min(box[3] / (len(rows) + 1), 0.36))
    _describe(drawn, alt)


def heat(
    slide: Slide,
    box: Box,
    corner: str,
    columns: Sequence[str],
    names: Sequence[str],
    texts: Sequence[Sequence[str]],
    fills: Sequence[Sequence[str]],
    alt: str,
) -> None:
    """A heat table: every cell in its colour, letters dark or light as can be read on it."""
    height = min(box[3] / (len(names) + 1), 0.4)
    size = min(11.0, height * INCH / LINE * 0.72)
    first = min(max(lettering.width(lettering.clean(name), size / INCH) for name in names) + 0.16, box[2] * 0.22)
    step = (box[2] - first) / len(columns)
    widest = max((lettering.width(text, 1 / INCH) for row in texts for text in row), default=0.1)
    cell_size = max(5.0, min(size, (step - 0.06) / widest))
    head_size = max(5.0, min(size, *((step - 0.06) * 2 / max(lettering.width(lettering.clean(one), 1 / INCH), 0.01) for one in columns)))
    drawn = _table(slide, box, len(names) + 1, [first, *[step] * len(columns)])
    drawn.columns[0].width = Inches(first)
    _fill(drawn.cell(0, 0), corner, head_size, bold=True, colour=HEAD)
    for place, column in enumerate(columns, start=1):
        drawn.columns[place].width = Inches(step)
        head = " ".join(lettering.wrapped(lettering.clean(column), head_size / INCH, step - 0.04, most=2))
        _fill(drawn.cell(0, place), head, head_size, bold=True, colour=HEAD, middle=True)
    for row, name in enumerate(names, start=1):
        _fill(drawn.cell(row, 0), lettering.clipped(lettering.clean(name), size / INCH, first - 0.1), size)
        for place in range(len(columns)):
            fill = fills[row - 1][place]
            ink = grids.ink(fill).lstrip("#")
            _fill(drawn.cell(row, place + 1), texts[row - 1][place], cell_size, colour=fill.lstrip("#"), ink=ink, middle=True)
    for number in range(len(names) + 1):
        drawn.rows[number].height = Inches(height)
    _describe(drawn, alt)


def _table(slide: Slide, box: Box, rows: int, columns: Sequence[float]) -> Any:
    frame = slide.shapes.add_table(rows, len(columns), *(Inches(one) for one in (*box[:3], 0.2 * rows)))
    frame._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    table = frame.table
    table.first_row = True
    table.horz_banding = False
    return table


def _describe(table: Any, alt: str) -> None:
    shapes.describe(table._graphic_frame, alt)


def _fill(
    cell: Any,
    text: str,
    size: float,
    bold: bool = False,
    right: bool = False,
    colour: str | None = None,
    ink: str = INK,
    middle: bool = False,
) -> None:
    cell.margin_left = cell.margin_right = Inches(PADDING)
    cell.margin_top = cell.margin_bottom = Emu(round(PADDING * 0.5 * 914400))
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame = cell.text_frame
    frame.word_wrap = True
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.CENTER if middle else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = lettering.clean(text)
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(ink)
    if colour is not None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = RGBColor.from_string(colour)
    elif not middle:
        _line_below(cell)


def _line_below(cell: Any) -> None:
    properties = cell._tc.get_or_add_tcPr()
    line = properties.makeelement(qn("a:lnB"), {"w": "6350"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": "DCE4EA"}))
    line.append(fill)
    properties.insert(0, line)


__all__ = ["MUTED", "compact", "cut_rows", "draw", "heat", "pages"]
