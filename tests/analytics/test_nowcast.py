from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from analytics.delays import nowcast

START = date(2015, 1, 1)
ZERO = (START - date(1970, 1, 1)).days


def simulated(seed: int, rate: float = 1.0, median: float = 14.0, days: int = 4 * 365, wave: float = 0.4) -> nowcast.Days:
    """Events at a rate that swings through the year, published after lognormal delays."""
    rng = np.random.default_rng(seed)
    level = rate * (1 + wave * np.sin(np.arange(days) / 365 * 2 * np.pi))
    occurred = np.repeat(np.arange(days), rng.poisson(level))
    took = np.minimum(rng.lognormal(np.log(median), 0.9, len(occurred)).astype(int), 300)
    return nowcast.Days(ZERO + occurred, ZERO + occurred + took, np.ones(len(occurred), np.int64))


def test_intervals_hold_what_came_about_as_often_as_they_say() -> None:
    checks = []
    for seed in range(6):
        on = [START + timedelta(days=day) for day in range(800, 1300, 45)]
        checks += nowcast.back_test(simulated(seed, rate=2.0), on)
    share, low, high = nowcast.coverage(checks)
    assert len(checks) > 100
    assert low <= 0.85 and high >= 0.75, share
    better = np.mean([abs(one.total - one.final) for one in checks]) / np.mean([abs(one.known - one.final) for one in checks])
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
    assert [one.month for one in early.months] == sorted(one.month for one in early.months)


def test_a_source_that_publishes_at_once_has_nothing_to_come() -> None:
    days = simulated(1)
    prompt = nowcast.Days(days.occurred, days.occurred, days.number)
    result = nowcast.nowcast(prompt, START + timedelta(days=1000))
    assert all(one.low == one.high == one.known for one in result.months)


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
    assert nowcast.Days.of(frame).number.tolist() == [5]


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_wider_levels_give_wider_intervals(level: float) -> None:
    days, on = simulated(2, rate=3.0), START + timedelta(days=1000)
    month = nowcast.nowcast(days, on, level=level).months[-1]
    wider = nowcast.nowcast(days, on, level=0.99).months[-1]
    assert wider.low <= month.low <= month.high <= wider.high
    assert wider.high - wider.low > month.high - month.low


def test_coverage_is_a_share_with_its_interval() -> None:
    one = nowcast.Check(START, 0, 1, 2.0, 1, 3, 2)
    share, low, high = nowcast.coverage([one] * 8 + [nowcast.Check(START, 0, 1, 2.0, 1, 3, 9)] * 2)
    assert share == 0.8 and low == pytest.approx(0.4902, abs=1e-3) and high == pytest.approx(0.9433, abs=1e-3)
    assert np.isnan(nowcast.coverage([])[0])


def test_the_stored_back_test_is_what_the_bench_computes() -> None:
    """Its smallest cell, anew: same command, same seed."""
    from analytics.delays.nowcast_charts import results
    from bench import nowcast as bench

    stored = results()
    assert stored["seed"] == bench.SEED and stored["level"] == bench.LEVEL and stored["command"] == "python -m bench nowcast --write"
    again = bench.small_cell()
    assert next(one for one in stored["cells"] if (one["data"], one["age"]) == (again["data"], "all")) == again
    assert all(0.75 <= one["share"] <= 0.85 for one in stored["cells"] if one["age"] == "all")


def test_the_back_test_is_drawn_with_its_aim() -> None:
    from analytics.delays.nowcast_charts import back_test_chart, results

    found = back_test_chart()
    chart = found.picture
    assert chart.frame().shape[0] == len(results()["cells"])
    assert any("Lawless" in one for one in found.references) and found.assumptions


def test_the_nowcast_chart_hatches_what_is_filling_up() -> None:
    from analytics.delays.nowcast_charts import nowcast_chart

    found = nowcast.nowcast(simulated(2, rate=3.0), START + timedelta(days=1000))
    shown = nowcast_chart(found, ["One"])
    frame = shown.frame()
    assert list(frame["known so far"]) == [one.known for one in found.months]
    assert list(frame["known so far: still filling up"]) == [one.filling for one in found.months]
    assert "Assumptions" in frame and frame["Assumptions"].str.len().min() > 50
    refused = nowcast_chart(nowcast.nowcast(simulated(1, rate=0.02), START + timedelta(days=1000)), [])
    assert refused.refusal and refused.picture.is_empty
