"""Log-linear and closed-population models: against a general minimiser, an independent check of existence, published figures and laws."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.gap import Fit, Histories
from analytics.gap.recapture import bounds, closed_population, existence, loglinear, models, profile
from analytics.gap.recapture.two_lists import profile_interval
from tests.analytics.gap.tables import HEPATITIS, SEPARATE, UNSHARED_PAIR, drawn, unseen_by_search


def by_name(histories: Histories, order: int = 2) -> dict[str, Fit]:
    return {fit.name: fit for fit in loglinear.fit_models(histories, models.hierarchical_models(len(histories.lists), order), order)}


def test_all_models_against_a_general_minimiser() -> None:
    histories = drawn(900, [0.3, 0.4, 0.25, 0.2], seed=3, taken_over=0.3)
    every = models.hierarchical_models(4)
    assert len(every) == 64
    fits = loglinear.fit_models(histories, every)
    for fit in fits[::7]:
        unseen = unseen_by_search(histories, [(term[0], term[1]) for term in fit.terms])
        assert fit.abundance == pytest.approx(histories.observed + unseen, rel=1e-5)
        assert fit.parameters == 5 + len(fit.terms)
        assert fit.df == 15 - fit.parameters
        assert fit.bic - fit.aic == pytest.approx(fit.parameters * (math.log(histories.observed) - 2))


def test_the_saturated_model_of_three_lists_in_closed_form() -> None:
    """With all interactions of two lists, what nobody holds is a ratio of products (Bishop, Fienberg and Holland 1975, 6.4)."""
    alone = [69.0, 55.0, 63.0]
    pairs = [21.0, 17.0, 18.0]
    fit = by_name(HEPATITIS)["[12,13,23]"]
    assert fit.abundance == pytest.approx(271 + math.prod(alone) * 28 / math.prod(pairs), rel=1e-8)
    assert fit.deviance == pytest.approx(0, abs=1e-8)
    unseen = math.prod(alone) * 28 / math.prod(pairs)
    variance = sum(1 / count for count in [*alone, *pairs, 28])
    assert fit.se == pytest.approx(math.sqrt(unseen + unseen**2 * variance), rel=1e-6)


def test_hierarchy_and_names() -> None:
    assert [models.model_name(model, 3) for model in models.hierarchical_models(3)] == [
        "[1,2,3]", "[12,3]", "[13,2]", "[23,1]", "[12,13]", "[12,23]", "[13,23]", "[12,13,23]",
    ]  # fmt: skip
    third = models.hierarchical_models(4, order=3)
    assert len(third) == 113, "all hierarchical models of four lists with all main effects and without the interaction of four"
    assert "[123,4]" in {models.model_name(model, 4) for model in third}
    for order, model in itertools.product((3,), third):
        for term in (term for term in model if term.bit_count() == order):
            assert sum(other & term == other and other.bit_count() == 2 for other in model) == 3
    with pytest.raises(ValueError, match="stepwise"):
        models.hierarchical_models(6)
    assert loglinear.fit_models(HEPATITIS, ((3,),))[0].words(("P", "Q", "E")) == "dependence between P and Q"
    assert loglinear.fit_models(HEPATITIS, ((),))[0].words(("P", "Q", "E")) == "all lists independent"


def test_what_must_be_refused_is_refused() -> None:
    refusals = {name: fit.refusal.code if fit.refusal else None for name, fit in by_name(SEPARATE).items()}
    assert refusals == {
        "[1,2,3]": None, "[12,3]": "no_estimate", "[13,2]": None, "[23,1]": None, "[12,13]": "no_estimate", "[12,23]": "no_estimate",
        "[13,23]": None, "[12,13,23]": "not_identifiable",
    }  # fmt: skip
    for fit in by_name(SEPARATE).values():
        assert (fit.abundance is None) == (fit.se is None) == (fit.refusal is not None)
    # Without the histories that hold A and C, or B and C, only A and B are left: Petersen's estimate.
    assert by_name(SEPARATE)["[13,23]"].abundance == pytest.approx(96 + 40 * 30 / 6)


def test_an_empty_overlap_is_minus_infinity() -> None:
    """The histories with both lists are gone, so that A and B act as one list beside C; yet the parameter counts."""
    fit = by_name(UNSHARED_PAIR)["[12,3]"]
    assert fit.refusal is None
    assert (fit.parameters, fit.df) == (5, 2)
    together = UNSHARED_PAIR.with_merged(["A", "B"], "AB")
    assert together.counts.tolist() == [30, 110, 21]
    assert fit.abundance == pytest.approx(together.observed + 30 * 110 / 21, rel=1e-6)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 1), min_size=7, max_size=7), st.integers(0, 7))
def test_existence_against_the_cone_of_margins(occurs: list[int], chosen: int) -> None:
    """Exists when no direction lowers some empty history and leaves those that occur: a second programme, the dual of the first."""
    from scipy.optimize import linprog

    wide = models.widest_design(3)
    terms = wide.parameters([term for bit, term in enumerate(wide.terms) if chosen >> bit & 1])
    held = np.array(occurs, float)
    remaining, cells = models.without_empty_overlaps(wide, terms[None], held[None])
    matrix, inside = wide.matrix[cells[0]][:, remaining[0]], held[cells[0]] > 0
    rises = linprog(
        matrix[~inside].sum(axis=0),
        A_ub=matrix[~inside], b_ub=np.zeros(int((~inside).sum())), A_eq=matrix[inside], b_eq=np.zeros(int(inside.sum())),
        bounds=[(-1, 1)] * matrix.shape[1],
    )  # fmt: skip
    assert rises.fun is not None
    assert existence.estimate_exists(matrix, inside) == (float(rises.fun) > -1e-7)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=7, max_size=7))
def test_a_number_is_given_exactly_where_an_estimate_exists_and_is_determined(counts: list[int]) -> None:
    histories = Histories(("a", "b", "c"), np.array(counts))
    wide = models.widest_design(3)
    for model, fit in zip(models.hierarchical_models(3), loglinear.fit_models(histories, models.hierarchical_models(3)), strict=True):
        remaining, cells = models.without_empty_overlaps(wide, wide.parameters(model)[None], histories.counts[None].astype(float))
        matrix = wide.matrix[cells[0]][:, remaining[0]]
        is_usable = existence.has_full_rank(matrix) and existence.estimate_exists(matrix, histories.counts[cells[0]] > 0)
        assert (fit.abundance is not None) == is_usable
        assert fit.abundance is None or fit.abundance >= histories.observed


def test_names_and_order_of_lists_do_not_matter() -> None:
    histories = drawn(400, [0.3, 0.4, 0.25], seed=9, taken_over=0.4)
    turned = histories.restricted_to(["list 2", "list 0", "list 1"])
    assert by_name(histories)["[12,3]"].abundance == pytest.approx(by_name(turned)["[23,1]"].abundance)


def test_sample_coverage_of_the_literature() -> None:
    """Chao, Tsay and others 2001 print 508 for the one-step estimate."""
    estimates = bounds.sample_coverage_estimates(HEPATITIS)
    assert round(estimates["Sample coverage, three lists (Chao and Tsay)"]) == 508
    assert bounds.sample_coverage_estimates(HEPATITIS.restricted_to(["P", "Q"])) == {}
    assert "Sample coverage (Lee and Chao)" in bounds.sample_coverage_estimates(drawn(2000, [0.1, 0.15, 0.12, 0.2, 0.1], 3))
    assert bounds.sample_coverage_estimates(drawn(500, [0.8, 0.9, 0.85, 0.9], 3)) == {}, "whole coverage says nothing"


def test_chaos_bound_by_hand() -> None:
    bound = bounds.chao_lower_bound(HEPATITIS)
    assert bound.estimate == pytest.approx(271 + 2 / 3 * 187 * 186 / (2 * 57))
    assert bound.interval.low < bound.estimate < bound.interval.high


def test_lists_alike_have_one_closed_form() -> None:
    """M0: the share on no list follows from the mean number of lists by the binomial distribution."""
    fit = next(fit for fit in closed_population.closed_population_fits(HEPATITIS) if fit.name == "M0")
    assert fit.abundance is not None
    rate = sum(HEPATITIS.totals) / (3 * fit.abundance)
    assert fit.abundance == pytest.approx(271 / (1 - (1 - rate) ** 3), rel=1e-6)


def test_a_mixture_raises_the_bound_and_none_below_zero_is_kept() -> None:
    rng = np.random.default_rng(4)
    easy = rng.random(2000) < 0.5
    held = rng.random((2000, 5)) < np.where(easy, 0.6, 0.1)[:, None]
    mixed = {fit.name: fit for fit in closed_population.closed_population_fits(Histories.from_rows("abcde", held))}
    bound, alike = mixed["Mh Chao (LB)"].abundance, mixed["M0"].abundance
    assert bound is not None and alike is not None
    assert alike < bound < 2000
    regular = Histories.from_rows("abc", [[1, 0, 0]] * 20 + [[0, 1, 0]] * 20 + [[1, 1, 0]] * 30 + [[0, 1, 1]] * 30)
    assert [fit.parameters for fit in closed_population.closed_population_fits(regular) if fit.name == "Mh Chao (LB)"] == [2], (
        "the parameter below 0 is gone"
    )
    assert [fit.name for fit in closed_population.closed_population_fits(HEPATITIS.restricted_to(["P", "Q"]))] == ["M0", "Mt"]


def test_profile_intervals() -> None:
    """Two independent lists in the closed form; three against the likelihood refitted total by total by a general minimiser."""
    two = drawn(400, [0.4, 0.3], 5)
    [independent] = loglinear.fit_models(two, ((),))
    first, second = two.totals
    closed_form, refitted = profile_interval(first, second, two.shared), profile.model_profile_interval(two, independent)
    assert (refitted.low, refitted.high) == pytest.approx((closed_form.low, closed_form.high), rel=1e-3)
    fit = by_name(HEPATITIS)["[12,3]"]
    interval = profile.model_profile_interval(HEPATITIS, fit)
    assert fit.abundance is not None and fit.se is not None
    assert interval.low < fit.abundance < interval.high
    assert interval.width == pytest.approx(2 * 1.96 * fit.se, rel=0.2)
    ends = np.array([interval.low, interval.high, fit.abundance]) - HEPATITIS.observed
    low, high, top = profile.profile_likelihood(HEPATITIS, (3,), ends)
    assert (2 * (top - low), 2 * (top - high)) == pytest.approx((3.84, 3.84), abs=0.05)
    with pytest.raises(ValueError, match="no estimate"):
        profile.model_profile_interval(SEPARATE, by_name(SEPARATE)["[12,3]"])
