"""Histories: counted from rows, sets and frames; merged, narrowed, added."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.gap import Histories, Watch, at_work, by_origin, by_source
from analytics.gap.sources_at_work import repeated_share


@given(st.lists(st.tuples(*[st.booleans()] * 4), max_size=60))
def test_rows_and_sets_agree(rows: list[tuple[bool, ...]]) -> None:
    names = ("a", "b", "c", "d")
    found = Histories.of(names, rows)
    sets = [[name for name, held in zip(names, row, strict=True) if held] for row in rows]
    assert (found.counts == Histories.from_sets(names, sets, [1] * len(sets)).counts).all()
    assert found.observed == sum(any(row) for row in rows)
    assert found.totals == tuple(sum(row[place] for row in rows) for place in range(4))
    assert found.shared == sum(sum(row) > 1 for row in rows)
    assert [int(one) for one in found.by_number] == [sum(sum(row) == number for row in rows) for number in range(1, 5)]
    assert int(found.overlaps[0, 2]) == sum(row[0] and row[2] for row in rows)
    merged = found.merged(["b", "d"], "bd")
    assert merged.lists == ("a", "c", "bd")
    assert merged.observed == found.observed
    assert merged.totals[2] == sum(row[1] or row[3] for row in rows)
    narrow = found.only(["c", "a"])
    assert narrow.observed == sum(row[0] or row[2] for row in rows)
    assert ((found + found).counts == 2 * found.counts).all()


def test_what_is_no_history() -> None:
    for lists, counts in [(("a", "b"), [1, 2]), (("a", "b"), [1, 2, -3]), (("a", "a"), [1, 2, 3]), ((), [])]:
        with pytest.raises(ValueError, match=r"list"):
            Histories(lists, np.array(counts, np.int64))
    with pytest.raises(ValueError, match="other lists"):
        Histories(("a",), np.array([1])) + Histories(("b",), np.array([1]))


FRAME = pd.DataFrame(
    {
        "sources": [["navy"], ["bureau", "navy"], ["bureau", "navy"], ["navy"], ["bureau"], ["navy", "press_desk"]],
        "repeats": [[], [], ["navy>bureau"], ["navy>bureau"], [], ["navy>far_away"]],
        "incidents": [5, 7, 11, 2, 13, 1],
    }
)


def test_a_repeat_counts_as_the_other_bodys() -> None:
    assert by_source(FRAME, ("navy", "bureau")).counts.tolist() == [5 + 2 + 1, 13, 7 + 11]
    assert by_origin(FRAME, ("navy", "bureau")).counts.tolist() == [5 + 1, 13 + 11 + 2, 7]
    assert repeated_share(FRAME, ("navy", "bureau")) == {("navy", "bureau"): 13 / 26}


def test_who_was_at_work() -> None:
    old = Watch("old", "Old", date(1990, 1, 4), date(2020, 12, 28), None)
    young = Watch("young", "Young", date(2016, 6, 1), date(2026, 1, 1), frozenset({"gulf_of_guinea"}))
    assert at_work((old, young), date(1990, 1, 1), date(2020, 12, 31)) == ("old",)
    assert at_work((old, young), date(2017, 1, 1), date(2017, 12, 31), "gulf_of_guinea") == ("old", "young")
    assert at_work((old, young), date(2017, 1, 1), date(2017, 12, 31), None) == ("old",)
    assert at_work((old, young), date(2017, 1, 1), date(2017, 12, 31), everywhere=True) == ("old",)
    assert at_work((old, young), date(2021, 1, 1), date(2021, 12, 31)) == ()
