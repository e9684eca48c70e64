from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.risk import predictive

MEANS = st.floats(0.001, 60)
SHAPES = st.floats(0.05, 200)
COUNTS = st.integers(0, 120)


def one(value: float) -> np.ndarray:
    return np.array([float(value)])


@settings(max_examples=60, deadline=None)
@given(COUNTS, MEANS, SHAPES)
def test_scores_are_those_of_the_distribution(count: int, mean: float, shape: float) -> None:
    law = stats.nbinom(shape, shape / (shape + mean))
    assert predictive.log_probability(one(count), one(mean), one(shape))[0] == pytest.approx(law.logpmf(count), rel=1e-6, abs=1e-8)
    steps = np.arange(0, 20_000)
    expected = float(np.sum((law.cdf(steps) - (steps >= count)) ** 2))
    assert predictive.crps(one(count), one(mean), one(shape))[0] == pytest.approx(expected, rel=1e-4, abs=1e-5)


@settings(max_examples=60, deadline=None)
@given(MEANS, SHAPES, st.sampled_from([0.5, 0.8, 0.95]))
def test_an_interval_holds_at_least_what_it_says(mean: float, shape: float, cover: float) -> None:
    low, high = predictive.count_interval(cover, one(mean), one(shape))
    inside = predictive.cumulative_probability(high, one(mean), one(shape)) - predictive.cumulative_probability(
        low - 1, one(mean), one(shape)
    )
    assert inside[0] >= cover - 1e-9
    assert low[0] <= high[0]
    rate_low, rate_high = predictive.rate_interval(cover, one(mean), one(shape))
    assert 0 <= rate_low[0] <= rate_high[0]


@settings(max_examples=40, deadline=None)
@given(COUNTS, MEANS, SHAPES)
def test_shares_of_the_transform_sum_to_one(count: int, mean: float, shape: float) -> None:
    lower, upper = predictive.pit_bounds(one(count), one(mean), one(shape))
    edges = np.linspace(0, 1, 11)
    shares = [predictive.pit_share(lower, upper, low, high)[0] for low, high in pairwise(edges)]
    if upper[0] - lower[0] > 1e-12:
        assert sum(shares) == pytest.approx(1.0, abs=1e-6)
    assert all(0 <= share <= 1 for share in shares)


def test_the_randomised_coverage_of_a_true_distribution_is_exact() -> None:
    rng = np.random.default_rng(5)
    mean = rng.gamma(0.4, 3.0, 40_000) + 0.01
    shape = np.full_like(mean, 1.7)
    counts = rng.negative_binomial(shape, shape / (shape + mean)).astype(float)
    lower, upper = predictive.pit_bounds(counts, mean, shape)
    assert predictive.pit_share(lower, upper, 0.1, 0.9).mean() == pytest.approx(0.8, abs=0.006)
    low, high = predictive.count_interval(0.8, mean, shape)
    assert ((counts >= low) & (counts <= high)).mean() > 0.82, "whole numbers hold more than they say"


def test_the_sum_of_cells_has_their_mean_and_variance() -> None:
    means, shapes = np.array([[2.0], [5.0]]), np.array([[1.0], [4.0]])
    mean, shape = predictive.sum_of_cells(means, shapes, 0)
    variance = float((means + means**2 / shapes).sum())
    assert mean[0] == 7.0
    assert mean[0] + mean[0] ** 2 / shape[0] == pytest.approx(variance)


def test_deviance_is_least_at_the_count() -> None:
    counts = np.array([0.0, 3.0, 3.0, 3.0])
    deviances = predictive.deviance(counts, np.array([0.1, 3.0, 2.0, 6.0]))
    assert deviances[1] == pytest.approx(0.0) and deviances[0] == pytest.approx(0.2)
    assert deviances[2] > 0 and deviances[3] > 0
