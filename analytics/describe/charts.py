"""A chart is described once, here; renderers turn the description into a plotly figure, a slide chart, a picture, a sheet.

So a page and a document cannot disagree about what is shown. There are three kinds of description: `Chart` (bars, lines,
dots along one axis of places), `Grid` (a heat table of rows and columns) and `Multiples` (small charts side by side).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

Kind = Literal["bar", "line", "point", "dot", "range", "number"]


@dataclass(frozen=True, slots=True)
class Series:
    """One series: a value per place on the chart's axis of places; None where nothing is known.

    `kind` is how it is drawn: a `bar`; a `line`, with a band from `lows` to `highs` where these are given; a `point` is
    hollow, for what is known in part; a `dot` has a whisker from `lows` to `highs`, its interval; a `range` is a band
    from `lows` to `highs` with `values` as a tick in it (bars across only); a `number` is only written. `colours` holds
    one colour, or one per place. `partial` marks the places that are still filling up: bars are hatched, lines dotted
    there. With a `label`, the values are also written beside the picture under that heading, with `decimals` digits.
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


@dataclass(frozen=True, slots=True)
class Mark:
    """A line through the whole chart at one value, such as a figure that the field quotes."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line across the axis of places just before place number `place`: a change that comparisons must not cross, or one found.

    The label stands over the line, on the line of text number `line` counted upwards, so that near ones do not meet.
    """

    place: float
    label: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Lifetime:
    """When a source reported, in places of the time axis: 0 is the beginning of the first place, 1.5 the middle of the second.

    `open_ended`: it still reports, and the strip runs off the chart. Lifetimes of one name share a strip: it fell silent in between.
    """

    name: str
    first: float
    last: float
    colour: str
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What is shown: `title` says it in a sentence, `unit` is that of the values, `alt` tells it to who cannot see it.

    `places` are the categories, regions, months or years along the axis, named `place_title` in the data. `across` is
    True for horizontal bars or dots. Bars lie over one another unless they are `stacked` or `grouped`. `percent`: values
    are shares (0 to 1), shown as per cent. `lifetimes` are drawn under a time axis. `most` is the end of the axis of
    values where it is given. `footnotes` say n, what is missing and how to read it.
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

    @property
    def strips(self) -> tuple[str, ...]:
        """Names of the strips under the time axis, from the top."""
        return tuple(dict.fromkeys(one.name for one in self.lifetimes))

    def frame(self) -> pd.DataFrame:
        """The data behind the picture: a row per place, a column per series."""
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
    """A heat table: `values[row][column]`, the fuller the stronger `colour`; None is what `unknown` says, never zero.

    `texts` stand in the cells in place of the values where they are given. `colours` (a tuple per row) give each cell its
    own colour where the values are levels and not amounts.
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
        """The data behind the picture: a row per cell."""
        cells = [(row, column, r, c) for r, row in enumerate(self.rows) for c, column in enumerate(self.columns)]
        found: dict[str, Sequence[object]] = {
            self.row_title: [row for row, *_ in cells],
            self.column_title: [column for _, column, *_ in cells],
            self.unit: [self.values[r][c] for *_, r, c in cells],
        }
        if any(value is None for row in self.values for value in row):
            found["state"] = [self.unknown if self.values[r][c] is None else "" for *_, r, c in cells]
        if self.texts:
            found["text"] = [self.texts[r][c] for *_, r, c in cells]
        return pd.DataFrame(found)

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
    """Small charts side by side, `across` in a row; with `same_scale` all share one axis of values. Each panel's title is its name."""

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
        """The data behind all panels, one below the other, with the panel named in the first column."""
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
"""Pixels a horizontal bar takes."""
CELL_HEIGHT: Final = 26
"""Pixels a row of a grid takes."""
BREAK_ROOM: Final = 0.26
"""Share of the axis that a break's label takes; within half of it from an end, the label stands on the inner side of its line."""
STRIP_HEIGHT: Final = 15
"""Pixels a source's lifetime takes under a time axis."""


def height_of_rows(rows: int) -> int:
    """Pixels for so many horizontal bars with axis and legend."""
    return 84 + ROW_HEIGHT * max(rows, 2)


def room_of_break(share: float) -> tuple[float, float]:
    """From where to where along the axis (0 to 1) the label of a break at `share` of it stands."""
    half = BREAK_ROOM / 2
    if share < half:
        return share, share + BREAK_ROOM
    if share > 1 - half:
        return share - BREAK_ROOM, share
    return share - half, share + half
