"""The forecast: an empirical Bayes gamma-Poisson model with recency, season and shrinkage, for all cells at once.

For a cell (sea region x group of categories) before an origin:

1. *Wider rate.* The area's rate for the group is its discounted incidents over its discounted watched days (slow half-life).
2. *Long-run rate.* The cell's own slow rate, shrunk to the area's: (a1 + incidents) / (a1 / area rate + days), the posterior
   mean of a gamma prior worth `a1` incidents (Robbins 1956; Clayton and Kaldor 1987, doi 10.2307/2532003).
3. *Movement of the area.* Recent incidents of the whole area and group over what the long-run rates expected.
4. *Recent rate.* The same step again with the fast half-life and the long-run rate times the area's movement as its prior,
   worth `a2` incidents. Discounting past counts exponentially is the steady model for Poisson counts (Smith 1979;
   Harvey and Fernandes 1989, doi 10.1080/07350015.1989.10509750).
5. *Season.* Every rate is per day of mean season; a month's factor is the cell's own, shrunk to the area's.
6. *Predictive distribution.* Counts in the horizon are negative binomial: mean = rate x season x days, and
   1 / shape = 1 / (clumping x discounted incidents with prior) + volatility.

The five parameters and the fast half-life are estimated from data before the origin (`estimate`), none is set by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.risk.history import Known

Array = npt.NDArray[np.float64]

SLOW: Final = 1826.0
"""Half-life of the long-run rate, days: five years; half as long or twice as long changed the score by under 0.1%."""
STEADY: Final = 5.0
"""Incidents by which the movement of an area is held at "none"."""
_LEAST_RATE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Parameters:
    """`half_life` of the recent rate (days); `region_prior` (a1) and `recent_prior` (a2) in incidents; `clumping` (0 to 1):
    how much of an incident's worth an incident is for knowing the rate; `volatility`: squared relative change of the rate
    within the horizon; `season_prior`: incidents by which a month's factor is held at the area's."""

    half_life: float
    region_prior: float
    recent_prior: float
    clumping: float
    volatility: float
    season_prior: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """Mean and shape of the negative binomial of each cell and origin: [cell, origin]; `season` is the factor within the mean."""

    mean: Array
    shape: Array
    season: Array


@dataclass(frozen=True, slots=True)
class Seasoned:
    """What the prediction needs of one half-life and one season prior, [cell, origin]; kept while other parameters are tried.

    `parent[cell]` is the cell's area and group.
    """

    parent: npt.NDArray[np.int64]
    slow_incidents: Array
    slow_days: Array
    recent_incidents: Array
    recent_days: Array
    window: Array


def seasoned(before: Known, horizon: int, half_life: float, season_prior: float) -> Seasoned:
    """The discounted counts, with exposure and window weighed by season."""
    factors = month_factors(before, season_prior)
    slow, fast = before.states[SLOW], before.states[half_life]
    weighed = np.einsum("com,com->co", factors, fast.by_month)
    return Seasoned(before.history.parent, slow.incidents, slow.exposure, fast.incidents, weighed, _window(before, factors, horizon))


def predict(before: Known, horizon: int, parameters: Parameters) -> Prediction:
    """The predictive distribution of the incidents in `horizon` days from each origin on, as `before`'s sources would record them."""
    return forecast(seasoned(before, horizon, parameters.half_life, parameters.season_prior), horizon, parameters)


def forecast(ready: Seasoned, horizon: int, parameters: Parameters) -> Prediction:
    """`predict` on what `seasoned` made ready."""
    parent = ready.parent
    wider_days = _of_parent(ready.slow_days, parent)
    wider = np.maximum(_of_parent(ready.slow_incidents, parent) / np.maximum(wider_days, 1.0), _LEAST_RATE)
    a1, a2 = parameters.region_prior, parameters.recent_prior
    long_run = (a1 + ready.slow_incidents) / (a1 / wider + ready.slow_days)
    moved = (_of_parent(ready.recent_incidents, parent) + STEADY) / (_of_parent(long_run * ready.recent_days, parent) + STEADY)
    rate = (a2 + ready.recent_incidents) / (a2 / (long_run * moved) + ready.recent_days)
    shape = 1 / (1 / (parameters.clumping * (a2 + ready.recent_incidents)) + parameters.volatility)
    return Prediction(rate * horizon * ready.window, shape, ready.window)


def origins_of(ready: Seasoned, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> Seasoned:
    """The same for some of the origins."""
    return Seasoned(ready.parent, *(getattr(ready, field.name)[:, chosen] for field in fields(ready)[1:]))


def joined(parts: Sequence[Seasoned]) -> Seasoned:
    """Several sets of origins of the same cells, one after the other."""
    return Seasoned(parts[0].parent, *(np.hstack([getattr(one, field.name) for one in parts]) for field in fields(Seasoned)[1:]))


def month_factors(before: Known, season_prior: float) -> Array:
    """How many times the mean rate each month has, per cell and origin: [cell, origin, month]; 1 where nothing is known."""
    total, days = before.month_incidents.sum(axis=2, keepdims=True), before.month_exposure.sum(axis=2, keepdims=True)
    expected = total * before.month_exposure / np.maximum(days, 1.0)
    parent = before.history.parent
    wider = (_of_parent(before.month_incidents, parent) + season_prior) / (_of_parent(expected, parent) + season_prior)
    found: Array = (before.month_incidents + season_prior * wider) / (expected + season_prior)
    return found


def _window(before: Known, factors: Array, horizon: int) -> Array:
    """Mean factor of the days of each origin's window."""
    month = before.history.month(before.history.days + horizon)
    shares = np.stack([np.bincount(month[last + 1 : last + 1 + horizon], minlength=12) / horizon for last in before.last_known])
    found: Array = np.einsum("com,om->co", factors, shares)
    return found


def _of_parent(values: Array, parent: npt.NDArray[np.int64]) -> Array:
    """The sum over all cells of each cell's parent, given back to every cell."""
    total = np.zeros((int(parent.max(initial=-1)) + 1, *values.shape[1:]))
    np.add.at(total, parent, values)
    found: Array = total[parent]
    return found
