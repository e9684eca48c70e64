"""Who watches which waters in a span of days: silence counts only where somebody was listening."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from analytics.coverage.freshness import Coverage
from warehouse.queries.sources.sources import Source

EVERYWHERE: Final = "*"
State = Literal["incidents", "none", "partly", "unwatched"]
STATE_TITLE: Final[dict[State, str]] = {
    "incidents": "Incidents",
    "none": "Watched, none known",
    "partly": "Watched in part, none known",
    "unwatched": "Not watched",
}


@dataclass(frozen=True, slots=True)
class Watch:
    """Titles of the sources that report on one sea region on all days of a span (`whole`), and on some of them (`partly`)."""

    whole: tuple[str, ...]
    partly: tuple[str, ...]

    def state(self, incidents: int) -> State:
        """What `incidents` known ones mean: none of them is calm only where somebody watched."""
        if incidents:
            return "incidents"
        return "none" if self.whole else "partly" if self.partly else "unwatched"


def watches(source: Source, regions: Iterable[str]) -> bool:
    """True when the source reports on at least one of `regions`, or on all waters; any source where none is named."""
    wanted = set(regions)
    return not wanted or EVERYWHERE in source.watches or bool(wanted & set(source.watches))


def watch(sources: Iterable[Source], coverages: Iterable[Coverage], region: str, first: date, last: date) -> Watch:
    """Who watches `region` from `first` to `last`."""
    listening = {source.source for source in sources if watches(source, (region,))}
    there = [one for one in coverages if one.source in listening and (one.spans(first, last) or one.touches(first, last))]
    return Watch(
        tuple(one.title for one in there if one.spans(first, last)),
        tuple(one.title for one in there if not one.spans(first, last)),
    )


def unwatched(sources: Sequence[Source], coverages: Sequence[Coverage], regions: Iterable[str], first: date, last: date) -> tuple[str, ...]:
    """Codes of the regions on which no source reports on all days of the span."""
    return tuple(region for region in regions if not watch(sources, coverages, region, first, last).whole)


def sentence(missing: Sequence[str], all_regions: int, watching: Sequence[str]) -> str:
    """Says that most waters are watched by nobody; empty when all are watched, or none (which the figures say themselves)."""
    if not missing or not watching:
        return ""
    who = watching[0] if len(watching) == 1 else f"{', '.join(watching[:-1])} and {watching[-1]}"
    only = "watches" if len(watching) == 1 else "watch"
    return (
        f"{who} {only} {all_regions - len(missing)} of {all_regions} sea regions on all of these days; "
        f"of the other {len(missing)} nothing is known: that is missing knowledge, not calm."
    )
