"""How long a list of events is usually silent, and from when on a silence is more than that.

Events that come at a rate which itself varies from time to time (a Poisson process with gamma-distributed rate) have
gaps with a Lomax distribution: P(gap > g) = (1 + g / scale) ** -shape (Harris 1968; it is the predictive distribution
of the exponential as well, so the doubt about a mean of few gaps goes the same way). `shape` comes from how much the
gaps vary beyond what chance alone explains, and from their number. A silence is beyond the usual when the number of
gaps of that length to be expected in a year falls below a stated rate of false alarms.

    Harris, C. M. (1968). The Pareto distribution as a queue service discipline. Operations Research 16, 307-313.
    Reinhart, A. (2018); Rogerson & Yamada (2009), on surveillance by the waiting time between events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Wholes = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

MEMORY: Final = 40
"""Gaps looked back upon, at least: enough to know their spread."""

MEMORY_DAYS: Final = 3 * 365
"""Days looked back upon, at least: seasons and busy months are part of what is usual."""

FEWEST: Final = 8
"""Gaps needed before any silence is judged."""

YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class Usual:
    """The gaps of one list of events: how many were looked at, their mean and 90% quantile, and the length beyond which a gap is an alarm.

    Days. `alarm_days` is infinite where the gaps are too few to judge.
    """

    gaps: int
    mean_days: float
    ninety_days: float
    alarm_days: float


def event_days(days: npt.ArrayLike) -> Wholes:
    """The distinct days, sorted: several reports of one day say once that the source was awake."""
    return np.unique(np.asarray(days, dtype=np.int64))


def _looked_back(days: Wholes) -> Wholes:
    """For each event day the place of the first event looked back upon."""
    far: Wholes = np.maximum(np.minimum(np.arange(len(days)) - MEMORY, np.searchsorted(days, days - MEMORY_DAYS)), 0)
    return far


def _limits(days: Wholes, alarms_a_year: float) -> Reals:
    """For each event day the longest usual gap after it by the distribution of the gaps up to it alone."""
    gaps = np.diff(days).astype(np.float64)
    sums = np.concatenate([[0.0], np.cumsum(gaps)])
    squares = np.concatenate([[0.0], np.cumsum(gaps**2)])
    last, first = np.arange(len(days)), _looked_back(days)
    count = (last - first).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (sums[last] - sums[first]) / count
        variance = (squares[last] - squares[first]) / count - mean**2
        limits = _longest(mean, variance, count, alarms_a_year)
    return np.where(count >= FEWEST, limits, np.inf)


def _longest(mean: Reals, variance: Reals, count: Reals, alarms_a_year: float) -> Reals:
    # Whole days have a least gap of one: the rest is what varies.
    excess = np.maximum(variance * count / np.maximum(count - 1, 1) / mean**2, 1.0)
    shape = 1.0 / (1.0 / count + (excess - 1.0) / (2.0 * excess))
    scale = mean * np.maximum(shape - 1.0, 0.2)
    wanted = np.minimum(alarms_a_year * mean / YEAR, 0.5)
    longest: Reals = scale * (wanted ** (-1.0 / shape) - 1.0)
    return longest


def usual(days: Wholes, alarms_a_year: float) -> Usual:
    """The gaps before the last event, as the basis for judging the silence after it."""
    if len(days) < 2:
        return Usual(0, np.nan, np.nan, np.inf)
    gaps = np.diff(days[int(_looked_back(days)[-1]) :])
    limit = max(float(_limits(days, alarms_a_year)[-1]), float(gaps.max()))
    return Usual(len(gaps), float(gaps.mean()), float(np.quantile(gaps, 0.9)), limit)


def spells(days: Wholes, alarms_a_year: float) -> list[tuple[int, int, float]]:
    """The stretches between silences beyond the usual: (first day, last day, longest gap that was usual after the last day).

    The gap after an event is judged by the gaps before it, as one who watched at the time would have done: it must be
    longer than the limit and than any gap looked back upon. A silence of the past counts among the usual gaps of the
    next three years, which makes the judge slower there, never faster.
    """
    if not len(days):
        return []
    gaps, first, limits = np.diff(days), _looked_back(days), _limits(days, alarms_a_year)
    longest = {one: max(float(limits[one]), float(gaps[first[one] : one].max())) for one in np.flatnonzero(gaps > limits[:-1])}
    ends = np.array([one for one, limit in longest.items() if gaps[one] > limit], dtype=np.int64)
    starts = np.concatenate([[0], ends + 1]).astype(np.int64)
    parts = [(int(days[a]), int(days[b]), longest[b]) for a, b in zip(starts, ends, strict=False)]
    return [*parts, (int(days[starts[-1]]), int(days[-1]), usual(days, alarms_a_year).alarm_days)]
