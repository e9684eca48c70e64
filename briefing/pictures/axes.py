"""The axes of a printed chart: space for every label is measured before anything is drawn, so that none is cut or overlaps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analytics.describe.charts import Chart, Series
from briefing import lettering
from briefing.pictures.sheet import INK, LINE, MUTED, POINT, RULE, Rect, Sheet

MOST_OF_WIDTH: Final = 0.34
"""Most of a chart's width that the names of its places may take."""
GAP: Final = 0.07
"""Inches between a label and the axis."""


@dataclass(frozen=True, slots=True)
class FontSizes:
    """Font sizes in points, for a full chart or for a panel of small multiples."""

    place: float = 8.5
    tick: float = 8.0
    number: float = 9.0


SMALL: Final = FontSizes(7.0, 7.0, 7.5)


@dataclass(frozen=True, slots=True)
class ValueScale:
    """The value axis: `ticks` and their labels, from `low` to `high`."""

    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    low: float
    high: float


def value_scale(chart: Chart, most_ticks: int) -> ValueScale:
    """The axis from zero, or the least negative value, to the greatest value, interval end or mark, with at most `most_ticks` ticks."""
    low, high = value_extent(chart)
    if chart.most is not None:
        high = chart.most
    if high <= low:
        high = low + 1
    # Half an incident is no tick; shares and weighted numbers may have decimals.
    integers_only = not chart.percent and not any(series.decimals for series in chart.series if series.kind != "number")
    candidates = MaxNLocator(nbins=most_ticks, integer=integers_only, steps=[1, 2, 5, 10]).tick_values(low, high)
    ticks = [float(tick) for tick in candidates if low - 1e-9 <= tick <= high * 1.05 + 1e-9]
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    # 5% of space above the greatest value, so that its mark is not cut in half by the edge.
    return ValueScale(tuple(ticks), tuple(_tick_label(chart, tick, step) for tick in ticks), low, high + (high - low) * 0.05)


def value_extent(chart: Chart) -> tuple[float, float]:
    """The least and the greatest of all that is drawn: values, interval ends, stacks and marks; always including zero."""
    drawn = [series for series in chart.series if series.kind != "number"]
    extremes = [value for series in drawn for value in (*series.values, *series.lows, *series.highs) if value is not None]
    if chart.stacked:
        bars = [series for series in drawn if series.kind == "bar"]
        extremes += [sum(stack) for stack in zip(*([value or 0.0 for value in series.values] for series in bars), strict=True)]
    extremes += [mark.value for mark in chart.marks]
    return min([0.0, *extremes]), max([0.0, *extremes])


def _tick_label(chart: Chart, value: float, step: float) -> str:
    # As many decimals as the step needs: .05 needs two, 2.5 one. The small number absorbs the rounding of log10.
    scaled = step * 100 if chart.percent else step
    decimals = max(0, -math.floor(math.log10(scaled) + 1e-9)) if scaled > 0 and not float(scaled).is_integer() else 0
    return f"{value * 100:.{decimals}f}%" if chart.percent else f"{value:,.{decimals}f}"


def format_value(chart: Chart, series: Series, value: float | None) -> str:
    """A value as printed beside the chart; an unknown one is a dash."""
    if value is None:
        return "–"
    is_share = chart.percent and series.kind != "number"
    return f"{value:.{series.decimals}%}" if is_share else f"{value:,.{series.decimals}f}"


@dataclass(frozen=True, slots=True)
class NumberColumns:
    """The numbers beside horizontal bars: for each series its heading, its texts and their width in inches."""

    headings: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]

    @classmethod
    def of_chart(cls, chart: Chart, sizes: FontSizes) -> NumberColumns:
        labelled = [series for series in chart.series if series.label]
        texts = tuple(tuple(format_value(chart, series, value) for value in series.values) for series in labelled)
        widths = tuple(
            max(lettering.text_width(text, sizes.number * POINT, bold=True) for text in (series.label, *column)) + 0.14
            for series, column in zip(labelled, texts, strict=True)
        )
        return cls(tuple(series.label for series in labelled), texts, widths)

    @property
    def width(self) -> float:
        return sum(self.widths)

    def draw_beside(self, sheet: Sheet, rect: Rect, sizes: FontSizes) -> None:
        """Draw them right-aligned below their headings, one per place from the top of `rect` down."""
        right = rect.left
        for number, (heading, texts, width) in enumerate(zip(self.headings, self.texts, self.widths, strict=True)):
            right += width
            sheet.draw_text(right, rect.top + 0.05, heading, sizes.tick, MUTED, ha="right")
            for place, text in enumerate(texts):
                middle = rect.top - (place + 0.5) * rect.height / len(texts)
                sheet.draw_text(right, middle, text, sizes.number, INK, bold=number == 0, ha="right", va="center_baseline")


