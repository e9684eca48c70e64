from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.compare.change import MOST_PERCENT, change_between, change_in_words
from analytics.trends.rates import rate_ratio

COUNTS = st.integers(0, 3000)


@given(COUNTS, COUNTS, st.integers(1, 4000), st.integers(1, 4000))
def test_the_range_is_that_of_trends(a: int, b: int, days_a: int, days_b: int) -> None:
    """One question has one answer on every page; there it also allows for incidents that cluster."""
    change, ratio = change_between(a, b, days_a, days_b), rate_ratio(a, b, days_a, days_b)
    if a + b:
        assert change.low == pytest.approx(ratio.low, rel=1e-6, abs=1e-9)
        assert change.high == ratio.high or change.high == pytest.approx(ratio.high, rel=1e-6)
    assert change.ratio == (None if not b else pytest.approx(ratio.ratio))


@given(COUNTS, COUNTS)
def test_the_change_lies_in_its_range(a: int, b: int) -> None:
    change = change_between(a, b)
    if change.ratio is not None and a + b:
        assert change.low <= change.ratio <= change.high


@given(COUNTS, COUNTS)
def test_no_words_hold_a_figure_that_nobody_can_picture(a: int, b: int) -> None:
    words = change_in_words(change_between(a, b))
    percents = [int(word.strip("(),%").replace(",", "")) for word in words.split() if "%" in word]
    assert all(0 <= percent <= MOST_PERCENT for percent in percents)
    assert "inf" not in words and "nan" not in words and "." not in words


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (84, 57, "47% more (between 4% and 110% more)"),
        (94, 69, "36% more (between 1% fewer and 89% more)"),
        (53, 90, "41% fewer (between 16% and 59% fewer)"),
        (69, 69, "as many (between 29% fewer and 42% more)"),
        (1200, 1000, "20% more"),
        (0, 40, "100% fewer (between 90% and 100% fewer)"),
        (29, 1, "28 more"),
        (3, 1, "2 more, which can be chance"),
        (0, 0, "as many"),
    ],
)
def test_words(a: int, b: int, words: str) -> None:
    assert change_in_words(change_between(a, b)) == words


def test_days_of_different_number_count_per_day() -> None:
    change = change_between(100, 50, 200, 100)
    assert change.percent == 0
    assert change_between(3, 1, 200, 100).percent is None
    assert change_in_words(change_between(3, 1, 200, 100)) == "too few for a percentage"


@pytest.mark.parametrize(("a", "b", "days_a", "days_b"), [(-1, 2, 1, 1), (1, -2, 1, 1), (1, 2, 0, 1), (1, 2, 1, -1)])
def test_what_cannot_be_is_refused(a: int, b: int, days_a: float, days_b: float) -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        change_between(a, b, days_a, days_b)


def test_nothing_on_either_side_has_no_bound() -> None:
    assert change_between(0, 0).high == math.inf
    assert not change_between(0, 0).is_clear
