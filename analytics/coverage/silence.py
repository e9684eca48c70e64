"""When each source reported from which waters, and when it fell silent: found in the sources' own gaps.

A source's life is a series of spans, separated by silences longer than its gaps explain (see `usual_gaps`). What a silence in
one region means is judged in `breaks`, from what the other sources went on reporting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal

import numpy as np
import pandas as pd

from analytics.coverage.day_spans import ONE_DAY, DaySpan
from analytics.coverage.source_states import EVERYWHERE
from analytics.coverage.usual_gaps import UsualGaps, Wholes, active_spells, event_days, usual_gaps_of
from warehouse.queries.sources.sources import SourceRow

FALSE_ALARMS_A_YEAR: Final = 0.01
"""Of each source, and of each region of a source: one in a hundred years of undisturbed reporting."""

LifetimeState = Literal["reporting", "silent", "closed", "too_few", "none_seen"]


@dataclass(frozen=True, slots=True)
class ObservationWindow:
    """How long a source was under observation: `until` is the last day whose reports would be here; `watches` as it declares."""

    source: str
    title: str
    until: date
    watches: frozenset[str]
    closed_on: date | None

    def watches_region(self, region: str) -> bool:
        """True when the source declares to watch the region."""
        return EVERYWHERE in self.watches or region in self.watches


@dataclass(frozen=True, slots=True)
class Lifetime:
    """When one source reported, at all (`region` None) or from one sea region.

    `spans` are stretches from first to last day, and `limits` the days of silence after each that were still usual; the last
    span reaches to the end of the observation while the silence since its last report is no longer than that. `state` is how
    it stands at that end; `too_few` means that its reports are too few to judge a silence, so its last span ends with its
    last report.
    """

    source: str
    title: str
    region: str | None
    spans: tuple[DaySpan, ...]
    limits: tuple[float, ...]
    reports: int
    usual: UsualGaps
    last_report: date | None
    until: date
    state: LifetimeState

    @property
    def stopped_on(self) -> date | None:
        """The day after its last report, where it closed or has been silent for longer than usual."""
        return self.last_report + ONE_DAY if self.last_report and self.state in ("silent", "closed") else None


def observation_windows(
    sources: Iterable[SourceRow], now: datetime, lags: Mapping[str, float] | None = None
) -> dict[str, ObservationWindow]:
    """How long each source with reports was under observation at `now`.

    Nothing is known after its last landing. `lags` (source to days) is how long 90% of its reports take to come in: silence is
    counted only up to that long before.
    """
    windows = {}
    for source in sources:
        if source.last_occurred_on is None:
            continue
        until = max(source.last_occurred_on, landed_until(source, now) - timedelta(days=round((lags or {}).get(source.source, 0.0))))
        windows[source.source] = ObservationWindow(source.source, source.title, until, frozenset(source.watches), source.closed_on)
    return windows


def landed_until(source: SourceRow, now: datetime) -> date:
    """The day of the last landing, as far as it is known at `now`."""
    return min(now, source.last_landed_at or now).date()


def find_lifetimes(days: pd.DataFrame, windows: Mapping[str, ObservationWindow], regions: Sequence[str] = ()) -> tuple[Lifetime, ...]:
    """The lifetimes of every source, of whole sources first, then by region.

    `days` from `warehouse.queries.sources.report_days`. `regions`: codes for which a lifetime is wanted even where a source
    that declares to watch them never reported from there (`none_seen`).
    """
    of_sources = source_lifetimes(days, windows)
    return (*of_sources, *region_lifetimes(days, windows, of_sources, regions))


def source_lifetimes(days: pd.DataFrame, windows: Mapping[str, ObservationWindow]) -> tuple[Lifetime, ...]:
    """The lifetimes of whole sources, in the order of their codes: much faster than those by region."""
    by_source = _numbered(days, windows).groupby("source", sort=True)
    return tuple(_lifetime(windows[str(source)], None, rows) for source, rows in by_source)


def region_lifetimes(
    days: pd.DataFrame, windows: Mapping[str, ObservationWindow], of_sources: Iterable[Lifetime], regions: Sequence[str] = ()
) -> tuple[Lifetime, ...]:
    """The lifetimes by region of the sources in `of_sources` (of `source_lifetimes`), in the order of codes of source and region."""
    rows_of = dict(iter(_numbered(days, windows).groupby("source", sort=True)))
    lifetimes: list[Lifetime] = []
    for life in of_sources:
        window = windows[life.source]
        # In one region it can be silent by itself only while it reports at all.
        awake = replace(window, until=min(window.until, life.spans[-1].last))
        by_region = {str(region): rows for region, rows in rows_of[life.source].groupby("sea_region", sort=True)}
        lifetimes += [_lifetime(awake, region, rows) for region, rows in by_region.items()]
        lifetimes += [_none_seen(window, region) for region in regions if region not in by_region and window.watches_region(region)]
    return tuple(sorted(lifetimes, key=lambda life: (life.source, life.region or "")))


def _numbered(days: pd.DataFrame, windows: Mapping[str, ObservationWindow]) -> pd.DataFrame:
    """The rows of the sources under observation, with the day as a number since 1970."""
    rows = days[days["source"].isin(list(windows))]
    return rows.assign(day=rows["occurred_on"].to_numpy().astype("datetime64[D]").astype(np.int64))


def _lifetime(window: ObservationWindow, region: str | None, rows: pd.DataFrame) -> Lifetime:
    until = (window.until - date(1970, 1, 1)).days
    days: Wholes = event_days(rows["day"].to_numpy())
    days = days[days <= until]
    spells = active_spells(days, FALSE_ALARMS_A_YEAR)
    gaps = usual_gaps_of(days, FALSE_ALARMS_A_YEAR)
    last = int(days[-1])
    state: LifetimeState = "reporting" if until - last <= gaps.alarm_days else "silent"
    if np.isinf(gaps.alarm_days):
        state = "too_few"
    # A source closes as a whole; in a region its end is a silence like any other, which the other sources may share.
    if region is None and window.closed_on is not None and window.closed_on <= window.until:
        state = "closed"
    spans = [DaySpan(_date_of(first), _date_of(end)) for first, end, _ in spells]
    if state == "reporting":
        spans[-1] = DaySpan(spans[-1].first, window.until, "live")
    limits = tuple(limit for _, _, limit in spells)
    reports = int(rows["reports"].sum())
    return Lifetime(window.source, window.title, region, tuple(spans), limits, reports, gaps, _date_of(last), window.until, state)


def _none_seen(window: ObservationWindow, region: str) -> Lifetime:
    nothing = usual_gaps_of(event_days([]), FALSE_ALARMS_A_YEAR)
    return Lifetime(window.source, window.title, region, (), (), 0, nothing, None, window.until, "none_seen")


def _date_of(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=int(number))
