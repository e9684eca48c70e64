from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.risk import predictive
from analytics.risk.history import CellHistory, counts_in_window, known_before
from analytics.risk.model import SLOW, Parameters, join_origins, model_inputs, month_factors, predict, predict_from, select_origins
from analytics.risk.quality import estimate

FIRST = date(2000, 1, 1)
PARAMETERS = Parameters(180.0, 0.5, 0.8, 0.45, 0.2, 100.0)
PARENT = np.array([0, 0, 1], dtype=np.int64)


def made(rates: tuple[float, ...], days: int = 1500, seed: int = 1) -> CellHistory:
    counts = np.random.default_rng(seed).poisson(np.array(rates)[:, None], (len(rates), days)).astype(float)
    return CellHistory(FIRST, counts, np.ones_like(counts), PARENT[: len(rates)])


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def test_what_is_known_is_what_a_loop_over_days_gives() -> None:
    history = made((0.3, 0.02, 0.1), 400)
    before = known_before(history, [day(399)], (90.0,))
    weights = [0.5 ** ((398 - number) / 90.0) for number in range(399)]
    assert before.states[90.0].incidents[0, 0] == pytest.approx(sum(w * n for w, n in zip(weights, history.counts[0], strict=False)))
    assert before.states[90.0].exposure[0, 0] == pytest.approx(sum(weights))
    assert before.month_incidents[0, 0].sum() == history.counts[0, :399].sum()
    assert before.month_exposure[1, 0, 1] == 29 + 2, "February 2000, and two days of February 2001"


def test_outcomes_are_counted_over_whole_watched_windows_only() -> None:
    history = made((0.3, 0.02, 0.1), 800)
    history.watched[0, 700] = 0.0
    counts = counts_in_window(history, [day(600), day(690), day(790)], 30)
    assert counts[0, 0] == history.counts[0, 600:630].sum()
    assert np.isnan(counts[0, 1]) and counts[1, 1] == history.counts[1, 690:720].sum()
    assert np.isnan(counts[:, 2]).all()
    assert counts_in_window(history, [date(2001, 2, 10)], 30, 1)[0, 0] == history.counts[0, 40:70].sum()


@settings(max_examples=15, deadline=None)
@given(st.integers(500, 1400), st.integers(0, 2), st.integers(0, 10_000))
def test_nothing_after_the_origin_is_used(origin: int, cell: int, seed: int) -> None:
    history = made((0.3, 0.02, 0.1))
    changed = CellHistory(FIRST, history.counts.copy(), history.watched, PARENT)
    changed.counts[cell, origin:] = np.random.default_rng(seed).poisson(5, history.days - origin)
    prediction, two = (predict(known_before(each, [day(origin)], (SLOW, 180.0)), 30, PARAMETERS) for each in (history, changed))
    assert np.array_equal(prediction.mean, two.mean) and np.array_equal(prediction.shape, two.shape)


def test_a_steady_rate_is_found_and_more_incidents_never_lower_the_forecast() -> None:
    history = made((0.3, 0.02, 0.1))
    before = known_before(history, [day(1500 - 1)], (SLOW, 180.0))
    means = predict(before, 30, PARAMETERS).mean[:, 0]
    assert means == pytest.approx([9.0, 0.6, 3.0], rel=0.35)
    history.counts[1, 1400:1490:10] += 1
    assert predict(known_before(history, [day(1499)], (SLOW, 180.0)), 30, PARAMETERS).mean[1, 0] > means[1]


def test_days_that_are_not_watched_are_not_calm_days() -> None:
    history = made((0.3, 0.3, 0.3))
    before = predict(known_before(history, [day(1499)], (SLOW, 180.0)), 30, PARAMETERS).mean[:, 0]
    history.counts[0, 1300:] = 0.0
    calm = predict(known_before(history, [day(1499)], (SLOW, 180.0)), 30, PARAMETERS).mean[0, 0]
    history.watched[0, 1300:] = 0.0
    unknown = predict(known_before(history, [day(1499)], (SLOW, 180.0)), 30, PARAMETERS).mean[0, 0]
    assert calm < before[0] / 2
    assert unknown == pytest.approx(before[0], rel=0.3)


