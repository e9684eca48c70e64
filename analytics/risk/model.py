"""The forecast: an empirical Bayes gamma-Poisson model with discounting, season and shrinkage, for all cells at once.

For a cell (sea region x group of categories) before an origin:

1. *Wider rate.* The area's rate for the group is its discounted incidents over its discounted watched days (slow half-life).
2. *Long-run rate.* The cell's own slow rate, shrunk towards the area's: (a1 + incidents) / (a1 / area rate + days), the
   posterior mean of a gamma prior worth `a1` incidents (Robbins 1956; Clayton and Kaldor 1987, doi 10.2307/2532003).
3. *Movement of the area.* Recent incidents in the whole area and group over the number that the long-run rates expected.
4. *Recent rate.* The same step again with the fast half-life, and the long-run rate times the area's movement as its prior,
   worth `a2` incidents. Discounting past counts exponentially is the steady model for Poisson counts (Smith 1979;
   Harvey and Fernandes 1989, doi 10.1080/07350015.1989.10509750).
5. *Season.* Every rate is per day of mean season; a month's factor is the cell's own, shrunk towards the area's.
6. *Predictive distribution.* Counts in the horizon are negative binomial: mean = rate x season x days, and
   1 / shape = 1 / (clumping x discounted incidents with prior) + volatility.

The five parameters and the fast half-life are estimated from data before the origin (`estimate`); none is set by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.risk.history import KnownHistory

Array = npt.NDArray[np.float64]

SLOW: Final = 1826.0
"""Half-life of the long-run rate in days: five years. Half or double that changed the score by under 0.1%."""
STEADY: Final = 5.0
"""Strength, in incidents, with which the movement of an area is shrunk towards none."""
# Areas without any incident still need a rate above 0, since the prior divides by it.
_LEAST_RATE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Parameters:
    """`half_life` of the recent rate (days); `region_prior` (a1) and `recent_prior` (a2) in incidents; `clumping` (0 to 1): how
    many independent incidents one incident counts as, since they come in clusters; `volatility`: squared relative change of the
    rate within the horizon; `season_prior`: strength, in incidents, with which a month's factor is shrunk to the area's."""

    half_life: float
    region_prior: float
    recent_prior: float
    clumping: float
    volatility: float
    season_prior: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """Mean and shape of the negative binomial of each cell and origin: [cell, origin]; `season` is the factor included in the mean."""

    mean: Array
    shape: Array
    season: Array


@dataclass(frozen=True, slots=True)
class ModelInputs:
    """What the prediction needs for one half-life and one season prior, [cell, origin]; reused while other parameters are tried.

    `parent[cell]` is the cell's area and group.
    """

    parent: npt.NDArray[np.int64]
    slow_incidents: Array
    slow_days: Array
    recent_incidents: Array
    recent_days: Array
    window: Array


def model_inputs(before: KnownHistory, horizon: int, half_life: float, season_prior: float) -> ModelInputs:
    """The discounted counts, with exposure and forecast window weighted by season."""
    factors = month_factors(before, season_prior)
    slow, fast = before.states[SLOW], before.states[half_life]
    weighed = np.einsum("com,com->co", factors, fast.by_month)
    return ModelInputs(
        before.history.parent, slow.incidents, slow.exposure, fast.incidents, weighed, _window_factor(before, factors, horizon)
    )


def predict(before: KnownHistory, horizon: int, parameters: Parameters) -> Prediction:
    """The predictive distribution of the incidents in the `horizon` days from each origin on, as the sources of `before` record them."""
    return predict_from(model_inputs(before, horizon, parameters.half_life, parameters.season_prior), horizon, parameters)


def predict_from(ready: ModelInputs, horizon: int, parameters: Parameters) -> Prediction:
    """`predict` on prepared inputs (`model_inputs`)."""
    parent = ready.parent
    wider_days = _sum_over_parent(ready.slow_days, parent)
    wider = np.maximum(_sum_over_parent(ready.slow_incidents, parent) / np.maximum(wider_days, 1.0), _LEAST_RATE)
    a1, a2 = parameters.region_prior, parameters.recent_prior
    long_run = (a1 + ready.slow_incidents) / (a1 / wider + ready.slow_days)
    moved = (_sum_over_parent(ready.recent_incidents, parent) + STEADY) / (_sum_over_parent(long_run * ready.recent_days, parent) + STEADY)
    rate = (a2 + ready.recent_incidents) / (a2 / (long_run * moved) + ready.recent_days)
    shape = 1 / (1 / (parameters.clumping * (a2 + ready.recent_incidents)) + parameters.volatility)
    return Prediction(rate * horizon * ready.window, shape, ready.window)


def select_origins(ready: ModelInputs, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> ModelInputs:
    """The same inputs for some of the origins."""
    # All fields but `parent`, which has no axis of origins.
    return ModelInputs(ready.parent, *(getattr(ready, field.name)[:, chosen] for field in fields(ready)[1:]))


def join_origins(parts: Sequence[ModelInputs]) -> ModelInputs:
    """The inputs of several sets of origins of the same cells, one after the other."""
    return ModelInputs(parts[0].parent, *(np.hstack([getattr(part, field.name) for part in parts]) for field in fields(ModelInputs)[1:]))


def month_factors(before: KnownHistory, season_prior: float) -> Array:
    """Each month's rate as a multiple of the mean rate: [cell, origin, month]; 1 where nothing is known."""
    total, days = before.month_incidents.sum(axis=2, keepdims=True), before.month_exposure.sum(axis=2, keepdims=True)
    expected = total * before.month_exposure / np.maximum(days, 1.0)
    parent = before.history.parent
    wider = (_sum_over_parent(before.month_incidents, parent) + season_prior) / (_sum_over_parent(expected, parent) + season_prior)
    factors: Array = (before.month_incidents + season_prior * wider) / (expected + season_prior)
    return factors


def _window_factor(before: KnownHistory, factors: Array, horizon: int) -> Array:
    """Mean seasonal factor over the days of each origin's window: [cell, origin]."""
    month = before.history.month(before.history.days + horizon)
    shares = np.stack([np.bincount(month[last + 1 : last + 1 + horizon], minlength=12) / horizon for last in before.last_known])
    factor: Array = np.einsum("com,om->co", factors, shares)
    return factor


def _sum_over_parent(values: Array, parent: npt.NDArray[np.int64]) -> Array:
    """For every cell, the sum over all cells with the same parent."""
    total = np.zeros((int(parent.max(initial=-1)) + 1, *values.shape[1:]))
    np.add.at(total, parent, values)
    sums: Array = total[parent]
    return sums
