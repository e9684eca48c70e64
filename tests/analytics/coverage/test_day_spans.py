"""Spans of days: how many days they hold together."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from analytics.coverage.day_spans import DaySpan, days_watched_by_any

START = date(2024, 1, 1)
days = st.integers(0, 60).map(lambda number: START + timedelta(days=number))
spans = st.lists(st.tuples(days, days).map(lambda ends: DaySpan(min(ends), max(ends))), max_size=6)


@given(spans, days, days)
def test_days_that_any_span_holds_are_counted_once(held: list[DaySpan], one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    asked = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    assert days_watched_by_any(held, first, last) == sum(any(day in span for span in held) for day in asked)
