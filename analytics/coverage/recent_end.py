"""The day on which "the last 30 days" end: the last day on which the waters asked about were well watched.

    end = recent_end_of(con, now, Filters(regions=("red_sea",)))
    end.day, end.sources, end.is_today, end.days_behind, end.phrase

The day is chosen by coverage, not by the newest record. For every day d

    watched(d) = sum over regions of  weight * [somebody watched on d] * (days watched among the LOOK_BACK days to d) / LOOK_BACK

where a region's weight is its share of all incidents on record, so that a strait with a hundred robberies a year counts for more
than an empty ocean. A day is well watched when watched(d) reaches WELL_WATCHED, and the last such day up to today is the answer. Where
no day is (a first feed that has run for a month), it is the last day that reaches WELL_WATCHED of the best day there was. More coverage
only raises watched(d), so with given weights it never moves a well-watched end back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from analytics.coverage import source_watch
from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.region_watch import RegionWatch, whole_and_partly
from analytics.coverage.source_watch import SourceWatch
from analytics.coverage.watchkeeping import keep_watch
from analytics.describe.words import join_words
from warehouse.contract.dates import day_in_words
from warehouse.filters import NOT_STATED, Filters
from warehouse.queries.filtering.choices import filter_choices
from warehouse.queries.situation.spans import EVERYTHING, incidents_by_region

LOOK_BACK: Final = 90
"""Days that must have been watched: the longest span that pages open with, and three of the usual 30 days, so that the last 30 can be
compared with the 30 before them."""

WELL_WATCHED: Final = 2 / 3
"""Two of three incidents that usually happen here would have become known.

