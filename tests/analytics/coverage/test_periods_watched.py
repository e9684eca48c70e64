"""Who watched which period, what may be compared, and on which span the set of sources is constant."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.coverage import periods_watched
from analytics.coverage.day_spans import DaySpan
from analytics.coverage.source_watch import SourceWatch
from analytics.describe.periods import Grain, Period, axis_position, fitting_grain, period_of, periods_between
from analytics.trends import findings
from tests.support.watches import span_pairs, watch_of

NOW = date(2026, 11, 25)
DAYS = st.dates(date(1990, 1, 1), date(2026, 12, 31))
GRAIN = st.sampled_from(["month", "quarter", "year"])


def source(name: str, *spells: tuple[date, date], settled: date | None = None, is_open: bool = False) -> SourceWatch:
    return watch_of(name, *spells, settled_on=settled or spells[-1][1], is_open=is_open)


def seen(
    watchers: list[SourceWatch], first: date, last: date, grain: Grain = "year"
) -> tuple[tuple[Period, ...], list[periods_watched.PeriodWatch]]:
    axis = periods_between(first, last, grain)
    return axis, [periods_watched.watch_of_period(watchers, period, (first, last), NOW) for period in axis]


@settings(deadline=None)
@given(DAYS, GRAIN)
def test_a_day_lies_in_its_period(day: date, grain: Grain) -> None:
    period = period_of(day, grain)
    assert period.first <= day <= period.last
    assert period_of(period.last + timedelta(days=1), grain).first == period.last + timedelta(days=1)
    assert period.days == len({period.first + timedelta(days=number) for number in range(period.days)})


@settings(deadline=None)
@given(DAYS, DAYS, GRAIN)
def test_periods_follow_one_another(one: date, other: date, grain: Grain) -> None:
    first, last = sorted((one, other))
    axis = periods_between(first, last, grain)
    assert axis[0].first <= first and axis[-1].last >= last
    assert all(b.first - a.last == timedelta(days=1) for a, b in itertools.pairwise(axis))
    assert [axis_position(axis, period.first) for period in axis] == list(range(len(axis)))
    assert axis_position(axis, axis[-1].last + timedelta(days=1)) == len(axis)


def test_titles_and_grains() -> None:
    assert [period_of(date(2024, 5, 7), grain).title for grain in ("month", "quarter", "year")] == ["May 2024", "2024 Q2", "2024"]
    assert fitting_grain(date(2024, 1, 1), date(2026, 12, 31)) == "month"
    assert fitting_grain(date(2015, 1, 1), date(2026, 11, 25)) == "quarter"
    assert fitting_grain(date(1978, 1, 1), date(2026, 11, 25)) == "year"


def test_states_of_years() -> None:
    watchers = [
        source("navy", (date(2015, 1, 4), date(2021, 6, 30))),
        source("bureau", (date(2017, 5, 1), date(2020, 12, 28))),
        source("feed", (date(2024, 1, 1), date(2026, 11, 20)), settled=date(2026, 10, 30), is_open=True),
    ]
    axis, found = seen(watchers, date(2015, 1, 1), NOW)
    assert [(period.title, one.state) for period, one in zip(axis, found, strict=True)] == [
        ("2015", "whole"), ("2016", "whole"), ("2017", "part"), ("2018", "whole"), ("2019", "whole"), ("2020", "whole"),
        ("2021", "part"), ("2022", "unwatched"), ("2023", "unwatched"), ("2024", "whole"), ("2025", "whole"), ("2026", "filling"),
    ]  # fmt: skip
    runs = periods_watched.runs_of_same_sources(found)
    assert [(run.first, run.last, sorted(run.sources)) for run in runs] == [(0, 1, ["navy"]), (3, 5, ["bureau", "navy"]), (9, 10, ["feed"])]
    assert findings.latest_pair(found, 1) == findings.PeriodPair(10, 9, frozenset({"feed"}))


def test_months_whose_reports_are_still_to_come_are_filling() -> None:
    feed = source("feed", (date(2024, 1, 1), date(2026, 11, 20)), settled=date(2026, 9, 20), is_open=True)
    axis, found = seen([feed], date(2026, 7, 1), NOW, "month")
    assert [one.state for one in found] == ["whole", "whole", "filling", "filling", "filling"], [period.title for period in axis]


def test_a_filter_that_cuts_a_period_makes_it_part() -> None:
    navy = source("navy", (date(2010, 1, 1), date(2024, 12, 31)))
    _, found = seen([navy], date(2015, 3, 10), date(2017, 12, 31))
    assert [one.state for one in found] == ["part", "whole", "whole"]


def test_silence_in_the_middle_is_no_whole_year() -> None:
    navy = source("navy", (date(2010, 1, 1), date(2018, 5, 30)), (date(2018, 12, 16), date(2024, 12, 31)))
    _, found = seen([navy], date(2017, 1, 1), date(2019, 12, 31), "quarter")
    assert [one.state for one in found] == ["whole"] * 5 + ["part", "unwatched", "part"] + ["whole"] * 4


@settings(deadline=None)
@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=5), GRAIN)
def test_nothing_is_compared_across_a_change_of_sources(spells: list[tuple[date, date]], grain: Grain) -> None:
    watchers = [source(f"s{number}", (min(spell), max(spell))) for number, spell in enumerate(spells)]
    axis, found = seen(watchers, date(1990, 1, 1), date(2020, 12, 31), grain)
    covering = [
        {
            one.source
            for one in watchers
            if one.first_day <= period.last - period.tolerance and one.last_day >= period.first + period.tolerance
        }
        for period in axis
    ]
    for run in periods_watched.runs_of_same_sources(found):
        inside = covering[run.first : run.last + 1]
        assert all(one == run.sources for one in inside)
    a_year = {"month": 12, "quarter": 4, "year": 1}[grain]
    pair = findings.latest_pair(found, a_year)
    if pair:
        assert covering[pair.now] == covering[pair.before] == pair.sources
        assert axis[pair.now].first.month == axis[pair.before].first.month


def test_the_constant_set_and_what_is_offered() -> None:
    navy = source("navy", (date(1990, 1, 1), date(2024, 6, 25)))
    bureau = source("bureau", (date(1995, 1, 2), date(2020, 12, 31)))
    slack = timedelta(days=10)
    assert periods_watched.sources_throughout([navy, bureau], date(1995, 1, 1), date(2020, 12, 31), slack) == (navy, bureau)
    assert periods_watched.sources_throughout([navy, bureau], date(1990, 1, 1), date(2020, 12, 31), slack) == (navy,)
    assert periods_watched.sources_throughout([navy, bureau], date(1990, 1, 1), date(2025, 12, 31), slack) == ()
    offered = periods_watched.constant_spans([navy, bureau], date(1980, 1, 1), NOW, 365)
    assert [(one.first, one.last, one.sources) for one in offered] == [
        (date(1995, 1, 2), date(2020, 12, 31), ("bureau", "navy")),
        (date(1990, 1, 1), date(2024, 6, 25), ("navy",)),
    ]


def test_a_silence_in_one_region_is_taken_out_there() -> None:
    navy = source("navy", (date(2010, 1, 1), date(2024, 12, 31)))
    silences = (DaySpan(date(2015, 3, 1), date(2016, 2, 28)),)
    there = navy.in_region("red_sea", silences)
    assert there is not None
    assert span_pairs(there.spans) == ((date(2010, 1, 1), date(2015, 2, 28)), (date(2016, 2, 29), date(2024, 12, 31)))
    assert navy.in_region("baltic", ()) == navy
    assert replace(navy, regions=frozenset({"baltic"})).in_region("red_sea", silences) is None


@pytest.mark.parametrize("grain", ["month", "quarter", "year"])
def test_changes_are_named_in_order(grain: Grain) -> None:
    watchers = [
        source("navy", (date(2010, 1, 1), date(2018, 5, 30)), (date(2018, 8, 1), date(2024, 6, 25))),
        source("feed", (date(2023, 1, 1), NOW), is_open=True),
    ]
    assert [f"{change.title} {change.kind}" for change in periods_watched.source_changes(watchers, date(2012, 1, 1), NOW)] == [
        "Navy falls silent", "Navy resumes", "Feed begins", "Navy ends",
    ]  # fmt: skip
