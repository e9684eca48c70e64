"""The legs of a voyage: one for each stay in a sea region or strait, with its times, and the hours of it in the dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.voyage.errors import VoyageError
from analytics.voyage.route.routes import Route, Wait
from analytics.voyage.route.sky import is_dark, moonlight
from warehouse.reference.geography import regions_at, sea_regions
from warehouse.reference.sea_network import PASSAGES

Reals = NDArray[np.float64]

SLOWEST_KN: Final = 3.0
FASTEST_KN: Final = 40.0
USUAL_KN: Final = 13.0
"""Speed assumed where none is given: about what the world's tankers and bulk carriers average at sea."""
SHORTEST_NM: Final = 12.0
"""A shorter stay is part of the leg before: a route may graze the corner of another region."""
DETOUR_NM: Final = 60.0
"""A shorter stay between two in the same region is part of that region: along its limit a route would change legs every few hours."""
STRAIT_PRIORITY: Final = 8
"""From this priority on a sea region is a strait (or lies as narrow): a stay in it is a leg however short."""
INLAND: Final = "Inland waters"
SAMPLE_MINUTES: Final = 20
ROUTES_KEPT: Final = 600
"""Routes whose geometry is kept: that of a large fleet, some 400 kB each."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A stay in one sea region (`region` is empty in a canal or river), from `start` to `end` (UTC).

    `first` and `last` number the positions of the route that belong to it. `night_hours` are those with the sun below the horizon,
    `moon` the lit share of its disc in the middle of the leg. `is_waiting`: the ship lies at one position, `first` and `last`.
    """

    number: int
    region: str
    title: str
    first: int
    last: int
    nm: float
    start: datetime
    end: datetime
    night_hours: float
    moon: float
    is_waiting: bool = False

    @property
    def hours(self) -> float:
        return (self.end - self.start).total_seconds() / 3600

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day (UTC) of the stay."""
        return self.start.date(), self.end.date()

    @property
    def is_strait(self) -> bool:
        return not self.is_waiting and _is_strait(self.region)


@dataclass(frozen=True, slots=True)
class _Span:
    """Positions of the route that make a leg, in the waters of position `waters`; or a `wait` at one of them."""

    first: int
    last: int
    waters: int
    wait: Wait | None = None


@dataclass(frozen=True, eq=False)
class Passage:
    """A route sailed from `departure` (UTC) at `speed_kn`: its legs in order."""

    route: Route
    departure: datetime
    speed_kn: float
    legs: tuple[Leg, ...]

    @property
    def arrival(self) -> datetime:
        return self.legs[-1].end

    @property
    def hours(self) -> float:
        return (self.arrival - self.departure).total_seconds() / 3600


def pass_along(route: Route, departure: datetime, speed_kn: float = USUAL_KN) -> Passage:
    """The legs of a route that a ship begins at `departure` (UTC) and sails at one speed (knots). Raises VoyageError."""
    if not SLOWEST_KN <= speed_kn <= FASTEST_KN:
        raise VoyageError(f"The speed is {SLOWEST_KN:.0f} to {FASTEST_KN:.0f} knots.")
    departure = departure.astimezone(UTC)
    regions, spans = _spans_along(route)
    legs, waited = [], timedelta()
    for number, span in enumerate(spans, start=1):
        begins = departure + waited
        waited += timedelta(hours=span.wait.hours) if span.wait else timedelta()
        ends = departure + waited
        start, end = time_at(begins, float(route.nm[span.first]), speed_kn), time_at(ends, float(route.nm[span.last]), speed_kn)
        legs.append(_leg_of(number, span, str(regions[span.waters]), route, start, end))
    return Passage(route, departure, speed_kn, tuple(legs))


def time_at(departure: datetime, nm: float, speed_kn: float) -> datetime:
    """When a ship has sailed `nm`, to the minute."""
    return departure + timedelta(minutes=round(60 * nm / speed_kn))


@lru_cache(maxsize=ROUTES_KEPT)
def _spans_along(route: Route) -> tuple[NDArray[np.str_], list[_Span]]:
    """The sea region at each position of a route, and what makes each leg; the same at every time and speed."""
    regions = regions_at(route.latitude, route.longitude)
    spans, waits = [], list(route.waits)
    for first, last in _joined_runs(regions, route.nm):
        begun = first
        while waits and waits[0].place <= last:
            wait = waits.pop(0)
            if wait.place > begun:
                spans.append(_Span(begun, wait.place, first))
            spans.append(_Span(wait.place, wait.place, first, wait))
            begun = wait.place
        if last > begun:
            spans.append(_Span(begun, last, first))
    return regions, spans


def _joined_runs(regions: NDArray[np.str_], nm: Reals) -> list[tuple[int, int]]:
    """First and last position of each leg; a leg ends where the next begins."""
    starts = [0, *(np.flatnonzero(regions[1:] != regions[:-1]) + 1).tolist()]
    runs: list[tuple[int, int]] = []
    for first, following in pairwise([*starts, len(regions)]):
        last = min(following, len(regions) - 1)
        returns = bool(runs) and following < len(regions) and regions[following] == regions[runs[-1][0]]
        is_short = nm[last] - nm[first] < (DETOUR_NM if returns else SHORTEST_NM) and not _is_strait(str(regions[first]))
        if runs and (is_short or regions[first] == regions[runs[-1][0]]):
            runs[-1] = (runs[-1][0], last)
        elif last > first:
            runs.append((first, last))
    return runs or [(0, len(regions) - 1)]


def _is_strait(region: str) -> bool:
    return bool(region) and sea_regions()[region].priority >= STRAIT_PRIORITY


def _leg_of(number: int, span: _Span, region: str, route: Route, start: datetime, end: datetime) -> Leg:
    first, last = span.first, span.last
    hours = (end - start).total_seconds() / 3600
    samples = max(1, round(hours * 60 / SAMPLE_MINUTES))
    times = [start + (end - start) * (step + 0.5) / samples for step in range(samples)]
    along = route.nm[first] + (route.nm[last] - route.nm[first]) * (np.arange(samples) + 0.5) / samples
    places = np.clip(np.searchsorted(route.nm, along), first, last)
    night = hours * float(is_dark(route.latitude[places], route.longitude[places], times).mean())
    title = f"Waiting at {span.wait.name}" if span.wait else sea_regions()[region].title if region else _canal_title(route.passages)
    nm = float(route.nm[last] - route.nm[first])
    return Leg(number, region, title, first, last, nm, start, end, night, moonlight(start + (end - start) / 2), span.wait is not None)


def _canal_title(passages: Sequence[str]) -> str:
    # The Panama Canal's waters belong to the seas at its ends; the Suez Canal's to none.
    return PASSAGES["suez"] if "suez" in passages else INLAND
