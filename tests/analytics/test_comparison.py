from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.coverage.source_watch import SourceWatch
from analytics.situation import comparison
from analytics.situation.comparison import ComparisonBasis
from tests.support.watches import watch_of
from warehouse.measures import MEASURES

DAYS = st.dates(date(1985, 1, 1), date(2100, 1, 1))


@given(day=DAYS, days=st.integers(1, 90))
def test_spans_have_one_length_and_do_not_overlap(day: date, days: int) -> None:
    spans = comparison.comparison_spans(day, days)
    assert all((last - first).days == days - 1 for _, first, last in spans.named_spans())
    assert spans.before[1] + timedelta(days=1) == spans.now[0]
    assert len({name for name, _, _ in spans.named_spans()}) == 7
    for back, (_, last) in zip(range(5, 0, -1), spans.years, strict=True):
        assert last.year == day.year - back and (last.month, last.day) in {(day.month, day.day), (2, 28)}


def test_the_leap_day() -> None:
    assert [last for _, last in comparison.comparison_spans(date(2024, 2, 29), 7).years] == [
        date(2019, 2, 28), date(2020, 2, 29), date(2021, 2, 28), date(2022, 2, 28), date(2023, 2, 28),
    ]  # fmt: skip


def covers(name: str, first: date, last: date, slack: float = 0.0) -> SourceWatch:
    return watch_of(name, (first, last), state="closed", slack_days=slack)


def test_only_sources_that_cover_every_span_whole_are_compared() -> None:
    spans = comparison.comparison_spans(date(2024, 6, 25), 30)
    covers_all = covers("whole", date(1978, 1, 1), date(2024, 6, 25))
    ended = covers("ended", date(1993, 1, 1), date(2020, 12, 31))
    began = covers("began", date(2024, 6, 1), date(2024, 6, 25))
    elsewhere = covers("elsewhere", date(1990, 1, 1), date(1995, 1, 1))
    everyone = [covers_all, ended, began, elsewhere]
    assert comparison.comparison_basis(everyone, spans.now, spans.before) == ComparisonBasis(("whole",), (began,))
    assert comparison.comparison_basis(everyone, spans.now, *spans.years) == ComparisonBasis(("whole",), (ended, began))
    assert not comparison.comparison_basis([ended, began], spans.now, *spans.years).is_possible


def tallies(rows: Sequence[tuple[str, str, str | None, int]]) -> pd.DataFrame:
    names = ["span", "category", "sea_region", "incidents"]
    frame = pd.DataFrame(rows, columns=names)
    for place, code in enumerate(MEASURES):
        if code != "incidents":
            frame[code] = frame["incidents"] // (place + 1)
    return frame


def test_counts_are_put_side_by_side() -> None:
    spans = comparison.comparison_spans(date(2024, 6, 25), 30)
    now = [("now", "stowaway", "red_sea", 4), ("now", "cyber", None, 2), ("now", "stowaway", None, 1)]
    years = [(str(year), "stowaway", "red_sea", count) for year, count in zip(range(2019, 2024), (1, 5, 0, 2, 2), strict=True) if count]
    before = [("now", "stowaway", "red_sea", 3), ("before", "drugs", "red_sea", 6)]
    basis = ComparisonBasis(("a",), ())
    compared = comparison.compare_tallies(spans, tallies(now), (basis, tallies(before)), (basis, tallies([*now, *years])))
    total = compared.measures["incidents"]
    assert (total.now, total.before, total.before_now, total.change) == (7, 6, 3, -3)
    assert (total.mean, total.low, total.high, total.mean_now) == (2.0, 0, 5, 7)
    assert [(row.code, row.now) for row in compared.categories.values()] == [("stowaway", 5), ("cyber", 2), ("drugs", 0)]
    assert compared.categories["drugs"].before == 6 and compared.categories["cyber"].mean == 0.0
    assert {key: row.now for key, row in compared.regions.items()} == {"red_sea": 4}
    assert compared.measures["severe"].now == sum(count // 5 for *_, count in now)


def test_without_a_basis_there_is_no_comparison() -> None:
    spans = comparison.comparison_spans(date(2024, 6, 25), 30)
    none = ComparisonBasis((), ())
    compared = comparison.compare_tallies(spans, tallies([("now", "cyber", None, 2)]), (none, tallies([])), (none, tallies([])))
    row = compared.measures["incidents"]
    assert row.now == 2
    assert (row.before, row.before_now, row.change, row.mean, row.low, row.high) == (None,) * 6


@pytest.mark.parametrize("measure", list(MEASURES))
def test_categories_add_up_to_the_whole(measure: str) -> None:
    spans = comparison.comparison_spans(date(2024, 6, 25), 7)
    now = tallies([("now", "cyber", "red_sea", 9), ("now", "drugs", None, 6), ("before", "cyber", "red_sea", 3)])
    basis = ComparisonBasis(("a",), ())
    compared = comparison.compare_tallies(spans, now, (basis, now), (basis, now))
    assert compared.measures[measure].now == now.loc[now["span"] == "now", measure].sum()
    assert sum(row.now for row in compared.categories.values()) == compared.measures["incidents"].now
