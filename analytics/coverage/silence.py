"""Which source watched which waters when, and what changed about it: found in the sources' own gaps.

A source's life is a series of spells, separated by silences longer than its gaps explain (see `gaps`). Its silence in
one region alone is ambiguous: nothing may have happened. So it is held against what the other sources went on
reporting from there: a silence that they do not share is the source's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import exp, lgamma
from typing import Final, Literal

import numpy as np
import pandas as pd

from analytics.coverage.intervals import MEMORY_DAYS, Usual, Wholes, event_days, spells, usual
from warehouse.queries.sources.sources import Source

FALSE_ALARMS_A_YEAR: Final = 0.01
"""Of each source, and of each region of a source: one in a hundred years of undisturbed reporting."""

OWN_CHANCE: Final = 0.01
"""A silence in a region is the source's own when, by its share of the reports before, it had at most this chance to have none."""

EVERYWHERE: Final = "*"
State = Literal["reporting", "silent", "closed", "too_few", "none_seen"]
Kind = Literal["began", "stopped", "fell_silent", "resumed", "silent_in_region", "resumed_in_region"]


@dataclass(frozen=True, slots=True)
class Ear:
    """How far a source was listened to: `until` is the day up to which its reports would be here; `watches` as it declares."""

    source: str
    title: str
    until: date
    watches: frozenset[str]
    closed_on: date | None

    def watches_region(self, region: str) -> bool:
        return EVERYWHERE in self.watches or region in self.watches


@dataclass(frozen=True, slots=True)
class Lifetime:
    """When one source reported, at all (`region` None) or from one sea region.

    `spells` are stretches from first to last day, and `limits` the days of silence after each that were still usual;
    the last spell reaches to the day up to which the source was listened to while its silence is no longer than that.
    `state` is how it stands at the end; `too_few` means that its reports are too few to judge its silence, so its last
    spell ends with its last report.
    """

    source: str
    title: str
    region: str | None
    spells: tuple[tuple[date, date], ...]
    limits: tuple[float, ...]
    reports: int
    usual: Usual
    last_report: date | None
    until: date
    state: State

    def covers(self, first: date, last: date) -> bool:
        """True when one spell holds all days from `first` to `last`."""
        return any(begin <= first and last <= end for begin, end in self.spells)

    def touches(self, first: date, last: date) -> bool:
        """True when a spell holds at least one day from `first` to `last`."""
        return any(begin <= last and first <= end for begin, end in self.spells)

    @property
    def stopped_on(self) -> date | None:
        """The day after its last report, where it has fallen silent beyond its usual gaps or closed."""
        return self.last_report + timedelta(days=1) if self.last_report and self.state in ("silent", "closed") else None


@dataclass(frozen=True, slots=True)
class Break:
    """A day on which the set of watching sources changed: what counted before and after it is not alike.

    `days` is the length of the silence that the day begins or ends, `usual_days` the longest that was usual then; `others`
    counts the reports that other sources made from the region during it.
    """

    day: date
    kind: Kind
    source: str
    title: str
    region: str | None
    days: int | None
    usual_days: float
    others: int | None


def ears(sources: Iterable[Source], now: datetime, lags: Mapping[str, float] | None = None) -> dict[str, Ear]:
    """How far each source with reports was listened to at `now`.

    Nothing is known after its last landing. `lags` (source to days) is how long nine in ten of its reports take:
    silence is counted only up to so long before.
    """
    found = {}
    for one in sources:
        if one.last_occurred_on is None:
            continue
        landed = min(now, one.last_landed_at or now).date()
        until = max(one.last_occurred_on, landed - timedelta(days=round((lags or {}).get(one.source, 0.0))))
        found[one.source] = Ear(one.source, one.title, until, frozenset(one.watches), one.closed_on)
    return found


def lifetimes(days: pd.DataFrame, listened: Mapping[str, Ear], regions: Sequence[str] = ()) -> tuple[Lifetime, ...]:
    """The lifetimes of every source, whole first, then by region.

    `days` from `queries.watching.report_days`. `regions`: codes for which a lifetime is wanted even where a source that
    declares to watch them never reported from there (`none_seen`).
    """
    found: list[Lifetime] = []
    known = days[days["source"].isin(list(listened))]
    day_numbers = known["occurred_on"].to_numpy().astype("datetime64[D]").astype(np.int64)
    known = known.assign(day=day_numbers)
    for source, rows in known.groupby("source", sort=True):
        ear = listened[str(source)]
        whole = _lifetime(ear, None, rows)
        found.append(whole)
        # In a region it can be silent by itself only while it speaks at all.
        awake = replace(ear, until=min(ear.until, whole.spells[-1][1]))
        by_region = {str(region): part for region, part in rows.groupby("sea_region", sort=True)}
        found += [_lifetime(awake, region, part) for region, part in by_region.items()]
        unseen = [region for region in regions if region not in by_region and ear.watches_region(region)]
        nothing = usual(event_days([]), FALSE_ALARMS_A_YEAR)
        found += [Lifetime(ear.source, ear.title, region, (), (), 0, nothing, None, ear.until, "none_seen") for region in unseen]
    return tuple(sorted(found, key=lambda one: (one.region is not None, one.source, one.region or "")))


