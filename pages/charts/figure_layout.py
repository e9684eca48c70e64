"""How much room stands where in a figure: the plot, the headings of columns and names of breaks above it, the legend.

The server does not know how wide the reader's window is, so what must not collide is laid out for a phone.
"""

from __future__ import annotations

from textwrap import wrap
from typing import Any, Final

from analytics.describe.charts import Chart, Series

COLUMN_LETTERS: Final = 10
"""Letters of a column's heading on one line."""
NARROW_COLUMN: Final = 5
"""Letters that a column holds on a phone: a longer heading reaches over the column before it, whose own then stands above."""
HEADING_HEIGHT: Final = 14
BREAK_HEIGHT: Final = 12
"""Pixels of a line of a column's heading, and of the label of a break."""
LEGEND_BELOW_AXIS: Final = 34
LEGEND_OVER_PLOT: Final = 8
AROUND: Final = 110
"""Pixels: from the axis down to the legend, or from the plot's labels up to it; margins, ticks and legend of a chart together."""
NARROWEST: Final = 290
"""Pixels across that a figure has on a phone; with those of a letter, of a legend's swatch and line, they tell how high its legend is."""
LETTER: Final = 6.2
SWATCH: Final = 46
LEGEND_LINE: Final = 22


def above(chart: Chart, columns: list[Series]) -> int:
    """Pixels for the headings of the columns with the words of marks over them, or for the names of the breaks."""
    if chart.across:
        pixels = over_columns(columns) + (HEADING_HEIGHT if chart.marks else 0)
    else:
        pixels = BREAK_HEIGHT * max((1 + one.line for one in chart.breaks if one.label), default=0)
    return 12 + pixels if pixels else 8


def lines_of(heading: str) -> list[str]:
    """A column's heading as it stands, line by line."""
    return wrap(heading, COLUMN_LETTERS)


def raised(columns: list[Series]) -> list[int]:
    """Pixels that each column's heading stands above the plot."""
    found: list[int] = []
    up = 0
    after = ""
    for one in reversed(columns):
        up = up + HEADING_HEIGHT * len(lines_of(after)) if max(map(len, lines_of(after)), default=0) > NARROW_COLUMN else 0
        found.insert(0, up)
        after = one.label
    return found


def over_columns(columns: list[Series]) -> int:
    """Pixels that all headings take."""
    return max((up + HEADING_HEIGHT * len(lines_of(one.label)) for one, up in zip(columns, raised(columns), strict=True)), default=0)


def legend_height(chart: Chart) -> int:
    """Pixels that the legend of an upright chart takes on a phone."""
    lines, left = 0, 0.0
    for name in dict.fromkeys(one.name for one in chart.series):
        wide = SWATCH + LETTER * len(name)
        if wide > left:
            lines, left = lines + 1, float(NARROWEST)
        left -= wide
    return LEGEND_LINE * lines


def legend_over(above: int, plot: float) -> dict[str, Any]:
    """The legend above what stands above the plot."""
    return legend(1 + (above - 8 + LEGEND_OVER_PLOT) / max(plot, 60)) | {"yanchor": "bottom"}


def legend(y: float) -> dict[str, Any]:
    """A legend across whose top lies at `y`, in heights of the plot."""
    return {"orientation": "h", "yanchor": "top", "y": y, "x": 0, "title": None}


class Space:
    """The part of the figure that a chart fills: from-to across and up (0 to 1), and how many pixels it is high."""

    def __init__(self, x: tuple[float, float], y: tuple[float, float], pixels: float) -> None:
        self.x, self.y, self.pixels = x, y, max(pixels, 60.0)

    def split(self, below: float) -> tuple[tuple[float, float], tuple[float, float]]:
        """The room for the strips (`below` pixels) and that for the values above it."""
        share = min(0.5, below / self.pixels) * (self.y[1] - self.y[0])
        gap = 8 / self.pixels * (self.y[1] - self.y[0])
        return (self.y[0], self.y[0] + share), (self.y[0] + share + gap, self.y[1])
