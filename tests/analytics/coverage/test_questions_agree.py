"""The questions that the one model answers agree with one another, whatever the sources did and however strictly they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.coverage import periods_watched
from analytics.coverage.constant_sources import common_days, common_spans, latest_constant_set, members
from analytics.coverage.policies import AS_DESCRIBED, EVERY_DAY, FOUND_LIFETIMES, PERIODS, RISK_BASIS, YEAR_AT_WORK, WatchPolicy
from analytics.coverage.recent_end import WELL_WATCHED, recent_end, watched_weight
from analytics.coverage.source_watch import SourceWatch, sources_at_work
from analytics.coverage.watchkeeping import Watchkeeping
from analytics.describe.periods import periods_between
from tests.support.watches import described_source
from warehouse.queries.situation.spans import ReportingDelay

NOW = datetime(2024, 3, 10, 12, tzinfo=UTC)
BEGIN = date(2018, 1, 1)
REGIONS = ("red_sea", "gulf_of_guinea", "black_sea")
NOWHERE = "arctic_ocean"
POLICIES = (AS_DESCRIBED, PERIODS, RISK_BASIS, FOUND_LIFETIMES)
DAYS = st.integers(0, (NOW.date() - BEGIN).days).map(lambda number: BEGIN + timedelta(days=number))
SPANS = st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair)))
Days = tuple[date, date]
SOURCES = ("navy", "bureau", "feed")


@st.composite
def models(draw: st.DrawFn, policies: Sequence[WatchPolicy] = POLICIES) -> Watchkeeping:
    """Up to three sources: each reports every few days between two days, is silent once, watches some waters, is live or closed."""
    rows, reports, delays = [], [], []
    for name in SOURCES[: draw(st.integers(1, 3))]:
        first, last = draw(SPANS)
        assume((last - first).days > 30)
        pace = draw(st.integers(1, 12))
        quiet, resumed = draw(SPANS)
        days = [first + timedelta(days=number) for number in range(0, (last - first).days + 1, pace)]
        days = [day for day in days if not quiet <= day <= resumed] or [first]
        regions = [draw(st.sampled_from([*REGIONS, None])) for _ in range(3)]
        reports += [{"source": name, "sea_region": regions[n % 3], "occurred_on": day, "reports": 1} for n, day in enumerate(days)]
        rows.append(described_source(name, **_facts(draw, days)))
        if draw(st.booleans()):
            delays.append(ReportingDelay(name, 100, 2.0, float(draw(st.integers(0, 60))), max(days)))
    policy = draw(st.sampled_from(policies))
    return Watchkeeping(tuple(rows), NOW, policy, pd.DataFrame(reports), tuple(delays), REGIONS)


def _facts(draw: st.DrawFn, days: list[date]) -> dict[str, Any]:
    closed = draw(st.booleans())
    return {
        "watches": draw(st.lists(st.sampled_from([*REGIONS, "*"]), max_size=3)),
        "first_occurred_on": min(days),
        "last_occurred_on": max(days),
        "last_landed_at": NOW - timedelta(days=draw(st.integers(0, 40))),
        "cadence_days": None if closed else draw(st.sampled_from([1.0, 7.0, 30.5])),
        "state": "closed" if closed else "live",
        "closed_on": max(days) + timedelta(days=draw(st.integers(0, 60))) if closed else None,
    }


@given(models(), SPANS, SPANS)
def test_a_region_watched_whole_is_watched_whole_over_every_part(watch: Watchkeeping, span: Days, other: tuple[date, date]) -> None:
    first, last = max(span[0], other[0]), min(span[1], other[1])
    assume(first <= last)
    for region in REGIONS:
        outer, inner = watch.who_watched(region, *span), watch.who_watched(region, first, last)
        assert set(outer.whole) <= set(inner.whole)
        assert not set(inner.whole) & set(inner.partly)
        assert watch.is_watched(region, *span) == bool(outer.whole) == (watch.unwatched([region], *span) == ())
        assert outer.state(1) == "incidents" and (outer.state(0) == "none") == bool(outer.whole)


@given(models(), DAYS)
def test_a_day_outside_all_spans_is_never_watched(watch: Watchkeeping, day: date) -> None:
    for region in REGIONS:
        inside = {one.source for one in watch.in_region(region) if any(day in span for span in watch.spans(one.source, region))}
        touching = {one.source for one in watch.in_region(region) if one.touches(day, day)}
        covering = {one.source for one in watch.in_region(region) if one.covers(day, day)}
        assert inside == touching <= covering
        # Beyond its spans a source covers days of its slack alone, and those are not counted as watched.
        slack = {one.source for one in watch.in_region(region) if one.last_day < day <= one.last_day + timedelta(days=one.slack_days)}
        assert covering - inside == slack
        assert all(one.days(day, day) == (one.source in inside) for one in watch.in_region(region))
    assert watch.in_region(NOWHERE) == tuple(one for one in watch.watches if one.regions is None)


@given(models())
def test_spans_are_in_order_apart_and_inside_those_of_the_whole_source(watch: Watchkeeping) -> None:
    for source in watch.watches:
        for region in (None, *REGIONS):
            spans = watch.spans(source.source, region)
            assert all(span.first <= span.last for span in spans)
            assert all(earlier.last < later.first for earlier, later in pairwise(spans))
            assert all(source.days(span.first, span.last) == span.days for span in spans)
            silences = watch.own_silences(source.source, region) if region and watch.policy.own_silences else ()
            assert not any(silence.first <= span.last and span.first <= silence.last for span in spans for silence in silences)


@given(models(), DAYS)
def test_the_members_of_a_constant_set_all_watch_on_the_day(watch: Watchkeeping, day: date) -> None:
    for region in REGIONS:
        basis = watch.constant_set(region, day)
        used = members(basis, watch.in_region(region))
        assert all(one.covers(day, day) for one in used) and basis.watched == bool(used)
        assert basis.watched == bool(watch.who_watched(region, day, day).whole)
        assert basis.days == common_days(used, basis.since or day, day)
        assert {one.source for one in basis.too_young} | set(basis.sources) == {
            one.source for one in watch.in_region(region) if one.covers(day, day)
        }
        assert not any(one.covers(day, day) for one in basis.ended)
        until = day + timedelta(days=30)
        assert all(one.covers(day, until) for one in members(watch.constant_set(region, day, until), watch.in_region(region)))
        last = latest_constant_set(watch.in_region(region), day)
        assert last == basis if basis.watched else all(one.first_day <= day for one in members(last, watch.in_region(region)))


@given(models(), SPANS)
def test_common_days_are_those_that_every_source_watched(watch: Watchkeeping, span: Days) -> None:
    first, last = span[0], min(span[1], span[0] + timedelta(days=200))
    for region in REGIONS:
        there = watch.in_region(region)
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        expected = [day for day in days if there and all(one.touches(day, day) for one in there)]
        assert common_days(there, first, last) == len(expected)
        assert [day for day in days if any(day in common for common in common_spans(there, first, last))] == expected


@given(models(), st.integers(2018, 2023), st.sampled_from([None, *REGIONS]))
def test_a_source_at_work_covers_the_year_within_the_tolerance(watch: Watchkeeping, year: int, region: str | None) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    by_code = {one.source: one for one in watch.watches}
    working = watch.at_work(first, last, region)
    assert working == sources_at_work(watch.watches, first, last, region)
    inner = first + YEAR_AT_WORK.tolerance, last - YEAR_AT_WORK.tolerance
    for name in working:
        assert by_code[name].covers(first, last, YEAR_AT_WORK) and by_code[name].covers(*inner) and by_code[name].watches(region)
    exact = {one.source for one in watch.watches if one.covers(first, last, EVERY_DAY) and one.watches(region)}
    assert exact <= set(working)
    if region is None:
        assert all(set(working) <= set(watch.at_work(first, last, other)) for other in REGIONS)


@given(models(), st.sampled_from(["month", "quarter", "year"]))
def test_whole_periods_are_covered_by_their_sources_and_unwatched_ones_by_none(watch: Watchkeeping, grain: Any) -> None:
    axis = periods_between(BEGIN, NOW.date(), grain)
    shown = (axis[0].first, axis[-1].last)
    for period in axis:
        seen = periods_watched.watch_of_period(watch.watches, period, shown, NOW.date())
        touching = {one.source for one in watch.watches if one.touches(period.first, period.last)}
        assert seen.is_known == bool(touching) and seen.whole | seen.part <= touching and not seen.whole & seen.part
        inner = period.first + period.tolerance, period.last - period.tolerance
        assert all(one.covers(*inner) for one in watch.watches if one.source in seen.whole)
        if seen.state == "whole":
            assert seen.whole and not seen.part


@given(models([FOUND_LIFETIMES]))
def test_no_source_begins_ends_or_falls_silent_between_two_breaks(watch: Watchkeeping) -> None:
    breaks = [change for change in watch.breaks(date.min, date.max) if change.region is None]
    assert list(breaks) == sorted(breaks, key=lambda change: change.day)
    marks = sorted({change.day for change in breaks})
    unjudged = {life.source for life in watch.lifetimes if life.state == "too_few"}
    for begin, end in pairwise(marks):
        last = end - timedelta(days=1)
        assert not [change for change in watch.breaks(begin, last) if change.region is None]
        # Of a source with too few reports to judge a silence nobody can say that it fell silent: its spans end with its reports.
        for one in (one for one in watch.watches if one.source not in unjudged):
            assert one.covers(begin, last) or not one.touches(begin, last), (begin, last, one)


@given(models())
def test_the_recent_end_is_watched_and_no_well_watched_day_comes_later(watch: Watchkeeping) -> None:
    weights: dict[str | None, float] = {region: 1.0 + number for number, region in enumerate(REGIONS)}
    end = recent_end(watch.watches, NOW, weights)
    if end is None:
        assert not any(one.watches(region) for one in watch.watches for region in REGIONS)
        return
    assert end.sources and any(one.touches(end.day, end.day) for one in watch.watches)
    after = watched_weight(watch.watches, weights, end.day, max(end.day, NOW.date()))[1:]
    assert not end.is_well_watched or not (after >= WELL_WATCHED).any()


@given(models(), SPANS, st.sampled_from(SOURCES))
def test_a_drawn_strip_shows_exactly_the_days_watched(watch: Watchkeeping, span: Days, name: str) -> None:
    for one in (one for one in watch.watches if one.source == name):
        drawn = one.drawn_spans(*span)
        assert sum((part.last - part.first).days + 1 for part in drawn) == one.days(*span)
        assert bool(drawn) == one.touches(*span)
        joined = one.drawn_spans(*span, shortest_break=timedelta(days=10_000))
        assert len(joined) <= 1


def test_every_policy_and_strictness_says_who_uses_it() -> None:
    """A reader of the model finds its policies in one place, each with its reason."""
    assert len({id(policy) for policy in POLICIES}) == len(set(POLICIES)) == 4
    assert all(isinstance(policy, WatchPolicy) for policy in POLICIES)


@pytest.mark.parametrize("policy", POLICIES)
def test_nothing_is_asked_of_nobody(policy: WatchPolicy) -> None:
    frame = pd.DataFrame({"source": [], "sea_region": [], "occurred_on": [], "reports": []})
    watch = Watchkeeping((), NOW, policy, frame)
    asked: list[Callable[[], Any]] = [
        lambda: watch.watches,
        lambda: watch.in_region("red_sea"),
        lambda: watch.breaks(date.min, date.max),
        lambda: watch.at_work(BEGIN, NOW.date()),
        lambda: watch.constant_set("red_sea", BEGIN).sources,
    ]
    assert all(question() == () for question in asked)
    assert recent_end(watch.watches, NOW, {"red_sea": 1.0}) is None and not watch.is_watched("red_sea", BEGIN, BEGIN)
    assert watch.settled_until(BEGIN, ()) == BEGIN


def test_a_watch_can_be_a_key() -> None:
    """Trends keep how far each source reaches by the source itself."""
    assert isinstance(hash(SourceWatch("a", "A", ())), int)