def across_names(chart: Chart, rect: Rect, sizes: FontSizes) -> tuple[list[list[str]], float]:
    """The names of the places beside horizontal bars, each as one or two lines, and the width of the widest in inches."""
    most = rect.width * MOST_OF_WIDTH
    lines_fit = max(1, min(2, int(rect.height / max(len(chart.places), 1) / (sizes.place * POINT * LINE))))
    lines = [lettering.wrap_text(lettering.printable_text(place), sizes.place * POINT, most, most=lines_fit) for place in chart.places]
    return lines, max((lettering.text_width(line, sizes.place * POINT) for lines_of_place in lines for line in lines_of_place), default=0.0)


def draw_across_names(sheet: Sheet, names: list[list[str]], rect: Rect, sizes: FontSizes) -> None:
    """Draw the names right-aligned, to the left of `rect`."""
    step = sizes.place * POINT * LINE
    for place, lines in enumerate(names):
        middle = rect.top - (place + 0.5) * rect.height / len(names)
        for number, line in enumerate(lines):
            height = middle + step * ((len(lines) - 1) / 2 - number)
            sheet.draw_text(rect.left - GAP, height, line, sizes.place, INK, ha="right", va="center_baseline")


def upright_names(chart: Chart, width: float, sizes: FontSizes) -> tuple[list[tuple[int, list[str]]], int]:
    """Position and lines of the names that fit side by side below the places, and the greatest number of lines."""
    count = len(chart.places)
    slot = width / max(count, 1)
    size = sizes.place * POINT
    plain = [lettering.printable_text(place) for place in chart.places]
    widest = max((lettering.text_width(place, size) for place in plain), default=0.0)
    # Wide slots break long names over lines; in narrow ones, as on a time axis, every n-th name is printed in full.
    if widest + 0.08 > slot and slot > 0.55:
        names_by_place = [(place, lettering.wrap_text(text, size, slot - 0.06, most=3)) for place, text in enumerate(plain)]
    else:
        every = max(1, math.ceil((min(widest, 1.2) + 0.12) / slot))
        names_by_place = [(place, [lettering.clip_text(plain[place], size, 1.2)]) for place in range(0, count, every)]
    return names_by_place, max((len(lines) for _, lines in names_by_place), default=1)


def draw_upright_names(sheet: Sheet, names_by_place: list[tuple[int, list[str]]], count: int, rect: Rect, sizes: FontSizes) -> None:
    """Draw the names centred below their places, under `rect`."""
    step = sizes.place * POINT * LINE
    for place, lines in names_by_place:
        centre = rect.left + (place + 0.5) * rect.width / max(count, 1)
        for number, line in enumerate(lines):
            sheet.draw_text(centre, rect.bottom - 0.05 - step * (number + 0.75), line, sizes.place, MUTED, ha="center")


def grid_lines(axes: Axes, values: ValueScale, across: bool) -> None:
    """Draw faint lines at the ticks, and a stronger one at zero."""
    for tick in values.ticks:
        line = axes.axvline if across else axes.axhline
        line(tick, color="#9AA9B5" if tick == 0 else RULE, linewidth=0.7 if tick == 0 else 0.6, zorder=0.5)


def draw_ticks(sheet: Sheet, values: ValueScale, rect: Rect, across: bool, sizes: FontSizes) -> None:
    """Draw the tick labels: below `rect` for horizontal bars, otherwise to its left."""
    span = values.high - values.low
    for tick, label in zip(values.ticks, values.labels, strict=True):
        share = (tick - values.low) / span
        if across:
            sheet.draw_text(rect.left + share * rect.width, rect.bottom - 0.05 - sizes.tick * POINT, label, sizes.tick, MUTED, ha="center")
        else:
            sheet.draw_text(rect.left - GAP, rect.bottom + share * rect.height, label, sizes.tick, MUTED, ha="right", va="center_baseline")
