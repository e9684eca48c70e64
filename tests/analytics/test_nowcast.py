from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from analytics.delays import back_test, nowcast
from analytics.delays.count_distribution import CountDistribution
from analytics.delays.nowcast_charts import back_test_chart, nowcast_chart, stored_back_test

START = date(2015, 1, 1)
ZERO = (START - date(1970, 1, 1)).days


def simulated(seed: int, rate: float = 1.0, median: float = 14.0, days: int = 4 * 365, wave: float = 0.4) -> nowcast.ReportingTriangle:
    """Events at a rate that swings through the year, published after lognormal delays."""
    rng = np.random.default_rng(seed)
    level = rate * (1 + wave * np.sin(np.arange(days) / 365 * 2 * np.pi))
    occurred = np.repeat(np.arange(days), rng.poisson(level))
    took = np.minimum(rng.lognormal(np.log(median), 0.9, len(occurred)).astype(int), 300)
    return nowcast.ReportingTriangle(ZERO + occurred, ZERO + occurred + took, np.ones(len(occurred), np.int64))


def test_intervals_hold_what_came_about_as_often_as_they_say() -> None:
    checks = []
    for seed in range(6):
        on = [START + timedelta(days=day) for day in range(800, 1300, 45)]
        checks += back_test.back_test(simulated(seed, rate=2.0), on)
    share, low, high = back_test.interval_coverage(checks)
    assert len(checks) > 100
    assert low <= 0.85 and high >= 0.75, share
    better = np.mean([abs(check.total - check.final) for check in checks]) / np.mean([abs(check.known - check.final) for check in checks])
    assert better < 0.5, "the nowcast is nearer than what is known by then"


def test_only_what_was_known_then_counts() -> None:
    days = simulated(3)
    on = START + timedelta(days=1000)
    early = nowcast.nowcast(days, on)
    assert early == nowcast.nowcast(days.as_of((on - date(1970, 1, 1)).days), on)
    assert early == nowcast.nowcast(days, on), "the same seed gives the same result"
    assert early.months[-1].until == on
    last = early.months[-1]
    assert last.known <= last.low <= last.total <= last.high + 1
    assert last.filling and not early.months[0].filling
    assert [month.month for month in early.months] == sorted(month.month for month in early.months)


def test_a_source_that_publishes_at_once_has_nothing_to_come() -> None:
    days = simulated(1)
    prompt = nowcast.ReportingTriangle(days.occurred, days.occurred, days.number)
    result = nowcast.nowcast(prompt, START + timedelta(days=1000))
    assert all(month.low == month.high == month.known for month in result.months)


def test_too_few_events_are_refused_with_the_reason() -> None:
    days = simulated(1, rate=0.02)
    result = nowcast.nowcast(days, START + timedelta(days=1000))
    assert result.months == () and "60 are needed" in result.refusal


def test_rows_without_a_day_of_publication_or_before_the_event_are_left_out() -> None:
    import pandas as pd

    frame = pd.DataFrame(
        {
            "occurred_on": [START, START, START],
            "published_on": [START + timedelta(days=3), None, START - timedelta(days=1)],
            "incidents": [5, 7, 9],
        }
    )
    assert nowcast.ReportingTriangle.from_frame(frame).number.tolist() == [5]


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_wider_levels_give_wider_intervals(level: float) -> None:
    days, on = simulated(2, rate=3.0), START + timedelta(days=1000)
    month = nowcast.nowcast(days, on, level=level).months[-1]
    wider = nowcast.nowcast(days, on, level=0.99).months[-1]
    assert wider.low <= month.low <= month.high <= wider.high
    assert wider.high - wider.low > month.high - month.low


def test_coverage_is_a_share_with_its_interval() -> None:
    check = back_test.HindsightCheck(START, 0, 1, 2.0, 1, 3, 2, 1.0)
    share, low, high = back_test.interval_coverage([check] * 8 + [back_test.HindsightCheck(START, 0, 1, 2.0, 1, 3, 9, 0.0)] * 2)
    assert share == 0.8 and low == pytest.approx(0.4902, abs=1e-3) and high == pytest.approx(0.9433, abs=1e-3)
    assert np.isnan(back_test.interval_coverage([])[0])


def test_the_stored_back_test_is_what_the_bench_computes() -> None:
    """Its smallest cell, anew: same command, same seed."""
    from bench import nowcast as bench

    stored = stored_back_test()
    assert stored["seed"] == bench.SEED and stored["level"] == bench.LEVEL and stored["command"] == "python -m bench nowcast --write"
    again = bench.small_cell()
    assert next(cell for cell in stored["cells"] if (cell["data"], cell["age"]) == (again["data"], "all")) == again
    overall = [cell for cell in stored["cells"] if cell["age"] == "all"]
    assert all(cell["share"] >= 0.75 for cell in overall)
    # Whole numbers hold more than 80% where counts are small (86% over eight simulations of 3,000 reports, exact share 81%).
    assert all(0.75 <= cell["exact"] <= 0.85 for cell in overall if cell["data"].startswith("Simulated"))
    assert all(cell["share"] <= 0.85 for cell in overall if cell["months"] >= 400)


def test_the_back_test_is_drawn_with_its_aim() -> None:
    explained = back_test_chart()
    chart = explained.picture
    assert chart.frame().shape[0] == len(stored_back_test()["cells"])
    assert any("Lawless" in reference for reference in explained.references) and explained.assumptions


def test_the_nowcast_chart_hatches_what_is_filling_up() -> None:
    result = nowcast.nowcast(simulated(2, rate=3.0), START + timedelta(days=1000))
    explained = nowcast_chart(result, ["One"])
    frame = explained.frame()
    assert list(frame["known so far"]) == [month.known for month in result.months]
    assert list(frame["known so far: still filling up"]) == [month.filling for month in result.months]
    assert "Assumptions" in frame and frame["Assumptions"].str.len().min() > 50
    refused = nowcast_chart(nowcast.nowcast(simulated(1, rate=0.02), START + timedelta(days=1000)), [])
    assert refused.refusal and refused.picture.is_empty


@pytest.mark.parametrize("mean", [0.4, 1.5, 6.0, 80.0])
def test_the_exact_share_is_the_level_however_small_the_counts(mean: float) -> None:
    """Final numbers drawn from the very distribution: the share inside is the level, where the interval itself holds more."""
    rng = np.random.default_rng(11)
    distribution = CountDistribution.of_draws(rng.poisson(mean, 40_000).astype(np.int64))
    finals = rng.poisson(mean, 20_000)
    shares = {count: distribution.share_inside(count, 0.8) for count in set(finals.tolist())}
    assert np.mean([shares[count] for count in finals.tolist()]) == pytest.approx(0.8, abs=0.01)
    low, high = distribution.central_interval(0.8)
    assert ((finals >= low) & (finals <= high)).mean() > 0.74
