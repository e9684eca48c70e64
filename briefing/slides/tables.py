"""Tables on slides: rows are measured, cut where they are too long, and continued on further slides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from briefing import lettering
from briefing.blocks import TextTable
from briefing.pictures import grids
from briefing.slides import shapes
from briefing.slides.shapes import INCH, INK, LINE
from briefing.slides.template import Box

SIZE: Final = 11.0
"""Points of a table's text."""
PADDING: Final = 0.05
"""Inches left and right of a cell's text."""
MOST_LINES: Final = 3
HEAD: Final = "E8EEF3"
"""Ground of the heading row."""
EMU_PER_INCH: Final = 914_400
# PowerPoint's table style `No Style, No Grid`: every line and fill here is then our own.
_NO_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def split_rows(table: TextTable, box: Box, size: float = SIZE) -> list[list[tuple[str, ...]]]:
    """The rows, cut to what fits into their cells, in one group per slide; no group where there are no rows."""
    fitted = [_cut_row(table, row, box[2], size) for row in table.rows]
    groups: list[list[tuple[str, ...]]] = []
    remaining = 0.0
    for row, height in fitted:
        if not groups or height > remaining:
            groups.append([])
            remaining = box[3] - _head_height(table, box[2], size)
        groups[-1].append(row)
        remaining -= height
    return groups


def cut_rows(table: TextTable, box: Box, size: float = SIZE) -> list[tuple[str, ...]]:
    """The rows in which some cell had to be cut, in full, for the speaker notes."""
    return [row for row in table.rows if _cut_row(table, row, box[2], size)[0] != tuple(lettering.clean_text(cell) for cell in row)]


def height_of(table: TextTable, rows: Sequence[tuple[str, ...]], width: float, size: float) -> float:
    """Inches that the heading and the rows take."""
    return _head_height(table, width, size) + sum(_cut_row(table, row, width, size)[1] for row in rows)


def _cut_row(table: TextTable, row: tuple[str, ...], width: float, size: float) -> tuple[tuple[str, ...], float]:
    """The row's cells, each cut to MOST_LINES lines, and the row's height in inches."""
    # Programs differ in the last hundredth of an inch; without the 0.02 some would break one line more than was counted.
    lines = [
        lettering.wrap_text(lettering.clean_text(cell), size / INCH, column.share * width - 2 * PADDING - 0.02, most=MOST_LINES)
        for column, cell in zip(table.columns, row, strict=True)
    ]
    most = max(len(cell_lines) for cell_lines in lines)
    return tuple(" ".join(cell_lines) for cell_lines in lines), most * size / INCH * LINE + 2 * PADDING


def _head_height(table: TextTable, width: float, size: float) -> float:
    lines = [
        len(lettering.wrap_text(column.title, size / INCH, column.share * width - 2 * PADDING - 0.02, bold=True))
        for column in table.columns
    ]
    return max(lines) * size / INCH * LINE + 2 * PADDING


def draw_table(
    slide: Slide, table: TextTable, rows: Sequence[tuple[str, ...]], box: Box, size: float = SIZE, padding: float = PADDING
) -> None:
    """The rows of one slide as a native table, with `padding` inches above and below the text of each row."""
    native = _add_table(slide, box, len(rows) + 1, [column.share for column in table.columns])
    total = sum(column.share for column in table.columns)
    for place, column in enumerate(table.columns):
        native.columns[place].width = Inches(box[2] * column.share / total)
        right = column.align == "right"
        _fill_cell(native.cell(0, place), column.title, size, bold=True, right=right, colour=HEAD)
        for number, row in enumerate(rows, start=1):
            _fill_cell(native.cell(number, place), row[place], size, right=right)
    more = 2 * (padding - PADDING)
    native.rows[0].height = Inches(_head_height(table, box[2], size) + more)
    for number, row in enumerate(rows, start=1):
        native.rows[number].height = Inches(_cut_row(table, row, box[2], size)[1] + more)
    _set_alt_text(native, table.title)


