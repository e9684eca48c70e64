"""Daily counts per cell (sea region x group) as recorded by a constant set of sources, and what a forecast needs of them."""

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
class History:
    """`counts[cell, day]` incidents and `watched[cell, day]` (1 where the cell's set of sources covers the day, else 0).

    Day 0 is `first`. `parent[cell]` is the number of the wider cell (area x group) that the cell belongs to. Days that are
    not watched hold no counts.
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
        """Number of a day, which may lie outside."""
        return (day - self.first).days

    def month(self, days: int | None = None) -> Indices:
        """Month (0 to 11) of each of the first `days` days."""
        start = np.datetime64(self.first, "D")
        found: Indices = (start + np.arange(self.days if days is None else days)).astype("datetime64[M]").astype(np.int64) % MONTHS
        return found


@dataclass(frozen=True, slots=True)
class State:
    """What is known at each origin, discounted by age with one half-life: `incidents` and `exposure` (days), per cell and
    origin; `by_month` the exposure split by month of the year."""

    incidents: Array
    exposure: Array
    by_month: Array


@dataclass(frozen=True, slots=True)
class Known:
    """A history as it was known at the origins (the day before each forecast begins): nothing after it is used.

    `month_incidents` and `month_exposure` hold everything before the origin by month of the year: [cell, origin, month].
    """

    history: History
    last_known: Indices
    month_incidents: Array
    month_exposure: Array
    states: dict[float, State]


def known(history: History, origins: list[date], half_lives: tuple[float, ...]) -> Known:
    """The states of `history` before each of `origins`, for each half-life (days). Raises ValueError when an origin lies outside."""
    last = np.array([history.index(origin) - 1 for origin in origins], dtype=np.int64)
    if len(last) and (last.min() < 0 or last.max() >= history.days):
        raise ValueError(f"an origin lies outside {history.first} to {history.first + timedelta(days=history.days)}")
    age = last[None, :] - np.arange(history.days)[:, None]
    before = (age >= 0).astype(np.float64)
    exposure = _by_month(history, history.watched, before)
    incidents = _by_month(history, history.counts, before)
    states = {half: _state(history, np.where(age >= 0, 0.5 ** (np.maximum(age, 0) / half), 0.0)) for half in half_lives}
    return Known(history, last, incidents, exposure, states)


def _state(history: History, weights: Array) -> State:
    by_month = _by_month(history, history.watched, weights)
    return State(history.counts @ weights, by_month.sum(axis=2), by_month)


def _by_month(history: History, daily: Array, weights: Array) -> Array:
    """Weighed sums of daily values by month of the year: [cell, origin, month]; `weights` is [day, origin]."""
    month = history.month()
    parts = [daily[:, month == one] @ weights[month == one] for one in range(MONTHS)]
    return np.stack(parts, axis=2)


def outcome(history: History, origins: list[date], horizon: int, years_back: int = 0) -> Array:
    """Incidents in the `horizon` days from each origin on, or from the same day `years_back` years before: [cell, origin].

    Not a number where the days are not all inside the history and watched.
    """
    if history.days < horizon:
        return np.full((len(history.counts), len(origins)), np.nan)
    total = np.concatenate([np.zeros((len(history.counts), 1)), np.cumsum(history.counts, axis=1)], axis=1)
    covered = np.concatenate([np.zeros((len(history.counts), 1)), np.cumsum(history.watched, axis=1)], axis=1)
    starts = np.array([history.index(_years_before(origin, years_back)) for origin in origins], dtype=np.int64)
    inside = (starts >= 0) & (starts + horizon <= history.days)
    start = np.clip(starts, 0, history.days - horizon)
    whole = inside[None, :] & (covered[:, start + horizon] - covered[:, start] >= horizon - 0.5)
    return np.where(whole, total[:, start + horizon] - total[:, start], np.nan)


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, 2, 28) if (day.month, day.day) == (2, 29) and years else day.replace(year=day.year - years)
