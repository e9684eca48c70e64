"""What the months that are still filling up will come to: a nowcast from the reporting triangle, with its interval.

What is known so far is a part of what will be known. How large a part follows from the delay curve of the recent past (reverse
time, see `delay_curves`); how much is still to come follows from that and from the level of the months before. In a month with
expected rate r, the events not yet recorded are Poisson with mean r times the exposure not yet observed; r has a gamma distribution
given by the complete months before (mean and spread) and updated by the events recorded so far; the delays themselves vary
from month to month, as measured by the spread of past shares recorded at the same age. Totals are drawn from that.

    Lawless, J. F. (1994). Adjustments for reporting delays and the prediction of occurred but not reported events.
        Canadian Journal of Statistics 22, 15-31.
    Hoehle, M. & an der Heiden, M. (2014). Bayesian nowcasting during the STEC O104:H4 outbreak in Germany, 2011.
        Biometrics 70, 993-1002.
    Mack, T. (1993). Distribution-free calculation of the standard error of chain ladder reserve estimates. ASTIN
        Bulletin 23, 213-225.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.delays.count_distribution import CountDistribution
from analytics.delays.delay_curves import reverse_time

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]

LEVEL: Final = 0.8
"""Probability of the intervals."""
LEARN_DAYS: Final = 2 * 365
"""Delays are estimated from the events of so many days before."""
LEVEL_MONTHS: Final = 12
"""Complete months that the level is estimated from."""
LONGEST: Final = 365
FEWEST: Final = 60
"""There is no nowcast from fewer events with a known publication date."""
DRAWS: Final = 4000
"""Draws of each month's total."""
COMPLETE: Final = 0.98
"""A month counts as complete once this share of it has been published."""
COMPLETE_DAYS: Final = 90
MONTH_DAYS: Final = 30
AGES: Final = (10, 20, 30, 45, 60, 90)
"""Days since a month began at which the shares of past months are compared."""


@dataclass(frozen=True, slots=True)
class MonthNowcast:
    """One month: events known so far, the share expected to have been published, and the expected final total with its interval.

    `total` is the median of its distribution, so that it errs equally often either way; `to_come` is the mean of what is
    not yet known. `until` is the last day counted: the end of the month or the day of the nowcast.
    """

    month: date
    until: date
    known: int
    share_known: float
    total: float
    low: int
    high: int
    to_come: float
    distribution: CountDistribution = field(repr=False, compare=False)

    @property
    def filling(self) -> bool:
        """True while at least one more event is expected."""
        return self.to_come >= 1


@dataclass(frozen=True, slots=True)
class Nowcast:
    """The months up to `on`, oldest first, with intervals of probability `level`; `refusal` says why there are none."""

    on: date
    level: float
    months: tuple[MonthNowcast, ...]
    events: int
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class ReportingTriangle:
    """The reporting triangle: events by day of the event and day of publication, as day numbers since 1970; `number` for each pair."""

    occurred: Wholes
    published: Wholes
    number: Wholes

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, number: str = "incidents") -> ReportingTriangle:
        """From columns occurred_on, published_on and `number`; rows without a day of publication, or one before the event, are left out."""
        dated = frame[frame["published_on"].notna() & frame["occurred_on"].notna()]
        occurred, published = (dated[name].to_numpy().astype("datetime64[D]").astype(np.int64) for name in ("occurred_on", "published_on"))
        consistent = published >= occurred
        return cls(occurred[consistent], published[consistent], dated[number].to_numpy(dtype=np.int64)[consistent])

    def as_of(self, day: int) -> ReportingTriangle:
        """What was known on that day."""
        published = self.published <= day
        return ReportingTriangle(self.occurred[published], self.published[published], self.number[published])


