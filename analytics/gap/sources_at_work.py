"""Histories from counted incidents: which lists were at work, and whether a list that repeats another counts as its own.

A list can tell something about a year only when it covered the whole of it and watches the water; what a closed or young source
did not report is no sign of anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from analytics.coverage.freshness import Coverage
from analytics.coverage.watching import EVERYWHERE
from analytics.gap.recapture.histories import Histories
from warehouse.queries.sources.sources import Source

NEARLY: Final = timedelta(days=10)
"""A year of which no more than so many days are missing at either end counts as covered."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What a source can be expected to know: the days it covers and the sea regions it reports on (None: all)."""

    source: str
    title: str
    first: date
    last: date
    regions: frozenset[str] | None

    def covers(self, first: date, last: date) -> bool:
        return self.first <= first + NEARLY and last - NEARLY <= self.last

    def sees(self, region: str | None) -> bool:
        """Whether it watches a sea region; of an incident without one nobody can say, so only those who watch all do."""
        return self.regions is None or region in self.regions


def watches(sources: Iterable[Source], coverages: Iterable[Coverage]) -> tuple[Watch, ...]:
    """What each source with reports covers and watches."""
    found = {one.source: one for one in sources}
    made = []
    for one in coverages:
        named = found[one.source].watches
        regions = None if EVERYWHERE in named else frozenset(named)
        made.append(Watch(one.source, one.title, one.first, one.last + timedelta(days=one.slack_days), regions))
    return tuple(sorted(made, key=lambda watch: watch.source))


def at_work(watching: Iterable[Watch], first: date, last: date, region: str | None = None, everywhere: bool = False) -> tuple[str, ...]:
    """The sources that cover all days from `first` to `last` and watch `region`; with `everywhere`, all regions."""
    kept = [one for one in watching if one.covers(first, last)]
    return tuple(one.source for one in kept if (one.regions is None if everywhere else one.sees(region)))


def by_source(frame: pd.DataFrame, lists: Sequence[str]) -> Histories:
    """Histories as the sources' publications have them; a report that repeats another body's counts like any other."""
    return Histories.from_sets(lists, frame["sources"], frame["incidents"])


def by_origin(frame: pd.DataFrame, lists: Sequence[str]) -> Histories:
    """Histories as the bodies found the incidents out: what one repeats after another counts as the other's only.

    A report that says it comes from a body outside `lists` is the reporting body's own find, as far as these lists go.
    """
    sets = [_origins(held, repeats, set(lists)) for held, repeats in zip(frame["sources"], frame["repeats"], strict=True)]
    return Histories.from_sets(lists, sets, frame["incidents"])


def _origins(held: Sequence[str], repeats: Sequence[str], lists: set[str]) -> set[str]:
    pairs = [(taker, giver) for taker, _, giver in (one.partition(">") for one in repeats) if giver in lists and taker in lists]
    return (set(held) - {taker for taker, _ in pairs}) | {giver for _, giver in pairs}


def repeated_share(frame: pd.DataFrame, lists: Sequence[str]) -> Mapping[tuple[str, str], float]:
    """For (taker, giver): the share of the taker's incidents that it credits to the giver's body."""
    totals: dict[str, int] = dict.fromkeys(lists, 0)
    taken: dict[tuple[str, str], int] = {}
    for held, repeats, count in zip(frame["sources"], frame["repeats"], frame["incidents"], strict=True):
        for source in held:
            if source in totals:
                totals[source] += int(count)
        for one in repeats:
            taker, _, giver = one.partition(">")
            if taker in totals and giver in totals:
                taken[taker, giver] = taken.get((taker, giver), 0) + int(count)
    return {pair: count / totals[pair[0]] for pair, count in sorted(taken.items()) if totals[pair[0]]}
