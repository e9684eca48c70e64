"""What is new against before, like for like: spans of days, the sources that can be compared, and the counts.

A count of reports depends on who was reporting. So a span is compared with another only over the sources that cover
both from first day to last; sources that began or ended in between are left out of both sides, and the result names
them. Where no source covers both there is no comparison.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from analytics.coverage.freshness import Coverage
from warehouse.measures import MEASURES

YEARS: Final = 5
NOW: Final = "now"
BEFORE: Final = "before"


@dataclass(frozen=True, slots=True)
class Spans:
    """The span asked for, the same number of days before it, and the same days of the five years before."""

    days: int
    now: tuple[date, date]
    before: tuple[date, date]
    years: tuple[tuple[date, date], ...]

    def named(self) -> list[tuple[str, date, date]]:
        """Every span as (name, first day, last day); those of the years are named by their last day's year."""
        return [(NOW, *self.now), (BEFORE, *self.before), *((str(last.year), first, last) for first, last in self.years)]


@dataclass(frozen=True, slots=True)
class Basis:
    """The sources that a comparison rests on, and those left out of it because they do not cover all its days."""

    sources: tuple[str, ...]
    left_out: tuple[Coverage, ...]

    @property
    def possible(self) -> bool:
        return bool(self.sources)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of one thing (a category, a region, or all): counts now and before, like for like.

    `before_now` is now over the sources of `before`, `mean_now` is now over those of the years; None where there is
    no comparison. `low` and `high` are the least and the most of the five years.
    """

    key: str
    now: int
    before: int | None
    before_now: int | None
    mean: float | None
    mean_now: int | None
    low: int | None
    high: int | None

    @property
    def change(self) -> int | None:
        """Now less before, like for like."""
        return None if self.before is None or self.before_now is None else self.before_now - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows: `measures` by measure code, `categories` and `regions` by their code (most incidents first)."""

    spans: Spans
    against_before: Basis
    against_years: Basis
    measures: dict[str, Row]
    categories: dict[str, Row]
    regions: dict[str, Row]


def spans(day: date, days: int) -> Spans:
    """The spans for the `days` days that end on `day`. In other years 29 February stands as 28 February."""
    length = timedelta(days=days - 1)
    before = day - timedelta(days=days)
    lasts = [_in_year(day, day.year - back) for back in range(YEARS, 0, -1)]
    return Spans(days, (day - length, day), (before - length, before), tuple((last - length, last) for last in lasts))


def basis(coverages: Iterable[Coverage], *wanted: tuple[date, date]) -> Basis:
    """The sources that cover all the `wanted` spans whole, and those that cover some days of them and not all."""
    known = tuple(coverages)
    whole = [one for one in known if all(one.spans(*span) for span in wanted)]
    partly = [one for one in known if one not in whole and any(one.touches(*span) for span in wanted)]
    return Basis(tuple(sorted(one.source for one in whole)), tuple(partly))


def compare(asked: Spans, everything: pd.DataFrame, before: tuple[Basis, pd.DataFrame], years: tuple[Basis, pd.DataFrame]) -> Comparison:
    """Put the tallies side by side.

    `everything` holds the tallies of now over all sources; `before` and `years` each a basis and the tallies over its
    sources (frames of `queries.overview.tallies`).
    """
    rows = _Rows(asked, everything, before, years)
    categories = {key: rows.row(key, "incidents", "category") for key in rows.keys("category")}
    regions = {key: rows.row(key, "incidents", "sea_region") for key in rows.keys("sea_region")}
    return Comparison(
        asked,
        before[0],
        years[0],
        {code: rows.row(code, code, None) for code in MEASURES},
        _most_first(categories),
        _most_first(regions),
    )


class _Rows:
    def __init__(
        self, asked: Spans, everything: pd.DataFrame, before: tuple[Basis, pd.DataFrame], years: tuple[Basis, pd.DataFrame]
    ) -> None:
        self.year_names = [str(last.year) for _, last in asked.years]
        self.now = everything[everything["span"] == NOW]
        self.before = before[1] if before[0].possible else None
        self.years = years[1] if years[0].possible else None
        self.sums: dict[tuple[int, str, str | None], dict[Any, int]] = {}

    def keys(self, column: str) -> set[str]:
        frames = [frame for frame in (self.now, self.before, self.years) if frame is not None]
        return {str(key) for frame in frames for key in frame[column].dropna().unique()}

    def row(self, key: str, measure: str, column: str | None) -> Row:
        def count(frame: pd.DataFrame, span: str) -> int:
            return self._sums(frame, measure, column).get(span if column is None else (span, key), 0)

        yearly = None if self.years is None else [count(self.years, name) for name in self.year_names]
        return Row(
            key,
            count(self.now, NOW),
            None if self.before is None else count(self.before, BEFORE),
            None if self.before is None else count(self.before, NOW),
            None if yearly is None else sum(yearly) / len(yearly),
            None if self.years is None else count(self.years, NOW),
            None if yearly is None else min(yearly),
            None if yearly is None else max(yearly),
        )

    def _sums(self, frame: pd.DataFrame, measure: str, column: str | None) -> dict[Any, int]:
        """Sums of a measure by span, or by span and the values of `column`: added up once, not once a row."""
        name = (id(frame), measure, column)
        if name not in self.sums:
            added = frame.groupby("span" if column is None else ["span", column], sort=False)[measure].sum()
            self.sums[name] = {key: int(number) for key, number in added.items()}
        return self.sums[name]


def _most_first(rows: dict[str, Row]) -> dict[str, Row]:
    return {row.key: row for row in sorted(rows.values(), key=lambda row: (-row.now, -(row.mean or 0.0), row.key))}


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
