"""Estimates of many tables at once, of two lists or more: the basis of the bootstrap and of links drawn by their probability."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.gap.recapture import resample, two_lists
from analytics.gap.recapture.histories import Reals, patterns
from analytics.gap.recapture.model_choice import Choice, estimate_unseen


def estimate_totals(tables: Reals, lists: int, choice: Choice, candidates: Sequence[tuple[int, ...]]) -> Reals:
    """The estimated number of all incidents of each table (tables x histories); infinite where no estimate exists."""
    if lists == 2:
        held = patterns(2).astype(float)
        first, second = (tables @ held).T
        # Columns of two lists are the histories 1 (first alone), 2 (second alone) and 3 (both).
        return two_lists.chapman_estimate(first, second, tables[:, 2])
    return np.asarray(tables.sum(axis=1) + estimate_unseen(tables, lists, choice, candidates))


def draw_estimates(
    tables: Reals, estimates: Reals, lists: int, choice: Choice, candidates: Sequence[tuple[int, ...]], rng: np.random.Generator
) -> Reals:
    """For each table the estimate from one resample of all its incidents: the spread that the estimate would have if the table were true.

    Tables without an estimate stay infinite.
    """
    estimated = np.full(len(tables), np.inf)
    has_estimate = np.isfinite(estimates)
    if has_estimate.any():
        again = resample.resample_with_unseen(
            tables[has_estimate], np.maximum(estimates[has_estimate] - tables[has_estimate].sum(axis=1), 0.0), rng
        )
        estimated[has_estimate] = estimate_totals(again, lists, choice, candidates)
    return estimated
