from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd

from analytics.delays import revised_totals
from analytics.delays.delay_curves import BASIS_MEANING


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
    by_year = revised_totals.compare_totals(frame())
    assert [(row.source, row.year, row.said_then, row.says_now, row.difference) for row in by_year.itertuples()] == [
        ("one", 2020, 20, 20, 0), ("two", 2020, 7, 7, 0), ("one", 2019, 14, 15, 1),
    ]  # fmt: skip
    by_region = revised_totals.compare_totals(frame(), {"a": "Area A"})
    assert [(row.sea_region, row.difference) for row in by_region.itertuples()] == [("Area A", 2), ("No position", -1)]


def test_summary_and_words() -> None:
    changed, unchanged = revised_totals.summarise_revisions(frame())
    assert (changed.years, changed.changed, changed.said_then, changed.says_now, changed.most_year, changed.most_by) == (
        2,
        1,
        34,
        35,
        2019,
        1,
    )
    assert "1 of 2 years changed" in revised_totals.revision_sentence(
        changed, "One", BASIS_MEANING
    ) and "2019 changed most, by +1" in revised_totals.revision_sentence(changed, "One", BASIS_MEANING)
    assert "none of 1 years changed" in revised_totals.revision_sentence(unchanged, "Two", BASIS_MEANING)
    assert revised_totals.summarise_revisions(frame()[:0]) == ()


def test_between_snapshots_keeps_what_moved() -> None:
    before = pd.DataFrame({"year": [2019, 2019, 2020], "sea_region": ["a", "b", "a"], "incidents": [5, 2, 7]})
    now = pd.DataFrame({"year": [2019, 2020, 2021], "sea_region": ["a", "a", "a"], "incidents": [7, 8, 1]})
    compared = revised_totals.between_snapshots(before, now)
    assert compared.to_dict("records") == [
        {"year": 2021, "said_then": 0, "says_now": 1, "difference": 1},
        {"year": 2020, "said_then": 7, "says_now": 8, "difference": 1},
    ]
