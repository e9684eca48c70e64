"""Capture histories from counted incidents: as the sources published them, or as the bodies found the incidents out.

A source that repeats another source's report shares an incident with it without having found it; counted as a find of its own, it
makes the sources look more complete than they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analytics.gap.recapture.histories import Histories


def histories_by_source(frame: pd.DataFrame, lists: Sequence[str]) -> Histories:
    """Histories as the sources published them (`frame` of `queries.gap.source_histories`); a report that repeats another body's counts
    like any other."""
    return Histories.from_sets(lists, frame["sources"], frame["incidents"])


def histories_by_origin(frame: pd.DataFrame, lists: Sequence[str]) -> Histories:
    """Histories as the bodies found the incidents out: what one repeats from another counts as the other's only.

    A report that says it comes from a body outside `lists` is the reporting body's own find, as far as these lists go.
    """
    finders = [_finding_sources(held, repeats, set(lists)) for held, repeats in zip(frame["sources"], frame["repeats"], strict=True)]
    return Histories.from_sets(lists, finders, frame["incidents"])


def _finding_sources(held: Sequence[str], repeats: Sequence[str], lists: set[str]) -> set[str]:
    # A repeat reads 'taker>giver'; both ends must be among the lists, else the giver could not hold the incident instead.
    pairs = [(taker, giver) for taker, _, giver in (repeat.partition(">") for repeat in repeats) if giver in lists and taker in lists]
    return (set(held) - {taker for taker, _ in pairs}) | {giver for _, giver in pairs}


def repeated_shares(frame: pd.DataFrame, lists: Sequence[str]) -> Mapping[tuple[str, str], float]:
    """For (taker, giver): the share of the taker's incidents that it credits to the giver's body."""
    totals: dict[str, int] = dict.fromkeys(lists, 0)
    taken: dict[tuple[str, str], int] = {}
    for held, repeats, count in zip(frame["sources"], frame["repeats"], frame["incidents"], strict=True):
        for source in held:
            if source in totals:
                totals[source] += int(count)
        for repeat in repeats:
            taker, _, giver = repeat.partition(">")
            if taker in totals and giver in totals:
                taken[taker, giver] = taken.get((taker, giver), 0) + int(count)
    return {pair: count / totals[pair[0]] for pair, count in sorted(taken.items()) if totals[pair[0]]}