For the world it is more than any regional body sees (of the incidents in ASAM and IMB's Crime at Sea, ReCAAP's waters hold 52%,
UKMTO's 24%) and less than two of them together (75%). For one region it means 60 of the 90 days: the last 30 days and the 30 before."""

Reals = NDArray[np.float64]
Weights = Mapping[str | None, float]
"""Weight by code of a sea region; None stands for incidents without a position."""


@dataclass(frozen=True, slots=True)
class RecentEnd:
    """The day that "the last days" end on, as known on `today`.

    `sources` are the titles of those that watched any of the waters on that day; `later` of those that watched some of them
    after it, too few or too briefly. `is_well_watched` is False where no day was, and this one is the best there is.
    """

    day: date
    today: date
    sources: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    is_well_watched: bool = True

    @property
    def is_today(self) -> bool:
        """True when the waters are watched up to today (or, by a report dated ahead, beyond it)."""
        return self.day >= self.today

    @property
    def days_behind(self) -> int:
        """Days from the end to today; 0 when it is today."""
        return max(0, (self.today - self.day).days)

    @property
    def phrase(self) -> str:
        """`to 25 June 2024, last watched day`, `to today, 29 November 2026`."""
        return f"to today, {day_in_words(self.day)}" if self.is_today else f"to {day_in_words(self.day)}, last watched day"

    @property
    def reason(self) -> str:
        """Why figures end on this day, in one sentence."""
        day = day_in_words(self.day)
        if self.is_today:
            return f"{join_words(self.sources)} report{'s' if len(self.sources) == 1 else ''} up to today."
        if not self.later:
            return f"No source reports after {day}: figures are for the days before that day, not for today."
        verb = "reports" if len(self.later) == 1 else "report"
        return f"After {day} only {join_words(self.later)} {verb}, on too few waters or days: figures end on that day, not today."


def recent_end(watches: Iterable[SourceWatch], now: datetime, weights: Weights) -> RecentEnd | None:
    """The last well-watched day up to `now` of the waters in `weights`; None when no source watches any of them."""
    today = now.date()
    watching = [watch for watch in watches if any(watch.watches(region) for region in weights)]
    if not watching:
        return None
    first = source_watch.first_day_watched(watching)
    if first > today:
        # All reports are dated ahead of the clock: there is no earlier day to choose.
        day = source_watch.last_day_watched(watching)
        return RecentEnd(day, today, _titles_on(watching, day, day))
    watched = watched_weight(watching, weights, first, today)
    best = float(watched.max())
    # Rounding in sums of weights must not decide whether a day watched whole reaches the mark.
    enough = WELL_WATCHED * (1.0 if best >= WELL_WATCHED - 1e-9 else best) - 1e-9
    day = first + timedelta(days=int(np.flatnonzero(watched >= enough)[-1]))
    return RecentEnd(day, today, _titles_on(watching, day, day), _later_titles(watching, day, today), best >= WELL_WATCHED - 1e-9)


def watched_weight(watches: Sequence[SourceWatch], weights: Weights, first: date, last: date) -> Reals:
    """watched(d) of the module's docstring for every day from `first` to `last`: 0 for nothing, 1 for everything watched whole."""
    days = (last - first).days + 1
    begin = first - timedelta(days=LOOK_BACK)
    by_watchers: dict[tuple[int, ...], float] = {}
    for region, weight in weights.items():
        # Regions watched by the same sources are watched on the same days: a handful of sets instead of fifty regions.
        watchers = tuple(number for number, watch in enumerate(watches) if watch.watches(region))
        by_watchers[watchers] = by_watchers.get(watchers, 0.0) + weight
    total = sum(by_watchers.values())
    result = np.zeros(days)
    for watchers, weight in by_watchers.items():
        on_day = np.zeros(LOOK_BACK + days, bool)
        for span in (span for number in watchers for span in watches[number].spans):
            on_day[max(0, (span.first - begin).days) : max(0, (span.last - begin).days + 1)] = True
        counted = np.cumsum(on_day)
        share = (counted[LOOK_BACK:] - counted[:-LOOK_BACK]) / LOOK_BACK
        result += weight / total * share * on_day[LOOK_BACK:]
    return result


def recent_end_of(con: duckdb.DuckDBPyConnection, now: datetime, filters: Filters = EVERYTHING) -> RecentEnd | None:
    """The day on which recent spans end for the waters and sources that `filters` name; None where no source has a dated report.

    Only `regions`, `areas` and `sources` matter: pass `waters_of(filters)` where results are cached by their arguments.
    """
    watches = keep_watch(con, now, AS_DESCRIBED, filters.sources).watches
    return recent_end(watches, now, _weights_of(con, filters))


def watch_of_filters(con: duckdb.DuckDBPyConnection, now: datetime, filters: Filters) -> RegionWatch:
    """Who watched the waters and days that `filters` name: whole is who watched all the waters on all the days, up to today at most.

    Without a first day the record's own beginning counts. Ask `.state(count)` or `.none_known` before a count of 0 is shown.
    """
    watches = keep_watch(con, now, AS_DESCRIBED, filters.sources).watches
    waters = tuple(_weights_of(con, filters))
    watching = [watch for watch in watches if any(watch.watches(region) for region in waters)]
    if not watching:
        return RegionWatch((), ())
    last = filters.date_to or max(now.date(), filters.date_from or now.date())
    first = min(filters.date_from or source_watch.first_day_watched(watching), last)
    everywhere = [watch for watch in watching if all(watch.watches(region) for region in waters)]
    whole, _ = whole_and_partly(everywhere, (first, last))
    partly = [watch for watch in watching if watch not in whole and watch.touches(first, last)]
    return RegionWatch(tuple(watch.title for watch in whole), tuple(watch.title for watch in partly))


def waters_of(filters: Filters) -> Filters:
    """What of the filters decides who watches: regions, areas and sources."""
    return Filters(regions=filters.regions, areas=filters.areas, sources=filters.sources)


def _weights_of(con: duckdb.DuckDBPyConnection, filters: Filters) -> dict[str | None, float]:
    """Incidents on record for each of the waters chosen, and one more, so that waters without any are not left out."""
    incidents = incidents_by_region(con)
    area_of = {code: region.area for code, region in filter_choices(con).regions.items()}
    chosen: Collection[str] = filters.regions or [*area_of, NOT_STATED]
    within = [code for code in chosen if not filters.areas or area_of.get(code, NOT_STATED) in filters.areas]
    # Regions outside the areas chosen leave no incident at all: then the regions alone say which waters are meant.
    codes = within or list(chosen)
    return {None if code == NOT_STATED else code: incidents.get(None if code == NOT_STATED else code, 0) + 1.0 for code in codes}


def _titles_on(watches: Iterable[SourceWatch], first: date, last: date) -> tuple[str, ...]:
    return tuple(sorted(watch.title for watch in watches if watch.touches(first, last)))


def _later_titles(watches: Iterable[SourceWatch], day: date, today: date) -> tuple[str, ...]:
    return _titles_on(watches, day + timedelta(days=1), today) if day < today else ()
