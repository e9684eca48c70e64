"""Resamples of a table and the intervals made from them.

`conditional`: the incidents observed, drawn with replacement (Chan, Silverman and Vincent 2021). `imputed`: as many incidents as were
estimated, those that nobody holds among them, drawn with replacement, so that also the number observed varies (Norris and Pollock
1996, Environ. Ecol. Stat. 3). Accelerated, bias-corrected (BCa) intervals as DiCiccio and Efron 1996 (Stat. Sci. 11).
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from analytics.gap.recapture.histories import Reals, Wholes


def conditional(counts: Wholes, resamples: int, rng: np.random.Generator) -> Reals:
    """Resamples x histories: the incidents observed, drawn anew."""
    total = int(counts.sum())
    return rng.multinomial(total, counts / total, resamples).astype(float)


def imputed(counts: Reals, unseen: Reals, rng: np.random.Generator) -> Reals:
    """Tables x histories: for each table of `counts` and its `unseen`, one resample of all incidents, without those that nobody holds."""
    whole = np.column_stack([counts, unseen])
    totals = np.rint(whole.sum(axis=1)).astype(np.int64)
    return rng.multinomial(totals, whole / whole.sum(axis=1, keepdims=True))[:, :-1].astype(float)


def corrected(values: Reals, estimate: float | Reals, level: float, acceleration: float = 0.0) -> tuple[float, float]:
    """The interval corrected for bias and, with `acceleration`, for a spread that grows with the estimate (BCa).

    `estimate` is that of the table the values were drawn from, or one for each value where these come from many tables.
    """
    below = float(np.clip(np.mean(values < estimate), 0.5 / len(values), 1 - 0.5 / len(values)))
    shift = float(ndtri(below))
    ends = shift + ndtri(np.array([0.5 - level / 2, 0.5 + level / 2]))
    low, high = _quantiles(values, ndtr(shift + ends / (1 - acceleration * ends)))
    return low, high


def acceleration(counts: Wholes, without: Reals) -> float:
    """The acceleration, from the estimate without one incident of each history; histories that hold nothing do not count.

    0 where the estimate vanishes without one of them: then nothing can be said of how its spread grows.
    """
    held = counts > 0
    times, values = counts[held].astype(float), without[held]
    if not np.isfinite(values).all():
        return 0.0
    residuals = (times * values).sum() / times.sum() - values
    spread = (times * residuals**2).sum()
    return float((times * residuals**3).sum() / (6 * spread**1.5)) if spread > 0 else 0.0


def _quantiles(values: Reals, ends: Reals) -> tuple[float, float]:
    """Quantiles unbiased for the median; those that fall among infinite values are infinite."""
    finite = np.where(np.isfinite(values), values, np.finfo(float).max / 4)
    low, high = np.quantile(finite, ends, method="median_unbiased")
    return tuple(float(one) if one < np.finfo(float).max / 1e6 else np.inf for one in (low, high))  # type: ignore[return-value]
