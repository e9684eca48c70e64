"""The axes of a chart on paper: room for every label is measured before anything is drawn, so none is cut or overlaps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analytics.describe.charts import Chart, Series
from briefing import lettering
from briefing.pictures.sheet import INK, LINE, MUTED, POINT, RULE, Room, Sheet

MOST_OF_WIDTH: Final = 0.34
"""Share of a chart's width that the names of its places may take."""
GAP: Final = 0.07


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of letters in points, for a chart alone or for a small one."""

    place: float = 8.5
    tick: float = 8.0
    number: float = 9.0


SMALL: Final = Sizes(7.0, 7.0, 7.5)


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis of values: `ticks` and their labels, from `low` to `high`."""

    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    low: float
    high: float


def scale(chart: Chart, ticks: int) -> Scale:
    """From zero (or the least value below it) to the largest value, end of an interval or mark."""
    low, high = reach(chart)
    if chart.most is not None:
        high = chart.most
    if high <= low:
        high = low + 1
    whole = not chart.percent and not any(series.decimals for series in chart.series if series.kind != "number")
    places = MaxNLocator(nbins=ticks, integer=whole, steps=[1, 2, 5, 10]).tick_values(low, high)
    kept = [float(place) for place in places if low - 1e-9 <= place <= high * 1.05 + 1e-9]
    step = kept[1] - kept[0] if len(kept) > 1 else 1.0
    return Scale(tuple(kept), tuple(_tick(chart, place, step) for place in kept), low, high + (high - low) * 0.05)


def reach(chart: Chart) -> tuple[float, float]:
    """The least and the largest of what is drawn, zero included."""
    drawn = [one for one in chart.series if one.kind != "number"]
    known = [value for one in drawn for value in (*one.values, *one.lows, *one.highs) if value is not None]
    if chart.stacked:
        bars = [one for one in drawn if one.kind == "bar"]
        known += [sum(values) for values in zip(*([value or 0.0 for value in one.values] for one in bars), strict=True)]
    known += [mark.value for mark in chart.marks]
    return min([0.0, *known]), max([0.0, *known])


def _tick(chart: Chart, value: float, step: float) -> str:
    scaled = step * 100 if chart.percent else step
    decimals = max(0, -math.floor(math.log10(scaled) + 1e-9)) if scaled > 0 and not float(scaled).is_integer() else 0
    return f"{value * 100:.{decimals}f}%" if chart.percent else f"{value:,.{decimals}f}"


def written(chart: Chart, series: Series, value: float | None) -> str:
    """A value as it is written beside the picture."""
    if value is None:
        return "–"
    is_share = chart.percent and series.kind != "number"
    return f"{value:.{series.decimals}%}" if is_share else f"{value:,.{series.decimals}f}"


@dataclass(frozen=True, slots=True)
class Columns:
    """The numbers beside bars across: for each series its heading, its texts and how wide they are."""

    headings: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]

    @classmethod
    def of(cls, chart: Chart, sizes: Sizes) -> Columns:
        labelled = [series for series in chart.series if series.label]
        texts = tuple(tuple(written(chart, series, value) for value in series.values) for series in labelled)
        widths = tuple(
            max(lettering.width(text, sizes.number * POINT, bold=True) for text in (series.label, *column)) + 0.14
            for series, column in zip(labelled, texts, strict=True)
        )
        return cls(tuple(series.label for series in labelled), texts, widths)

    @property
    def width(self) -> float:
        return sum(self.widths)

    def draw(self, sheet: Sheet, room: Room, sizes: Sizes) -> None:
        """Right-aligned under their headings, beside the places from the top of `room` down."""
        right = room.left
        for number, (heading, texts, width) in enumerate(zip(self.headings, self.texts, self.widths, strict=True)):
            right += width
            sheet.write(right, room.top + 0.05, heading, sizes.tick, MUTED, ha="right")
            for place, text in enumerate(texts):
                middle = room.top - (place + 0.5) * room.height / len(texts)
                sheet.write(right, middle, text, sizes.number, INK, bold=number == 0, ha="right", va="center_baseline")


def across_names(chart: Chart, room: Room, sizes: Sizes) -> tuple[list[list[str]], float]:
    """The names of the places beside bars across, in lines, and how wide they are."""
    most = room.width * MOST_OF_WIDTH
    lines_fit = max(1, min(2, int(room.height / max(len(chart.places), 1) / (sizes.place * POINT * LINE))))
    lines = [lettering.wrapped(lettering.printable(place), sizes.place * POINT, most, most=lines_fit) for place in chart.places]
    return lines, max((lettering.width(line, sizes.place * POINT) for one in lines for line in one), default=0.0)


def draw_across_names(sheet: Sheet, names: list[list[str]], room: Room, sizes: Sizes) -> None:
    """Right-aligned, left of `room`."""
    step = sizes.place * POINT * LINE
    for place, lines in enumerate(names):
        middle = room.top - (place + 0.5) * room.height / len(names)
        for number, line in enumerate(lines):
            height = middle + step * ((len(lines) - 1) / 2 - number)
            sheet.write(room.left - GAP, height, line, sizes.place, INK, ha="right", va="center_baseline")


def upright_names(chart: Chart, width: float, sizes: Sizes) -> tuple[list[tuple[int, list[str]]], int]:
    """The names under the places that fit side by side, in lines, and how many lines they take at most."""
    count = len(chart.places)
    slot = width / max(count, 1)
    size = sizes.place * POINT
    plain = [lettering.printable(place) for place in chart.places]
    widest = max((lettering.width(place, size) for place in plain), default=0.0)
    if widest + 0.08 > slot and slot > 0.55:
        named = [(place, lettering.wrapped(text, size, slot - 0.06, most=3)) for place, text in enumerate(plain)]
    else:
        every = max(1, math.ceil((min(widest, 1.2) + 0.12) / slot))
        named = [(place, [lettering.clipped(plain[place], size, 1.2)]) for place in range(0, count, every)]
    return named, max((len(lines) for _, lines in named), default=1)


def draw_upright_names(sheet: Sheet, named: list[tuple[int, list[str]]], count: int, room: Room, sizes: Sizes) -> None:
    """Centred under the places, below `room`."""
    step = sizes.place * POINT * LINE
    for place, lines in named:
        centre = room.left + (place + 0.5) * room.width / max(count, 1)
        for number, line in enumerate(lines):
            sheet.write(centre, room.bottom - 0.05 - step * (number + 0.75), line, sizes.place, MUTED, ha="center")


def grid_lines(axes: Axes, values: Scale, across: bool) -> None:
    """Faint lines at the ticks, a stronger one at zero."""
    for tick in values.ticks:
        line = axes.axvline if across else axes.axhline
        line(tick, color="#9AA9B5" if tick == 0 else RULE, linewidth=0.7 if tick == 0 else 0.6, zorder=0.5)


def draw_ticks(sheet: Sheet, values: Scale, room: Room, across: bool, sizes: Sizes) -> None:
    """The figures at the ticks: below `room` for bars across, else left of it."""
    span = values.high - values.low
    for tick, label in zip(values.ticks, values.labels, strict=True):
        share = (tick - values.low) / span
        if across:
            sheet.write(room.left + share * room.width, room.bottom - 0.05 - sizes.tick * POINT, label, sizes.tick, MUTED, ha="center")
        else:
            sheet.write(room.left - GAP, room.bottom + share * room.height, label, sizes.tick, MUTED, ha="right", va="center_baseline")
