"""How long a series of events is usually silent, and from when on a silence is longer than usual.

Events that come at a rate which itself varies over time (a Poisson process with gamma-distributed rate) have gaps with a
Lomax distribution: P(gap > g) = (1 + g / scale) ** -shape (Harris 1968). It is the predictive distribution of the
exponential as well, so the uncertainty of a mean of few gaps acts in the same direction. `shape` is estimated from how much
the gaps vary beyond what chance alone explains, and from their number. A silence is longer than usual when the number of
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

DAYS_A_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class UsualGaps:
    """The gaps of one series of events, in days: their number, mean and 90% quantile, and the length beyond which a gap is an alarm.

    `alarm_days` is infinite where the gaps are too few to judge.
    """

    gaps: int
    mean_days: float
    ninety_days: float
    alarm_days: float


def event_days(days: npt.ArrayLike) -> Wholes:
    """The distinct days, sorted: several reports of one day say only once that the source was active."""
    return np.unique(np.asarray(days, dtype=np.int64))


def _first_remembered(days: Wholes) -> Wholes:
    """For each event day the position of the first event looked back upon."""
    # Whichever reaches further back: a busy source would forget its quiet season after 40 gaps, a rare one has few in three years.
    by_number, by_days = np.arange(len(days)) - MEMORY, np.searchsorted(days, days - MEMORY_DAYS)
    positions: Wholes = np.maximum(np.minimum(by_number, by_days), 0)
    return positions


def _alarm_limits(days: Wholes, alarms_a_year: float) -> Reals:
    """For each event day the longest usual gap after it, from the distribution of the gaps before it alone."""
    gaps = np.diff(days).astype(np.float64)
    # Running sums give the mean and variance of every window at once: a source may have tens of thousands of event days.
    sums = np.concatenate([[0.0], np.cumsum(gaps)])
    squares = np.concatenate([[0.0], np.cumsum(gaps**2)])
    last, first = np.arange(len(days)), _first_remembered(days)
    count = (last - first).astype(np.float64)
    # The first event has no gap before it (0/0); FEWEST discards its limit below.
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (sums[last] - sums[first]) / count
        variance = (squares[last] - squares[first]) / count - mean**2
        limits = _longest_usual(mean, variance, count, alarms_a_year)
    return np.where(count >= FEWEST, limits, np.inf)


def _longest_usual(mean: Reals, variance: Reals, count: Reals, alarms_a_year: float) -> Reals:
    """The gap length (days) whose Lomax tail probability gives `alarms_a_year` false alarms."""
    # An exponential gap has variance mean ** 2; excess over that is what the rate itself varies, never less than none.
    excess = np.maximum(variance * count / np.maximum(count - 1, 1) / mean**2, 1.0)
    shape = 1.0 / (1.0 / count + (excess - 1.0) / (2.0 * excess))
    # The mean of a Lomax is scale / (shape - 1); near shape 1 it has none, so the divisor is kept away from zero.
    scale = mean * np.maximum(shape - 1.0, 0.2)
    # A source with fewer than two gaps a year would otherwise be granted a probability above one half for each.
    tail_probability = np.minimum(alarms_a_year * mean / DAYS_A_YEAR, 0.5)
    longest: Reals = scale * (tail_probability ** (-1.0 / shape) - 1.0)
    return longest


def usual_gaps_of(days: Wholes, alarms_a_year: float) -> UsualGaps:
    """The gaps before the last event, as the basis for judging the silence after it; `days` from `event_days`."""
    if len(days) < 2:
        return UsualGaps(0, np.nan, np.nan, np.inf)
    gaps = np.diff(days[int(_first_remembered(days)[-1]) :])
    limit = max(float(_alarm_limits(days, alarms_a_year)[-1]), float(gaps.max()))
    return UsualGaps(len(gaps), float(gaps.mean()), float(np.quantile(gaps, 0.9)), limit)


def active_spells(days: Wholes, alarms_a_year: float) -> list[tuple[int, int, float]]:
    """The stretches between silences longer than usual: (first day, last day, longest gap that was usual after the last day).

    The gap after an event is judged by the gaps before it, as an observer at the time would have judged it: it must be longer
    than the limit and than any gap looked back upon. A past silence counts among the usual gaps of the next three years, which
    makes the test slower to raise an alarm there, never faster.
    """
    if not len(days):
        return []
    gaps, first, limits = np.diff(days), _first_remembered(days), _alarm_limits(days, alarms_a_year)
    longest = {event: max(float(limits[event]), float(gaps[first[event] : event].max())) for event in np.flatnonzero(gaps > limits[:-1])}
    ends = np.array([event for event, limit in longest.items() if gaps[event] > limit], dtype=np.int64)
    starts = np.concatenate([[0], ends + 1]).astype(np.int64)
    ended = [(int(days[a]), int(days[b]), longest[b]) for a, b in zip(starts, ends, strict=False)]
    return [*ended, (int(days[starts[-1]]), int(days[-1]), usual_gaps_of(days, alarms_a_year).alarm_days)]
