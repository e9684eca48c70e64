"""What a count in one sea region means: an absence of incidents counts only where somebody watched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from analytics.coverage.source_watch import SourceWatch
from analytics.describe.words import join_words

WatchState = Literal["incidents", "none", "partly", "unwatched"]
WATCH_STATE_TITLES: Final[dict[WatchState, str]] = {
    "incidents": "Incidents",
    "none": "Watched, none known",
    "partly": "Watched in part, none known",
    "unwatched": "Not watched",
}


@dataclass(frozen=True, slots=True)
class RegionWatch:
    """Titles of the sources that report on waters on all days of a span (`whole`), and on some of them (`partly`)."""

    whole: tuple[str, ...]
    partly: tuple[str, ...]

    def state(self, incidents: int) -> WatchState:
        """What a count of known `incidents` means: 0 is calm only where somebody watched."""
        if incidents:
            return "incidents"
        return "none" if self.whole else "partly" if self.partly else "unwatched"

    @property
    def none_known(self) -> str:
        """What to say instead of a bare 0: that somebody watched and knows of no incident, watched in part, or that nobody watched."""
        return f"No incident is known. {self.who_watched}" if self.whole or self.partly else self.who_watched

    @property
    def who_watched(self) -> str:
        """What to say after a count of 0."""
        if self.whole:
            return f"Watched on all of these days by {join_words(self.whole)}."
        if self.partly:
            return f"Watched only in part, by {join_words(self.partly)}; that does not mean calm."
        return "Nobody watched these waters on these days: nothing is known."


def whole_and_partly(watches: Iterable[SourceWatch], *spans: tuple[date, date]) -> tuple[tuple[SourceWatch, ...], tuple[SourceWatch, ...]]:
    """The sources that cover all `spans` whole, and those that cover some days of them and not all, in the order given."""
    candidates = tuple(watches)
    covering = tuple(watch for watch in candidates if all(watch.covers(*span) for span in spans))
    return covering, tuple(watch for watch in candidates if watch not in covering and any(watch.touches(*span) for span in spans))


def watch_of_region(watches: Iterable[SourceWatch], region: str, first: date, last: date) -> RegionWatch:
    """Who watched `region` from `first` to `last`."""
    covering, partly = whole_and_partly((watch for watch in watches if watch.watches(region)), (first, last))
    return RegionWatch(tuple(watch.title for watch in covering), tuple(watch.title for watch in partly))


def unwatched_regions(watches: Sequence[SourceWatch], regions: Iterable[str], first: date, last: date) -> tuple[str, ...]:
    """Codes of the regions on which no source reports on all days of the span."""
    covering = [watch for watch in watches if watch.covers(first, last)]
    return tuple(region for region in regions if not any(watch.watches(region) for watch in covering))


def unwatched_sentence(missing: Sequence[str], all_regions: int, watching: Sequence[str]) -> str:
    """Says that most waters are watched by nobody; empty when all are watched, or none (which the figures say themselves)."""
    if not missing or not watching:
        return ""
    who = watching[0] if len(watching) == 1 else f"{', '.join(watching[:-1])} and {watching[-1]}"
    verb = "watches" if len(watching) == 1 else "watch"
    return (
        f"{who} {verb} {all_regions - len(missing)} of {all_regions} sea regions on all of these days; "
        f"of the other {len(missing)} nothing is known: that is missing knowledge, not calm."
    )
