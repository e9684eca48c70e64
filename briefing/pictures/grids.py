"""A heat map: known cells in shades of one colour, unknown ones grey with a question mark, so that they never look like zero."""

from __future__ import annotations

from typing import Final

from matplotlib.collections import PolyCollection

from analytics.describe.charts import Grid
from analytics.describe.colours import rgb_values
from briefing import lettering
from briefing.pictures import legend
from briefing.pictures.legend import LegendEntry
from briefing.pictures.sheet import INK, LINE, MUTED, POINT, Rect, Sheet

UNKNOWN: Final = "#D5DCE2"
LARGEST: Final = 8.0
SMALLEST: Final = 4.5
"""Points; where the numbers would be smaller, they are left out and the colours remain."""


def cell_colour(grid: Grid, row: int, column: int, most: float) -> str:
    """A cell's colour on white paper, as #RRGGBB, by the square root of its value: one very large value does not pale all others."""
    value = grid.values[row][column]
    if value is None:
        return UNKNOWN
    if grid.colours:
        return grid.colours[row][column] or UNKNOWN
    # From 6%, so that a known zero differs from paper, to 90%, on which white numbers can still be read.
    share = 0.06 + 0.84 * (max(value, 0.0) / most) ** 0.5 if most else 0.06
    return "#" + "".join(f"{round(255 + (part - 255) * share):02X}" for part in rgb_values(grid.colour))


def ink_on(colour: str) -> str:
    """Dark or white text, whichever has more contrast on `colour` (relative luminance and contrast ratio, WCAG 2)."""
    parts = [part / 255 for part in rgb_values(colour)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    # INK itself has a luminance of about .01, white of 1.
    return INK if (luminance + 0.05) / 0.06 > 1.05 / (luminance + 0.05) else "#FFFFFF"


def cell_text(grid: Grid, row: int, column: int) -> str:
    """The text of a cell."""
    value = grid.values[row][column]
    if value is None:
        return "?"
    if grid.texts:
        return grid.texts[row][column]
    return f"{value:.{grid.decimals}%}" if grid.percent else f"{value:,.{grid.decimals}f}"


def largest_value(grid: Grid) -> float:
    """The greatest known value; 0 where there is none."""
    return max((value for row in grid.values for value in row if value is not None), default=0.0)


def draw_grid(sheet: Sheet, grid: Grid, rect: Rect) -> None:
    """Draw the rows from the top down, with the column names above."""
    unknown = any(value is None for row in grid.values for value in row)
    entries = [LegendEntry(f"? {grid.unknown}", UNKNOWN)] if unknown else []
    below = legend.legend_height(entries, rect.width)
    legend.draw_legend(sheet, entries, Rect(rect.left, rect.bottom, rect.width, below))
    most_name = rect.width * 0.3
    names = [lettering.clip_text(lettering.printable_text(row), 8 * POINT, most_name) for row in grid.rows]
    names_width = max((lettering.text_width(name, 8 * POINT) for name in names), default=0.0) + 0.1
    slot = (rect.width - names_width) / max(len(grid.columns), 1)
    heads, lines = _column_headings(grid, slot)
    cells = rect.inset(left=names_width, bottom=below + 0.06, top=lines * 7.5 * POINT * LINE + 0.06)
    for place, head in heads:
        for number, line in enumerate(head):
            height = cells.top + 0.05 + (len(head) - 1 - number) * 7.5 * POINT * LINE
            sheet.draw_text(cells.left + (place + 0.5) * slot, height, line, 7.5, MUTED, ha="center")
    step = cells.height / max(len(grid.rows), 1)
    for number, name in enumerate(names):
        sheet.draw_text(cells.left - 0.06, cells.top - (number + 0.5) * step, name, 8, INK, ha="right", va="center_baseline")
    _draw_cells(sheet, grid, cells, slot, step)


def _column_headings(grid: Grid, slot: float) -> tuple[list[tuple[int, list[str]]], int]:
    plain = [lettering.printable_text(column) for column in grid.columns]
    if slot > 0.45:
        heads = [(place, lettering.wrap_text(text, 7.5 * POINT, slot - 0.04, most=3)) for place, text in enumerate(plain)]
    else:
        widest = max((lettering.text_width(text, 7.5 * POINT) for text in plain), default=0.0)
        every = max(1, -int(-(min(widest, 1.2) + 0.08) // slot))
        heads = [(place, [lettering.clip_text(plain[place], 7.5 * POINT, 1.2)]) for place in range(0, len(plain), every)]
    return heads, max((len(head) for _, head in heads), default=1)


def _draw_cells(sheet: Sheet, grid: Grid, rect: Rect, slot: float, step: float) -> None:
    most = largest_value(grid)
    axes = sheet.add_axes(rect)
    axes.set_xlim(0, len(grid.columns))
    axes.set_ylim(len(grid.rows), 0)
    axes.set_xticks([])
    axes.set_yticks([])
    places = [(row, column) for row in range(len(grid.rows)) for column in range(len(grid.columns))]
    colours = [cell_colour(grid, row, column, most) for row, column in places]
    squares = [[(c, r), (c + 1, r), (c + 1, r + 1), (c, r + 1)] for r, c in places]
    axes.add_collection(PolyCollection(squares, facecolors=colours, edgecolors="#FFFFFF", linewidths=0.8), autolim=False)
    texts = [cell_text(grid, row, column) for row, column in places]
    widest = max((lettering.text_width(text, POINT) for text in texts), default=0.0)
    size = min(LARGEST, (slot - 0.04) / widest if widest else LARGEST, step / POINT * 0.75)
    if size < SMALLEST:
        return
    for (row, column), text, colour in zip(places, texts, colours, strict=True):
        sheet.draw_text(
            rect.left + (column + 0.5) * slot, rect.top - (row + 0.5) * step, text, size, ink_on(colour), ha="center", va="center_baseline"
        )
