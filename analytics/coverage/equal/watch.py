"""Which sources carry a comparison of two spans, and on which days: those that watched both alike.

A source that watched one side alone would turn its own beginning or end into more or less crime, so it is left out and named. Where
no source watched both sides whole, both are cut to as many days from their beginning as some source watched of both.

Of sources that end on different days, one that ends at most FEWEST_DAYS before the one that reaches furthest is kept, and both sides
end where the first of those kept ends: a few weeks less of both sides cost less than all that a source reports. Where a source
watched both sides whole nothing is cut, and those that did not are left out. The days of the reader's choice decide which days lie
before them, not the days left after a cut: 2023 and 2024, watched up to June 2024, are compared with 2021 and 2022 up to June 2022.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from analytics.coverage.equal.spans import Days, cut_to, days_before, exposures, length, titles_of_spans, without_years_to_come
from analytics.coverage.policies import Strictness
from analytics.coverage.source_watch import SourceWatch
from analytics.coverage.watchkeeping import Watchkeeping
from analytics.describe.words import join_words
from warehouse.filters import NOT_STATED, Filters
from warehouse.queries.filtering.choices import Choices

FEWEST_DAYS: Final = 28
"""Days of both sides without which nothing is compared, unless the reader asked for fewer; and days that a source may end before the
one that reaches furthest and still be counted with it."""

MOST_NAMED: Final = 3
"""Sources beyond which their number is stated instead of their names."""

WatchPair = tuple[SourceWatch, SourceWatch]
"""One source, as it watched the waters of either side."""


@dataclass(frozen=True, slots=True)
class EqualWatch:
    """The sources that carry a comparison, the days of both sides on which they do, and the sources left out.

    `carriers` is empty where no source watched both sides. `is_cut`: fewer days than those asked for.
    """

    a: Days
    b: Days
    carriers: tuple[SourceWatch, ...]
    left_out: tuple[SourceWatch, ...]
    is_cut: bool = False

    @property
    def is_possible(self) -> bool:
        return bool(self.carriers)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the sources that carry the comparison."""
        return tuple(watch.source for watch in self.carriers)

    @property
    def titles(self) -> tuple[str, ...]:
        """Titles of the sources that carry the comparison."""
        return tuple(watch.title for watch in self.carriers)

    @property
    def carriers_in_words(self) -> str:
        """The sources that carry the comparison by name, or how many they are."""
        return join_words(self.titles) if len(self.titles) <= MOST_NAMED else f"{len(self.titles)} sources"

    @property
    def span_titles(self) -> tuple[str, str]:
        """What both spans are called (`spans.titles_of_spans`)."""
        return titles_of_spans(self.a, self.b)

    @property
    def exposures(self) -> tuple[float, float]:
        """The days by which the counts of both sides are divided (`spans.exposures`)."""
        return exposures(self.a, self.b)


def equally_watched(pairs: Sequence[WatchPair], a: Days, b: Days, only_one: Sequence[SourceWatch] = ()) -> EqualWatch:
    """Who carries the comparison of days `a` with days `b`.

    `pairs` are the sources that watch the waters of both sides; `only_one` those that watch one side's alone.
    """
    reaches = [min(_days_reached(on_a, a), _days_reached(on_b, b)) for on_a, on_b in pairs]
    furthest = max(reaches, default=0.0)
    least = max(furthest - FEWEST_DAYS, min(FEWEST_DAYS, length(a), length(b)))
    carried = [reach >= least for reach in reaches]
    until = min((reach for reach in reaches if reach >= least), default=math.inf)
    carriers = tuple(pair[0] for pair, carries in zip(pairs, carried, strict=True) if carries)
    others = (pair[0] for pair, carries in zip(pairs, carried, strict=True) if not carries and (pair[0].touches(*a) or pair[1].touches(*b)))
    alone = (watch for watch in only_one if watch.touches(*a) or watch.touches(*b))
    cut_a, cut_b = cut_to(a, until, a), cut_to(b, until, a)
    return EqualWatch(cut_a, cut_b, carriers, (*others, *alone), (cut_a, cut_b) != (a, b))


def equal_watch_before(
    watchkeeping: Watchkeeping, waters: tuple[str, ...], days: Days, sources: Collection[str] | None = None
) -> EqualWatch:
    """Who carries the comparison of days in some waters with as many before them: `days` as asked for, cut to what was watched.

    `waters` as in `watches_of_waters`; only of `sources`, where given.
    """
    asked = without_years_to_come(days, watchkeeping.moment.date())
    pairs, _ = watches_of_waters(watchkeeping, waters, waters)
    return equally_watched([pair for pair in pairs if sources is None or pair[0].source in sources], asked, days_before(asked))


def watched_both(watches: Iterable[SourceWatch], a: Days, b: Days) -> tuple[SourceWatch, ...]:
    """The sources that watched all of both spans and whose reports on them are in."""
    return tuple(watch for watch in watches if math.isinf(min(_days_reached(watch, a), _days_reached(watch, b))))


def waters_named(filters: Filters, choices: Choices) -> tuple[str, ...]:
    """Codes of the sea regions that filters name, an area standing for all of its regions; empty for all waters."""
    if filters.regions or not filters.areas:
        return filters.regions
    unplaced = (NOT_STATED,) if NOT_STATED in filters.areas else ()
    return (*(code for code, region in choices.regions.items() if region.area in filters.areas), *unplaced)


def watches_of_waters(
    watchkeeping: Watchkeeping, a: tuple[str, ...], b: tuple[str, ...]
) -> tuple[tuple[WatchPair, ...], tuple[SourceWatch, ...]]:
    """The sources that watch the waters `a` and `b` alike (codes of sea regions; empty: all), and those that watch one side's alone.

    Of the same waters a source may watch a part, since it is the same part on both sides; of different waters it must watch all.
    """
    pairs: list[WatchPair] = []
    alone: list[SourceWatch] = []
    for watch in watchkeeping.watches:
        on_a, on_b = (_watch_of_waters(watchkeeping, watch, waters, all_of_them=a != b) for waters in (a, b))
        if on_a is not None and on_b is not None:
            pairs.append((on_a, on_b))
        elif on_a is not None or on_b is not None:
            alone.append(on_a or on_b or watch)
    return tuple(pairs), tuple(alone)


def _watch_of_waters(watchkeeping: Watchkeeping, watch: SourceWatch, waters: tuple[str, ...], *, all_of_them: bool) -> SourceWatch | None:
    if not waters:
        return watch if watch.regions is None or not all_of_them else None
    watched = [region for region in waters if watch.watches(region)]
    if not watched or (all_of_them and len(watched) < len(waters)):
        return None
    # Of one region the source's own silences there count; of several, a silence in the quietest would rule out the source for all.
    in_region = watchkeeping.in_region(watched[0]) if len(waters) == 1 else (watch,)
    return next((regional for regional in in_region if regional.source == watch.source), None)


def _days_reached(watch: SourceWatch, days: Days) -> float:
    """Days from the first on that the source watched and its reports of which are in: infinite for all, 0 where it missed the first."""
    tolerance = timedelta(days=min(10, length(days) // 10))
    reach = watch.complete_from(*days, Strictness(tolerance))
    if reach is None or reach < days[0]:
        return 0.0
    return math.inf if reach >= days[1] - tolerance else float(length((days[0], reach)))
