"""What doubt about links does to the estimate: histories under links drawn by their probability.

A linked pair is cut, an unsure one joined, as often as its probability says; between two sources a report has at most one partner, so
rivals exclude each other. A missed link makes two incidents of one and raises the estimate, a false one lowers it (Ding and Fienberg
1994, Surv. Methodol. 20; Zult, de Wolf, Bakker, van der Heijden 2021, J. Off. Stat. 37 correct for it with error rates of the linkage).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from analytics.gap.recapture.histories import Flags, Reals, Wholes
from warehouse.queries.gap.source_histories import UncertainLinks

DRAWS_AT_ONCE = 50


@dataclass(frozen=True)
class Doubt:
    """Reports and judged pairs as positions: `bits` are the lists that a report puts its incident on, `stratum` its incident's,
    -1 for none; `left`, `right`, `chance` the pairs, left of the source that sorts first; `between` those of two sources."""

    bits: Wholes
    stratum: Wholes
    incident: Wholes
    left: Wholes
    right: Wholes
    chance: Reals
    between: Wholes

    @classmethod
    def of(cls, links: UncertainLinks, lists: Sequence[str], stratum: npt.ArrayLike | None = None, origin: bool = False) -> Doubt:
        """`stratum` gives a number from 0 per row of `links.members`, -1 to leave its incident out (default: 0 for all). With
        `origin`, a report that comes from another list's body counts for that one."""
        members, pairs = links.members, links.pairs
        place = {name: 1 << number for number, name in enumerate(lists)}
        bits = np.array(
            [_bits(source, credits_, place, origin) for source, credits_ in zip(members["source"], members["credits"], strict=True)]
        )
        at = {key: number for number, key in enumerate(zip(members["incident_id"], members["report_id"], strict=True))}
        ends = [[at[key] for key in zip(pairs[f"incident_{side}"], pairs[f"report_{side}"], strict=True)] for side in ("a", "b")]
        a, b = (np.array(one, np.int64) for one in ends)
        source = pd.factorize(members["source"], sort=True)[0]
        flipped = source[a] > source[b]
        pair = source[a] * (source.max(initial=0) + 1) + source[b]
        return cls(
            bits=bits.astype(np.int64),
            stratum=np.zeros(len(members), np.int64) if stratum is None else np.asarray(stratum, np.int64),
            incident=pd.factorize(members["incident_id"])[0].astype(np.int64),
            left=np.where(flipped, b, a),
            right=np.where(flipped, a, b),
            chance=pairs["probability"].to_numpy(float),
            between=np.where(source[a] == source[b], -1, np.where(flipped, source[b] * (source.max(initial=0) + 1) + source[a], pair)),
        )


def touched(doubt: Doubt, lists: int, strata: int = 1) -> Wholes:
    """Strata x histories: the incidents that doubtful pairs touch, as they are linked now."""
    return np.asarray(_tabulate(doubt, doubt.incident[None], int(doubt.incident.max(initial=-1)) + 1, lists, strata)[0])


def draw(doubt: Doubt, lists: int, draws: int, rng: np.random.Generator, strata: int = 1) -> Wholes:
    """Draws x strata x histories: the same incidents under links drawn by their probability.

    An incident lies in the stratum of its first report.
    """
    parts = [_draw(doubt, lists, min(DRAWS_AT_ONCE, draws - first), rng, strata) for first in range(0, draws, DRAWS_AT_ONCE)]
    return np.concatenate(parts) if parts else np.empty((0, strata, 2**lists - 1), np.int64)


def _draw(doubt: Doubt, lists: int, draws: int, rng: np.random.Generator, strata: int) -> Wholes:
    taken = _pairs_taken(doubt, draws, rng)
    of_draw, pair = np.nonzero(taken)
    many = len(doubt.bits)
    loose = _loose(doubt)
    of_loose = np.repeat(np.arange(draws), len(loose[0]))
    rows = np.concatenate([of_draw * many + doubt.left[pair], of_loose * many + np.tile(loose[0], draws)])
    columns = np.concatenate([of_draw * many + doubt.right[pair], of_loose * many + np.tile(loose[1], draws)])
    graph = coo_matrix((np.ones(len(rows), bool), (rows, columns)), shape=(draws * many, draws * many))
    count, labels = connected_components(graph, directed=False)
    return _tabulate(doubt, labels.astype(np.int64).reshape(draws, many), count, lists, strata)


