"""Who belongs to whom when many fit: probabilities of pairs under the condition that each has at most one partner."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]

_ROUNDS: Final = 40
_MOST_BITS: Final = 45.0
_STEADY: Final = 1e-9


def matching(left: Wholes, right: Wholes, weight: Reals, source: Wholes, several: npt.NDArray[np.bool_]) -> Reals:
    """Marginal probability of every edge in a random matching that weighs each edge by its odds.

    `left`, `right`: nodes of each edge (positions in `source`), each edge once; `weight`: log2 odds of the edge by itself.
    A node has at most one partner in each other source, except where `several` says that it may have more.
    Sum-product belief propagation for matchings (Bayati, Shah, Sharma 2008; Sanghavi, Malioutov, Willsky 2011): exact on
    trees; on circles a good approximation, damped so that it settles.
    """
    if not len(left):
        return np.zeros(0)
    # All of a node's edges to one source lie on one side, so that each knows all its rivals.
    turned = source[left] > source[right]
    left, right = np.where(turned, right, left), np.where(turned, left, right)
    odds = np.exp2(np.clip(weight, -60, _MOST_BITS))
    sources = int(source.max()) + 1
    here = np.unique(left * sources + source[right], return_inverse=True)[1]
    there = np.unique(right * sources + source[left], return_inverse=True)[1]
    from_left, from_right = np.ones(len(odds)), np.ones(len(odds))
    for _ in range(_ROUNDS):
        new_left = _message(odds * from_right, here, several[left])
        new_right = _message(odds * from_left, there, several[right])
        change = max(np.abs(new_left - from_left).max(), np.abs(new_right - from_right).max())
        from_left, from_right = (from_left + new_left) / 2, (from_right + new_right) / 2
        if change < _STEADY:
            break
    strength = odds * from_left * from_right
    return np.asarray(strength / (1 + strength))


def _message(pull: Reals, node: Wholes, several: npt.NDArray[np.bool_]) -> Reals:
    """How free each node is for the partner of an edge: 1 when nothing else pulls at it."""
    rest = np.maximum(np.bincount(node, pull)[node] - pull, 0.0)
    return np.where(several, 1.0, 1 / (1 + rest))
