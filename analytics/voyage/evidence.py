"""What was recorded in the corridor beside each leg: in the last twelve months, and in the same season of earlier years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from analytics.voyage.corridor import Corridor
from analytics.voyage.ground import Ground
from analytics.voyage.route.legs import Leg, Passage

YEAR_DAYS: Final = 365
SEASON_MARGIN: Final = timedelta(days=45)
"""Days before and after the passage that belong to its season."""
SEASONS: Final = 5

Codes = tuple[tuple[str, int], ...]
"""Code and count, most first."""


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
    incidents = ground.incidents
    legs = corridor.legs_at(incidents["latitude"].to_numpy(np.float64), incidents["longitude"].to_numpy(np.float64))
    return tuple(
        _evidence_of(ground, leg, incidents[legs == number], corridor.within_nm, ship_type) for number, leg in enumerate(passage.legs)
    )


def _evidence_of(ground: Ground, leg: Leg, beside: pd.DataFrame, within_nm: float, ship_type: str) -> LegEvidence:
    until = ground.known_until.get(leg.region)
    days = beside["occurred_on"]
    last = until or ground.day
    year = beside[(days > last - timedelta(days=YEAR_DAYS)) & (days <= last)]
    vague = int((year["position_precision_km"].fillna(0.0) > within_nm * 1.852).sum())
    return LegEvidence(
        until,
        len(year),
        vague,
        _counts(year["act"]),
        _counts(year["vessel_status"]),
        _counts(year["vessel_type"]),
        _counts(year["severity"]),
        int((year["vessel_type"] == ship_type).sum()) if ship_type else 0,
        tuple(_season(ground, leg, days, first) for first in _season_starts(leg, last)),
        tuple(reversed(year["incident_id"].tolist())),
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


def _season(ground: Ground, leg: Leg, days: pd.Series, start: date) -> tuple[int, int | None]:
    end = start + _season_length(leg)
    is_watched = bool(leg.region) and ground.watchkeeping.is_watched(leg.region, start, end)
    return (start + SEASON_MARGIN).year, int(days.between(start, end).sum()) if is_watched else None


def _counts(column: pd.Series) -> Codes:
    counts = column.dropna().value_counts()
    pairs = [(str(int(code)) if isinstance(code, float) else str(code), int(count)) for code, count in counts.items()]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, 2, 28) if (day.month, day.day) == (2, 29) and years else day.replace(year=day.year - years)


def merged_codes(lists: Sequence[Codes]) -> Codes:
    """Counts of several legs added up, most first."""
    sums: dict[str, int] = {}
    for codes in lists:
        for code, count in codes:
            sums[code] = sums.get(code, 0) + count
    return tuple(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))
