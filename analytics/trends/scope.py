"""What a reader asks of the trends, and who watched it: the axis of periods with the sources behind each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import duckdb
import pandas as pd

from analytics.coverage import freshness, periods_watched, silence
from analytics.coverage.periods_watched import Offer, Spell, Watched, Watcher
from analytics.describe.periods import A_YEAR, Grain, Period, fitting, periods
from warehouse.filters import NOT_STATED, Filters
from warehouse.queries.filtering.choices import Choices, choices
from warehouse.queries.situation import spans
from warehouse.queries.sources import report_days, sources
from warehouse.queries.sources.sources import Source

QueryRunner = Callable[..., Any]
"""Gives the result of a query: called with a function that takes a connection first, and its other arguments."""

EVERYWHERE: Final = "*"
FURTHEST: Final = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class TrendRequest:
    """What a reader asks: filters, the moment that counts as the present, the grain (None: by the span), a constant set of sources."""

    filters: Filters
    now: datetime
    grain: Grain | None = None
    constant: bool = False


@dataclass(frozen=True, slots=True)
class TrendScope:
    """The time axis and who watched it. `shown` are the days asked for.

    `everyone` are the sources that report on the waters asked for, `watchers` those counted: with a constant set, only
    the ones of it. `constant` names that set, also where it is not asked for.
    """

    asked: TrendRequest
    grain: Grain
    shown: Spell
    axis: tuple[Period, ...]
    watched: tuple[Watched, ...]
    everyone: tuple[Watcher, ...]
    watchers: tuple[Watcher, ...]
    constant: tuple[Watcher, ...]
    offers: tuple[Offer, ...]
    choices: Choices
    delays: tuple[spans.Delay, ...] = ()

    @property
    def only(self) -> frozenset[str] | None:
        """The sources to which counts are held, or None for all."""
        return frozenset(one.source for one in self.watchers) if self.asked.constant else None

    @property
    def a_year(self) -> int:
        return A_YEAR[self.grain]

    @property
    def today(self) -> date:
        return self.asked.now.date()

    @property
    def is_broken(self) -> bool:
        """True when the set of reporting sources changed within the days shown."""
        sets = {one.whole for one in self.watched if one.state == "whole"}
        return len(sets) > 1 or any(one.state in ("part", "unwatched") for one in self.watched)

    @property
    def runs(self) -> tuple[periods_watched.Run, ...]:
        return periods_watched.runs(self.watched)

    def titles(self, names: Iterable[str]) -> list[str]:
        """Titles of sources, sorted."""
        known = {one.source: one.title for one in self.everyone}
        return sorted(known.get(name, name) for name in names)

    @property
    def region_titles(self) -> dict[str, str]:
        return {code: region.title for code, region in self.choices.regions.items()} | {NOT_STATED: "No position"}


def query_runner(con: duckdb.DuckDBPyConnection) -> QueryRunner:
    """Reads from a connection, every query once: hand the same `Read` to all pictures of a document."""
    kept: dict[tuple[Any, ...], Any] = {}

    def read(function: Callable[..., Any], *args: Any) -> Any:
        key = (function, *args)
        if key not in kept:
            kept[key] = function(con, *args)
        return kept[key]

    return read


def scope_of(read: QueryRunner, asked: TrendRequest) -> TrendScope | None:
    """Who watched what is asked for; None when no source has a report with a day."""
    today = asked.now.date()
    everyone = _relevant_sources(read(watchers, end_of_day(asked.now)), asked.filters, read(choices))
    if not everyone:
        return None
    first = asked.filters.date_from or min(one.first for one in everyone)
    last = max(first, min(asked.filters.date_to or today, today))
    grain = asked.grain or fitting(first, last)
    axis = periods(first, last, grain)
    reach = min(last, max(one.last for one in everyone))
    begin = max(first, min(one.first for one in everyone))
    constant = periods_watched.constant(everyone, begin, reach, axis[0].tolerance) if reach >= begin else ()
    counted = constant if asked.constant else everyone
    return TrendScope(
        asked,
        grain,
        (first, last),
        axis,
        tuple(periods_watched.watched(counted, period, (first, last), today) for period in axis),
        everyone,
        counted,
        constant,
        periods_watched.offers(everyone, first, last, axis[0].days),
        read(choices),
        tuple(read(spans.reporting_delays)),
    )


def watchers(con: duckdb.DuckDBPyConnection, now: datetime) -> tuple[Watcher, ...]:
    """Every source with reports, with the stretches in which it reported, judged by its own gaps (see `analytics.coverage.silence`)."""
    known = sources.sources(con)
    lags = _lags(known, spans.reporting_delays(con))
    days = report_days.report_days(con)
    listened = silence.ears(known, now, lags)
    # Lifetimes of whole sources only: those by region take longer, and are asked for where regions are shown.
    lives = silence.lifetimes(days.assign(sea_region=None), listened)
    seen = days.dropna(subset="sea_region").groupby("source")["sea_region"].unique()
    by_source = {one.source: one for one in known}
    return tuple(_watcher(life, by_source[life.source], now, lags, frozenset(seen.get(life.source, ()))) for life in lives)


def own_silences(con: duckdb.DuckDBPyConnection, now: datetime) -> dict[tuple[str, str], tuple[Spell, ...]]:
    """Stretches in which a source was silent on one region and the others were not, by source and region."""
    known = sources.sources(con)
    days = report_days.report_days(con)
    lives = silence.lifetimes(days, silence.ears(known, now, _lags(known, spans.reporting_delays(con))))
    found: dict[tuple[str, str], list[Spell]] = {}
    for change in silence.breaks(lives, days, date.min, FURTHEST):
        spells = found.setdefault((change.source, change.region or ""), [])
        if change.kind == "silent_in_region":
            spells.append((change.day, FURTHEST))
        elif change.kind == "resumed_in_region" and spells:
            spells[-1] = (spells[-1][0], change.day - timedelta(days=1))
    return {key: tuple(spells) for key, spells in found.items() if spells}


def in_region(one: Watcher, region: str, silences: Mapping[tuple[str, str], Sequence[Spell]]) -> Watcher | None:
    """The source as it watched one region: without its own silences there; None when it does not watch it."""
    if not one.watches(region):
        return None
    spells = one.spells
    for first, last in silences.get((one.source, region), ()):
        spells = tuple(part for spell in spells for part in _without(spell, first, last))
    is_open = one.is_open and bool(spells) and spells[-1][1] == one.last
    return replace(one, spells=spells, is_open=is_open) if spells else None


def _without(spell: Spell, first: date, last: date) -> Sequence[Spell]:
    begin, end = spell
    if last < begin or end < first:
        return (spell,)
    before = ((begin, first - timedelta(days=1)),) if begin < first else ()
    after = ((last + timedelta(days=1), end),) if last < end else ()
    return (*before, *after)


def _relevant_sources(known: Iterable[Watcher], filters: Filters, offered: Choices) -> tuple[Watcher, ...]:
    """The sources that report on the waters, and are among the sources, that the filters name."""
    wanted = set(filters.regions)
    if not wanted and filters.areas:
        wanted = {code for code, region in offered.regions.items() if region.area in filters.areas}
    kept = [one for one in known if not wanted or any(one.watches(region) for region in wanted)]
    return tuple(one for one in kept if not filters.sources or one.source in filters.sources)


def _watcher(life: silence.Lifetime, source: Source, now: datetime, lags: dict[str, float], seen: frozenset[str]) -> Watcher:
    # Neither silent by its own gaps nor, as all pages say it, stale, failed or closed.
    is_open = life.state in ("reporting", "too_few") and freshness.state(source, now)[0] == "live"
    landed = min(now, source.last_landed_at or now).date()
    settled = landed - timedelta(days=round(lags.get(source.source, 0.0)))
    spells = life.spells
    if source.closed_on is not None and spells:
        spells = (*spells[:-1], (spells[-1][0], max(spells[-1][1], min(source.closed_on, landed))))
    regions = None if EVERYWHERE in source.watches else frozenset(source.watches) | seen
    last = spells[-1][1]
    return Watcher(source.source, source.title, spells, min(settled, last) if is_open else last, is_open, regions)


def _lags(known: Iterable[Source], delays: Iterable[spans.Delay]) -> dict[str, float]:
    """Days until nearly all reports are out: nine in ten where that is known, else three usual gaps of a live source."""
    found = {one.source: freshness.STALE_AFTER * one.cadence_days for one in known if one.cadence_days and one.closed_on is None}
    return found | {one.source: one.nine_tenths_days for one in delays}


def end_of_day(now: datetime) -> datetime:
    return datetime.combine(now.date(), time.max, UTC)


def query_frame(read: QueryRunner, function: Callable[..., pd.DataFrame], *args: Any) -> pd.DataFrame:
    """A query's result, typed."""
    found: pd.DataFrame = read(function, *args)
    return found
