"""Estimates cell by cell, as the page *Reporting gap* shows them: over time, by region, by category."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from analytics.gap import sets
from analytics.gap.estimate import estimate
from analytics.gap.results import GapEstimate
from analytics.gap.sets import Watch

QUOTED_SHARE: Final = 0.30
"""The share unreported that the field quotes (IMB: "up to 30 %")."""

BY_ORIGIN: Final = "repeats counted as the other body's"


@dataclass(frozen=True, slots=True)
class Cell:
    """One estimate: `key` is its code (a region, a category, a span of years), `title` what a reader calls it."""

    key: str
    title: str
    first_year: int
    last_year: int
    estimate: GapEstimate


def over_time(frame: pd.DataFrame, watching: Sequence[Watch], years_a_step: int = 5) -> tuple[Cell, ...]:
    """The estimate of every span of `years_a_step` years, spans counted from the first year of a multiple (2000 to 2004)."""
    if frame.empty:
        return ()
    starts = range(int(frame["year"].min()) // years_a_step * years_a_step, int(frame["year"].max()) + 1, years_a_step)
    made = []
    for first in starts:
        last = first + years_a_step - 1
        title = str(first) if first == last else f"{first} to {last}"
        made.append(Cell(str(first), title, first, last, of_span(frame, watching, first, last)))
    return tuple(made)


def by(
    frame: pd.DataFrame, watching: Sequence[Watch], column: str, titles: dict[str, str], first_year: int, last_year: int
) -> tuple[Cell, ...]:
    """The estimate of every value of `column` (sea_region, area, category, severity, vessel_type), most incidents first.

    `titles` are the readers' words by code; rows without a code, or with one that is not in `titles`, are left out.
    """
    kept = frame[frame["year"].between(first_year, last_year)]
    codes = kept[column].map(lambda code: None if pd.isna(code) else _code(code))
    order = kept.groupby(codes)["incidents"].sum().sort_values(ascending=False, kind="stable").index
    return tuple(
        Cell(code, titles[code], first_year, last_year, of_span(kept[codes == code], watching, first_year, last_year))
        for code in order
        if code in titles
    )


def of_span(frame: pd.DataFrame, watching: Iterable[Watch], first_year: int, last_year: int) -> GapEstimate:
    """The estimate over the years named, from the sources that were at work in all of them and watch all waters in `frame`."""
    watching = tuple(watching)
    kept = frame[frame["year"].between(first_year, last_year)]
    regions = set(kept["sea_region"].dropna())
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    lists = [one.source for one in watching if one.covers(first, last) and (one.regions is None or regions <= one.regions)]
    if not lists:
        lists = [one.source for one in watching][:1] or ["none"]
    return estimate(sets.by_source(kept, lists), alternatives={BY_ORIGIN: sets.by_origin(kept, lists)})


def _code(value: object) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)