def nowcast(triangle: ReportingTriangle, on: date, months: int = 6, level: float = LEVEL, seed: int = 1) -> Nowcast:
    """Nowcast the last `months` months up to `on` from what was published up to then. The same seed gives the same result."""
    today = day_number(on)
    recorded = triangle.as_of(today)
    recent = recorded.occurred > today - LEARN_DAYS
    recorded = ReportingTriangle(recorded.occurred[recent], recorded.published[recent], recorded.number[recent])
    events = int(recorded.number.sum())
    if events < FEWEST:
        return Nowcast(on, level, (), events, f"Only {events:,} events have a known publication date; {FEWEST} are needed.")
    share = share_published(recorded, today)
    # Divided by the longest month: every month in the list lies within the days learned from.
    starts = _month_starts(on, LEARN_DAYS // 31)
    counts, exposure, width = _monthly_exposure(recorded, share, starts, today)
    rng = np.random.default_rng(seed)
    spread = _spread_of_shares(recorded, share, starts, today)
    nowcasts = []
    for place in range(len(starts) - months, len(starts)):
        shape, rate = _level_before(counts, exposure, width, place)
        out = float(exposure[place] / width[place])
        total = counts[place] + _draw_unseen(int(counts[place]), out, float(width[place]), (shape, rate), spread.at(out), rng)
        distribution = CountDistribution.of_draws(total)
        low, high = distribution.central_interval(level)
        until = _day_of_number(min(day_number(_next_month(starts[place])) - 1, today))
        to_come = float(total.mean() - counts[place])
        median = float(np.median(total))
        nowcasts.append(MonthNowcast(starts[place], until, int(counts[place]), out, median, low, high, to_come, distribution))
    return Nowcast(on, level, tuple(nowcasts), events)


def share_published(recorded: ReportingTriangle, today: int) -> Reals:
    """The share of events published within 0 .. LONGEST days, judged by what was published up to `today`."""
    delays = recorded.published - recorded.occurred
    counted = delays <= LONGEST
    taken = np.bincount(delays[counted], weights=recorded.number[counted], minlength=LONGEST + 1)
    ages = np.clip(today - recorded.occurred[counted], 0, LONGEST)
    share, _, _ = reverse_time(taken, np.bincount(ages, weights=recorded.number[counted], minlength=LONGEST + 1))
    return share


def _monthly_exposure(recorded: ReportingTriangle, share: Reals, starts: Sequence[date], today: int) -> tuple[Wholes, Reals, Reals]:
    """Per month: events recorded so far, its exposure (days weighted by the share of each that has been published), and its days."""
    edges = np.array([day_number(start) for start in (*starts, _next_month(starts[-1]))])
    place = np.searchsorted(edges, recorded.occurred, side="right") - 1
    inside = (place >= 0) & (place < len(starts))
    counts = np.bincount(place[inside], weights=recorded.number[inside], minlength=len(starts)).astype(np.int64)
    exposure, width = np.zeros(len(starts)), np.zeros(len(starts))
    for month, (first, end) in enumerate(pairwise(edges.tolist())):
        ages = today - np.arange(first, min(end - 1, today) + 1)
        exposure[month] = share[np.clip(ages, 0, LONGEST)].sum()
        width[month] = len(ages)
    return counts, exposure, width


def _level_before(counts: Wholes, exposure: Reals, width: Reals, place: int) -> tuple[float, float]:
    """Shape and rate of the gamma distribution of a month's events per day, from the complete months before it."""
    before = [month for month in range(place) if exposure[month] >= COMPLETE * width[month]][-LEVEL_MONTHS:]
    # From one or two months no spread can be measured: a vague prior around the mean so far takes its place.
    if len(before) < 3:
        return 0.5, 0.5 / max(counts[: place + 1].sum() / max(exposure[: place + 1].sum(), 1e-9), 1e-3)
    recorded, days = counts[before].astype(np.float64), exposure[before]
    mean = max(recorded.sum() / days.sum(), 0.5 / days.sum())
    expected = mean * days
    excess = max(((recorded - expected) ** 2 - expected).sum(), 0.0) / (days**2).sum()
    # Some uncertainty about the level remains even where the months before happened to be alike.
    variance = max(excess, (0.15 * mean) ** 2, mean / days.sum())
    return mean**2 / variance, mean / variance


@dataclass(frozen=True, slots=True)
class _ShareSpread:
    """How much the share recorded varies between months beyond chance, by the share expected: weights of beta distributions."""

    shares: Reals
    weights: Reals

    def at(self, share: float) -> float:
        """The weight at the expected share nearest to this one; infinite for no variation."""
        return float(self.weights[int(np.argmin(np.abs(self.shares - share)))]) if len(self.shares) else np.inf


def _spread_of_shares(recorded: ReportingTriangle, share: Reals, starts: Sequence[date], today: int) -> _ShareSpread:
    """From the complete months: what had been published of each at several ages, against what the delay curve expected."""
    complete = [day_number(start) for start in starts if day_number(_next_month(start)) + COMPLETE_DAYS <= today]
    shares, weights = [], []
    for age in AGES:
        days = np.clip(age - np.arange(MONTH_DAYS), 0, None)[: max(min(MONTH_DAYS, age), 1)]
        expected = float(share[days].mean())
        binomial = expected * (1 - expected)
        excess, basis = [], 0.0
        for first in complete:
            of_month = (recorded.occurred >= first) & (recorded.occurred < first + len(days))
            total = float(recorded.number[of_month].sum())
            recorded_then = float(recorded.number[of_month & (recorded.published <= first + age)].sum())
            if total > 1 and binomial > 0:
                excess.append(((recorded_then - total * expected) ** 2 - total * binomial) / binomial)
                basis += total * (total - 1)
        # A single month in which a service stopped must not widen all intervals.
        beyond = float(np.clip(excess, None, np.quantile(excess, 0.95)).sum()) if len(excess) > 3 else 0.0
        shares.append(expected)
        weights.append(max(basis / beyond - 1, 1.0) if beyond > 0 else np.inf)
    return _ShareSpread(np.array(shares), np.array(weights))


def _draw_unseen(recorded: int, out: float, width: float, gamma: tuple[float, float], spread: float, rng: np.random.Generator) -> Wholes:
    """Draws of the events still to come in a month of `width` days of which the share `out` has been published."""
    shape, rate = gamma
    # A beta distribution around the expected share: months differ in how quickly they fill up by more than chance.
    share = np.full(DRAWS, out)
    if np.isfinite(spread) and 0 < out < 1:
        share = rng.beta(out * spread, (1 - out) * spread, DRAWS)
    # Gamma prior and Poisson counts are conjugate: the events recorded so far simply add to shape and exposure.
    daily = rng.gamma(shape + recorded, 1.0 / (rate + share * width))
    unseen: Wholes = rng.poisson(daily * (1 - share) * width).astype(np.int64)
    return unseen


def _month_starts(on: date, number: int) -> list[date]:
    """First days of the `number` months up to that of `on`, oldest first."""
    # Months counted from year 0, so that going back over a new year is plain subtraction.
    index = on.year * 12 + on.month - 1
    return [date(number_of_month // 12, number_of_month % 12 + 1, 1) for number_of_month in range(index - number + 1, index + 1)]


def _next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def day_number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _day_of_number(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=int(number))
