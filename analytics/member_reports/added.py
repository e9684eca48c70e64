"""What members' reports add: incidents that no other source tells of, and what that makes of the coverage of each sea region.

Before and after are both taken from one snapshot, with and without members' reports: two snapshots differ in much else besides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

import duckdb
import pandas as pd

from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.recent_end import watch_of_filters
from analytics.coverage.region_watch import WATCH_STATE_TITLES, watch_of_region
from analytics.coverage.watchkeeping import keep_watch
from analytics.describe.words import join_words
from warehouse.filters import NOT_STATED, Filters
from warehouse.queries.gap import incident_counts
from warehouse.queries.sources import sources

ESTIMATE_STAYS: Final = (
    "The estimate of what nobody reports does not change: it is made from sources that watch these waters, and members report only when "
    "something happens. What they alone tell is a part of it that is now known."
)
NO_POSITION: Final = "No position"
_A_YEAR: Final = timedelta(days=365)
_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class RegionGain:
    """Incidents of a sea region known without members' reports and with them, and what each count says of its coverage."""

    title: str
    without: int
    known: int
    state_without: str
    state: str


def regions_gained(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime) -> tuple[RegionGain, ...]:
    """The sea regions in which members alone tell of incidents under `filters`, those with most first."""
    counts = incident_counts.members_added(con, filters)
    titles = sources.region_titles(con)
    return tuple(
        _gain(con, filters, now, region if isinstance(region, str) else None, int(incidents), int(from_members), titles)
        for region, incidents, from_members in counts[counts["from_members"] > 0].itertuples(index=False)
    )


def _gain(
    con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime, region: str | None, incidents: int, from_members: int,
    titles: dict[str, str],
) -> RegionGain:  # fmt: skip
    watch = watch_of_filters(con, now, replace(filters, regions=(region or NOT_STATED,), areas=(), sources=()))
    without = incidents - from_members
    states = (WATCH_STATE_TITLES[watch.state(number)] for number in (without, incidents))
    return RegionGain(titles.get(region or "", region or NO_POSITION), without, incidents, *states)


def gains_in_words(gains: tuple[RegionGain, ...]) -> str:
    """How much members added, in a sentence, and what it leaves as it was."""
    added = sum(gain.known - gain.without for gain in gains)
    first = [gain.title for gain in gains if not gain.without]
    known = f"{_incidents(added)} {'is' if added == 1 else 'are'} known from members' reports alone"
    waters = join_words(first) if len(first) <= _MOST_NAMED else f"{len(first)} waters"
    return f"{known}{f', and in {waters} nothing else is known' if first else ''}. {ESTIMATE_STAYS}"


def effect_of_report(con: duckdb.DuckDBPyConnection, public: duckdb.DuckDBPyConnection, report_id: str, now: datetime) -> tuple[str, ...]:
    """What a report changed, for its sender: who watched its waters on its day, what was known there in the twelve months to that day
    without members, and the estimate. None of it where no such report counts.

    `con` may read the report; all else is said as `public` sees it, since the holder of a receipt may be anybody.
    """
    place = incident_counts.report_place(con, report_id)
    if place is None:
        return ()
    day, region = place
    if region is None:
        return ("It has no position, so it counts in no waters. With a position it would.",)
    title = sources.region_titles(public).get(region, region)
    watch = watch_of_region(keep_watch(public, now, AS_DESCRIBED).watches, region, day, day)
    watched = (
        f"{join_words(watch.whole)} watched {title} on that day."
        if watch.whole
        else f"No source open to everybody watched {title} on that day: there, only reports like yours tell anything."
    )
    known = _known_without_members(public, region, day)
    counted = f"Without members' reports, {_incidents(known)} of the twelve months to that day {'is' if known == 1 else 'are'} known there."
    return watched, counted, ESTIMATE_STAYS


def _known_without_members(con: duckdb.DuckDBPyConnection, region: str, last: date) -> int:
    counts: pd.DataFrame = incident_counts.members_added(con, Filters(regions=(region,), date_from=last - _A_YEAR, date_to=last))
    return int((counts["incidents"] - counts["from_members"]).sum())


def _incidents(number: int) -> str:
    return f"{number:,} incident{'' if number == 1 else 's'}"
