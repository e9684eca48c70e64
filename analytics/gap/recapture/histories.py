"""Capture histories: which lists hold which incidents, counted.

A history is a set of lists, written as a number whose bit i says whether list i holds the incident. The histories of `k` lists are the
numbers 1 to 2**k - 1, without the empty one: the incidents that no list holds are what is to be estimated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Wholes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_LISTS: Final = 8
"""Eight lists have 255 histories and 28 pairs; with more, nearly all histories would be empty."""


@dataclass(frozen=True)
class Histories:
    """Incidents per history: `counts[h - 1]` incidents are held by exactly the lists in the bits of `h`.

    Raises ValueError when there are no or too many lists, names repeat, or counts are negative or of another length.
    """

    lists: tuple[str, ...]
    counts: Wholes

    def __post_init__(self) -> None:
        if not 1 <= len(self.lists) <= MOST_LISTS:
            raise ValueError(f"{len(self.lists)} lists; 1 to {MOST_LISTS} can be used")
        if len(set(self.lists)) < len(self.lists):
            raise ValueError("two lists have one name")
        if self.counts.shape != (2 ** len(self.lists) - 1,) or (self.counts < 0).any():
            raise ValueError(f"{len(self.lists)} lists have {2 ** len(self.lists) - 1} histories, with counts of 0 or more")

    @classmethod
    def from_rows(cls, lists: Sequence[str], rows: npt.ArrayLike, counts: npt.ArrayLike | None = None) -> Histories:
        """From rows of 0 and 1, one column per list; `counts` says how often each row occurs (default: once). Empty rows are dropped."""
        held = np.asarray(rows, dtype=bool).reshape(-1, len(lists))
        times = np.ones(len(held), np.int64) if counts is None else np.asarray(counts, np.int64)
        # Each row becomes the number of its history; the count of number 0, held by no list, is cut off below.
        number = held @ (1 << np.arange(len(lists), dtype=np.int64))
        return cls(tuple(lists), np.bincount(number, times, minlength=2 ** len(lists))[1:].astype(np.int64))

    @classmethod
    def from_sets(cls, lists: Sequence[str], sets: Iterable[Iterable[str]], counts: Iterable[int]) -> Histories:
        """From the lists that hold each incident, by name; names that are not in `lists` are ignored."""
        bit = {name: 1 << place for place, name in enumerate(lists)}
        counts_by_number = np.zeros(2 ** len(lists), np.int64)
        for held, count in zip(sets, counts, strict=True):
            counts_by_number[sum({bit.get(name, 0) for name in held})] += count
        return cls(tuple(lists), counts_by_number[1:])

    @property
    def observed(self) -> int:
        """Incidents that at least one list holds."""
        return int(self.counts.sum())

    @cached_property
    def patterns(self) -> Flags:
        """Histories x lists: whether the list is part of the history."""
        return patterns(len(self.lists))

    @property
    def totals(self) -> tuple[int, ...]:
        """Incidents that each list holds."""
        return tuple(int(total) for total in self.counts @ self.patterns)

    @property
    def overlaps(self) -> Wholes:
        """Lists x lists: incidents that both hold; on the diagonal those of the list."""
        held = self.patterns.astype(np.int64)
        return np.asarray(held.T @ (self.counts[:, None] * held))

    @property
    def shared(self) -> int:
        """Incidents that two lists or more hold."""
        return int(self.counts[self.patterns.sum(axis=1) > 1].sum())

    @property
    def by_number(self) -> Wholes:
        """Incidents that exactly 1, 2, ... lists hold."""
        return np.bincount(self.patterns.sum(axis=1), self.counts, minlength=len(self.lists) + 1)[1:].astype(np.int64)

    def restricted_to(self, lists: Sequence[str]) -> Histories:
        """As the given lists alone see it; incidents that only others hold are left out."""
        places = [self.lists.index(name) for name in lists]
        return Histories.from_rows(lists, self.patterns[:, places], self.counts)

    def without_empty_lists(self) -> Histories:
        """Without the lists that hold nothing."""
        return self.restricted_to([name for name, total in zip(self.lists, self.totals, strict=True) if total] or self.lists[:1])

    def with_merged(self, lists: Sequence[str], into: str) -> Histories:
        """With the given lists taken as one, called `into`: an incident that any of them holds is held by it."""
        others = [name for name in self.lists if name not in lists]
        places = [self.lists.index(name) for name in others]
        either = self.patterns[:, [self.lists.index(name) for name in lists]].any(axis=1)
        return Histories.from_rows([*others, into], np.column_stack([self.patterns[:, places], either]), self.counts)

    def __add__(self, other: Histories) -> Histories:
        if self.lists != other.lists:
            raise ValueError("histories of other lists")
        return Histories(self.lists, self.counts + other.counts)


def patterns(lists: int) -> Flags:
    """Histories x lists for so many lists: whether the list is part of the history."""
    numbers = np.arange(1, 2**lists)
    return (numbers[:, None] >> np.arange(lists) & 1).astype(bool)
