"""What doubt about links does to the estimate: histories under links drawn by their probability.

A linked pair is cut, an unsure one joined, as often as its probability says; between two sources a report has at most one partner, so
rivals exclude each other. A missed link makes two incidents of one and raises the estimate, a false one lowers it (Ding and Fienberg
1994, Surv. Methodol. 20; Zult, de Wolf, Bakker, van der Heijden 2021, J. Off. Stat. 37 correct for it with error rates of the linkage).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from analytics.gap.recapture.histories import Flags, Reals, Wholes
from warehouse.queries.gap.source_histories import UncertainLinks

DRAWS_AT_ONCE: Final = 50
"""All draws at once would need a graph of draws times reports in memory."""


@dataclass(frozen=True)
class DoubtfulLinks:
    """Reports and judged pairs as positions.

    Per report: `bits` are the lists that it puts its incident on, `stratum` is its incident's, -1 for none, `incident` its number. Per
    pair: `left` and `right` are its reports, left of the source that sorts first; `chance` its probability; `between` a number for the
    two sources, -1 within one.
    """

    bits: Wholes
    stratum: Wholes
    incident: Wholes
    left: Wholes
    right: Wholes
    chance: Reals
    between: Wholes

    @classmethod
    def from_links(
        cls, links: UncertainLinks, lists: Sequence[str], stratum: npt.ArrayLike | None = None, origin: bool = False
    ) -> DoubtfulLinks:
        """`stratum` gives a number from 0 per row of `links.members`, -1 to leave its incident out (default: 0 for all). With
        `origin`, a report that comes from another list's body counts for that one."""
        members, pairs = links.members, links.pairs
        bit_of_list = {name: 1 << place for place, name in enumerate(lists)}
        bits = np.array(
            [
                _list_bits(source, credits_, bit_of_list, origin)
                for source, credits_ in zip(members["source"], members["credits"], strict=True)
            ]
        )
        position = {key: number for number, key in enumerate(zip(members["incident_id"], members["report_id"], strict=True))}
        ends = [[position[key] for key in zip(pairs[f"incident_{side}"], pairs[f"report_{side}"], strict=True)] for side in ("a", "b")]
        a, b = (np.array(positions, np.int64) for positions in ends)
        source = pd.factorize(members["source"], sort=True)[0]
        # Turned so that all pairs of two sources share one number, whichever report comes first.
        turned = source[a] > source[b]
        source_count = source.max(initial=0) + 1
        forwards, backwards = source[a] * source_count + source[b], source[b] * source_count + source[a]
        return cls(
            bits=bits.astype(np.int64),
            stratum=np.zeros(len(members), np.int64) if stratum is None else np.asarray(stratum, np.int64),
            incident=pd.factorize(members["incident_id"])[0].astype(np.int64),
            left=np.where(turned, b, a),
            right=np.where(turned, a, b),
            chance=pairs["probability"].to_numpy(float),
            between=np.where(source[a] == source[b], -1, np.where(turned, backwards, forwards)),
        )


def tabulate_touched(doubtful: DoubtfulLinks, lists: int, strata: int = 1) -> Wholes:
    """Strata x histories: the incidents that doubtful pairs touch, as they are linked now."""
    return np.asarray(_tabulate(doubtful, doubtful.incident[None], int(doubtful.incident.max(initial=-1)) + 1, lists, strata)[0])


def draw_histories(doubtful: DoubtfulLinks, lists: int, draws: int, rng: np.random.Generator, strata: int = 1) -> Wholes:
    """Draws x strata x histories: the same incidents under links drawn by their probability.

    An incident lies in the stratum of its first report.
    """
    batches = [_draw_batch(doubtful, lists, min(DRAWS_AT_ONCE, draws - first), rng, strata) for first in range(0, draws, DRAWS_AT_ONCE)]
    return np.concatenate(batches) if batches else np.empty((0, strata, 2**lists - 1), np.int64)


def _draw_batch(doubtful: DoubtfulLinks, lists: int, draws: int, rng: np.random.Generator, strata: int) -> Wholes:
    taken = _draw_pairs(doubtful, draws, rng)
    draw_of_pair, pair = np.nonzero(taken)
    reports = len(doubtful.bits)
    unbound, anchors = _unbound_reports(doubtful)
    draw_of_unbound = np.repeat(np.arange(draws), len(unbound))
    # One graph for all draws: report r of draw d is node d * reports + r, so that its components never span two draws.
    rows = np.concatenate([draw_of_pair * reports + doubtful.left[pair], draw_of_unbound * reports + np.tile(unbound, draws)])
    columns = np.concatenate([draw_of_pair * reports + doubtful.right[pair], draw_of_unbound * reports + np.tile(anchors, draws)])
    graph = coo_matrix((np.ones(len(rows), bool), (rows, columns)), shape=(draws * reports, draws * reports))
    count, labels = connected_components(graph, directed=False)
    return _tabulate(doubtful, labels.astype(np.int64).reshape(draws, reports), count, lists, strata)


