"""Two lists: worked examples of the literature, laws, and refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.gap import Histories
from analytics.gap.recapture.estimate import estimate
from analytics.gap.recapture.two_lists import (
    LEAST_SHARED,
    chapman_estimate,
    chapman_interval,
    chapman_variance,
    estimate_with_odds,
    profile_interval,
)


def test_chapman_by_hand() -> None:
    """n1 = 200, n2 = 300, m = 60: 201 * 301 / 61 - 1, and Seber's variance."""
    assert float(chapman_estimate(200, 300, 60)) == pytest.approx(990.8197, abs=1e-4)
    assert float(chapman_variance(200, 300, 60)) == pytest.approx(201 * 301 * 140 * 240 / (61**2 * 62))


def test_profile_of_two_lists_is_where_the_deviance_rises_by_the_quantile() -> None:
    """Held against the likelihood written out, with factorials."""
    interval = profile_interval(30, 40, 12)

    def loglikelihood(total: float) -> float:
        observed = 30 + 40 - 12
        value = math.lgamma(total + 1) - math.lgamma(total - observed + 1)
        for held in (30, 40):
            value += held * math.log(held / total) + (total - held) * math.log(1 - held / total)
        return value

    best = max(loglikelihood(total) for total in np.arange(58.0, 400.0, 0.01))
    for end in (interval.low, interval.high):
        assert 2 * (best - loglikelihood(end)) == pytest.approx(3.8415, abs=1e-2)
    assert interval.low < 100 < interval.high
    assert math.isinf(profile_interval(5, 5, 0).high)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(LEAST_SHARED, 500))
def test_laws(only_first: int, only_second: int, both: int) -> None:
    first, second = only_first + both, only_second + both
    histories = Histories(("a", "b"), np.array([only_first, only_second, both]))
    result = estimate(histories)
    assert result.refusals == ()
    assert result.estimate is not None and result.interval is not None and result.unreported is not None
    assert result.observed <= result.interval.low <= result.estimate + 1e-9
    assert result.estimate <= result.interval.high + 1e-9
    assert 0 <= result.unreported.low <= result.unreported.share <= result.unreported.high < 1
    assert result.estimate == pytest.approx(float(chapman_estimate(second, first, both))), "the order of the lists changes nothing"
    profile = profile_interval(first, second, both)
    assert profile.low <= first * second / both + 1e-6 <= profile.high + 1e-6
    assert estimate_with_odds(first, second, both, 1.0) == pytest.approx(result.estimate)
    assert estimate_with_odds(first, second, both, 2.0) >= estimate_with_odds(first, second, both, 1.0)
    assert chapman_interval(first, second, both).width >= 0


@pytest.mark.parametrize(
    ("counts", "code"),
    [([0, 0, 0], "nothing"), ([30, 0, 0], "one_source"), ([0, 0, 12], "ok"), ([30, 40, 6], "few_overlaps"), ([30, 40, 0], "few_overlaps")],
)
def test_refusals(counts: list[int], code: str) -> None:
    result = estimate(Histories(("a", "b"), np.array(counts)))
    assert [refusal.code for refusal in result.refusals] == ([] if code == "ok" else [code])
    assert (result.estimate is None) == (code != "ok")
    assert (result.unreported is None) == (code != "ok")
    if code == "few_overlaps":
        assert str(LEAST_SHARED) in result.refusals[0].reason
    assert result.observed == sum(counts)
