"""Days in English words: without a leading zero, whatever the system."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from warehouse.contract.dates import (
    day_and_month,
    day_in_words,
    moment_in_words,
    short_day,
    short_day_and_month,
    short_moment,
)


@given(st.datetimes(min_value=datetime(1000, 1, 1)))
def test_words_are_those_of_strftime_without_the_leading_zero(moment: datetime) -> None:
    for write, form in (
        (day_in_words, "%d %B %Y"),
        (short_day, "%d %b %Y"),
        (day_and_month, "%d %B"),
        (short_day_and_month, "%d %b"),
    ):
        assert write(moment) == moment.strftime(form).removeprefix("0")
    assert moment_in_words(moment) == moment.strftime("%d %B %Y, %H:%M").removeprefix("0")
    assert short_moment(moment) == moment.strftime("%d %b %Y, %H:%M").removeprefix("0")
