from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.coverage.day_spans import is_covered
from analytics.coverage.equal.spans import Days, length
from analytics.coverage.equal.watch import FEWEST_DAYS, equally_watched, watched_both
from analytics.coverage.source_watch import SourceWatch
from tests.support.watches import watch_of

Y19, Y20 = (date(2019, 1, 1), date(2019, 12, 31)), (date(2020, 1, 1), date(2020, 12, 31))
Y23, Y24 = (date(2023, 1, 1), date(2023, 12, 31)), (date(2024, 1, 1), date(2024, 12, 31))
LONG = watch_of("long", (date(1978, 5, 4), date(2024, 6, 25)))
ENDED = watch_of("ended", (date(1993, 1, 2), date(2020, 12, 31)))
WEEKS = watch_of("weeks", (date(2024, 11, 1), date(2024, 12, 31)))


def pairs(*watches: SourceWatch) -> list[tuple[SourceWatch, SourceWatch]]:
    return [(watch, watch) for watch in watches]


def test_sources_of_both_years_carry_them() -> None:
    watch = equally_watched(pairs(LONG, ENDED), Y20, Y19)
    assert watch.codes == ("long", "ended") and not watch.left_out
    assert (watch.a, watch.b) == (Y20, Y19)


def test_a_source_that_ended_between_is_left_out_and_named() -> None:
    watch = equally_watched(pairs(LONG, ENDED), (date(2021, 1, 1), date(2021, 12, 31)), Y20)
    assert watch.codes == ("long",) and [left.source for left in watch.left_out] == ["ended"]


def test_both_sides_are_cut_to_the_same_days() -> None:
    watch = equally_watched(pairs(LONG, WEEKS), Y24, Y23)
    assert watch.codes == ("long",)
    assert (watch.a, watch.b) == ((date(2024, 1, 1), date(2024, 6, 25)), (date(2023, 1, 1), date(2023, 6, 25)))
    assert [left.source for left in watch.left_out] == ["weeks"]


@pytest.mark.parametrize("watches", [(), (WEEKS,), (ENDED,)])
def test_without_a_source_of_both_sides_nothing_is_compared(watches: tuple[SourceWatch, ...]) -> None:
    watch = equally_watched(pairs(*watches), Y24, Y23)
    assert not watch.is_possible
    assert (watch.a, watch.b) == (Y24, Y23), "what cannot be compared is not cut either"


@pytest.mark.parametrize(("days_earlier", "kept"), [(0, True), (FEWEST_DAYS, True), (FEWEST_DAYS + 1, False)])
def test_a_source_that_ends_a_little_earlier_is_kept_and_both_sides_end_with_it(days_earlier: int, kept: bool) -> None:
    earlier = watch_of("earlier", (date(2000, 1, 1), LONG.last_day - timedelta(days=days_earlier)))
    watch = equally_watched(pairs(LONG, earlier), Y24, Y23)
    assert watch.is_cut
    assert watch.codes == (("long", "earlier") if kept else ("long",))
    assert watch.a[1] == (earlier.last_day if kept else LONG.last_day)
    assert (watch.b[1].month, watch.b[1].day) == (watch.a[1].month, watch.a[1].day)


def test_nothing_is_cut_where_a_source_watched_all_days() -> None:
    whole = watch_of("whole", (date(2000, 1, 1), date(2025, 6, 1)))
    watch = equally_watched(pairs(whole, watch_of("earlier", (date(2000, 1, 1), date(2024, 12, 10)))), Y24, Y23)
    assert watch.codes == ("whole",) and not watch.is_cut and (watch.a, watch.b) == (Y24, Y23)


def test_whoever_carries_a_comparison_watched_both_of_its_spans() -> None:
    watches = LONG, ENDED, WEEKS
    watch = equally_watched(pairs(*watches), Y24, Y23)
    assert watched_both(watches, watch.a, watch.b) == watch.carriers


def test_a_silence_at_the_beginning_is_no_watch() -> None:
    silent = watch_of("silent", (date(2019, 6, 1), date(2024, 1, 1)))
    assert not equally_watched(pairs(silent), Y20, Y19).is_possible


def test_a_source_of_one_side_alone_is_named() -> None:
    watch = equally_watched(pairs(LONG), Y20, Y19, [ENDED])
    assert watch.codes == ("long",) and [left.source for left in watch.left_out] == ["ended"]


def test_days_still_filling_up_are_not_compared() -> None:
    live = watch_of("live", (date(2000, 1, 1), date(2024, 12, 31)), is_open=True, settled_on=date(2024, 9, 30))
    watch = equally_watched(pairs(live), Y24, Y23)
    assert watch.a[1] == date(2024, 9, 30) and watch.b[1] == date(2023, 9, 30)


BEGINS = st.dates(date(2015, 1, 1), date(2025, 1, 1))
SPANS = st.tuples(BEGINS, st.integers(0, 2500)).map(lambda drawn: (drawn[0], drawn[0] + timedelta(days=drawn[1])))


@given(st.lists(SPANS, max_size=4), st.tuples(BEGINS, st.integers(0, 500)), BEGINS)
def test_every_carrier_watched_what_is_compared(spans: list[Days], drawn: tuple[date, int], other: date) -> None:
    watches = [watch_of(f"source_{number}", span) for number, span in enumerate(spans)]
    a = drawn[0], drawn[0] + timedelta(days=drawn[1])
    b = other, other + timedelta(days=drawn[1])
    watch = equally_watched(pairs(*watches), a, b)
    tolerance = timedelta(days=min(10, length(a) // 10))
    for carrier in watch.carriers:
        for days in (watch.a, watch.b):
            assert is_covered(carrier.spans, *days, tolerance)
    assert abs(length(watch.a) - length(watch.b)) <= 1, "equally many days, but for 29 February"
    assert not {carrier.source for carrier in watch.carriers} & {left.source for left in watch.left_out}
