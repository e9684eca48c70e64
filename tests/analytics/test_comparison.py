from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.coverage.freshness import Coverage
from analytics.situation import comparison
from analytics.situation.comparison import Basis
from warehouse.measures import MEASURES

DAYS = st.dates(date(1985, 1, 1), date(2100, 1, 1))


@given(day=DAYS, days=st.integers(1, 90))
def test_spans_have_one_length_and_do_not_overlap(day: date, days: int) -> None:
    asked = comparison.spans(day, days)
    assert all((last - first).days == days - 1 for _, first, last in asked.named())
    assert asked.before[1] + timedelta(days=1) == asked.now[0]
    assert len({name for name, _, _ in asked.named()}) == 7
    for back, (_, last) in zip(range(5, 0, -1), asked.years, strict=True):
        assert last.year == day.year - back and (last.month, last.day) in {(day.month, day.day), (2, 28)}


def test_the_leap_day() -> None:
    assert [last for _, last in comparison.spans(date(2024, 2, 29), 7).years] == [
        date(2019, 2, 28), date(2020, 2, 29), date(2021, 2, 28), date(2022, 2, 28), date(2023, 2, 28),
    ]  # fmt: skip


def covers(name: str, first: date, last: date, slack: float = 0.0) -> Coverage:
    return Coverage(name, name.title(), first, last, "closed", slack)


def test_only_sources_that_cover_every_span_whole_are_compared() -> None:
    asked = comparison.spans(date(2024, 6, 25), 30)
    whole = covers("whole", date(1978, 1, 1), date(2024, 6, 25))
    ended = covers("ended", date(1993, 1, 1), date(2020, 12, 31))
    began = covers("began", date(2024, 6, 1), date(2024, 6, 25))
    elsewhere = covers("elsewhere", date(1990, 1, 1), date(1995, 1, 1))
    everyone = [whole, ended, began, elsewhere]
    assert comparison.basis(everyone, asked.now, asked.before) == Basis(("whole",), (began,))
    assert comparison.basis(everyone, asked.now, *asked.years) == Basis(("whole",), (ended, began))
    assert not comparison.basis([ended, began], asked.now, *asked.years).possible


def tallies(rows: Sequence[tuple[str, str, str | None, int]]) -> pd.DataFrame:
    names = ["span", "category", "sea_region", "incidents"]
    frame = pd.DataFrame(rows, columns=names)
    for place, code in enumerate(MEASURES):
        if code != "incidents":
            frame[code] = frame["incidents"] // (place + 1)
    return frame


def test_counts_are_put_side_by_side() -> None:
    asked = comparison.spans(date(2024, 6, 25), 30)
    now = [("now", "stowaway", "red_sea", 4), ("now", "cyber", None, 2), ("now", "stowaway", None, 1)]
    years = [(str(year), "stowaway", "red_sea", count) for year, count in zip(range(2019, 2024), (1, 5, 0, 2, 2), strict=True) if count]
    before = [("now", "stowaway", "red_sea", 3), ("before", "drugs", "red_sea", 6)]
    whole = Basis(("a",), ())
    found = comparison.compare(asked, tallies(now), (whole, tallies(before)), (whole, tallies([*now, *years])))
    total = found.measures["incidents"]
    assert (total.now, total.before, total.before_now, total.change) == (7, 6, 3, -3)
    assert (total.mean, total.low, total.high, total.mean_now) == (2.0, 0, 5, 7)
    assert [(row.key, row.now) for row in found.categories.values()] == [("stowaway", 5), ("cyber", 2), ("drugs", 0)]
    assert found.categories["drugs"].before == 6 and found.categories["cyber"].mean == 0.0
    assert {key: row.now for key, row in found.regions.items()} == {"red_sea": 4}
    assert found.measures["severe"].now == sum(count // 5 for *_, count in now)


def test_without_a_basis_there_is_no_comparison() -> None:
    asked = comparison.spans(date(2024, 6, 25), 30)
    none = Basis((), ())
    found = comparison.compare(asked, tallies([("now", "cyber", None, 2)]), (none, tallies([])), (none, tallies([])))
    row = found.measures["incidents"]
    assert row.now == 2
    assert (row.before, row.before_now, row.change, row.mean, row.low, row.high) == (None,) * 6


@pytest.mark.parametrize("measure", list(MEASURES))
def test_categories_add_up_to_the_whole(measure: str) -> None:
    asked = comparison.spans(date(2024, 6, 25), 7)
    now = tallies([("now", "cyber", "red_sea", 9), ("now", "drugs", None, 6), ("before", "cyber", "red_sea", 3)])
    whole = Basis(("a",), ())
    found = comparison.compare(asked, now, (whole, now), (whole, now))
    assert found.measures[measure].now == now.loc[now["span"] == "now", measure].sum()
    assert sum(row.now for row in found.categories.values()) == found.measures["incidents"].now
