"""Daily counts per cell (sea region x group) as recorded by a constant set of sources, and what a forecast needs from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class CellHistory:
    """`counts[cell, day]` incidents and `watched[cell, day]` (1 where the cell's set of sources covers the day, else 0).

    Day 0 is `first`. `parent[cell]` is the number of the wider cell (area x group) to which the cell belongs. Unwatched days
    hold no counts. Raises ValueError when the arrays do not fit together.
    """

    first: date
    counts: Array
    watched: Array
    parent: Indices

    def __post_init__(self) -> None:
        if self.counts.shape != self.watched.shape or len(self.parent) != len(self.counts):
            raise ValueError(f"counts {self.counts.shape}, watched {self.watched.shape} and parent {self.parent.shape} do not fit")

    @property
    def days(self) -> int:
        return int(self.counts.shape[1])

    def index(self, day: date) -> int:
        """The number of a day, which may lie outside the history."""
        return (day - self.first).days

    def month(self, days: int | None = None) -> Indices:
        """Month (0 to 11) of each of the first `days` days (default: all); `days` may reach beyond the history."""
        start = np.datetime64(self.first, "D")
        months: Indices = (start + np.arange(self.days if days is None else days)).astype("datetime64[M]").astype(np.int64) % MONTHS
        return months


@dataclass(frozen=True, slots=True)
class DiscountedCounts:
    """What is known at each origin, discounted by age with one half-life: `incidents` and `exposure` (days), both [cell, origin],
    and `by_month`, the exposure by month of the year: [cell, origin, month]."""

    incidents: Array
    exposure: Array
    by_month: Array


@dataclass(frozen=True, slots=True)
class KnownHistory:
    """A history as known at the origins (up to the day before each forecast begins): nothing later is used.

    `month_incidents` and `month_exposure` hold everything before the origin by month of the year: [cell, origin, month].
    """

    history: CellHistory
    last_known: Indices
    month_incidents: Array
    month_exposure: Array
    states: dict[float, DiscountedCounts]


def known_before(history: CellHistory, origins: list[date], half_lives: tuple[float, ...]) -> KnownHistory:
    """`history` as known before each of `origins`, for each half-life (days). Raises ValueError when an origin lies outside it."""
    last = np.array([history.index(origin) - 1 for origin in origins], dtype=np.int64)
    if len(last) and (last.min() < 0 or last.max() >= history.days):
        raise ValueError(f"an origin lies outside {history.first} to {history.first + timedelta(days=history.days)}")
    age = last[None, :] - np.arange(history.days)[:, None]
    before = (age >= 0).astype(np.float64)
    exposure = _sums_by_month(history, history.watched, before)
    incidents = _sums_by_month(history, history.counts, before)
    # Ages are clipped at 0 first: 0.5 to a large negative power would overflow for days after the origin.
    states = {half: _discounted_counts(history, np.where(age >= 0, 0.5 ** (np.maximum(age, 0) / half), 0.0)) for half in half_lives}
    return KnownHistory(history, last, incidents, exposure, states)


def _discounted_counts(history: CellHistory, weights: Array) -> DiscountedCounts:
    by_month = _sums_by_month(history, history.watched, weights)
    return DiscountedCounts(history.counts @ weights, by_month.sum(axis=2), by_month)


def _sums_by_month(history: CellHistory, daily: Array, weights: Array) -> Array:
    """Weighted sums of daily values by month of the year: [cell, origin, month]; `weights` is [day, origin]."""

    month = history.month()
    parts = [daily[:, month == number] @ weights[month == number] for number in range(MONTHS)]
    return np.stack(parts, axis=2)


def counts_in_window(history: CellHistory, origins: list[date], horizon: int, years_back: int = 0) -> Array:
    """Incidents in the `horizon` days from each origin on, or from the same day `years_back` years before: [cell, origin].

    NaN where some of the days lie outside the history or were not watched.
    """
    if history.days < horizon:
        return np.full((len(history.counts), len(origins)), np.nan)
    # Differences of running sums: every window costs the same, however long it is.
    total = np.concatenate([np.zeros((len(history.counts), 1)), np.cumsum(history.counts, axis=1)], axis=1)
    covered = np.concatenate([np.zeros((len(history.counts), 1)), np.cumsum(history.watched, axis=1)], axis=1)
    starts = np.array([history.index(_years_before(origin, years_back)) for origin in origins], dtype=np.int64)
    inside = (starts >= 0) & (starts + horizon <= history.days)
    start = np.clip(starts, 0, history.days - horizon)
    # Half a day of slack: the sums are floats.
    fully_watched = inside[None, :] & (covered[:, start + horizon] - covered[:, start] >= horizon - 0.5)
    return np.where(fully_watched, total[:, start + horizon] - total[:, start], np.nan)


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, 2, 28) if (day.month, day.day) == (2, 29) and years else day.replace(year=day.year - years)
