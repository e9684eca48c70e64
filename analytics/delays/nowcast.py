"""What the months that are still filling up will come to: a nowcast from the reporting triangle, with its interval.

Known so far is a part of what will be known. How large a part follows from the delay curve of the recent past (reverse
time, see `delay`); how much is still to come follows from that and from the level of the months before. In a month with
expected rate r, the unseen events are Poisson with mean r times the exposure not yet seen; r has a gamma distribution
that the complete months before give (mean and spread) and the events seen so far update; the delays themselves vary
from month to month, which the spread of past shares seen at the same age measures. Totals are drawn from that.

    Lawless, J. F. (1994). Adjustments for reporting delays and the prediction of occurred but not reported events.
        Canadian Journal of Statistics 22, 15-31.
    Hoehle, M. & an der Heiden, M. (2014). Bayesian nowcasting during the STEC O104:H4 outbreak in Germany, 2011.
        Biometrics 70, 993-1002.
    Mack, T. (1993). Distribution-free calculation of the standard error of chain ladder reserve estimates. ASTIN
        Bulletin 23, 213-225.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.delays.delay_curves import reverse_time

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]

LEARN_DAYS: Final = 2 * 365
"""Delays are learned from events of so many days before."""
LEVEL_MONTHS: Final = 12
"""Complete months that the level is learned from."""
LONGEST: Final = 365
FEWEST: Final = 60
"""Events with a known day of publication below which there is no nowcast."""
DRAWS: Final = 4000
COMPLETE: Final = 0.98
"""A month is complete once so much of it is out."""
COMPLETE_DAYS: Final = 90
MONTH_DAYS: Final = 30
AGES: Final = (10, 20, 30, 45, 60, 90)
"""Days since a month began at which the shares of past months are looked at."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month: events known so far, the share that is expected to be out, and the total that it will come to with its interval.

    `total` is the median of what is to be expected, so that it errs as often either way; `to_come` is the mean of what is
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

    @property
    def filling(self) -> bool:
        """True while at least one more event is expected."""
        return self.to_come >= 1


@dataclass(frozen=True, slots=True)
class Nowcast:
    """The months up to `on`, oldest first, with intervals of probability `level`; `refusal` says why there are none."""

    on: date
    level: float
    months: tuple[Month, ...]
    events: int
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """Events by day of the event and day of publication, as day numbers since 1970; `number` of each pair."""

    occurred: Wholes
    published: Wholes
    number: Wholes

    @classmethod
    def of(cls, frame: pd.DataFrame, number: str = "incidents") -> Days:
        """From columns occurred_on, published_on and `number`; rows without a day of publication, or one before the event, are left out."""
        known = frame[frame["published_on"].notna() & frame["occurred_on"].notna()]
        occurred, published = (known[name].to_numpy().astype("datetime64[D]").astype(np.int64) for name in ("occurred_on", "published_on"))
        right = published >= occurred
        return cls(occurred[right], published[right], known[number].to_numpy(dtype=np.int64)[right])

    def as_of(self, day: int) -> Days:
        """What was known on that day."""
        kept = self.published <= day
        return Days(self.occurred[kept], self.published[kept], self.number[kept])


