"""Now compared with before, like for like: spans of days, the sources that can be compared, and the counts.

A count of reports depends on who was reporting. So one span is compared with another only over the sources that cover both
from the first day to the last; sources that began or ended in between are left out of both sides, and the result names
them. Where no source covers both, there is no comparison.

This is the comparison of the overview, of the latest days up to today, asked many times a page: it goes by how sources describe
themselves and never cuts its days, but says that reports are still coming in. Periods that a reader chooses to compare are answered
by `coverage.equal`, for the board deck through `situation.situation.equal_comparison`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from analytics.coverage.region_watch import whole_and_partly
from analytics.coverage.source_watch import SourceWatch
from warehouse.measures import MEASURES

YEARS: Final = 5
NOW: Final = "now"
BEFORE: Final = "before"


@dataclass(frozen=True, slots=True)
class ComparisonSpans:
    """The span in question, the same number of days before it, and the same days in the five years before."""

    days: int
    now: tuple[date, date]
    before: tuple[date, date]
    years: tuple[tuple[date, date], ...]

    @property
    def year_range(self) -> str:
        """The years compared with: `2019–2023`."""
        return f"{self.years[0][1].year}–{self.years[-1][1].year}"

    def named_spans(self) -> list[tuple[str, date, date]]:
        """Every span as (name, first day, last day); those of earlier years are named after the year of their last day."""
        return [(NOW, *self.now), (BEFORE, *self.before), *((str(last.year), first, last) for first, last in self.years)]


@dataclass(frozen=True, slots=True)
class ComparisonBasis:
    """The sources on which a comparison rests, and those left out because they do not cover all its days."""

    sources: tuple[str, ...]
    left_out: tuple[SourceWatch, ...]

    @property
    def is_possible(self) -> bool:
        return bool(self.sources)


@dataclass(frozen=True, slots=True)
class ComparedCounts:
    """One measure for one category, one region or all incidents: counts now and before, like for like.

    `before_now` is the count now over the sources of `before`, `mean_now` that over the sources of the years; None where there
    is no comparison. `low` and `high` are the lowest and highest of the five years.
    """

    code: str
    now: int
    before: int | None
    before_now: int | None
    mean: float | None
    mean_now: int | None
    low: int | None
    high: int | None

    @property
    def change(self) -> int | None:
        """Now minus before, like for like."""
        return None if self.before is None or self.before_now is None else self.before_now - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """The counts: `measures` by code of the measure, `categories` and `regions` by theirs (most incidents first)."""

    spans: ComparisonSpans
    against_before: ComparisonBasis
    against_years: ComparisonBasis
    measures: dict[str, ComparedCounts]
    categories: dict[str, ComparedCounts]
    regions: dict[str, ComparedCounts]


def comparison_spans(day: date, days: int) -> ComparisonSpans:
    """The spans for the `days` days that end on `day`. In other years 28 February stands for 29 February."""
    # Spans of other years end on the same day of the year, so that a season is compared with itself.
    length = timedelta(days=days - 1)
    before = day - timedelta(days=days)
    lasts = [_same_day_of_year(day, day.year - back) for back in range(YEARS, 0, -1)]
    return ComparisonSpans(days, (day - length, day), (before - length, before), tuple((last - length, last) for last in lasts))


def comparison_basis(coverages: Iterable[SourceWatch], *required: tuple[date, date]) -> ComparisonBasis:
    """The sources that cover all the `required` spans in full, and those that cover only some of their days."""
    whole, partly = whole_and_partly(coverages, *required)
    return ComparisonBasis(tuple(sorted(coverage.source for coverage in whole)), partly)


def compare_tallies(
    spans: ComparisonSpans,
    everything: pd.DataFrame,
    before: tuple[ComparisonBasis, pd.DataFrame],
    years: tuple[ComparisonBasis, pd.DataFrame],
) -> Comparison:
    """Put the tallies side by side.

    `everything` holds the tallies for now over all sources; `before` and `years` each a basis and the tallies over its sources
    (frames of `spans.span_tallies`).
    """
    rows = _TallyRows(spans, everything, before, years)
    categories = {code: rows.compared_counts(code, "incidents", "category") for code in rows.codes_of("category")}
    regions = {code: rows.compared_counts(code, "incidents", "sea_region") for code in rows.codes_of("sea_region")}
    return Comparison(
        spans,
        before[0],
        years[0],
        {code: rows.compared_counts(code, code, None) for code in MEASURES},
        _most_first(categories),
        _most_first(regions),
    )


class _TallyRows:
    """Makes the counts of one comparison from its three frames of tallies."""

    def __init__(
        self,
        spans: ComparisonSpans,
        everything: pd.DataFrame,
        before: tuple[ComparisonBasis, pd.DataFrame],
        years: tuple[ComparisonBasis, pd.DataFrame],
    ) -> None:
        self.year_names = [str(last.year) for _, last in spans.years]
        self.now = everything[everything["span"] == NOW]
        self.before = before[1] if before[0].is_possible else None
        self.years = years[1] if years[0].is_possible else None
        self.sums: dict[tuple[int, str, str | None], dict[Any, int]] = {}

    def codes_of(self, column: str) -> set[str]:
        # From all frames: a category may have incidents in other years and none now.
        frames = [frame for frame in (self.now, self.before, self.years) if frame is not None]
        return {str(key) for frame in frames for key in frame[column].dropna().unique()}

    def compared_counts(self, code: str, measure: str, column: str | None) -> ComparedCounts:
        def count(frame: pd.DataFrame, span: str) -> int:
            return self._summed(frame, measure, column).get(span if column is None else (span, code), 0)

        yearly = None if self.years is None else [count(self.years, name) for name in self.year_names]
        return ComparedCounts(
            code,
            count(self.now, NOW),
            None if self.before is None else count(self.before, BEFORE),
            None if self.before is None else count(self.before, NOW),
            None if yearly is None else sum(yearly) / len(yearly),
            None if self.years is None else count(self.years, NOW),
            None if yearly is None else min(yearly),
            None if yearly is None else max(yearly),
        )

    def _summed(self, frame: pd.DataFrame, measure: str, column: str | None) -> dict[Any, int]:
        """Sums of a measure by span, or by span and the values of `column`: added up once, not for every row."""
        # Frames have no hash; they live as long as this object, so that their ids stay theirs.
        name = (id(frame), measure, column)
        if name not in self.sums:
            added = frame.groupby("span" if column is None else ["span", column], sort=False)[measure].sum()
            self.sums[name] = {key: int(number) for key, number in added.items()}
        return self.sums[name]


def _most_first(rows: dict[str, ComparedCounts]) -> dict[str, ComparedCounts]:
    # Ties go to the busier of the past, then to the code, so that two runs give the same order.
    return {row.code: row for row in sorted(rows.values(), key=lambda row: (-row.now, -(row.mean or 0.0), row.code))}


def _same_day_of_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
