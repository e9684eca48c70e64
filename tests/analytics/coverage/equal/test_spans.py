"""The days compared: as many before as now, months as months, cut alike, and called the same everywhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.coverage.equal.spans import (
    Days,
    are_as_long,
    cut_to,
    days_before,
    exposures,
    in_span,
    last_days,
    latest_months,
    length,
    titles_of_spans,
    whole_months,
    without_years_to_come,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def days_of(first: str, last: str) -> Days:
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (days_of("2024-01-01", "2024-12-31"), days_of("2023-01-01", "2023-12-31")),
        (days_of("2023-06-27", "2024-06-25"), days_of("2022-06-27", "2023-06-26")),
        (days_of("2024-03-01", "2024-03-31"), days_of("2024-02-01", "2024-02-29")),
        (days_of("2024-05-27", "2024-06-25"), days_of("2024-04-27", "2024-05-26")),
    ],
)
def test_months_go_before_months_and_days_before_days(now: Days, before: Days) -> None:
    assert days_before(now) == before


def test_a_year_is_compared_with_the_year_before_and_not_with_366_days() -> None:
    year = days_of("2020-01-01", "2020-12-31")
    assert days_before(year) == days_of("2019-01-01", "2019-12-31")
    assert are_as_long(year, days_before(year))


def test_the_latest_months_end_on_the_day() -> None:
    assert latest_months(date(2024, 6, 25)) == days_of("2023-06-26", "2024-06-25")
    assert latest_months(date(2024, 2, 29)) == days_of("2023-03-01", "2024-02-29")


@given(DAYS, st.integers(1, 3660))
def test_the_last_365_days_are_the_latest_months(day: date, number: int) -> None:
    days = last_days(day, number)
    assert days[1] == day
    assert days == latest_months(day) if number == 365 else length(days) == number


@given(DAYS, st.integers(0, 3000))
def test_what_is_before_ends_the_day_before_and_is_as_long(first: date, more: int) -> None:
    days = first, first + timedelta(days=more)
    before = days_before(days)
    assert before[1] == first - timedelta(days=1)
    assert before[0] <= before[1]
    assert are_as_long(days, before) or whole_months(days), "whole months may end on the last day of a shorter one"
    # Months differ by up to three days each.
    assert abs(length(before) - length(days)) <= 3 * max(1, more // 28)


@given(DAYS, st.integers(0, 900), st.integers(1, 1000))
def test_a_cut_span_begins_where_it_began_and_is_no_longer(first: date, more: int, until: int) -> None:
    days = first, first + timedelta(days=more)
    cut = cut_to(days, until, days)
    assert cut[0] == first and cut[1] <= days[1]
    assert length(cut) == min(until, length(days))


@given(DAYS, st.integers(30, 365), st.integers(1, 29))
def test_both_spans_are_cut_alike(first: date, days: int, number: int) -> None:
    now = first, first + timedelta(days=days - 1)
    lengths = [length(cut_to(span, number, now)) for span in (now, days_before(now))]
    assert lengths[0] == number and abs(lengths[0] - lengths[1]) <= 1


def test_years_are_cut_on_the_same_day_of_the_year_and_count_as_equally_long() -> None:
    leap, common = days_of("2024-01-01", "2024-12-31"), days_of("2023-01-01", "2023-12-31")
    cut = cut_to(leap, 177, leap), cut_to(common, 177, leap)
    assert cut == (days_of("2024-01-01", "2024-06-25"), days_of("2023-01-01", "2023-06-25"))
    assert exposures(*cut) == (1.0, 1.0)
    assert exposures(leap, days_of("2023-01-01", "2023-01-10")) == (366.0, 10.0)


def test_days_that_nobody_can_have_watched_move_nothing_into_the_past() -> None:
    today = date(2026, 11, 29)
    assert without_years_to_come(days_of("2025-01-01", "2039-12-31"), today) == days_of("2025-01-01", "2026-12-31")
    assert without_years_to_come(days_of("2026-01-01", "2026-12-31"), today) == days_of("2026-01-01", "2026-12-31")
    assert without_years_to_come(days_of("2040-01-01", "9999-12-31"), today) == days_of("2040-01-01", "2040-01-01")


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (days_of("2020-01-01", "2020-12-31"), None, ("in 2020", "in 2019")),
        (days_of("2023-06-26", "2024-06-25"), None, ("in the 12 months to 25 June 2024", "in the 12 months before")),
        (days_of("2024-03-01", "2024-03-31"), None, ("in the month to 31 March 2024", "in the month before")),
        (days_of("2024-05-27", "2024-06-25"), None, ("from 27 May to 25 June 2024", "in the 30 days before")),
        (days_of("2024-06-25", "2024-06-25"), None, ("from 25 June to 25 June 2024", "in the day before")),
        (
            days_of("2023-01-01", "2024-06-25"),
            days_of("2021-01-01", "2022-06-25"),
            ("from 1 January 2023 to 25 June 2024", "from 1 January 2021 to 25 June 2022"),
        ),
    ],
)
def test_spans_have_one_name(now: Days, before: Days | None, words: tuple[str, str]) -> None:
    titles = titles_of_spans(now, before or days_before(now))
    assert (in_span(titles[0]), in_span(titles[1])) == words