def test_a_cell_without_incidents_takes_after_its_area() -> None:
    history = made((0.3, 0.0, 0.0))
    means = predict(known_before(history, [day(1499)], (SLOW, 180.0)), 30, PARAMETERS).mean[:, 0]
    assert means[2] < means[1] < means[0]


def test_seasons_are_found_and_shrunk() -> None:
    days = 365 * 8
    summer = np.array([6 <= day(number).month <= 8 for number in range(days)])
    counts = np.random.default_rng(2).poisson(np.where(summer, 0.9, 0.3), (2, days)).astype(float)
    counts[1] = 0.0
    history = CellHistory(FIRST, counts, np.ones_like(counts), PARENT[:2])
    before = known_before(history, [day(days - 1)], (SLOW, 180.0))
    factors = month_factors(before, 30.0)[:, 0]
    assert 1.5 < factors[0, 6] < 2.3 and 0.5 < factors[0, 0] < 0.8
    assert factors[1] == pytest.approx(factors[0], rel=0.15), "no incidents of its own: the area's season"
    assert np.abs(month_factors(before, 1e6)[0, 0] - 1).max() < 0.01


def test_parameters_are_those_with_the_best_score() -> None:
    rng = np.random.default_rng(3)
    days, cells = 365 * 6, 12
    rate = rng.gamma(0.6, 0.15, cells)[:, None] * np.repeat(rng.gamma(4.0, 0.25, (cells, days // 73)), 73, axis=1)
    counts = rng.poisson(rate).astype(float)
    history = CellHistory(FIRST, counts, np.ones_like(counts), np.zeros(cells, dtype=np.int64))
    origins = [day(number) for number in range(800, counts.shape[1] - 31, 30)]
    before = known_before(history, origins, (SLOW, *estimate.HALF_LIVES))
    recorded = counts_in_window(history, origins, 30)
    ready = {choice: model_inputs(before, 30, *choice) for choice in estimate.candidate_grid()}
    best, score = estimate.estimate_parameters(ready, recorded, 30)
    start = estimate.log_score(ready[estimate.START.half_life, estimate.START.season_prior], recorded, 30, estimate.START)
    assert score >= start
    prediction = predict_from(ready[best.half_life, best.season_prior], 30, best)
    lower, upper = predictive.pit_bounds(recorded, prediction.mean, prediction.shape)
    assert predictive.pit_share(lower, upper, 0.1, 0.9).mean() == pytest.approx(0.8, abs=0.05)
    with pytest.raises(ValueError, match="no count is known"):
        estimate.estimate_parameters(ready, np.full_like(recorded, np.nan), 30)


def test_sets_of_origins_can_be_parted_and_joined() -> None:
    ready = model_inputs(known_before(made((0.3, 0.02, 0.1)), [day(900), day(1000), day(1100)], (SLOW, 180.0)), 30, 180.0, 100.0)
    chosen = np.array([True, False, True])
    undivided = predict_from(ready, 30, PARAMETERS).mean
    assert np.allclose(predict_from(select_origins(ready, chosen), 30, PARAMETERS).mean, undivided[:, chosen])
    assert np.allclose(
        predict_from(join_origins([select_origins(ready, chosen), select_origins(ready, ~chosen)]), 30, PARAMETERS).mean,
        undivided[:, [0, 2, 1]],
    )


def test_an_origin_outside_is_refused() -> None:
    with pytest.raises(ValueError, match="lies outside"):
        known_before(made((0.3, 0.02, 0.1)), [day(1600)], (90.0,))
    with pytest.raises(ValueError, match="do not fit"):
        CellHistory(FIRST, np.zeros((2, 5)), np.zeros((2, 4)), PARENT[:2])
