"""The days compared: as many before as now, months as months, and cut alike."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.trends.changes.equal_spans import cut_to, days_before

DAYS = st.dates(date(1980, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ((date(2024, 1, 1), date(2024, 12, 31)), (date(2023, 1, 1), date(2023, 12, 31))),
        ((date(2023, 6, 27), date(2024, 6, 25)), (date(2022, 6, 27), date(2023, 6, 26))),
        ((date(2024, 3, 1), date(2024, 3, 31)), (date(2024, 2, 1), date(2024, 2, 29))),
        ((date(2024, 5, 27), date(2024, 6, 25)), (date(2024, 4, 27), date(2024, 5, 26))),
    ],
)
def test_months_go_before_months_and_days_before_days(now: tuple[date, date], before: tuple[date, date]) -> None:
    assert days_before(now) == before


@given(DAYS, st.integers(1, 900))
def test_the_span_before_ends_on_the_day_before(first: date, days: int) -> None:
    now = first, date.fromordinal(first.toordinal() + days - 1)
    before = days_before(now)
    assert before[1].toordinal() == first.toordinal() - 1 and before[0] <= before[1]
    # Months differ by up to three days each.
    assert abs((before[1] - before[0]).days - (now[1] - now[0]).days) <= 3 * max(1, days // 28)


@given(DAYS, st.integers(30, 365), st.integers(1, 29))
def test_both_spans_are_cut_alike(first: date, days: int, number: int) -> None:
    now = first, date.fromordinal(first.toordinal() + days - 1)
    before = days_before(now)
    lengths = [(last - begin).days + 1 for begin, last in (cut_to(now, number, now), cut_to(before, number, now))]
    assert lengths[0] == number and abs(lengths[0] - lengths[1]) <= 1
