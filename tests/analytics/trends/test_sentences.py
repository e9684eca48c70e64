"""Sentences: what they say is in the numbers, and nothing else is said."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.trends import sentences
from analytics.trends.models import Trend
from analytics.trends.rates import rate_ratio
from warehouse.filters import NOT_STATED, Filters


def test_the_worked_example() -> None:
    unclear = sentences.comparison_sentence("Armed robbery in the Singapore Strait", rate_ratio(43, 37), "2024", "2023")
    assert unclear == "Armed robbery in the Singapore Strait: 43 in 2024 against 37 in 2023: no clear change."
    clear = sentences.comparison_sentence("Red Sea", rate_ratio(27, 5), "2023", "2022")
    assert clear == "Red Sea: 27 in 2023 against 5 in 2022, 440% more: a clear rise."


@settings(deadline=None)
@given(st.integers(0, 3000), st.integers(0, 3000), st.floats(1, 9))
def test_a_change_is_claimed_only_where_the_interval_leaves_one_out(now: int, before: int, dispersion: float) -> None:
    ratio = rate_ratio(now, before, dispersion=dispersion)
    sentence = sentences.comparison_sentence("X", ratio, "2024", "2023")
    assert f"{now:,} in 2024 against {before:,} in 2023" in sentence
    assert ("a clear rise" in sentence) == (ratio.p < 0.05 and now > before)
    assert ("a clear fall" in sentence) == (ratio.p < 0.05 and now < before)
    assert not {"because", "due to", "cause", "nan", "inf"} & set(sentence.split())
    assert sentences.change_verdict(ratio, 1.0) == sentences.NO_CHANGE, "an adjusted p value decides where it is given"


def test_what_no_percentage_can_picture_is_left_to_the_counts() -> None:
    assert sentences.comparison_sentence("X", rate_ratio(9, 0), "2024", "2023") == "X: 9 in 2024 against 0 in 2023: a clear rise."
    assert sentences.comparison_sentence("X", rate_ratio(0, 9), "2024", "2023") == "X: 0 in 2024 against 9 in 2023: a clear fall."
    assert sentences.comparison_sentence("X", rate_ratio(90, 1), "2024", "2023") == "X: 90 in 2024 against 1 in 2023: a clear rise."
    assert sentences.comparison_sentence("X", rate_ratio(0, 0), "2024", "2023") == "X: 0 in 2024 against 0 in 2023."


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (Filters(), "All incidents"),
        (Filters(categories=("piracy_robbery",), regions=("singapore_strait",)), "Piracy and armed robbery, Singapore Strait"),
        (Filters(acts=("boarded", NOT_STATED), areas=("africa",)), "All incidents, not stated and boarded, Africa"),
        (Filters(vessel_types=("tug", "yacht", "barge")), "All incidents, 3 vessel types"),
        (Filters(sources=("asam",), text="skiff"), "All incidents, as reported by ASAM that mention “skiff”"),
        (Filters(regions=(NOT_STATED,)), "All incidents, not stated"),
    ],
)
def test_the_subject_names_the_filters(filters: Filters, wanted: str) -> None:
    assert sentences.filter_subject(filters, {"singapore_strait": "Singapore Strait"}, {"asam": "ASAM"}) == wanted


@pytest.mark.parametrize(
    ("factor", "p", "wanted"),
    [
        (0.958, 0.01, "From 2015 to 2023 (ASAM): about 4% fewer each year: a clear fall."),
        (1.12, 0.01, "From 2015 to 2023 (ASAM): about 12% more each year: a clear rise."),
        (1.12, 0.2, ""),
        (1.001, 0.01, ""),
        (92.0, 0.01, ""),
        (math.exp(700), 0.01, ""),
    ],
)
def test_a_trend_is_stated_only_where_it_can_carry_a_sentence(factor: float, p: float, wanted: str) -> None:
    trend = Trend(factor, factor / 2, factor * 2, p, "Poisson", 1.0, 0.0, 9)
    assert sentences.trend_sentence(trend, "2015 to 2023", "ASAM") == wanted
