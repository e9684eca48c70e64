"""Estimates the model's parameters by the predictive log score of past forecasts (maximum marginal likelihood of the negative
binomial, the "type II" likelihood of empirical Bayes): only windows that ended before a given day count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from analytics.risk.model import Parameters, Seasoned, forecast
from analytics.risk.predictive import log_probability

Array = npt.NDArray[np.float64]

HALF_LIVES: Final = (90.0, 180.0, 365.0)
SEASON_PRIORS: Final = (30.0, 100.0, 300.0)
START: Final = Parameters(180.0, 0.5, 1.0, 0.4, 0.2, 100.0)

_BOUNDS: Final = ((-5.0, 4.0), (-5.0, 4.0), (-4.0, 5.0), (-7.0, 2.0))
_TRIES: Final = 40


Ready = Mapping[tuple[float, float], Seasoned]
"""Half-life and season prior to what the model needs of them."""


def grid() -> list[tuple[float, float]]:
    """The half-lives and season priors that are tried."""
    return [(half_life, season_prior) for half_life in HALF_LIVES for season_prior in SEASON_PRIORS]


def estimate(ready: Ready, counts: Array, horizon: int, start: Parameters = START) -> tuple[Parameters, float]:
    """The parameters with the best mean log score over all cells and origins whose count is known, and that score.

    `counts` ([cell, origin], not a number where not known) must lie before the day that the parameters are to be used
    from. Raises ValueError when no count is known.
    """
    if not np.isfinite(counts).any():
        raise ValueError("no count is known to estimate from")
    return max((_best(one, counts, horizon, *choice, start) for choice, one in ready.items()), key=lambda found: found[1])


def log_score(ready: Seasoned, counts: Array, horizon: int, parameters: Parameters) -> float:
    """Mean log probability of the counts that are known."""
    made = forecast(ready, horizon, parameters)
    scores = log_probability(counts, made.mean, made.shape)
    return float(np.mean(scores[np.isfinite(scores)]))


def _best(
    ready: Seasoned, counts: Array, horizon: int, half_life: float, season_prior: float, start: Parameters
) -> tuple[Parameters, float]:
    def loss(free: Array) -> float:
        return -log_score(ready, counts, horizon, _parameters(free, half_life, season_prior))

    best = minimize(loss, _free(start), method="L-BFGS-B", bounds=_BOUNDS, options={"maxiter": _TRIES})
    return _parameters(best.x, half_life, season_prior), -float(best.fun)


def _free(parameters: Parameters) -> Array:
    clumping = parameters.clumping
    return np.array(
        [
            np.log(parameters.region_prior),
            np.log(parameters.recent_prior),
            np.log(clumping / (1 - clumping)),
            np.log(parameters.volatility),
        ]
    )


def _parameters(free: Array, half_life: float, season_prior: float) -> Parameters:
    a1, a2, clumping, volatility = (float(value) for value in free)
    return Parameters(
        half_life, float(np.exp(a1)), float(np.exp(a2)), float(1 / (1 + np.exp(-clumping))), float(np.exp(volatility)), season_prior
    )
