"""Days on which the set of watching sources changed: what lies before and after such a day must not be compared.

A source's silence in one region alone is ambiguous: nothing may have happened there. So it is compared with what the other
sources went on reporting from that region: a silence that they do not share is the source's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp, lgamma
from typing import Final, Literal

import numpy as np
import pandas as pd

from analytics.coverage.day_spans import ONE_DAY, DaySpan
from analytics.coverage.silence import Lifetime
from analytics.coverage.usual_gaps import MEMORY_DAYS

OWN_CHANCE: Final = 0.01
"""A silence in a region is the source's own when, given its share of the reports before, the chance of it having none was at most this."""

LAST_DATE: Final = date.max
"""The end of a silence that still lasts."""

BreakKind = Literal["began", "stopped", "fell_silent", "resumed", "silent_in_region", "resumed_in_region"]


@dataclass(frozen=True, slots=True)
class Break:
    """A day on which the set of watching sources changed: counts before and after it are not comparable.

    `days` is the length of the silence that the day begins or ends, `usual_days` the longest that was usual then; `others`
    counts the reports that other sources made from the region during it.
    """

    day: date
    kind: BreakKind
    source: str
    title: str
    region: str | None
    days: int | None
    usual_days: float
    others: int | None


def find_breaks(
    lifetimes: Iterable[Lifetime], days: pd.DataFrame, first: date, last: date, regions: Sequence[str] | None = None
) -> tuple[Break, ...]:
    """Every change in who watched between the day after `first` and `last`, in the order of days.

    Sources that began, stopped, fell silent or resumed; and, in `regions` (None: all), silences of a source that the other
    sources did not share.
    """
    breaks: list[Break] = []
    others = _OtherSources(days)
    for life in lifetimes:
        if life.region is not None and regions is not None and life.region not in regions:
            continue
        breaks += _breaks_of(life, others)
    inside = (change for change in breaks if first < change.day <= last)
    return tuple(sorted(inside, key=lambda change: (change.day, change.source, change.region or "")))


def own_silences(breaks: Iterable[Break]) -> dict[tuple[str, str], tuple[DaySpan, ...]]:
    """The days on which a source was silent in a region while others were not, by source and region; `breaks` in order of days."""
    silences: dict[tuple[str, str], list[DaySpan]] = {}
    for change in breaks:
        if change.region is None:
            continue
        own = silences.setdefault((change.source, change.region), [])
        if change.kind == "silent_in_region":
            own.append(DaySpan(change.day, LAST_DATE, "own_silence"))
        elif change.kind == "resumed_in_region" and own:
            own[-1] = replace(own[-1], last=change.day - ONE_DAY)
    return {key: tuple(own) for key, own in silences.items() if own}


def _breaks_of(life: Lifetime, others: _OtherSources) -> list[Break]:
    def change(day: date, kind: BreakKind, silent: int | None, limit: float, reported: int | None) -> Break:
        return Break(day, kind, life.source, life.title, life.region, silent, limit, reported)

    breaks = []
    if life.region is None and life.spans:
        breaks.append(change(life.spans[0].first, "began", None, life.limits[0], None))
    for span, following, limit in zip(life.spans, life.spans[1:], life.limits, strict=False):
        after = span.last + ONE_DAY
        silent = (following.first - span.last).days
        if life.region is None:
            breaks += [change(after, "fell_silent", silent, limit, None), change(following.first, "resumed", silent, limit, None)]
        elif (reported := others.during(life, after, following.first)) is not None:
            breaks.append(change(after, "silent_in_region", silent, limit, reported))
            breaks.append(change(following.first, "resumed_in_region", silent, limit, reported))
    if life.stopped_on:
        silent = (life.until - life.stopped_on).days + 1
        if life.region is None:
            breaks.append(change(life.stopped_on, "stopped" if life.state == "closed" else "fell_silent", silent, life.limits[-1], None))
        elif (reported := others.during(life, life.stopped_on, life.until)) is not None:
            breaks.append(change(life.stopped_on, "silent_in_region", silent, life.limits[-1], reported))
    return breaks


class _OtherSources:
    """What the other sources reported from a region during a source's silence there."""

    def __init__(self, days: pd.DataFrame) -> None:
        placed = days[days["sea_region"].notna()]
        when = placed["occurred_on"].to_numpy().astype("datetime64[D]")
        rows = placed.assign(when=when)[["source", "sea_region", "when", "reports"]]
        # Plain arrays: a question is asked for every silence of every source in every region, and frames are slow to cut.
        self._by_region = {
            str(region): (part["source"].to_numpy(), part["when"].to_numpy(), part["reports"].to_numpy())
            for region, part in rows.groupby("sea_region")
        }

    def during(self, life: Lifetime, first: date, last: date) -> int | None:
        """Reports of the others from `first` to `last` where the silence is the source's own; None where they share it.

        A source that gave s of the s + o reports of the years before gives none of the next n with the probability of Polya's
        urn (beta-binomial).
        """
        if life.region not in self._by_region:
            return None
        sources, when, reports = self._by_region[life.region]
        own = sources == life.source
        inside = (when >= np.datetime64(first)) & (when <= np.datetime64(last))
        before = (when < np.datetime64(first)) & (when >= np.datetime64(first - timedelta(days=MEMORY_DAYS)))
        reported = int(reports[inside & ~own].sum())
        # Half a report each (Jeffreys' prior): a source or a region without any before still has a share.
        own_before = float(reports[before & own].sum()) + 0.5
        others_before = float(reports[before & ~own].sum()) + 0.5
        total = own_before + others_before
        # By logarithms of the gamma function: the factorials themselves overflow.
        chance = exp(lgamma(others_before + reported) - lgamma(others_before) + lgamma(total) - lgamma(total + reported))
        return reported if chance <= OWN_CHANCE else None
