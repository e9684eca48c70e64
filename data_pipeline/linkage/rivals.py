"""Who belongs with whom when many fit: probabilities of pairs under the condition that each has at most one partner."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]

_MAX_ROUNDS: Final = 40
_LARGEST_BITS: Final = 45.0
"""Above this a pair is certain; larger odds would leave the messages of its rivals without precision."""
_CONVERGED: Final = 1e-9


def matching_probabilities(left: Wholes, right: Wholes, weight: Reals, source: Wholes, several: npt.NDArray[np.bool_]) -> Reals:
    """Marginal probability of every edge in a random matching that weighs each edge by its odds.

    `left`, `right`: nodes of each edge (positions in `source`), each edge once; `weight`: log2 odds of the edge by itself.
    A node has at most one partner in each other source, except where `several` says that it may have more.
    Sum-product belief propagation for matchings (Bayati, Shah, Sharma 2008; Sanghavi, Malioutov, Willsky 2011): exact on
    trees; on cycles a good approximation, damped so that it settles.
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
    component = _component_of_edges(left, right, len(source))
    from_left, from_right = np.ones(len(odds)), np.ones(len(odds))
    going = np.arange(len(odds))
    for _ in range(_MAX_ROUNDS):
        pull, left_rivals, right_rivals = odds[going], left_constraint[going], right_constraint[going]
        new_left = _freedom_messages(pull * from_right[going], left_rivals, several[left[going]])
        new_right = _freedom_messages(pull * from_left[going], right_rivals, several[right[going]])
        change = np.maximum(np.abs(new_left - from_left[going]), np.abs(new_right - from_right[going]))
        # Half the step: undamped, messages on a cycle swing between two states.
        from_left[going], from_right[going] = (from_left[going] + new_left) / 2, (from_right[going] + new_right) / 2
        # Reports that no chain of rivals connects do not wait for one another: so what is far away changes not even the last digit.
        largest_change = np.zeros(component.max() + 1)
        np.maximum.at(largest_change, component[going], change)
        going = going[largest_change[component[going]] >= _CONVERGED]
        if not len(going):
            break
    strength = odds * from_left * from_right
    return np.asarray(strength / (1 + strength))


def _component_of_edges(left: Wholes, right: Wholes, nodes: int) -> Wholes:
    """For each edge the number of the connected component that it is in."""
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(nodes, nodes))
    return np.asarray(connected_components(graph, directed=False)[1][left], np.int64)


def _freedom_messages(pull: Reals, constraint: Wholes, several: npt.NDArray[np.bool_]) -> Reals:
    """How free each node is for the partner of an edge, 0 to 1: 1 when no rival pulls at it."""
    # A sum less its own part can come out slightly below 0.
    pull_of_rivals = np.maximum(np.bincount(constraint, pull)[constraint] - pull, 0.0)
    return np.where(several, 1.0, 1 / (1 + pull_of_rivals))
