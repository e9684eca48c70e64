"""Ratios of counts, over-dispersion and evenness, held against scipy and statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.rates import test_poisson_2indep as poisson_test

from analytics.trends import rates

COUNTS = st.integers(0, 400)
EXPOSURES = st.floats(0.1, 50)


def test_the_worked_example() -> None:
    ratio = rates.rate_ratio(43, 37)
    assert ratio.ratio == pytest.approx(43 / 37)
    interval = stats.binomtest(43, 80).proportion_ci(0.95, "exact")
    assert (ratio.low, ratio.high) == pytest.approx((interval.low / (1 - interval.low), interval.high / (1 - interval.high)))
    assert (round(ratio.low, 2), round(ratio.high, 2)) == (0.73, 1.85)
    assert not ratio.is_clear


@settings(deadline=None)
@given(COUNTS, COUNTS, EXPOSURES, EXPOSURES)
def test_the_interval_is_clopper_and_pearsons(now: int, before: int, here: float, there: float) -> None:
    ratio = rates.rate_ratio(now, before, here, there)
    if now + before == 0:
        assert (ratio.ratio, ratio.low, ratio.high, ratio.p) == (None, 0.0, math.inf, 1.0)
        return
    interval = stats.binomtest(now, now + before).proportion_ci(0.95, "exact")
    for bound, share in ((ratio.low, interval.low), (ratio.high, interval.high)):
        assert bound == pytest.approx(share / (1 - share) * there / here if share < 1 else math.inf, rel=1e-6)
    even = here / (here + there)
    tails = stats.binom.cdf(now, now + before, even), stats.binom.sf(now - 1, now + before, even)
    assert ratio.p == pytest.approx(min(1.0, 2 * min(tails)), rel=1e-6, abs=1e-9)


@settings(deadline=None)
@given(COUNTS, COUNTS, EXPOSURES, EXPOSURES, st.floats(1, 20))
def test_clear_exactly_when_the_interval_leaves_one_out(now: int, before: int, here: float, there: float, dispersion: float) -> None:
    ratio = rates.rate_ratio(now, before, here, there, dispersion)
    if abs(ratio.p - 0.05) > 1e-6:
        assert ratio.is_clear == (ratio.low > 1 or ratio.high < 1)
    assert ratio.low <= (ratio.ratio if ratio.ratio is not None else math.inf) <= ratio.high
    swapped = rates.rate_ratio(before, now, there, here, dispersion)
    assert swapped.p == pytest.approx(ratio.p, abs=1e-9)
    narrow = rates.rate_ratio(now, before, here, there)
    assert ratio.low <= narrow.low + 1e-9 and ratio.high >= narrow.high - 1e-9, "dispersion never narrows"


@pytest.mark.parametrize(
    ("now", "before", "here", "there"), [(60, 30, 1.0, 1.0), (10, 30, 365.0, 366.0), (5, 5, 30.0, 31.0), (200, 150, 2.0, 1.0)]
)
def test_p_values_agree_with_the_exact_test_of_statsmodels(now: int, before: int, here: float, there: float) -> None:
    theirs = float(poisson_test(now, here, before, there, method="exact-cond").pvalue)
    p = rates.rate_ratio(now, before, here, there).p
    # Two-sided by doubling the smaller tail, theirs by the likelihood of outcomes: alike, ours never much smaller.
    assert p == pytest.approx(theirs, rel=0.15, abs=0.02)
    assert (p < 0.05) == (theirs < 0.05)


def test_intervals_cover_what_they_promise() -> None:
    rng = np.random.default_rng(7)
    for mean, dispersion in ((6, 1.0), (40, 1.0), (40, 3.0)):
        # Negative binomial with variance `dispersion` x mean.
        draw = (
            rng.poisson(mean, (2, 3000)) if dispersion == 1 else rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion, (2, 3000))
        )
        ratios = [rates.rate_ratio(int(a), int(b), dispersion=dispersion) for a, b in draw.T]
        covered = np.mean([ratio.low <= 1 <= ratio.high for ratio in ratios])
        assert 0.945 <= covered <= 0.99, (mean, dispersion, covered)


def test_nonsense_is_refused() -> None:
    for wrong in ((-1, 2, 1.0, 1.0, 1.0), (1, 2, 0.0, 1.0, 1.0), (1, 2, 1.0, 1.0, 0.5)):
        with pytest.raises(ValueError, match="must"):
            rates.rate_ratio(*wrong)


def test_dispersion_is_one_unless_it_is_clear() -> None:
    rng = np.random.default_rng(3)
    calm = [(rng.poisson(9, 12).astype(float).tolist(), [30.0] * 12) for _ in range(400)]
    assert np.mean([rates.pearson_dispersion([dispersion]) > 1 for dispersion in calm]) <= 0.07
    wild = [(rng.negative_binomial(3, 0.25, 12).astype(float).tolist(), [30.0] * 12) for _ in range(40)]
    assert rates.pearson_dispersion(wild) == pytest.approx(4, rel=0.15)
    assert rates.pearson_dispersion([]) == rates.pearson_dispersion([([5], [30])]) == rates.pearson_dispersion([([0, 0], [1, 1])]) == 1.0


def test_evenness_is_pearsons_chi_square() -> None:
    counts, exposures = [12.0, 30, 18, 9], [31.0, 28, 31, 30]
    expected = np.array(exposures) * sum(counts) / sum(exposures)
    assert rates.evenness_test(counts, exposures).p == pytest.approx(stats.chisquare(counts, expected).pvalue)
    assert rates.evenness_test([0, 0, 0]).p == 1.0
    assert rates.evenness_test(counts, exposures, 3.0, 30).p > rates.evenness_test(counts, exposures).p


def test_the_spread_of_a_table_is_that_of_the_additive_poisson_model() -> None:
    rng = np.random.default_rng(5)
    table = rng.negative_binomial(4, 0.2, (8, 12)).astype(float)
    years, months = np.repeat(np.arange(8), 12), np.tile(np.arange(12), 8)
    design = np.column_stack([years[:, None] == np.arange(8), months[:, None] == np.arange(1, 12)]).astype(float)
    fitted = sm.GLM(table.ravel(), design, family=sm.families.Poisson()).fit()
    dispersion, freedom = rates.table_dispersion(table)
    assert freedom == fitted.df_resid == 77
    assert dispersion == pytest.approx(fitted.pearson_chi2 / fitted.df_resid, rel=1e-6)
    assert rates.table_dispersion(np.zeros((3, 12))) == (1.0, 0)


@settings(deadline=None)
@given(st.integers(0, 50), st.integers(1, 50))
def test_shares_have_exact_intervals(part: int, more: int) -> None:
    total = part + more
    interval = stats.binomtest(part, total).proportion_ci(0.95, "exact")
    share = rates.share_interval(part, total)
    assert (share.low, share.high) == pytest.approx((interval.low, interval.high), abs=1e-9)
    assert rates.share_interval(part, total, 2.0).high >= share.high - 1e-12
