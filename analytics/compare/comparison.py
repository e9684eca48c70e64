"""Two sides compared: who carries it, the counts side by side, and the sentence for a board."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from analytics.compare.counts import SideBySide, fitting_grain, side_by_side
from analytics.compare.request import CompareRequest, Side
from analytics.coverage.equal.watch import EqualWatch, equally_watched, watches_of_waters
from analytics.coverage.policies import PERIODS
from analytics.coverage.region_watch import RegionWatch, whole_and_partly
from analytics.coverage.source_watch import SourceWatch
from analytics.coverage.watchkeeping import Watchkeeping, keep_watch
from warehouse.queries.compare import side_counts
from warehouse.queries.filtering.choices import Choices, filter_choices

Read = Callable[..., Any]
"""Gives the result of a query: called with a function that takes a connection first, and that function's other arguments."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is known of both sides.

    `request` as asked; `a` and `b` as counted, which are shorter where both were cut. `counts` are over the sources that carry the
    comparison. `watch_a` and `watch_b` say who watched the days asked for, whether or not they carry it.
    """

    request: CompareRequest
    a: Side
    b: Side
    watch: EqualWatch
    watch_a: RegionWatch
    watch_b: RegionWatch
    counts: SideBySide
    choices: Choices

    @property
    def is_possible(self) -> bool:
        """True when a source carries the comparison."""
        return self.watch.is_possible

    @property
    def is_cut(self) -> bool:
        """True when fewer days are compared than were asked for."""
        return self.watch.is_cut


def compare_sides(read: Read, request: CompareRequest) -> Comparison:
    """The comparison asked for. Without a source that carries it the counts are those of any source, with nothing compared."""
    watchkeeping = watchkeeping_on(read, request.today)
    pairs, alone = watches_of_waters(watchkeeping, request.a.waters, request.b.waters)
    watch = equally_watched(pairs, request.a.days, request.b.days, alone)
    a, b = replace(request.a, days=watch.a), replace(request.b, days=watch.b)
    grain = fitting_grain(a.days, b.days)
    of_a, of_b = (read(side_counts.side_counts, side.filters(request.categories), watch.codes, grain) for side in (a, b))
    counts = side_by_side(of_a, of_b, a.days, b.days, grain)
    on_a = [*(pair[0] for pair in pairs), *(one for one in alone if _watches(one, request.a))]
    on_b = [*(pair[1] for pair in pairs), *(one for one in alone if _watches(one, request.b))]
    return Comparison(request, a, b, watch, _who(on_a, request.a), _who(on_b, request.b), counts, read(filter_choices))


def watchkeeping_on(read: Read, today: date) -> Watchkeeping:
    """Who watched what, as known at the end of a day."""
    watchkeeping: Watchkeeping = read(keep_watch, datetime.combine(today, time.max, UTC), PERIODS)
    return watchkeeping


def _watches(watch: SourceWatch, side: Side) -> bool:
    return watch.watches_any(side.waters)


def _who(watches: list[SourceWatch], side: Side) -> RegionWatch:
    whole, partly = whole_and_partly(watches, side.days)
    return RegionWatch(tuple(watch.title for watch in whole), tuple(watch.title for watch in partly))
