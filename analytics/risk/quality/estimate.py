"""Estimates the model's parameters by the predictive log score of past forecasts (maximum marginal likelihood of the negative
binomial, the "type II" likelihood of empirical Bayes), using only windows that ended before a given day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from analytics.risk.model import ModelInputs, Parameters, predict_from
from analytics.risk.predictive import log_probability

Array = npt.NDArray[np.float64]

# These two enter the discounted sums and not only the formula: a grid lets the sums be computed once per choice.
HALF_LIVES: Final = (90.0, 180.0, 365.0)
SEASON_PRIORS: Final = (30.0, 100.0, 300.0)
START: Final = Parameters(180.0, 0.5, 1.0, 0.4, 0.2, 100.0)

# On the unbounded scale: logarithms, and the logit of clumping. Wide enough that no estimate has touched them.
_BOUNDS: Final = ((-5.0, 4.0), (-5.0, 4.0), (-4.0, 5.0), (-7.0, 2.0))
_TRIES: Final = 40


Ready = Mapping[tuple[float, float], ModelInputs]
"""By half-life and season prior, what the model needs for that choice."""


def candidate_grid() -> list[tuple[float, float]]:
    """The combinations of half-life and season prior that are tried."""
    return [(half_life, season_prior) for half_life in HALF_LIVES for season_prior in SEASON_PRIORS]


def estimate_parameters(ready: Ready, counts: Array, horizon: int, start: Parameters = START) -> tuple[Parameters, float]:
    """The parameters with the best mean log score over all cells and origins whose count is known, and that score.

    `counts` ([cell, origin], NaN where unknown) must lie before the day from which the parameters are to be used. Raises
    ValueError when no count is known.
    """
    if not np.isfinite(counts).any():
        raise ValueError("no count is known to estimate from")
    return max(
        (_best_parameters(inputs, counts, horizon, *choice, start) for choice, inputs in ready.items()), key=lambda scored: scored[1]
    )


def log_score(ready: ModelInputs, counts: Array, horizon: int, parameters: Parameters) -> float:
    """Mean log probability of the known counts."""
    prediction = predict_from(ready, horizon, parameters)
    scores = log_probability(counts, prediction.mean, prediction.shape)
    return float(np.mean(scores[np.isfinite(scores)]))


def _best_parameters(
    ready: ModelInputs, counts: Array, horizon: int, half_life: float, season_prior: float, start: Parameters
) -> tuple[Parameters, float]:
    def loss(free: Array) -> float:
        return -log_score(ready, counts, horizon, _from_unbounded(free, half_life, season_prior))

    best = minimize(loss, _to_unbounded(start), method="L-BFGS-B", bounds=_BOUNDS, options={"maxiter": _TRIES})
    return _from_unbounded(best.x, half_life, season_prior), -float(best.fun)


def _to_unbounded(parameters: Parameters) -> Array:
    clumping = parameters.clumping
    return np.array(
        [
            np.log(parameters.region_prior),
            np.log(parameters.recent_prior),
            np.log(clumping / (1 - clumping)),
            np.log(parameters.volatility),
        ]
    )


def _from_unbounded(free: Array, half_life: float, season_prior: float) -> Parameters:
    a1, a2, clumping, volatility = (float(value) for value in free)
    return Parameters(
        half_life, float(np.exp(a1)), float(np.exp(a2)), float(1 / (1 + np.exp(-clumping))), float(np.exp(volatility)), season_prior
    )