def nowcast(days: Days, on: date, months: int = 6, level: float = 0.8, seed: int = 1) -> Nowcast:
    """Nowcast the last `months` months up to `on` from what was published up to then. The same seed gives the same result."""
    today = _number(on)
    known = days.as_of(today)
    recent = known.occurred > today - LEARN_DAYS
    known = Days(known.occurred[recent], known.published[recent], known.number[recent])
    events = int(known.number.sum())
    if events < FEWEST:
        return Nowcast(on, level, (), events, f"Only {events:,} events tell when they were published; {FEWEST} are needed.")
    share = share_out(known, today)
    starts = _months(on, LEARN_DAYS // 31)
    counts, exposure, width = _monthly(known, share, starts, today)
    rng = np.random.default_rng(seed)
    spread = _spread_of_shares(known, share, starts, today)
    found = []
    for place in range(len(starts) - months, len(starts)):
        shape, rate = _level(counts, exposure, width, place)
        out = float(exposure[place] / width[place])
        total = counts[place] + _unseen(int(counts[place]), out, float(width[place]), (shape, rate), spread.at(out), rng)
        low, high = _ends(total, level)
        until = _date(min(_number(_next(starts[place])) - 1, today))
        to_come = float(total.mean() - counts[place])
        found.append(Month(starts[place], until, int(counts[place]), out, float(np.median(total)), low, high, to_come))
    return Nowcast(on, level, tuple(found), events)


def share_out(known: Days, today: int) -> Reals:
    """The share of events out within 0 .. LONGEST days, by what was published up to `today`."""
    delays = known.published - known.occurred
    kept = delays <= LONGEST
    taken = np.bincount(delays[kept], weights=known.number[kept], minlength=LONGEST + 1)
    ages = np.clip(today - known.occurred[kept], 0, LONGEST)
    share, _, _ = reverse_time(taken, np.bincount(ages, weights=known.number[kept], minlength=LONGEST + 1))
    return share


def _monthly(known: Days, share: Reals, starts: Sequence[date], today: int) -> tuple[Wholes, Reals, Reals]:
    """Events of each month seen so far, its days weighted by the share of each that is out, and its days."""
    edges = np.array([_number(one) for one in (*starts, _next(starts[-1]))])
    place = np.searchsorted(edges, known.occurred, side="right") - 1
    inside = (place >= 0) & (place < len(starts))
    counts = np.bincount(place[inside], weights=known.number[inside], minlength=len(starts)).astype(np.int64)
    exposure, width = np.zeros(len(starts)), np.zeros(len(starts))
    for month, (first, end) in enumerate(pairwise(edges.tolist())):
        ages = today - np.arange(first, min(end - 1, today) + 1)
        exposure[month] = share[np.clip(ages, 0, LONGEST)].sum()
        width[month] = len(ages)
    return counts, exposure, width


def _level(counts: Wholes, exposure: Reals, width: Reals, place: int) -> tuple[float, float]:
    """Shape and rate of the gamma distribution of a month's events a day, from the complete months before it."""
    before = [one for one in range(place) if exposure[one] >= COMPLETE * width[one]][-LEVEL_MONTHS:]
    if len(before) < 3:
        return 0.5, 0.5 / max(counts[: place + 1].sum() / max(exposure[: place + 1].sum(), 1e-9), 1e-3)
    seen, days = counts[before].astype(np.float64), exposure[before]
    mean = max(seen.sum() / days.sum(), 0.5 / days.sum())
    expected = mean * days
    excess = max(((seen - expected) ** 2 - expected).sum(), 0.0) / (days**2).sum()
    # Some doubt about the level remains even where the months before were alike by chance.
    variance = max(excess, (0.15 * mean) ** 2, mean / days.sum())
    return mean**2 / variance, mean / variance


@dataclass(frozen=True, slots=True)
class _Spread:
    """How much the share seen varies between months beyond chance, by the share expected: weights of beta distributions."""

    shares: Reals
    weights: Reals

    def at(self, share: float) -> float:
        """The weight at the expected share nearest to this one; infinite for no variation."""
        return float(self.weights[int(np.argmin(np.abs(self.shares - share)))]) if len(self.shares) else np.inf


def _spread_of_shares(known: Days, share: Reals, starts: Sequence[date], today: int) -> _Spread:
    """From the complete months: what was out of each at several ages, against what the delay curve expected."""
    complete = [_number(start) for start in starts if _number(_next(start)) + COMPLETE_DAYS <= today]
    shares, weights = [], []
    for age in AGES:
        days = np.clip(age - np.arange(MONTH_DAYS), 0, None)[: max(min(MONTH_DAYS, age), 1)]
        expected = float(share[days].mean())
        binomial = expected * (1 - expected)
        excess, basis = [], 0.0
        for first in complete:
            of_month = (known.occurred >= first) & (known.occurred < first + len(days))
            total = float(known.number[of_month].sum())
            seen = float(known.number[of_month & (known.published <= first + age)].sum())
            if total > 1 and binomial > 0:
                excess.append(((seen - total * expected) ** 2 - total * binomial) / binomial)
                basis += total * (total - 1)
        # A single month of a stopped service must not widen all.
        beyond = float(np.clip(excess, None, np.quantile(excess, 0.95)).sum()) if len(excess) > 3 else 0.0
        shares.append(expected)
        weights.append(max(basis / beyond - 1, 1.0) if beyond > 0 else np.inf)
    return _Spread(np.array(shares), np.array(weights))


def _unseen(seen: int, out: float, width: float, gamma: tuple[float, float], spread: float, rng: np.random.Generator) -> Wholes:
    """Draws of the events of a month of `width` days that are still to come, when the share `out` is out."""
    shape, rate = gamma
    share = np.full(DRAWS, out)
    if np.isfinite(spread) and 0 < out < 1:
        share = rng.beta(out * spread, (1 - out) * spread, DRAWS)
    daily = rng.gamma(shape + seen, 1.0 / (rate + share * width))
    drawn: Wholes = rng.poisson(daily * (1 - share) * width).astype(np.int64)
    return drawn


def _ends(total: Wholes, level: float) -> tuple[int, int]:
    """The central interval of a distribution on whole numbers: each end value counts half, so that it holds its level on average."""
    values, times = np.unique(total, return_counts=True)
    middle = (np.cumsum(times) - times / 2) / len(total)
    tail = (1 - level) / 2
    low = min(int(np.searchsorted(middle, tail)), len(values) - 1)
    high = max(int(np.searchsorted(middle, 1 - tail, side="right")) - 1, low)
    return int(values[low]), int(values[high])


@dataclass(frozen=True, slots=True)
class Check:
    """One month nowcast in hindsight: `age` is months back from the day of the nowcast, `final` what it came to."""

    on: date
    age: int
    known: int
    total: float
    low: int
    high: int
    final: int

    @property
    def inside(self) -> bool:
        return self.low <= self.final <= self.high


def back_test(days: Days, on: Sequence[date], months: int = 4, level: float = 0.8, seed: int = 1) -> list[Check]:
    """Nowcast as of each day of `on` from what was known then, held against what is known now.

    Only months in which at least one more event was expected count: of the others nothing had to be foreseen.
    """
    found = []
    for number, day in enumerate(on):
        result = nowcast(days, day, months, level, seed + number)
        for back, month in enumerate(reversed(result.months)):
            if month.filling:
                inside = (days.occurred >= _number(month.month)) & (days.occurred <= _number(month.until))
                final = int(days.number[inside & (days.published - days.occurred <= LONGEST)].sum())
                found.append(Check(day, back, month.known, month.total, month.low, month.high, final))
    return found


def coverage(checks: Sequence[Check]) -> tuple[float, float, float]:
    """The share of intervals that held what came, and its 95% Wilson interval; NaN without checks."""
    n = len(checks)
    if not n:
        return np.nan, np.nan, np.nan
    z = 1.959964
    p = sum(one.inside for one in checks) / n
    middle, spread = (p + z**2 / (2 * n)) / (1 + z**2 / n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, float(middle - spread), float(middle + spread)


def _months(on: date, number: int) -> list[date]:
    """First days of the `number` months up to that of `on`, oldest first."""
    index = on.year * 12 + on.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(index - number + 1, index + 1)]


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _date(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=int(number))
