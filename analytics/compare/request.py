"""What a reader compares: two sides, each some waters on some days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from analytics.coverage.equal.spans import Days, in_span, span_title
from analytics.describe.words import join_words
from warehouse.filters import Filters

MOST_NAMED: Final = 3
"""Waters named in a title before they are only counted."""


@dataclass(frozen=True, slots=True)
class Side:
    """Waters (codes of sea regions, sorted; empty: all) on days, the first and the last included."""

    waters: tuple[str, ...]
    days: Days

    @property
    def span(self) -> str:
        """`2020`, or `27 May to 25 June 2024`."""
        return span_title(self.days)

    @property
    def span_in_sentence(self) -> str:
        """`in 2020`, `from 27 May to 25 June 2024`."""
        return in_span(self.span)

    def filters(self, categories: tuple[str, ...], sources: Sequence[str] = ()) -> Filters:
        """The incidents of this side; with `sources`, only those that one of them reports."""
        return Filters(date_from=self.days[0], date_to=self.days[1], regions=self.waters, categories=categories, sources=tuple(sources))


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """Side `a` against side `b`, of the categories named (none: all), as known on the day `today`."""

    a: Side
    b: Side
    today: date
    categories: tuple[str, ...] = ()

    @property
    def has_same_waters(self) -> bool:
        return self.a.waters == self.b.waters

    @property
    def has_same_days(self) -> bool:
        return self.a.days == self.b.days


def waters_title(waters: Sequence[str], titles: Mapping[str, str], areas: Mapping[str, tuple[str, tuple[str, ...]]]) -> str:
    """The waters in words. `areas` are titles and regions of groups of waters: all of one are named as it is."""
    if not waters:
        return "All waters"
    for title, regions in areas.values():
        if set(regions) == set(waters):
            return title
    if len(waters) > MOST_NAMED:
        return f"{len(waters)} sea regions"
    return join_words([titles.get(code, code) for code in waters])
