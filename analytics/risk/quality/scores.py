"""How good forecasts were: scores against what was recorded, compared with simple forecasts, and calibration."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from analytics.risk.predictive import count_interval, crps, deviance, log_probability, pit_bounds, pit_share

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SIZES: Final = ((0.0, 0.1), (0.1, 1.0), (1.0, 3.0), (3.0, np.inf))
"""Classes of the expected number: from, up to but not including."""
BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Rival:
    """A simple forecast: its expected numbers (floor included) and shape, both with the best log score on the training windows."""

    name: str
    mean: Array
    shape: Array


def fit_rival(name: str, past: Array, counts: Array, training: Mask) -> Rival:
    """A simple forecast made as good as it can be: a floor under its expected number (an expected 0 would be infinitely wrong
    after one incident) and a negative binomial's shape, both chosen by log score on the training windows."""
    usable = training & np.isfinite(past) & np.isfinite(counts)
    expected, recorded = past[usable], counts[usable]

    def loss(free: Array) -> float:
        mean = np.maximum(expected, np.exp(free[0]))
        return -float(log_probability(recorded, mean, np.full_like(mean, np.exp(free[1]))).mean())

    # Both on the log scale, where the likelihood is smooth and no bound of 0 is in the way.
    best = minimize(loss, np.array([-3.0, 0.0]), method="L-BFGS-B", bounds=((-8.0, 1.0), (-4.0, 6.0)))
    floor, shape = (float(value) for value in np.exp(best.x))
    mean = np.where(np.isfinite(past), np.maximum(past, floor), np.nan)
    return Rival(name, mean, np.full_like(past, shape))


def interval_coverage(counts: Array, mean: Array, shape: Array, cover: float) -> tuple[float, float]:
    """Share of counts within the equal-tailed interval of whole numbers as shown, and the share by the randomised transform.

    The first is above `cover` where counts are small: whole numbers cannot split 0. The second is exact (see `pit_share`).
    """
    low, high = count_interval(cover, mean, shape)
    lower, upper = pit_bounds(counts, mean, shape)
    tail = (1 - cover) / 2
    return float(np.mean((counts >= low) & (counts <= high))), float(np.mean(pit_share(lower, upper, tail, 1 - tail)))


def score_summary(counts: Array, mean: Array, shape: Array, rivals: tuple[Rival, ...], chosen: Mask) -> dict[str, Any]:
    """Scores and coverage over the chosen windows whose count is known; against rivals, on the windows that both can forecast."""
    usable = chosen & np.isfinite(counts) & np.isfinite(mean)
    recorded, expected, own = counts[usable], mean[usable], shape[usable]
    scores: dict[str, Any] = {"n": int(usable.sum()), "incidents": int(recorded.sum()) if usable.any() else 0}
    if not usable.any():
        return scores
    scores["expected"] = float(expected.sum())
    for cover in (0.8, 0.95):
        share_shown, exact = interval_coverage(recorded, expected, own, cover)
        scores[f"cover_{cover:.0%}".rstrip("%")] = {"shown": share_shown, "randomised": exact}
    scores["crps"], scores["deviance"] = float(crps(recorded, expected, own).mean()), float(deviance(recorded, expected).mean())
    scores["rivals"] = {rival.name: _score_against(counts, mean, shape, rival, usable) for rival in rivals}
    return scores


def _score_against(counts: Array, mean: Array, shape: Array, rival: Rival, usable: Mask) -> dict[str, float]:
    both = usable & np.isfinite(rival.mean)
    if not both.any():
        return {"n": 0}
    recorded = counts[both]
    own_crps, own_deviance = crps(recorded, mean[both], shape[both]).mean(), deviance(recorded, mean[both]).mean()
    its_crps, its_deviance = crps(recorded, rival.mean[both], rival.shape[both]).mean(), deviance(recorded, rival.mean[both]).mean()
    return {
        "n": int(both.sum()),
        "crps": float(its_crps),
        "deviance": float(its_deviance),
        "crps_better": float(1 - own_crps / its_crps),
        "deviance_better": float(1 - own_deviance / its_deviance),
    }


def pit_histogram(counts: Array, mean: Array, shape: Array, chosen: Mask) -> list[float]:
    """Share of the probability integral transform in BINS equal bins (non-randomised); all 1 / BINS when calibrated."""
    usable = chosen & np.isfinite(counts) & np.isfinite(mean)
    lower, upper = pit_bounds(counts[usable], mean[usable], shape[usable])
    edges = np.linspace(0, 1, BINS + 1)
    return [float(pit_share(lower, upper, edges[number], edges[number + 1]).mean()) if usable.any() else 0.0 for number in range(BINS)]


def reliability_table(counts: Array, mean: Array, chosen: Mask, edges: tuple[float, ...]) -> list[dict[str, float]]:
    """By class of the expected number: the number of windows, the mean expected and recorded, and the standard error of the latter."""
    usable = chosen & np.isfinite(counts) & np.isfinite(mean)
    rows = []
    for low, high in pairwise(edges):
        inside = usable & (mean >= low) & (mean < high)
        if inside.any():
            recorded = counts[inside]
            rows.append(
                {
                    "from": low,
                    "to": high,
                    "n": int(inside.sum()),
                    "expected": float(mean[inside].mean()),
                    "recorded": float(recorded.mean()),
                    "error": float(recorded.std() / np.sqrt(inside.sum())),
                }
            )
    return rows
