"""Whatever is counted, an estimate or a reason comes out, and what is said hangs together."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.gap import Histories
from analytics.gap.recapture.estimate import estimate
from analytics.gap.recapture.model_choice import Choice

SPARSE = st.one_of(st.just(0), st.just(0), st.integers(0, 3), st.integers(0, 60))


@st.composite
def tables(draw: st.DrawFn) -> Histories:
    lists = draw(st.integers(1, 4))
    counts = draw(st.lists(SPARSE, min_size=2**lists - 1, max_size=2**lists - 1))
    return Histories(tuple("abcd"[:lists]), np.array(counts))


@settings(max_examples=60, deadline=None)
@given(tables(), st.sampled_from(["bic", "aic", "stepwise"]))
def test_an_estimate_or_a_reason(histories: Histories, choice: Choice) -> None:
    result = estimate(histories, choice=choice, resamples=25)
    assert result.observed == histories.observed
    assert (result.estimate is None) == bool(result.refusals) == (result.unreported is None) == (result.interval is None)
    for refusal in result.refusals:
        assert refusal.reason.endswith(".")
    if result.estimate is not None and result.interval is not None and result.unreported is not None:
        assert result.observed - 1e-6 <= result.interval.low <= result.interval.high
        assert math.isfinite(result.estimate) and math.isfinite(result.interval.high)
        assert result.estimate >= result.observed - 1e-6
        assert 0 <= result.unreported.low <= result.unreported.high <= 1
        assert result.lower is not None
        assert all(variant.abundance >= result.observed - 1e-6 for variant in result.variants)
        assert result.range is not None and result.range[0] <= result.range[1]


@pytest.mark.parametrize("scale", [1, 1000, 10**6])
def test_counts_of_any_size(scale: int) -> None:
    """What scales with the counts does, and a model is chosen where a million incidents leave no doubt."""
    histories = Histories(("a", "b", "c"), scale * np.array([60, 50, 20, 40, 12, 8, 5]))
    result = estimate(histories, resamples=50)
    saturated = next(fit for fit in result.models if fit.name == "[12,13,23]")
    assert saturated.abundance == pytest.approx(scale * (195 + 60 * 50 * 40 * 5 / (20 * 12 * 8)), rel=1e-5)
    assert saturated.se is not None
    assert saturated.se < 3 * scale * 195 / math.sqrt(scale)


def test_many_lists() -> None:
    rng = np.random.default_rng(6)
    held = rng.random((900, 8)) < [0.1, 0.12, 0.05, 0.2, 0.15, 0.08, 0.1, 0.07]
    histories = Histories.from_rows("abcdefgh", held)
    result = estimate(histories, resamples=20)
    assert result.estimate is not None and result.interval is not None
    assert result.interval.low < 900 < result.interval.high
    with pytest.raises(ValueError, match="9 lists"):
        Histories.from_rows("abcdefghi", np.ones((1, 9)))
