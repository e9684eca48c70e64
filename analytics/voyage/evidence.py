"""What was recorded in the corridor beside each leg: in the last twelve months, and in the same season of earlier years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from analytics.voyage.corridor import Corridor
from analytics.voyage.ground import Ground
from analytics.voyage.placed import Codes, Places
from analytics.voyage.route.legs import Leg, Passage
from warehouse.reference.ports import KM_PER_NM

YEAR_DAYS: Final = 365
SEASON_MARGIN: Final = timedelta(days=45)
"""Days before and after the passage that belong to its season."""
SEASONS: Final = 5


@dataclass(frozen=True, slots=True)
class LegEvidence:
    """Incidents in the corridor beside one leg. `year` are those in the twelve months to `until` (None: nobody ever watched).

    `seasons`: year and count for the same season, newest first; None where it was not watched whole. `vague` of the year's are placed
    less precisely than the corridor is wide. `like_ours` are those on ships of the type asked for.
    """

    until: date | None
    year: int
    vague: int
    by_act: Codes
    by_status: Codes
    by_type: Codes
    by_severity: Codes
    like_ours: int
    seasons: tuple[tuple[int, int | None], ...]
    incident_ids: tuple[str, ...]


def evidence_by_leg(ground: Ground, passage: Passage, corridor: Corridor, ship_type: str = "") -> tuple[LegEvidence, ...]:
    """The evidence of each leg of a passage."""
    placed = ground.placed_incidents
    legs = corridor.legs_at(placed.latitudes, placed.longitudes)
    return tuple(
        _evidence_of(ground, leg, np.flatnonzero(legs == number), corridor.within_nm, ship_type) for number, leg in enumerate(passage.legs)
    )


def _evidence_of(ground: Ground, leg: Leg, beside: Places, within_nm: float, ship_type: str) -> LegEvidence:
    placed, until = ground.placed_incidents, ground.known_until.get(leg.region)
    days, last = placed.days[beside], until or ground.day
    newest = last.toordinal()
    year = beside[(days > newest - YEAR_DAYS) & (days <= newest)]
    types = placed.counts("vessel_type", year)
    return LegEvidence(
        until,
        len(year),
        int((placed.precision_km[year] > within_nm * KM_PER_NM).sum()),
        placed.counts("act", year),
        placed.counts("vessel_status", year),
        types,
        placed.counts("severity", year),
        dict(types).get(ship_type, 0) if ship_type else 0,
        tuple(_season(ground, leg, days, first) for first in _season_starts(leg, last)),
        tuple(placed.ids[place] for place in reversed(year.tolist())),
    )


def _season_starts(leg: Leg, last: date) -> list[date]:
    """The first days of the latest seasons that had ended by `last`, newest first."""
    length = _season_length(leg)
    starts = [_years_before(leg.days[0] - SEASON_MARGIN, back) for back in range(_years_behind(leg, last) + SEASONS + 1)]
    return [start for start in starts if start + length <= last][:SEASONS]


def _years_behind(leg: Leg, last: date) -> int:
    return max(0, leg.days[0].year - last.year)


def _season_length(leg: Leg) -> timedelta:
    first, last = leg.days
    # A season of more than half a year would be no season.
    return min(last - first, timedelta(days=90)) + 2 * SEASON_MARGIN


def _season(ground: Ground, leg: Leg, days: Places, start: date) -> tuple[int, int | None]:
    end = start + _season_length(leg)
    is_watched = bool(leg.region) and ground.watchkeeping.is_watched(leg.region, start, end)
    count = int(((days >= start.toordinal()) & (days <= end.toordinal())).sum()) if is_watched else None
    return (start + SEASON_MARGIN).year, count


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, 2, 28) if (day.month, day.day) == (2, 29) and years else day.replace(year=day.year - years)


def merged_codes(lists: Sequence[Codes]) -> Codes:
    """Counts of several legs added up, most first."""
    sums: dict[str, int] = {}
    for codes in lists:
        for code, count in codes:
            sums[code] = sums.get(code, 0) + count
    return tuple(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))