def draw_number_table(slide: Slide, box: Box, heads: Sequence[str], rows: Sequence[Sequence[str]], alt: str) -> None:
    """A small table: names in the first column, right-aligned numbers in the others. Its rows line up with the bars beside it."""
    size = min(SIZE, max(7.0, box[3] / (len(rows) + 1) * INCH / LINE * 0.62))
    numbers = [
        max(lettering.text_width(text, size / INCH, bold=True) for text in column) + 0.16 for column in zip(heads, *rows, strict=True)
    ][1:]
    first = max(box[2] - sum(numbers), 0.4)
    native = _add_table(slide, box, len(rows) + 1, [first, *numbers])
    for place, width in enumerate([first, *numbers]):
        native.columns[place].width = Inches(width)
        for number, row in enumerate([heads, *rows]):
            text = lettering.clip_text(lettering.clean_text(row[place]), size / INCH, width - 0.12, bold=number == 0)
            _fill_cell(
                native.cell(number, place),
                text,
                size,
                bold=number == 0 or place == 1,
                right=place > 0,
                colour=HEAD if number == 0 else None,
            )
    for number in range(len(rows) + 1):
        native.rows[number].height = Inches(min(box[3] / (len(rows) + 1), 0.36))
    _set_alt_text(native, alt)


def draw_heat_table(
    slide: Slide,
    box: Box,
    corner: str,
    columns: Sequence[str],
    names: Sequence[str],
    texts: Sequence[Sequence[str]],
    fills: Sequence[Sequence[str]],
    alt: str,
) -> None:
    """A heat map as a table: each cell in its own colour, with dark or light text, whichever can be read on it."""
    height = min(box[3] / (len(names) + 1), 0.4)
    size = min(11.0, height * INCH / LINE * 0.72)
    first = min(max(lettering.text_width(lettering.clean_text(name), size / INCH) for name in names) + 0.16, box[2] * 0.22)
    step = (box[2] - first) / len(columns)
    widest = max((lettering.text_width(text, 1 / INCH) for row in texts for text in row), default=0.1)
    # Widths at 1 point, so that dividing by them gives points. Headings may take two lines, numbers one.
    cell_size = max(5.0, min(size, (step - 0.06) / widest))
    heads_width = max(lettering.text_width(lettering.clean_text(column), 1 / INCH) for column in columns)
    head_size = max(5.0, min(size, (step - 0.06) * 2 / max(heads_width, 0.01)))
    native = _add_table(slide, box, len(names) + 1, [first, *[step] * len(columns)])
    native.columns[0].width = Inches(first)
    _fill_cell(native.cell(0, 0), corner, head_size, bold=True, colour=HEAD)
    for place, column in enumerate(columns, start=1):
        native.columns[place].width = Inches(step)
        head = " ".join(lettering.wrap_text(lettering.clean_text(column), head_size / INCH, step - 0.04, most=2))
        _fill_cell(native.cell(0, place), head, head_size, bold=True, colour=HEAD, middle=True)
    for row, name in enumerate(names, start=1):
        _fill_cell(native.cell(row, 0), lettering.clip_text(lettering.clean_text(name), size / INCH, first - 0.1), size)
        for place in range(len(columns)):
            fill = fills[row - 1][place]
            ink = grids.ink_on(fill).lstrip("#")
            _fill_cell(native.cell(row, place + 1), texts[row - 1][place], cell_size, colour=fill.lstrip("#"), ink=ink, middle=True)
    for number in range(len(names) + 1):
        native.rows[number].height = Inches(height)
    _set_alt_text(native, alt)


def _add_table(slide: Slide, box: Box, rows: int, columns: Sequence[float]) -> Any:
    frame = slide.shapes.add_table(rows, len(columns), *(Inches(length) for length in (*box[:3], 0.2 * rows)))
    frame._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    table = frame.table
    # Screen readers announce the first row as headings by this flag.
    table.first_row = True
    table.horz_banding = False
    return table


def _set_alt_text(table: Any, alt: str) -> None:
    shapes.set_alt_text(table._graphic_frame, alt)


def _fill_cell(
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
    cell.margin_top = cell.margin_bottom = Emu(round(PADDING * 0.5 * EMU_PER_INCH))
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame = cell.text_frame
    frame.word_wrap = True
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.CENTER if middle else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = lettering.clean_text(text)
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(ink)
    if colour is not None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = RGBColor.from_string(colour)
    elif not middle:
        _line_below(cell)


def _line_below(cell: Any) -> None:
    """A hairline (6,350 EMU, half a point) below a cell; python-pptx has no interface for borders."""
    properties = cell._tc.get_or_add_tcPr()
    line = properties.makeelement(qn("a:lnB"), {"w": "6350"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": "DCE4EA"}))
    line.append(fill)
    # Borders come before the fill in `a:tcPr`.
    properties.insert(0, line)
