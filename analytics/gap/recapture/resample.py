"""Resamples of a table and the intervals made from them.

`resample_observed`: the incidents observed, drawn with replacement (Chan, Silverman and Vincent 2021). `resample_with_unseen`: as many
incidents as were estimated, those that no list holds included, drawn with replacement, so that the number observed varies too (Norris
and Pollock 1996, Environ. Ecol. Stat. 3). Bias-corrected, accelerated (BCa) intervals: DiCiccio and Efron 1996 (Stat. Sci. 11).
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from analytics.gap.recapture.histories import Reals, Wholes


def resample_observed(counts: Wholes, resamples: int, rng: np.random.Generator) -> Reals:
    """Resamples x histories: the incidents observed, drawn with replacement."""
    total = int(counts.sum())
    return rng.multinomial(total, counts / total, resamples).astype(float)


def resample_with_unseen(counts: Reals, unseen: Reals, rng: np.random.Generator) -> Reals:
    """Tables x histories: for each table of `counts` and its `unseen`, one resample of all incidents, without those that no list holds."""
    completed = np.column_stack([counts, unseen])
    totals = np.rint(completed.sum(axis=1)).astype(np.int64)
    return rng.multinomial(totals, completed / completed.sum(axis=1, keepdims=True))[:, :-1].astype(float)


def corrected_interval(values: Reals, estimate: float | Reals, level: float, acceleration: float = 0.0) -> tuple[float, float]:
    """The interval corrected for bias and, with `acceleration`, for a spread that grows with the estimate (BCa).

    `estimate` is that of the table the values were drawn from, or one for each value where these come from many tables.
    """
    # Half a resample away from 0 and 1, where the normal quantile would be infinite.
    below = float(np.clip(np.mean(values < estimate), 0.5 / len(values), 1 - 0.5 / len(values)))
    shift = float(ndtri(below))
    ends = shift + ndtri(np.array([0.5 - level / 2, 0.5 + level / 2]))
    low, high = _median_unbiased_quantiles(values, ndtr(shift + ends / (1 - acceleration * ends)))
    return low, high


def bca_acceleration(counts: Wholes, without: Reals) -> float:
    """The acceleration, from the estimate without one incident of each history; empty histories do not count.

    0 where no estimate exists without one of them: then nothing can be said about how its spread grows.
    """
    held = counts > 0
    times, values = counts[held].astype(float), without[held]
    if not np.isfinite(values).all():
        return 0.0
    residuals = (times * values).sum() / times.sum() - values
    spread = (times * residuals**2).sum()
    return float((times * residuals**3).sum() / (6 * spread**1.5)) if spread > 0 else 0.0


def _median_unbiased_quantiles(values: Reals, ends: Reals) -> tuple[float, float]:
    """Median-unbiased quantiles; those that fall among infinite values are infinite."""
    # Interpolation between infinities gives NaN: a number beyond any count stands for infinity, and is turned back below.
    finite = np.where(np.isfinite(values), values, np.finfo(float).max / 4)
    low, high = np.quantile(finite, ends, method="median_unbiased")
    return tuple(float(end) if end < np.finfo(float).max / 1e6 else np.inf for end in (low, high))  # type: ignore[return-value]
