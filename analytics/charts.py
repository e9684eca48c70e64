"""A chart is described once, here; renderers turn the description into a plotly figure, a slide chart, a sheet.

So a page and a document cannot disagree about what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

Kind = Literal["bar", "line", "point", "range", "number"]


@dataclass(frozen=True, slots=True)
class Series:
    """One series: a value per place on the chart's axis of places; None where nothing is known.

    `kind` is how it is drawn: a `point` is hollow, for what is known in part; a `range` is a band from `lows` to
    `highs` with `values` as a tick in it; a `number` is only written. `colours` holds one colour, or one per place.
    With a `label`, the values are also written beside the picture under that heading, with `decimals` digits.
    """

    name: str
    kind: Kind
    values: tuple[float | None, ...]
    colours: tuple[str, ...]
    lows: tuple[float | None, ...] = ()
    highs: tuple[float | None, ...] = ()
    label: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """What is shown: `title` says it in a sentence, `unit` is that of the values, `alt` tells it to who cannot see it.

    `places` are the categories, regions, months or years along the axis, named `place_title` in the data. `across` is
    True for horizontal bars. `footnotes` say n, what is missing and how to read it.
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

    def frame(self) -> pd.DataFrame:
        """The data behind the picture: a row per place, a column per series."""
        columns: dict[str, Sequence[object]] = {self.place_title: self.places}
        for series in self.series:
            columns[series.name] = series.values
            if series.lows:
                columns[f"{series.name}: least"] = series.lows
                columns[f"{series.name}: most"] = series.highs
        return pd.DataFrame(columns)

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to draw."""
        return not self.places or all(value is None or value == 0 for series in self.series for value in series.values)


ROW_HEIGHT: Final = 30
"""Pixels a horizontal bar takes."""


def height_of_rows(rows: int) -> int:
    """Pixels for so many horizontal bars with axis and legend."""
    return 84 + ROW_HEIGHT * max(rows, 2)
