"""Log-linear models of capture histories: which exist, their designs, and what empty overlaps leave of them.

A term is a number whose bits are its lists; every model has the terms of all single lists. A hierarchical model that has a term of
three lists has all terms of two of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final

import numpy as np

from analytics.gap.recapture.histories import Flags, Reals

MOST_MODELS: Final = 4096


@dataclass(frozen=True)
class Design:
    """The widest model: `matrix` is histories x (1, single lists, interactions); `terms` are the interactions in its order."""

    lists: int
    terms: tuple[int, ...]
    matrix: Reals

    @property
    def interactions(self) -> Flags:
        """Histories x interactions: whether the history holds all lists of it."""
        return np.asarray(self.matrix[:, 1 + self.lists :] > 0)

    def parameters(self, model: Iterable[int]) -> Flags:
        """Which columns a model has."""
        chosen = set(model)
        return np.array([True] * (1 + self.lists) + [term in chosen for term in self.terms])

    def narrowed(self, model: Iterable[int]) -> Design:
        """The design of one model alone."""
        chosen = set(model)
        terms = tuple(term for term in self.terms if term in chosen)
        return Design(self.lists, terms, np.ascontiguousarray(self.matrix[:, self.parameters(model)]))


@cache
def widest_design(lists: int, order: int = 2) -> Design:
    """The model of all interactions of up to `order` lists; those of few lists first, in the order of the lists."""
    terms = tuple(term_of(group) for size in range(2, order + 1) for group in combinations(range(lists), size))
    numbers = np.arange(1, 2**lists)
    columns = [np.ones(len(numbers)), *(((numbers & term) == term).astype(float) for term in (*(1 << i for i in range(lists)), *terms))]
    return Design(lists, terms, np.column_stack(columns))


def hierarchical_models(lists: int, order: int = 2) -> tuple[tuple[int, ...], ...]:
    """All hierarchical models with interactions of up to `order` lists, the smallest first. ValueError when they are too many."""
    pairs = list(widest_design(lists, 2).terms) if order > 1 else []
    # Twelve pairs are 4,096 models; six lists have fifteen.
    if len(pairs) > 12:
        raise ValueError(f"{lists} lists have {2 ** len(pairs):,} models of pairs; choose stepwise")
    hierarchical = [chosen for size in range(len(pairs) + 1) for chosen in combinations(pairs, size)]
    for size in range(3, order + 1):
        terms = [term for term in widest_design(lists, order).terms if term.bit_count() == size]
        hierarchical = [(*model, *more) for model in hierarchical for more in _hierarchical_extensions(model, terms)]
        if len(hierarchical) > MOST_MODELS:
            raise ValueError(f"{lists} lists have more than {MOST_MODELS:,} models with interactions of {order} lists")
    return tuple(hierarchical)


def _hierarchical_extensions(model: tuple[int, ...], terms: Sequence[int]) -> list[tuple[int, ...]]:
    """The sets of further terms that keep the model hierarchical: all terms one list smaller must be there."""
    allowed = [term for term in terms if all(part in model for part in _terms_one_smaller(term))]
    return [chosen for size in range(len(allowed) + 1) for chosen in combinations(allowed, size)]


def _terms_one_smaller(term: int) -> list[int]:
    return [term & ~(1 << bit) for bit in range(term.bit_length()) if term >> bit & 1]


def term_of(lists: Iterable[int]) -> int:
    """The term of the lists at these places."""
    return sum(1 << place for place in lists)


def lists_of_term(term: int) -> tuple[int, ...]:
    """The lists of a term, by place."""
    return tuple(bit for bit in range(term.bit_length()) if term >> bit & 1)


def model_name(model: Sequence[int], lists: int) -> str:
    """The model as Rcapture writes it: its largest terms, lists counted from 1, `[12,3,4]`."""
    every = [*model, *(1 << place for place in range(lists))]
    largest = [term for term in every if not any(term != other and term & other == term for other in every)]
    words = sorted(largest, key=lambda term: (-term.bit_count(), lists_of_term(term)))
    return "[" + ",".join("".join(str(1 + place) for place in lists_of_term(term)) for term in words) + "]"


def without_empty_overlaps(wide: Design, terms: Flags, counts: Reals) -> tuple[Flags, Flags]:
    """The parameters and cells that remain of models, tables x parameters and tables x cells.

    `terms` is tables x parameters, `counts` tables x cells. An interaction whose lists share nothing is at minus infinity: it and all
    histories that hold its lists drop out.
    """
    first = 1 + wide.lists
    inside = wide.interactions
    empty = (counts @ inside == 0) & terms[:, first:]
    remaining = terms.copy()
    remaining[:, first:] &= ~empty
    # Counts the empty overlaps that each history holds: one is enough to rule it out.
    gone = empty.astype(np.int8) @ inside.T.astype(np.int8) > 0
    return remaining, ~gone
