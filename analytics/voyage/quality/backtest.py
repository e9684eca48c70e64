"""The back-test of voyages: what would have been expected along random voyages of the past, and what was then recorded there.

A voyage between two ports drawn at random leaves on a day drawn at random. What is expected uses only what was known on the last day of
the month before. Then the incidents are counted that the forecast's own sources recorded in the corridor, beside each leg, on the days
of its passage. Reports give days: a leg counts whole days here, from the day of entering to that of leaving.

Two simple forecasts are tried on the same voyages: the count in the same corridor on the same days a year before (`same_days`), and the
count of the whole year before as a rate (`year_rate`), Poisson distributed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.risk.predictive import crps, cumulative_probability, deviance, pit_bounds, pit_share
from analytics.voyage.corridor import corridor_of
from analytics.voyage.errors import VoyageError
from analytics.voyage.expected import Expected, expected_in_leg, total_of
from analytics.voyage.ground import Ground, Read, ground_of
from analytics.voyage.route.legs import USUAL_KN, Leg, Passage, pass_along
from analytics.voyage.route.routes import Route, Waypoint, sail
from warehouse.queries.voyage.corridor_incidents import placed_incidents_between
from warehouse.reference.ports import all_ports

Reals = NDArray[np.float64]

YEARS: Final = (2010, 2020)
VOYAGES: Final = 2000
MONTHS: Final = (1, 4, 7, 10)
"""Months in which voyages leave: what is known is worked out for one day before each, which takes most of the time."""
DAYS: Final = 30
WITHIN_NM: Final = 25.0
SEED: Final = 18
ALMOST_CERTAIN: Final = 1e6
"""Shape with which a negative binomial is a Poisson distribution."""
SIZES: Final = (0.0, 0.03, 0.1, 0.3, 1.0, 1e9)
YEAR: Final = 365


@dataclass(frozen=True, slots=True)
class Tried:
    """One voyage: what was expected, what was recorded, and what the simple forecasts said."""

    mean: float
    shape: float
    recorded: int
    same_days: int
    year_rate: float


def try_voyages(read: Read, voyages: int = VOYAGES, told: Callable[[int], None] = lambda _: None) -> list[Tried]:
    """Every voyage that can be sailed, in the order of departure; `told` is called with the number tried so far."""
    incidents: pd.DataFrame = read(placed_incidents_between, date(YEARS[0] - 2, 1, 1), date(YEARS[1] + 1, 12, 31))
    ground: Ground | None = None
    results = []
    for number, (departure, route) in enumerate(draw_voyages(voyages)):
        day = departure.date().replace(day=1) - timedelta(days=1)
        # Voyages come in the order of departure: one ground serves all of a month.
        if ground is None or ground.day != day:
            ground = ground_of(read, day)
        results.append(try_voyage(ground, pass_along(route, departure, USUAL_KN), incidents))
        told(number)
    return [result for result in results if result is not None]


def draw_voyages(voyages: int) -> list[tuple[datetime, Route]]:
    """Departures and ways between ports drawn at random, always the same; pairs without a way by sea are left out."""
    draw = np.random.default_rng(SEED)
    ports = all_ports()
    drawn: list[tuple[datetime, Route]] = []
    while len(drawn) < voyages:
        ends = [ports[place] for place in draw.integers(0, len(ports), 2)]
        year, month = int(draw.integers(YEARS[0], YEARS[1] + 1)), int(draw.choice(MONTHS))
        departure = datetime(year, month, 1, tzinfo=UTC) + timedelta(hours=int(draw.integers(0, 24 * DAYS)))
        try:
            drawn.append((departure, sail([Waypoint(*end) for end in ends])))
        except VoyageError:
            continue
    return sorted(drawn, key=lambda voyage: voyage[0])


def try_voyage(ground: Ground, passage: Passage, incidents: pd.DataFrame) -> Tried | None:
    """One voyage against what was recorded; None where no leg had a forecast."""
    corridor = corridor_of(passage, WITHIN_NM)
    legs = corridor.legs_at(incidents["latitude"].to_numpy(np.float64), incidents["longitude"].to_numpy(np.float64))
    if not any(ground.is_watched(leg.region) for leg in passage.legs):
        return None
    shares = corridor.cells.shares_by_leg(ground.density, len(passage.legs))
    parts: list[Expected] = []
    counts = np.zeros(3)
    for number, leg in enumerate(passage.legs):
        days = (leg.days[1] - leg.days[0]).days + 1
        expected = expected_in_leg(ground, shares[number], days, leg.days[1])
        if expected is None:
            continue
        parts.append(expected)
        counts += _counts_of(ground, leg, incidents[legs == number], days)
    total = total_of(parts)
    return Tried(total.mean, total.shape, int(counts[0]), int(counts[1]), float(counts[2])) if total else None


def _counts_of(ground: Ground, leg: Leg, beside: pd.DataFrame, days: int) -> Reals:
    """Recorded on the days of the leg, on the same days a year before, and the rate of the year before over as many days."""
    forecast = ground.forecast(leg.region, leg.days[1])
    basis = forecast.basis.sources if forecast else ()
    of_basis = np.array([not set(sources.split(" ")).isdisjoint(basis) for sources in beside["sources"]], np.bool_)
    own = beside.loc[of_basis, "occurred_on"]
    first, last = leg.days
    year = timedelta(days=YEAR)
    before = int(((own > ground.day - year) & (own <= ground.day)).sum())
    return np.array([own.between(first, last).sum(), own.between(first - year, last - year).sum(), before * days / YEAR], np.float64)


def figures_of(results: Sequence[Tried]) -> dict[str, Any]:
    """Calibration and scores over all voyages, and by what was expected."""
    mean, shape, recorded, same, rate = (np.array([getattr(result, name) for result in results], np.float64) for name in Tried.__slots__)
    classes = []
    for low, high in pairwise(SIZES):
        inside = (mean >= low) & (mean < high)
        if inside.any():
            classes.append({"from": low, "to": high, **_scores(mean[inside], shape[inside], recorded[inside], same[inside], rate[inside])})
    return {"voyages": len(results), "within_nm": WITHIN_NM, "overall": _scores(mean, shape, recorded, same, rate), "sizes": classes}


def _scores(mean: Reals, shape: Reals, recorded: Reals, same: Reals, rate: Reals) -> dict[str, Any]:
    lower, upper = pit_bounds(recorded, mean, shape)
    poisson = np.full(len(mean), ALMOST_CERTAIN)
    any_recorded = recorded > 0
    chance = 1 - cumulative_probability(np.zeros(len(mean)), mean, shape)
    simple = np.maximum(rate, 1e-6)
    own, of_rate = float(crps(recorded, mean, shape).mean()), float(crps(recorded, simple, poisson).mean())
    brier, of_rate_brier = float(((chance - any_recorded) ** 2).mean()), float(((1 - np.exp(-simple) - any_recorded) ** 2).mean())
    of_same, of_same_brier = float(np.abs(recorded - same).mean()), float((((same > 0) * 1.0 - any_recorded) ** 2).mean())
    return {
        "n": len(mean),
        "expected": float(mean.sum()),
        "recorded": int(recorded.sum()),
        "with_incident": int(any_recorded.sum()),
        "cover_80": float(pit_share(lower, upper, 0.1, 0.9).mean()),
        "crps": own,
        "brier": brier,
        "deviance": float(deviance(recorded, mean).mean()),
        "rivals": {
            "same_days": {"crps": of_same, "crps_better": _better(own, of_same), "brier_better": _better(brier, of_same_brier)},
            "year_rate": {"crps": of_rate, "crps_better": _better(own, of_rate), "brier_better": _better(brier, of_rate_brier)},
        },
    }


def _better(own: float, other: float) -> float:
    return 1 - own / other if other else 0.0
