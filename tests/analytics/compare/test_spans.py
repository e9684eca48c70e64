from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.compare.spans import parse_span
from analytics.coverage.equal.spans import Days


@pytest.mark.parametrize(
    ("word", "days"),
    [
        ("2020", (date(2020, 1, 1), date(2020, 12, 31))),
        ("2020-03-11..", (date(2020, 3, 11), date(2021, 3, 10))),
        ("2020-02-29..2020-02-29", (date(2020, 2, 29), date(2020, 2, 29))),
        ("2020-02-29..", (date(2020, 2, 29), date(2021, 2, 27))),
    ],
)
def test_words_that_name_days(word: str, days: Days) -> None:
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
