"""Space within a figure: the plot, the headings of columns and labels of breaks above it, and the legend.

The server does not know the width of the reader's window, so everything that must not collide is laid out for a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from textwrap import wrap
from typing import Any, Final

from analytics.describe.charts import Chart, Series

COLUMN_LETTERS: Final = 10
"""Characters of a column heading on one line."""
NARROW_COLUMN: Final = 4
"""Characters that a column has room for on a phone. A longer heading overlaps the column to its left, whose own heading is then raised."""
HEADING_HEIGHT: Final = 14
BREAK_HEIGHT: Final = 12
"""Height in pixels of a line of a column heading, and of the label of a break."""
LEGEND_BELOW_AXIS: Final = 34
LEGEND_OVER_PLOT: Final = 8
AROUND: Final = 110
"""Pixels from the axis down to the legend; from the labels above the plot up to it; and margins, ticks and legend together."""
NARROWEST: Final = 290
"""Width in pixels of a figure on a phone."""
LETTER: Final = 6.2
SWATCH: Final = 46
LEGEND_LINE: Final = 22
"""Pixels of a character, a swatch with its margins, and a line of the legend, measured in a browser at the app's font size."""


def height_above_plot(chart: Chart, columns: list[Series]) -> int:
    """Pixels above the plot: for column headings and the labels of reference lines, or for the labels of breaks."""
    if chart.across:
        pixels = headings_height(columns) + (HEADING_HEIGHT if chart.marks else 0)
    else:
        pixels = BREAK_HEIGHT * max((1 + mark.line for mark in chart.breaks if mark.label), default=0)
    return 12 + pixels if pixels else 8


def column_edges(texts: Sequence[Sequence[str]]) -> list[float]:
    """Right edges of the columns of figures: a column of longer figures than `NARROW_COLUMN` is wider than 1 in proportion."""
    widths = (max(1.0, (max(map(len, column), default=0) + 1) / (NARROW_COLUMN + 1)) for column in texts)
    return list(accumulate(widths))


def heading_lines(heading: str) -> list[str]:
    """The heading of a column, wrapped into lines."""
    return wrap(heading, COLUMN_LETTERS)


def heading_offsets(columns: list[Series]) -> list[int]:
    """How many pixels each column's heading is raised above the plot."""
    offsets: list[int] = []
    offset = 0
    next_heading = ""
    # From the right: a heading is raised above the one to its right where that one is too long for its own column.
    for series in reversed(columns):
        offset = (
            offset + HEADING_HEIGHT * len(heading_lines(next_heading))
            if max(map(len, heading_lines(next_heading)), default=0) > NARROW_COLUMN
            else 0
        )
        offsets.insert(0, offset)
        next_heading = series.label
    return offsets


def headings_height(columns: list[Series]) -> int:
    """Pixels that all headings together take."""
    return max(
        (
            offset + HEADING_HEIGHT * len(heading_lines(series.label))
            for series, offset in zip(columns, heading_offsets(columns), strict=True)
        ),
        default=0,
    )


def legend_height(chart: Chart) -> int:
    """Height in pixels of an upright chart's legend on a phone, where its entries wrap."""
    lines, room = 0, 0.0
    for name in dict.fromkeys(series.name for series in chart.series):
        wide = SWATCH + LETTER * len(name)
        if wide > room:
            lines, room = lines + 1, float(NARROWEST)
        room -= wide
    return LEGEND_LINE * lines


def legend_above_plot(above: int, plot: float) -> dict[str, Any]:
    """The legend, above everything that is above the plot; `plot` is the height of the plot in pixels."""
    return horizontal_legend(1 + (above - 8 + LEGEND_OVER_PLOT) / max(plot, 60)) | {"yanchor": "bottom"}


def horizontal_legend(y: float) -> dict[str, Any]:
    """A horizontal legend with its top at `y`, as a multiple of the plot's height."""
    return {"orientation": "h", "yanchor": "top", "y": y, "x": 0, "title": None}


class PlotSpace:
    """The part of the figure that a chart fills: its extent across and upwards (0 to 1 each) and its height in pixels."""

    def __init__(self, x: tuple[float, float], y: tuple[float, float], pixels: float) -> None:
        self.x, self.y, self.pixels = x, y, max(pixels, 60.0)

    def split(self, below: float) -> tuple[tuple[float, float], tuple[float, float]]:
        """Vertical extent of the strips, `below` pixels high, and of the plot above them. Strips take at most half."""
        share = min(0.5, below / self.pixels) * (self.y[1] - self.y[0])
        gap = 8 / self.pixels * (self.y[1] - self.y[0])
        return (self.y[0], self.y[0] + share), (self.y[0] + share + gap, self.y[1])
