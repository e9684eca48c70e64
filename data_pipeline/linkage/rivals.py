"""Who belongs with whom when many fit: probabilities of pairs under the condition that each has at most one partner."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]

ROUNDS: Final = 8
"""How often messages are passed: a pair so many pairs away still has a say in another's probability. More rounds change next to nothing,
and because they end it can be told whom a new report touches."""
_LARGEST_BITS: Final = 45.0
"""Above this a pair is certain; larger odds would leave the messages of its rivals without precision."""


def matching_probabilities(left: Wholes, right: Wholes, weight: Reals, source: Wholes, several: npt.NDArray[np.bool_]) -> Reals:
    """Marginal probability of every edge in a random matching that weighs each edge by its odds.

    `left`, `right`: nodes of each edge (positions in `source`), each edge once; `weight`: log2 odds of the edge by itself.
    A node has at most one partner in each other source, except where `several` says that it may have more.
    Sum-product belief propagation for matchings (Bayati, Shah, Sharma 2008; Sanghavi, Malioutov, Willsky 2011), cut off after ROUNDS:
    exact where rivals form no cycle and no longer chain, elsewhere a good approximation.
    """
    if not len(left):
        return np.zeros(0)
    # All of a node's edges to one source lie on one side, so that each edge knows all its rivals.
    turned = source[left] > source[right]
    left, right = np.where(turned, right, left), np.where(turned, left, right)
    odds = np.exp2(np.clip(weight, -60, _LARGEST_BITS))
    sources = int(source.max()) + 1
    # A constraint is a node together with the other source: there it has one partner at most.
    left_constraint = np.unique(left * sources + source[right], return_inverse=True)[1]
    right_constraint = np.unique(right * sources + source[left], return_inverse=True)[1]
    from_left = from_right = before_left = before_right = np.ones(len(odds))
    for last in (False,) * (ROUNDS - 1) + (True,):
        if last:
            # On a cycle messages swing between two states; the geometric mean of both is where they would settle.
            from_left, from_right = np.sqrt(from_left * before_left), np.sqrt(from_right * before_right)
        before_left, before_right = from_left, from_right
        from_left = _freedom_messages(odds * before_right, left_constraint, several[left])
        from_right = _freedom_messages(odds * before_left, right_constraint, several[right])
    strength = odds * np.sqrt(from_left * before_left) * np.sqrt(from_right * before_right)
    return np.asarray(strength / (1 + strength))


def _freedom_messages(pull: Reals, constraint: Wholes, several: npt.NDArray[np.bool_]) -> Reals:
    """How free each node is for the partner of an edge, 0 to 1: 1 when no rival pulls at it."""
    # A sum less its own part can come out slightly below 0.
    pull_of_rivals = np.maximum(np.bincount(constraint, pull)[constraint] - pull, 0.0)
    return np.where(several, 1.0, 1 / (1 + pull_of_rivals))
