"""The axes of one chart in a figure, and how its places, values and colours are written by every kind of trace."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any, Final

from analytics.describe.charts import Chart, Series

BAND: Final = "rgba(128, 148, 168, 0.30)"
INK: Final = "#7D8FA0"
"""Bands of a range, and lines that belong to no series: greys that hold on both themes."""

LONGEST_LINE: Final = 26
"""Characters of a place's name beside a bar before it is wrapped: on a phone a longer one would leave the bars no room."""


@dataclass(frozen=True, slots=True)
class Axes:
    """The axes of one chart within a figure: number `number`, and the next number for columns beside it or strips below it."""

    number: int

    def name(self, letter: str, further: int = 0) -> str:
        """The axis as traces and shapes refer to it: `x`, `x2`, ..."""
        number = self.number + further
        return letter if number == 1 else f"{letter}{number}"

    def layout(self, letter: str, further: int = 0) -> str:
        """The axis as the layout refers to it: `xaxis`, `xaxis2`, ..."""
        return f"{letter}axis{self.name(letter, further)[1:]}"

    @property
    def x(self) -> str:
        return self.name("x")

    @property
    def y(self) -> str:
        return self.name("y")

    @property
    def both(self) -> dict[str, str]:
        return {"xaxis": self.x, "yaxis": self.y}


def place_labels(chart: Chart) -> list[str]:
    """Names of the places as plotly shows them: escaped, and wrapped where they stand beside horizontal bars."""
    return ["<br>".join(escape(line) for line in wrap(place, LONGEST_LINE)) if chart.across else escape(place) for place in chart.places]


def marker_colours(chart: Chart, series: Series) -> Any:
    """One colour for the whole series, or one for each place."""
    return list(series.colours) if len(series.colours) == len(chart.places) > 1 else series.colours[0]


def number_format(chart: Chart, series: Series) -> str:
    """The d3 format of a value in the tooltip."""
    return f".{max(series.decimals, 1)}%" if chart.percent else f",.{series.decimals}f"


def unit_suffix(chart: Chart) -> str:
    """The unit after a value in the tooltip; the format of a percentage writes its own sign."""
    return "" if chart.percent else f" {escape(chart.unit)}"


def hover_template(chart: Chart, series: Series) -> str:
    """The tooltip: place, name of the series, value with its unit."""
    value, place = ("x", "y") if chart.across else ("y", "x")
    return f"%{{{place}}}<br>{escape(series.name)}: %{{{value}:{number_format(chart, series)}}}{unit_suffix(chart)}<extra></extra>"
