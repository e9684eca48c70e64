from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from analytics.delays import revised_totals
from analytics.delays.delay_curves import BASIS


def frame() -> pd.DataFrame:
    then = datetime(2021, 3, 1, tzinfo=UTC)
    rows = [
        ("one", 2019, "a", "landed", then, 10, 12),
        ("one", 2019, None, "landed", then, 4, 3),
        ("one", 2020, "a", "landed", then, 20, 20),
        ("two", 2020, "a", "stated", then, 7, 7),
    ]
    return pd.DataFrame(rows, columns=["source", "year", "sea_region", "basis", "then_at", "said_then", "says_now"])


def test_totals_by_year_and_by_region() -> None:
    by_year = revised_totals.totals(frame())
    assert [(row.source, row.year, row.said_then, row.says_now, row.difference) for row in by_year.itertuples()] == [
        ("one", 2020, 20, 20, 0), ("two", 2020, 7, 7, 0), ("one", 2019, 14, 15, 1),
    ]  # fmt: skip
    by_region = revised_totals.totals(frame(), {"a": "Area A"})
    assert [(row.sea_region, row.difference) for row in by_region.itertuples()] == [("Area A", 2), ("No position", -1)]


def test_summary_and_words() -> None:
    one, two = revised_totals.summary(frame())
    assert (one.years, one.changed, one.said_then, one.says_now, one.most_year, one.most_by) == (2, 1, 34, 35, 2019, 1)
    assert "of 2 years 1 moved" in revised_totals.words(one, "One", BASIS) and "2019 most, by +1" in revised_totals.words(one, "One", BASIS)
    assert "none of 1 years moved" in revised_totals.words(two, "Two", BASIS)
    assert revised_totals.summary(frame()[:0]) == ()


def test_between_snapshots_keeps_what_moved() -> None:
    before = pd.DataFrame({"year": [2019, 2019, 2020], "sea_region": ["a", "b", "a"], "incidents": [5, 2, 7]})
    now = pd.DataFrame({"year": [2019, 2020, 2021], "sea_region": ["a", "a", "a"], "incidents": [7, 8, 1]})
    found = revised_totals.between_snapshots(before, now)
    assert found.to_dict("records") == [
        {"year": 2021, "said_then": 0, "says_now": 1, "difference": 1},
        {"year": 2020, "said_then": 7, "says_now": 8, "difference": 1},
    ]