def _unbound_reports(doubtful: DoubtfulLinks) -> tuple[Wholes, Wholes]:
    """Reports that no pair binds into their incident, each with its incident's first report: their place is not in doubt."""
    same = doubtful.incident[doubtful.left] == doubtful.incident[doubtful.right]
    bound = np.zeros(len(doubtful.bits), bool)
    bound[doubtful.left[same]] = bound[doubtful.right[same]] = True
    # Written back to front, so that the first report of each incident is what remains.
    first = np.zeros(int(doubtful.incident.max(initial=-1)) + 1, np.int64)
    first[doubtful.incident[::-1]] = np.arange(len(doubtful.bits))[::-1]
    unbound = np.flatnonzero(~bound)
    return unbound, first[doubtful.incident[unbound]]


def _draw_pairs(doubtful: DoubtfulLinks, draws: int, rng: np.random.Generator) -> Flags:
    """Draws x pairs: which pairs are one incident; pairs without rivals are drawn independently."""
    taken = rng.random((draws, len(doubtful.chance))) < doubtful.chance
    for sources in np.unique(doubtful.between[doubtful.between >= 0]):
        pairs = np.flatnonzero(doubtful.between == sources)
        # A pair that shares neither report with another counts once at each end.
        has_rival = _occurrences(doubtful.left[pairs]) + _occurrences(doubtful.right[pairs]) > 2
        _draw_partners(doubtful, pairs[has_rival], taken, rng)
    return taken


def _occurrences(values: Wholes) -> Wholes:
    """How often each value occurs, at every place where it occurs."""
    _, which, times = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray(times[which])


def _draw_partners(doubtful: DoubtfulLinks, pairs: Wholes, taken: Flags, rng: np.random.Generator) -> None:
    """Draw partners for reports with rivals, one left report after the other, so that each pair keeps its probability.

    A partner that is still free is drawn with its probability given that none before took it.
    """
    draws = len(taken)
    free: dict[int, Flags] = {}
    spent: dict[int, float] = {}
    taken[:, pairs] = False
    for report in np.unique(doubtful.left[pairs]):
        own_pairs = pairs[doubtful.left[pairs] == report]
        partners = doubtful.right[own_pairs].tolist()
        still_free = np.array([max(1 - spent.get(partner, 0.0), 1e-9) for partner in partners])
        is_free = np.column_stack([free.get(partner, np.ones(draws, bool)) for partner in partners])
        chances = np.minimum(doubtful.chance[own_pairs] / still_free, 1.0) * is_free
        # Chances of all partners together may exceed 1 by judgement of each pair alone: then somebody is always taken.
        chances /= np.maximum(chances.sum(axis=1, keepdims=True), 1.0)
        choice = (rng.random((draws, 1)) > np.cumsum(chances, axis=1)).sum(axis=1)
        for number, partner in enumerate(partners):
            hit = choice == number
            taken[hit, own_pairs[number]] = True
            free[partner] = free.get(partner, np.ones(draws, bool)) & ~hit
            spent[partner] = spent.get(partner, 0.0) + float(doubtful.chance[own_pairs[number]])


def _tabulate(doubtful: DoubtfulLinks, labels: Wholes, count: int, lists: int, strata: int) -> Wholes:
    """Draws x strata x histories, from the incident number of each report in each draw; numbers are not shared between draws."""
    draws, reports = labels.shape
    flat = labels.ravel()
    history = np.zeros(count, np.int64)
    for bit in range(lists):
        held = np.flatnonzero(np.tile(doubtful.bits >> bit & 1, draws))
        history[np.unique(flat[held])] |= 1 << bit
    first = np.zeros(count, np.int64)
    first[flat[::-1]] = np.arange(draws * reports)[::-1]
    stratum = doubtful.stratum[first % reports]
    counts = (history > 0) & (stratum >= 0)
    cell = ((first // reports * strata) + stratum) * 2**lists + history
    return np.bincount(cell[counts], minlength=draws * strata * 2**lists).reshape(draws, strata, 2**lists)[:, :, 1:]


def _list_bits(source: str, credits_: Sequence[str], bit_of_list: dict[str, int], origin: bool) -> int:
    givers = sum({bit_of_list[name] for name in credits_ if name in bit_of_list}) if origin else 0
    return givers or bit_of_list.get(source, 0)