def _lifetime(ear: Ear, region: str | None, rows: pd.DataFrame) -> Lifetime:
    until = (ear.until - date(1970, 1, 1)).days
    days: Wholes = event_days(rows["day"].to_numpy())
    days = days[days <= until]
    parts = spells(days, FALSE_ALARMS_A_YEAR)
    gaps = usual(days, FALSE_ALARMS_A_YEAR)
    last = int(days[-1])
    state: State = "reporting" if until - last <= gaps.alarm_days else "silent"
    if np.isinf(gaps.alarm_days):
        state = "too_few"
    if region is None and ear.closed_on is not None and ear.closed_on <= ear.until:
        state = "closed"
    if state == "reporting":
        parts[-1] = (parts[-1][0], until, gaps.alarm_days)
    dated = tuple((_date(first), _date(end)) for first, end, _ in parts)
    limits = tuple(limit for _, _, limit in parts)
    return Lifetime(ear.source, ear.title, region, dated, limits, int(rows["reports"].sum()), gaps, _date(last), ear.until, state)


def breaks(
    lives: Iterable[Lifetime], days: pd.DataFrame, first: date, last: date, regions: Sequence[str] | None = None
) -> tuple[Break, ...]:
    """Every change in who watched between the day after `first` and `last`, in the order of days.

    Sources that began, stopped, fell silent or resumed; and, in `regions` (None: all), silences of a source that the
    other sources did not share. Ask it before comparing a span with another: if it gives anything, the two were not
    watched alike.
    """
    found: list[Break] = []
    others = _Others(days)
    for life in lives:
        if life.region is not None and regions is not None and life.region not in regions:
            continue
        found += _changes(life, others)
    return tuple(sorted((one for one in found if first < one.day <= last), key=lambda one: (one.day, one.source, one.region or "")))


def _changes(life: Lifetime, others: _Others) -> list[Break]:
    def change(day: date, kind: Kind, silent: int | None, limit: float, heard: int | None) -> Break:
        return Break(day, kind, life.source, life.title, life.region, silent, limit, heard)

    found = []
    if life.region is None and life.spells:
        found.append(change(life.spells[0][0], "began", None, life.limits[0], None))
    for (_, end), (begin, _), limit in zip(life.spells, life.spells[1:], life.limits, strict=False):
        after = end + timedelta(days=1)
        silent = (begin - end).days
        if life.region is None:
            found += [change(after, "fell_silent", silent, limit, None), change(begin, "resumed", silent, limit, None)]
        elif (heard := others.during(life, after, begin)) is not None:
            found += [change(after, "silent_in_region", silent, limit, heard), change(begin, "resumed_in_region", silent, limit, heard)]
    if life.stopped_on:
        silent = (life.until - life.stopped_on).days + 1
        if life.region is None:
            found.append(change(life.stopped_on, "stopped" if life.state == "closed" else "fell_silent", silent, life.limits[-1], None))
        elif (heard := others.during(life, life.stopped_on, life.until)) is not None:
            found.append(change(life.stopped_on, "silent_in_region", silent, life.limits[-1], heard))
    return found


class _Others:
    """What other sources reported from a region during a source's silence there."""

    def __init__(self, days: pd.DataFrame) -> None:
        placed = days[days["sea_region"].notna()]
        when = placed["occurred_on"].to_numpy().astype("datetime64[D]")
        kept = placed.assign(when=when)[["source", "sea_region", "when", "reports"]]
        self._by_region = {str(region): rows for region, rows in kept.groupby("sea_region")}

    def during(self, life: Lifetime, first: date, last: date) -> int | None:
        """Reports of the others from `first` to `last` where the silence is the source's own; None where it is shared.

        A source that gave s of the s + o reports of the years before gives none of the next n with the chance of
        Polya's urn (beta-binomial).
        """
        rows = self._by_region.get(life.region or "")
        if rows is None:
            return None
        own = rows["source"] == life.source
        inside = (rows["when"] >= np.datetime64(first)) & (rows["when"] <= np.datetime64(last))
        before = (rows["when"] < np.datetime64(first)) & (rows["when"] >= np.datetime64(first - timedelta(days=MEMORY_DAYS)))
        heard = int(rows.loc[inside & ~own, "reports"].sum())
        mine = float(rows.loc[before & own, "reports"].sum()) + 0.5
        theirs = float(rows.loc[before & ~own, "reports"].sum()) + 0.5
        chance = exp(lgamma(theirs + heard) - lgamma(theirs) + lgamma(mine + theirs) - lgamma(mine + theirs + heard))
        return heard if chance <= OWN_CHANCE else None


def watching(lives: Iterable[Lifetime], region: str | None, first: date, last: date) -> tuple[Lifetime, ...]:
    """The lifetimes of the sources that watched all days from `first` to `last`, in `region` or (None) at all.

    A source watches a region while it is awake as a whole and has ever reported from there, or declares to watch it.
    """
    known = tuple(lives)
    awake = {one.source: one for one in known if one.region is None and one.covers(first, last)}
    if region is None:
        return tuple(awake.values())
    return tuple(one for one in known if one.region == region and one.source in awake)


def is_watched(lives: Iterable[Lifetime], region: str, first: date, last: date) -> bool:
    """False when no source covers all these days in the region: then a count of none means nothing."""
    return bool(watching(lives, region, first, last))


def _date(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=int(number))