def _loose(doubt: Doubt) -> tuple[Wholes, Wholes]:
    """Reports that no pair binds into their incident, each with its incident's first report: their place is not in doubt."""
    same = doubt.incident[doubt.left] == doubt.incident[doubt.right]
    bound = np.zeros(len(doubt.bits), bool)
    bound[doubt.left[same]] = bound[doubt.right[same]] = True
    first = np.zeros(int(doubt.incident.max(initial=-1)) + 1, np.int64)
    first[doubt.incident[::-1]] = np.arange(len(doubt.bits))[::-1]
    free = np.flatnonzero(~bound)
    return free, first[doubt.incident[free]]


def _pairs_taken(doubt: Doubt, draws: int, rng: np.random.Generator) -> Flags:
    """Draws x pairs: which pairs are one incident; pairs without rivals each for itself."""
    taken = rng.random((draws, len(doubt.chance))) < doubt.chance
    for kind in np.unique(doubt.between[doubt.between >= 0]):
        here = np.flatnonzero(doubt.between == kind)
        rival = _count(doubt.left[here]) + _count(doubt.right[here]) > 2
        _match(doubt, here[rival], taken, rng)
    return taken


def _count(values: Wholes) -> Wholes:
    """How often each value occurs, at its every place."""
    _, which, times = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray(times[which])


def _match(doubt: Doubt, pairs: Wholes, taken: Flags, rng: np.random.Generator) -> None:
    """Draw partners for reports with rivals, one left report after the other, so that each pair keeps its probability.

    A partner that is still free is drawn with its probability given that none before took it.
    """
    draws = len(taken)
    free: dict[int, Flags] = {}
    spent: dict[int, float] = {}
    taken[:, pairs] = False
    for report in np.unique(doubt.left[pairs]):
        own = pairs[doubt.left[pairs] == report]
        rights = doubt.right[own].tolist()
        left = np.array([max(1 - spent.get(right, 0.0), 1e-9) for right in rights])
        open_ = np.column_stack([free.get(right, np.ones(draws, bool)) for right in rights])
        chances = np.minimum(doubt.chance[own] / left, 1.0) * open_
        chances /= np.maximum(chances.sum(axis=1, keepdims=True), 1.0)
        choice = (rng.random((draws, 1)) > np.cumsum(chances, axis=1)).sum(axis=1)
        for number, right in enumerate(rights):
            hit = choice == number
            taken[hit, own[number]] = True
            free[right] = free.get(right, np.ones(draws, bool)) & ~hit
            spent[right] = spent.get(right, 0.0) + float(doubt.chance[own[number]])


def _tabulate(doubt: Doubt, labels: Wholes, count: int, lists: int, strata: int) -> Wholes:
    """Draws x strata x histories, from the incident number of each report in each draw; numbers are not shared between draws."""
    draws, many = labels.shape
    flat = labels.ravel()
    history = np.zeros(count, np.int64)
    for bit in range(lists):
        held = np.flatnonzero(np.tile(doubt.bits >> bit & 1, draws))
        history[np.unique(flat[held])] |= 1 << bit
    first = np.zeros(count, np.int64)
    first[flat[::-1]] = np.arange(draws * many)[::-1]
    stratum = doubt.stratum[first % many]
    kept = (history > 0) & (stratum >= 0)
    cell = ((first // many * strata) + stratum) * 2**lists + history
    return np.bincount(cell[kept], minlength=draws * strata * 2**lists).reshape(draws, strata, 2**lists)[:, :, 1:]


def _bits(source: str, credits_: Sequence[str], place: dict[str, int], origin: bool) -> int:
    givers = sum({place[one] for one in credits_ if one in place}) if origin else 0
    return givers or place.get(source, 0)
