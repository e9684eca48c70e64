"""How good forecasts were: scores against what was recorded, beside simple forecasts, and calibration."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from analytics.risk.predictive import crps, deviance, interval, log_probability, pit, pit_share

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SIZES: Final = ((0.0, 0.1), (0.1, 1.0), (1.0, 3.0), (3.0, np.inf))
"""Classes of the expected number: from, to (not included)."""
BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Rival:
    """A simple forecast: its expected numbers, and the floor and shape that made it best (log score) on the training windows."""

    name: str
    mean: Array
    shape: Array


def rival(name: str, past: Array, counts: Array, training: Mask) -> Rival:
    """A simple forecast made as good as it can be: a floor under its expected number (an expected 0 would be infinitely wrong
    after one incident) and a negative binomial's shape, both chosen on the training windows."""
    known = training & np.isfinite(past) & np.isfinite(counts)
    expected, recorded = past[known], counts[known]

    def loss(free: Array) -> float:
        mean = np.maximum(expected, np.exp(free[0]))
        return -float(log_probability(recorded, mean, np.full_like(mean, np.exp(free[1]))).mean())

    best = minimize(loss, np.array([-3.0, 0.0]), method="L-BFGS-B", bounds=((-8.0, 1.0), (-4.0, 6.0)))
    floor, shape = (float(value) for value in np.exp(best.x))
    mean = np.where(np.isfinite(past), np.maximum(past, floor), np.nan)
    return Rival(name, mean, np.full_like(past, shape))


def coverage(counts: Array, mean: Array, shape: Array, cover: float) -> tuple[float, float]:
    """Share of counts within the equal-tailed interval of whole numbers that is shown, and the share by the randomised transform.

    The first is above `cover` where counts are small: whole numbers cannot split 0. The second is exact (see `pit_share`).
    """
    low, high = interval(cover, mean, shape)
    lower, upper = pit(counts, mean, shape)
    tail = (1 - cover) / 2
    return float(np.mean((counts >= low) & (counts <= high))), float(np.mean(pit_share(lower, upper, tail, 1 - tail)))


def summary(counts: Array, mean: Array, shape: Array, rivals: tuple[Rival, ...], chosen: Mask) -> dict[str, Any]:
    """Scores and coverage over the chosen windows whose count is known; against rivals on the windows that both can forecast."""
    kept = chosen & np.isfinite(counts) & np.isfinite(mean)
    recorded, expected, own = counts[kept], mean[kept], shape[kept]
    found: dict[str, Any] = {"n": int(kept.sum()), "incidents": int(recorded.sum()) if kept.any() else 0}
    if not kept.any():
        return found
    found["expected"] = float(expected.sum())
    for cover in (0.8, 0.95):
        shown, exact = coverage(recorded, expected, own, cover)
        found[f"cover_{cover:.0%}".rstrip("%")] = {"shown": shown, "randomised": exact}
    found["crps"], found["deviance"] = float(crps(recorded, expected, own).mean()), float(deviance(recorded, expected).mean())
    found["rivals"] = {one.name: _against(counts, mean, shape, one, kept) for one in rivals}
    return found


def _against(counts: Array, mean: Array, shape: Array, one: Rival, kept: Mask) -> dict[str, float]:
    both = kept & np.isfinite(one.mean)
    if not both.any():
        return {"n": 0}
    recorded = counts[both]
    own_crps, own_deviance = crps(recorded, mean[both], shape[both]).mean(), deviance(recorded, mean[both]).mean()
    its_crps, its_deviance = crps(recorded, one.mean[both], one.shape[both]).mean(), deviance(recorded, one.mean[both]).mean()
    return {
        "n": int(both.sum()),
        "crps": float(its_crps),
        "deviance": float(its_deviance),
        "crps_better": float(1 - own_crps / its_crps),
        "deviance_better": float(1 - own_deviance / its_deviance),
    }


def histogram(counts: Array, mean: Array, shape: Array, chosen: Mask) -> list[float]:
    """Share of the probability integral transform in BINS equal bins (non-randomised); all 1 / BINS when calibrated."""
    kept = chosen & np.isfinite(counts) & np.isfinite(mean)
    lower, upper = pit(counts[kept], mean[kept], shape[kept])
    edges = np.linspace(0, 1, BINS + 1)
    return [float(pit_share(lower, upper, edges[one], edges[one + 1]).mean()) if kept.any() else 0.0 for one in range(BINS)]


def reliability(counts: Array, mean: Array, chosen: Mask, edges: tuple[float, ...]) -> list[dict[str, float]]:
    """Windows by expected number: how many, the mean expected and the mean recorded."""
    kept = chosen & np.isfinite(counts) & np.isfinite(mean)
    found = []
    for low, high in pairwise(edges):
        inside = kept & (mean >= low) & (mean < high)
        if inside.any():
            recorded = counts[inside]
            found.append(
                {
                    "from": low,
                    "to": high,
                    "n": int(inside.sum()),
                    "expected": float(mean[inside].mean()),
                    "recorded": float(recorded.mean()),
                    "error": float(recorded.std() / np.sqrt(inside.sum())),
                }
            )
    return found
