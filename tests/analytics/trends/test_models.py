"""Trends and change points: what is there is found, what is not there is not, and intervals cover what they promise."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import ruptures
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.trends import models


def test_a_known_trend_is_found() -> None:
    years = np.arange(20)
    counts = np.random.default_rng(1).poisson(40 * 1.1**years)
    trend = models.fit_trend(counts, [365.0] * 20, 1)
    assert trend is not None and trend.is_clear
    assert trend.low < 1.1 < trend.high
    assert trend.factor == pytest.approx(1.1, rel=0.02)


def test_the_factor_is_that_of_the_poisson_model() -> None:
    counts = np.random.default_rng(2).poisson(30, 12)
    exposures = np.linspace(300, 366, 12)
    design = sm.add_constant(np.arange(12.0))
    theirs = sm.GLM(counts, design, family=sm.families.Poisson(), exposure=exposures).fit()
    trend = models.fit_trend(counts, exposures, 1)
    assert trend is not None and trend.family == "Poisson"
    assert trend.factor == pytest.approx(math.exp(theirs.params[1]), rel=1e-6)
    assert trend.low <= math.exp(theirs.conf_int()[1][0]), "never narrower than the model's own"
    assert trend.high >= math.exp(theirs.conf_int()[1][1])


@pytest.mark.parametrize(("extra", "periods", "a_year"), [(0.0, 10, 1), (0.0, 60, 12), (0.3, 10, 1), (0.3, 60, 12)])
def test_intervals_cover_where_there_is_no_trend(extra: float, periods: int, a_year: int) -> None:
    rng = np.random.default_rng(11)
    mean = 20
    trends = []
    for _ in range(150):
        counts = rng.negative_binomial(1 / extra, 1 / (1 + extra * mean), periods) if extra else rng.poisson(mean, periods)
        trend = models.fit_trend(counts, [30.0] * periods, a_year)
        assert trend is not None
        trends.append(trend.low <= 1 <= trend.high)
    # 0.91 is three standard errors below 0.95 x its usual excess.
    assert np.mean(trends) >= 0.91


def test_waves_widen_the_interval() -> None:
    rng = np.random.default_rng(4)
    wave = np.repeat(rng.normal(0, 0.5, 10), 6)
    counts = rng.poisson(20 * np.exp(wave))
    shuffled = rng.permutation(counts)
    in_waves, shuffled_trend = models.fit_trend(counts, [30.0] * 60, 12), models.fit_trend(shuffled, [30.0] * 60, 12)
    assert in_waves is not None and shuffled_trend is not None
    assert in_waves.correlation > shuffled_trend.correlation
    assert math.log(in_waves.high / in_waves.low) > math.log(shuffled_trend.high / shuffled_trend.low)


def test_over_dispersion_makes_it_negative_binomial() -> None:
    rng = np.random.default_rng(6)
    wild = models.fit_trend(rng.negative_binomial(2, 0.05, 60), [30.0] * 60, 12)
    calm = models.fit_trend(rng.poisson(38, 60), [30.0] * 60, 12)
    assert wild is not None and wild.family == "negative binomial" and wild.dispersion > 5
    assert calm is not None and calm.family == "Poisson" and calm.dispersion < 2


@pytest.mark.parametrize("counts", [[], [5], [5, 5, 5, 5], [0] * 20, [1, 0, 0, 0, 0, 0, 0, 0], [500, 0, 0, 0, 0, 0]])
def test_too_little_gives_no_trend(counts: list[int]) -> None:
    assert models.fit_trend(counts, [30.0] * len(counts), 1) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 600), min_size=5, max_size=40), st.sampled_from([1, 4, 12]))
def test_whatever_is_counted_gives_a_trend_or_none(counts: list[int], a_year: int) -> None:
    trend = models.fit_trend(counts, [30.0] * len(counts), a_year)
    if trend is not None:
        assert 0 <= trend.low <= trend.factor <= trend.high
        assert 0 <= trend.p <= 1
    places = models.change_points(counts, [30.0] * len(counts), a_year)
    smallest = models.SMALLEST[a_year]
    edges = [0, *places, len(counts)]
    assert all(later - earlier >= smallest for earlier, later in itertools.pairwise(edges)) or not places


@pytest.mark.parametrize(("a_year", "n"), [(12, 96), (4, 40), (1, 24)])
def test_a_step_is_found_where_it_is(a_year: int, n: int) -> None:
    rng = np.random.default_rng(8)
    counts = np.concatenate([rng.poisson(20, n // 2), rng.poisson(60, n // 2)])
    assert models.change_points(counts, [30.0] * n, a_year) == pytest.approx((n // 2,), abs=1)


@pytest.mark.parametrize(("a_year", "n"), [(1, 12), (1, 30), (1, 45), (4, 30), (4, 60), (12, 36), (12, 120)])
@pytest.mark.parametrize("mean", [1, 5, 15, 60])
@pytest.mark.parametrize("dispersion", [1, 3, 5])
def test_constant_counts_have_no_steps(a_year: int, n: int, mean: int, dispersion: int) -> None:
    """In 95 of 100 series at least, whether events come one by one or in clusters that make counts vary three or five times as much."""
    rng = np.random.default_rng(9)
    p = 1 / dispersion
    series = [rng.poisson(mean, n) if p == 1 else rng.negative_binomial(mean * p / (1 - p), p, n) for _ in range(200)]
    assert np.mean([bool(models.change_points(counts, [30.0] * n, a_year)) for counts in series]) <= 0.05


def test_few_false_changes_where_there_is_none() -> None:
    rng = np.random.default_rng(9)
    calm = [models.change_points(rng.poisson(15, 120), [30.0] * 120, 12) for _ in range(120)]
    clustered = [models.change_points(rng.negative_binomial(4, 0.2, 120), [30.0] * 120, 12) for _ in range(120)]
    assert np.mean([bool(changes) for changes in calm]) <= 0.05
    assert np.mean([bool(changes) for changes in clustered]) <= 0.05


@pytest.mark.parametrize(("a_year", "n"), [(1, 30), (1, 45), (4, 30), (4, 60), (12, 36), (12, 120)])
@pytest.mark.parametrize("mean", [6, 10, 60])
def test_a_level_that_doubles_is_found(a_year: int, n: int, mean: int) -> None:
    rng = np.random.default_rng(14)
    for low, high in ((mean, 2 * mean), (2 * mean, mean)):
        series = [np.concatenate([rng.poisson(low, n // 2), rng.poisson(high, n - n // 2)]) for _ in range(100)]
        found = [models.change_points(counts, [30.0] * n, a_year) for counts in series]
        assert np.mean([bool(places) for places in found]) >= 0.9
        assert np.median([min(abs(place - n // 2) for place in places) for places in found if places]) <= 1


def test_the_compiled_search_gives_what_pelt_gives() -> None:
    rng = np.random.default_rng(13)
    counts = np.concatenate([rng.poisson(mean, 12) for mean in (9, 25, 25, 12)])
    signal = 2 * np.sqrt(counts + 3 / 8)
    within = np.concatenate([np.diff(signal[start : start + 12]) for start in (0, 12, 36)])
    penalty = models._penalty(float((within**2).mean() / 2), len(counts), 2)
    theirs = ruptures.Pelt(model="l2", min_size=3, jump=1).fit(signal.reshape(-1, 1)).predict(pen=penalty)
    assert list(models.change_points(counts, [365.0] * 48, 1)) == theirs[:-1] != []


def test_a_season_is_no_change_of_level() -> None:
    rng = np.random.default_rng(10)
    season = np.tile(1 + 0.6 * np.sin(np.arange(12) / 12 * 2 * np.pi), 10)
    assert models.change_points(rng.poisson(25 * season), [30.0] * 120, 12) == ()
    trend = models.fit_trend(rng.poisson(25 * season), [30.0] * 120, 12)
    assert trend is not None and not trend.is_clear


def test_exposure_is_no_change() -> None:
    rng = np.random.default_rng(12)
    exposures = np.concatenate([np.full(12, 30.0), np.full(12, 90.0)])
    assert models.change_points(rng.poisson(exposures), exposures, 1) == ()
