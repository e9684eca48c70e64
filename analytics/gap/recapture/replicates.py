"""Estimates of many tables at once, two lists or more: what bootstrap, links in doubt and simulations rest on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.gap.recapture import resample, two_lists
from analytics.gap.recapture.histories import Reals, patterns
from analytics.gap.recapture.model_choice import Choice, unseen


def totals(tables: Reals, lists: int, choice: Choice, candidates: Sequence[tuple[int, ...]]) -> Reals:
    """The estimated number of all incidents of each table (tables x histories); infinite where no estimate exists."""
    if lists == 2:
        held = patterns(2).astype(float)
        first, second = (tables @ held).T
        return two_lists.chapman(first, second, tables[:, 2])
    return np.asarray(tables.sum(axis=1) + unseen(tables, lists, choice, candidates))


def drawn(
    tables: Reals, estimates: Reals, lists: int, choice: Choice, candidates: Sequence[tuple[int, ...]], rng: np.random.Generator
) -> Reals:
    """For each table one resample of all its incidents, estimated: the spread of the estimate were the table the truth.

    Tables without an estimate stay infinite.
    """
    found = np.full(len(tables), np.inf)
    known = np.isfinite(estimates)
    if known.any():
        again = resample.imputed(tables[known], np.maximum(estimates[known] - tables[known].sum(axis=1), 0.0), rng)
        found[known] = totals(again, lists, choice, candidates)
    return found
