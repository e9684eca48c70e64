"""Descriptions of charts, from which renderers make a plotly figure, a slide chart, a picture or a sheet.

A chart is described once, so that a page and a document cannot disagree about what it shows. There are three kinds of description:
`Chart` (bars, lines or dots along an axis of places), `Grid` (a heat table) and `Multiples` (small charts side by side).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

Kind = Literal["bar", "line", "point", "dot", "range", "number"]


@dataclass(frozen=True, slots=True)
class Series:
    """One series: a value for each place on the chart's axis; None where nothing is known.

    `kind` is how it is drawn: a `bar`; a `line`, with a band from `lows` to `highs` where given; a hollow `point` for what is known
    only in part; a `dot` with an error bar from `lows` to `highs`; a `range`, a band from `lows` to `highs` with a tick at each of
    `values` (horizontal charts only); a `number` is only written. `colours` holds one colour, or one for each place. `partial` marks
    places for which reports are still coming in: bars are hatched there and lines dotted. With a `label`, the values are also
    written beside the chart under that heading, with `decimals` digits. A line of `steps` jumps from one level to the next.
    """

    name: str
    kind: Kind
    values: tuple[float | None, ...]
    colours: tuple[str, ...]
    lows: tuple[float | None, ...] = ()
    highs: tuple[float | None, ...] = ()
    label: str = ""
    decimals: int = 0
    partial: tuple[bool, ...] = ()
    dashed: bool = False
    steps: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A reference line through the whole chart at one value, such as a published estimate."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word above `value` at `place` of the axis (0: the first place, 0.5: between it and the second)."""

    place: float
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line just before place number `place` of the axis: a change across which values must not be compared, or one that was detected.

    The label is above the line, on row `line` of text counted upwards, so that labels close together do not overlap.
    """

    place: float
    label: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A period in which a source reported, in places of the time axis: 0 is the start of the first place, 1.5 the middle of the second.

    `open_ended`: the source still reports, so the strip runs to the edge. Lifetimes with the same name share a strip: the source fell
    silent in between.
    """

    name: str
    first: float
    last: float
    colour: str
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """`title` states what is shown, `unit` is the unit of the values, `alt` describes the chart for screen readers.

    `places` are the categories, regions, months or years along the axis; their column in the data is `place_title`. `across`: bars or
    dots are horizontal. Bars overlap unless they are `stacked` or `grouped`. `percent`: values are shares (0 to 1), shown as
    percentages. `lifetimes` are drawn beneath a time axis. `most` sets the end of the axis of values.
    `labels` stand in the plot of an upright chart on a screen. `footnotes` give n, what is
    missing and how to read the chart.
    """

    name: str
    title: str
    unit: str
    place_title: str
    places: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str
    across: bool = False
    stacked: bool = False
    footnotes: tuple[str, ...] = ()
    height: int = 320
    grouped: bool = False
    percent: bool = False
    marks: tuple[Mark, ...] = ()
    breaks: tuple[Break, ...] = ()
    lifetimes: tuple[Lifetime, ...] = ()
    most: float | None = None
    labels: tuple[Label, ...] = ()

    @property
    def strips(self) -> tuple[str, ...]:
        """Names of the strips beneath the time axis, from the top."""
        return tuple(dict.fromkeys(lifetime.name for lifetime in self.lifetimes))

    def frame(self) -> pd.DataFrame:
        """The data behind the chart: a row for each place, a column for each series."""
        columns: dict[str, Sequence[object]] = {self.place_title: self.places}
        for series in self.series:
            columns[series.name] = series.values
            if series.lows:
                columns[f"{series.name}: least"] = series.lows
                columns[f"{series.name}: most"] = series.highs
            if any(series.partial):
                columns[f"{series.name}: still filling up"] = series.partial
        return pd.DataFrame(columns)

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to draw."""
        return not self.places or all(value is None or value == 0 for series in self.series for value in series.values)


@dataclass(frozen=True, slots=True)
class Grid:
    """A heat table: `values[row][column]`, shaded in `colour` by amount. None means `unknown`, never zero.

    `texts`, where given, are shown in the cells instead of the values. `colours` (one tuple for each row) give every cell its own
    colour where the values are levels rather than amounts.
    """

    name: str
    title: str
    unit: str
    row_title: str
    column_title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    alt: str
    colour: str = "#2B7FBA"
    unknown: str = "Not watched"
    texts: tuple[tuple[str, ...], ...] = ()
    colours: tuple[tuple[str | None, ...], ...] = ()
    decimals: int = 0
    percent: bool = False
    footnotes: tuple[str, ...] = ()

    def frame(self) -> pd.DataFrame:
        """The data behind the table: a row for each cell."""
        cells = [(row, column, r, c) for r, row in enumerate(self.rows) for c, column in enumerate(self.columns)]
        columns: dict[str, Sequence[object]] = {
            self.row_title: [row for row, *_ in cells],
            self.column_title: [column for _, column, *_ in cells],
            self.unit: [self.values[r][c] for *_, r, c in cells],
        }
        if any(value is None for row in self.values for value in row):
            columns["state"] = [self.unknown if self.values[r][c] is None else "" for *_, r, c in cells]
        if self.texts:
            columns["text"] = [self.texts[r][c] for *_, r, c in cells]
        return pd.DataFrame(columns)

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to draw."""
        return not any(value for row in self.values for value in row)

    @property
    def height(self) -> int:
        """Pixels for all rows with the axis."""
        return 64 + CELL_HEIGHT * max(len(self.rows), 2)


@dataclass(frozen=True, slots=True)
class Multiples:
    """Small charts, `across` in a row; with `same_scale` all have the same axis of values. A panel is identified by its title."""

    name: str
    title: str
    unit: str
    panel_title: str
    charts: tuple[Chart, ...]
    alt: str
    across: int = 3
    same_scale: bool = False
    panel_height: int = 190
    footnotes: tuple[str, ...] = ()

    def frame(self) -> pd.DataFrame:
        """The data of all panels, one below the other, with the panel's title in the first column."""
        frames = [chart.frame() for chart in self.charts]
        for chart, frame in zip(self.charts, frames, strict=True):
            frame.insert(0, self.panel_title, chart.title)
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({self.panel_title: []})

    @property
    def is_empty(self) -> bool:
        """True when no panel has anything to draw."""
        return all(chart.is_empty for chart in self.charts)

    @property
    def height(self) -> int:
        """Pixels for all panels."""
        return 24 + self.panel_height * -(-len(self.charts) // self.across)


Picture = Chart | Grid | Multiples

ROW_HEIGHT: Final = 30
"""Height in pixels of a horizontal bar."""
CELL_HEIGHT: Final = 26
"""Height in pixels of a row of a grid."""
BREAK_ROOM: Final = 0.46
"""Share of the axis taken by the label of a break; closer than half of that to an end, the label is aligned inwards."""
STRIP_HEIGHT: Final = 15
"""Height in pixels of a source's strip beneath a time axis."""


def height_of_rows(rows: int) -> int:
    """Height in pixels of a chart of `rows` horizontal bars with axis and legend."""
    return 84 + ROW_HEIGHT * max(rows, 2)


def room_of_break(share: float) -> tuple[float, float]:
    """Start and end, along the axis (0 to 1), of the label of a break at `share` of it."""
    half = BREAK_ROOM / 2
    if share < half:
        return share, share + BREAK_ROOM
    if share > 1 - half:
        return share - BREAK_ROOM, share
    return share - half, share + half
