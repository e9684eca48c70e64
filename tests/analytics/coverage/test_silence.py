from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.coverage import silence
from analytics.coverage.breaks import find_breaks
from analytics.coverage.policies import FOUND_LIFETIMES
from analytics.coverage.usual_gaps import FEWEST, active_spells, event_days, usual_gaps_of
from analytics.coverage.watchkeeping import Watchkeeping
from tests.support.watches import described_source
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.sources import report_days
from warehouse.queries.sources import sources as source_queries

START = date(2012, 1, 1)
DAYS = 10 * 365
NOW = START + timedelta(days=DAYS)
MOMENT = datetime(NOW.year, NOW.month, NOW.day, tzinfo=UTC)


def drawn(source: str, rate: float, seed: int, region: str | None = "somewhere", days: int = DAYS) -> pd.DataFrame:
    """Reports of a source that hears of `rate` a day, gamma-mixed by the quarter."""
    rng = np.random.default_rng(seed)
    rates = np.repeat(rate * rng.gamma(12.0, 1 / 12, days // 90 + 1), 90)[:days]
    counts = rng.poisson(rates)
    kept = np.flatnonzero(counts)
    when = [START + timedelta(days=int(day)) for day in kept]
    return pd.DataFrame({"source": source, "sea_region": region, "occurred_on": when, "reports": counts[kept]})


def ear(source: str, watches: Iterable[str] = ("*",), until: date = NOW) -> silence.ObservationWindow:
    return silence.ObservationWindow(source, source.title(), until, frozenset(watches), None)


def watchkeeping_of(frame: pd.DataFrame, **watches: list[str]) -> Watchkeeping:
    """The model of sources that were under observation up to NOW; `watches` are the regions that each declares."""
    last = frame.groupby("source")["occurred_on"].max()
    rows = tuple(
        described_source(name, watches=regions, cadence_days=None, last_occurred_on=last[name], last_landed_at=MOMENT)
        for name, regions in watches.items()
    )
    return Watchkeeping(rows, MOMENT, FOUND_LIFETIMES, frame)


def without(frame: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    return frame[[not first <= day <= last for day in frame["occurred_on"]]]


@pytest.mark.parametrize("rate", [2.0, 0.5, 0.1])
@pytest.mark.parametrize("seed", range(4))
def test_a_source_cut_off_is_found_and_dated_within_its_usual_gap(rate: float, seed: int) -> None:
    cut = START + timedelta(days=5 * 365 + 17 * seed)
    frame = pd.concat([without(drawn("one", rate, seed), cut, NOW), drawn("two", 1.0, seed + 50)])
    lives = silence.find_lifetimes(frame, {"one": ear("one"), "two": ear("two")})
    ends = [one for one in find_breaks(lives, frame, START + timedelta(days=1), NOW) if one.source == "one" and one.region is None]
    assert [one.kind for one in ends][-1] == "fell_silent"
    life = next(one for one in lives if one.source == "one" and one.region is None)
    assert life.state == "silent"
    assert 0 <= (cut - ends[-1].day).days <= life.usual.ninety_days * 3
    assert (cut - ends[-1].day).days <= ends[-1].usual_days
    assert next(one for one in lives if one.source == "two").state == "reporting"


@pytest.mark.parametrize("seed", range(6))
def test_a_silence_in_the_middle_and_its_end_are_both_dated(seed: int) -> None:
    first, last = date(2016, 3, 1), date(2016, 9, 30)
    frame = without(drawn("one", 0.6, seed), first, last)
    found = find_breaks(silence.find_lifetimes(frame, {"one": ear("one")}), frame, date(2015, 9, 1), date(2017, 3, 1))
    fell, back = (one for one in found if one.region is None)
    assert (fell.kind, back.kind) == ("fell_silent", "resumed")
    assert timedelta(0) <= first - fell.day <= timedelta(days=12)
    assert timedelta(0) <= back.day - last <= timedelta(days=12)
    assert fell.days is not None and fell.days > fell.usual_days


def test_calm_waters_are_told_from_a_source_that_stopped_listening() -> None:
    """Region `a`: both fall silent (calm). Region `b`: only `one` does (its own silence)."""
    gone = (date(2018, 1, 1), date(2019, 12, 31))
    parts = [without(drawn(source, 0.3, seed, "a"), *gone) for seed, source in enumerate(("one", "two"))]
    parts += [without(drawn("one", 0.3, 5, "b"), *gone), drawn("two", 0.3, 6, "b"), drawn("one", 0.5, 7, "c"), drawn("two", 0.5, 8, "c")]
    frame = pd.concat(parts)
    lives = silence.find_lifetimes(frame, {"one": ear("one"), "two": ear("two")})
    found = find_breaks(lives, frame, START + timedelta(days=30), NOW)
    assert [(one.source, one.region, one.kind) for one in found] == [
        ("one", "b", "silent_in_region"),
        ("one", "b", "resumed_in_region"),
    ]
    assert found[0].others is not None and found[0].others > 100
    assert find_breaks(lives, frame, START + timedelta(days=30), NOW, regions=["a"]) == ()


@pytest.mark.parametrize(("rate", "shape", "most"), [(1.0, np.inf, 0.01), (0.3, np.inf, 0.015), (0.05, np.inf, 0.015), (0.05, 2.0, 0.02)])
def test_false_alarms_are_as_rare_as_stated(rate: float, shape: float, most: float) -> None:
    """1,200 undisturbed years; `shape` inf is a Poisson process, else its rate is gamma-mixed by the month."""
    rng = np.random.default_rng(1)
    alarms = 0
    for _ in range(12):
        rates = np.full(1200, rate) if np.isinf(shape) else rate * rng.gamma(shape, 1 / shape, 1200)
        alarms += len(active_spells(np.flatnonzero(rng.poisson(np.repeat(rates, 30))), silence.FALSE_ALARMS_A_YEAR)) - 1
    assert alarms / (12 * 1200 * 30 / 365.25) <= most


def test_three_states_of_a_region() -> None:
    frame = pd.concat([drawn("one", 0.5, 1, "a"), without(drawn("two", 0.5, 2, "b"), date(2015, 1, 1), NOW)])
    watch = watchkeeping_of(frame, one=["a", "c"], two=["b"])
    year = (date(2016, 1, 1), date(2016, 12, 31))
    assert watch.is_watched("a", *year)
    assert watch.is_watched("c", *year), "declared, none seen: watched and none"
    assert not watch.is_watched("b", *year), "its only source has fallen silent"
    assert not watch.is_watched("d", *year), "nobody ever watched"
    assert [one.source for one in watch.watches if one.covers(*year)] == ["one"]


def test_few_reports_are_not_judged() -> None:
    frame = pd.DataFrame(
        {"source": "one", "sea_region": None, "occurred_on": [START + timedelta(days=9 * n) for n in range(4)], "reports": 1}
    )
    (life,) = silence.find_lifetimes(frame, {"one": ear("one")})
    assert life.state == "too_few" and life.stopped_on is None
    assert life.spans[-1].last == life.last_report, "no claim beyond its last report"


def test_nothing_is_known_after_the_last_landing() -> None:
    row = source_queries.SourceRow(
        "one", "One", "Body", "", None, "", "", 7.0, None, ("*",), "live", "", 9, START, date(2014, 1, 1), datetime(2014, 1, 3, tzinfo=UTC)
    )
    found = silence.observation_windows([row], datetime(2020, 1, 1, tzinfo=UTC), {"one": 1.6})
    assert found["one"].until == date(2014, 1, 1)
    assert silence.observation_windows([row], datetime(2020, 1, 1, tzinfo=UTC))["one"].until == date(2014, 1, 3)


@given(st.lists(st.integers(0, 4000), max_size=60))
@settings(max_examples=60, deadline=None)
def test_spells_hold_every_event_once_and_in_order(numbers: list[int]) -> None:
    days = event_days(numbers)
    found = active_spells(days, 0.01)
    inside = [day for first, last, _ in found for day in days if first <= day <= last]
    assert inside == list(days)
    assert all(later[0] - earlier[1] > earlier[2] for earlier, later in pairwise(found))
    if len(days) <= FEWEST:
        assert len(found) <= 1 and np.isinf(usual_gaps_of(days, 0.01).alarm_days)


@pytest.mark.real_data
def test_the_real_archives_ends_are_found_in_their_own_gaps(real_snapshot: Snapshot) -> None:
    with real_snapshot.open_database() as con:
        days, known = report_days.report_days(con), source_queries.all_sources(con)
    listened = {
        name: replace(one, closed_on=None) for name, one in silence.observation_windows(known, datetime(2026, 11, 25, tzinfo=UTC)).items()
    }
    lives = silence.find_lifetimes(days, listened)
    found = find_breaks(lives, days, date(2015, 1, 1), date(2026, 11, 25), regions=())
    ends = {one.source: one.day for one in found if one.kind == "fell_silent"}
    assert ends["asam"] == date(2024, 6, 26)
    assert ends["imb_crime_at_sea"] == date(2020, 12, 30)
    assert all(one.days is not None and one.days > one.usual_days for one in found if one.kind == "fell_silent")
