from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.compare import spans
from analytics.compare.spans import are_as_long, cut_to, days_before, latest_months, length, parse_span, whole_months

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("word", "days"),
    [
        ("2020", (date(2020, 1, 1), date(2020, 12, 31))),
        ("2020-03-11..", (date(2020, 3, 11), date(2021, 3, 10))),
        ("2020-02-29..2020-02-29", (date(2020, 2, 29), date(2020, 2, 29))),
        ("2020-02-29..", (date(2020, 2, 29), date(2021, 2, 27))),
    ],
)
def test_words_that_name_days(word: str, days: spans.Days) -> None:
    assert parse_span(word) == days


@pytest.mark.parametrize(
    "word",
    ["", "latest", "before", "20", "0000", "9999", "1899", "2020-13-01..", "2020-02-30..2020-03-01",
     "2020-05-01..2020-04-01", "2100-06-01..",
     "２０２０", "2020\n", "..", "2020-01-01", "2020-01-01..2020-01-02..2020-01-03", "9999-12-31.."],
)  # fmt: skip
def test_anything_else_names_none(word: str) -> None:
    assert parse_span(word) is None


@given(st.text(max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    days = parse_span(text)
    assert days is None or days[0] <= days[1]


def test_a_year_is_compared_with_the_year_before_and_not_with_366_days() -> None:
    year = (date(2020, 1, 1), date(2020, 12, 31))
    assert days_before(year) == (date(2019, 1, 1), date(2019, 12, 31))
    assert are_as_long(year, days_before(year))


def test_the_latest_months_end_on_the_day() -> None:
    assert latest_months(date(2024, 6, 25)) == (date(2023, 6, 26), date(2024, 6, 25))
    assert latest_months(date(2024, 2, 29)) == (date(2023, 3, 1), date(2024, 2, 29))


@given(DAYS, st.integers(0, 3000))
def test_what_is_before_ends_the_day_before_and_is_as_long(first: date, more: int) -> None:
    days = first, first + timedelta(days=more)
    before = days_before(days)
    assert before[1] == first - timedelta(days=1)
    assert before[0] <= before[1]
    assert are_as_long(days, before) or whole_months(days), "whole months may end on the last day of a shorter one"


@given(DAYS, st.integers(0, 900), st.integers(1, 1000))
def test_a_cut_span_begins_where_it_began_and_is_no_longer(first: date, more: int, until: int) -> None:
    days = first, first + timedelta(days=more)
    cut = cut_to(days, until, days)
    assert cut[0] == first and cut[1] <= days[1]
    assert length(cut) == min(until, length(days))


def test_years_are_cut_on_the_same_day_of_the_year() -> None:
    leap, common = (date(2024, 1, 1), date(2024, 12, 31)), (date(2023, 1, 1), date(2023, 12, 31))
    assert cut_to(leap, 177, leap) == (date(2024, 1, 1), date(2024, 6, 25))
    assert cut_to(common, 177, leap) == (date(2023, 1, 1), date(2023, 6, 25))
    assert are_as_long(cut_to(leap, 177, leap), cut_to(common, 177, leap))
