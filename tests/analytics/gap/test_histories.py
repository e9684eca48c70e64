"""Histories: counted from rows, sets and frames; merged, narrowed, added."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.gap import Histories, histories_by_origin, histories_by_source
from analytics.gap.capture_histories import repeated_shares


@given(st.lists(st.tuples(*[st.booleans()] * 4), max_size=60))
def test_rows_and_sets_agree(rows: list[tuple[bool, ...]]) -> None:
    names = ("a", "b", "c", "d")
    histories = Histories.from_rows(names, rows)
    sets = [[name for name, held in zip(names, row, strict=True) if held] for row in rows]
    assert (histories.counts == Histories.from_sets(names, sets, [1] * len(sets)).counts).all()
    assert histories.observed == sum(any(row) for row in rows)
    assert histories.totals == tuple(sum(row[place] for row in rows) for place in range(4))
    assert histories.shared == sum(sum(row) > 1 for row in rows)
    assert [int(count) for count in histories.by_number] == [sum(sum(row) == number for row in rows) for number in range(1, 5)]
    assert int(histories.overlaps[0, 2]) == sum(row[0] and row[2] for row in rows)
    merged = histories.with_merged(["b", "d"], "bd")
    assert merged.lists == ("a", "c", "bd")
    assert merged.observed == histories.observed
    assert merged.totals[2] == sum(row[1] or row[3] for row in rows)
    narrow = histories.restricted_to(["c", "a"])
    assert narrow.observed == sum(row[0] or row[2] for row in rows)
    assert ((histories + histories).counts == 2 * histories.counts).all()


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
    assert histories_by_source(FRAME, ("navy", "bureau")).counts.tolist() == [5 + 2 + 1, 13, 7 + 11]
    assert histories_by_origin(FRAME, ("navy", "bureau")).counts.tolist() == [5 + 1, 13 + 11 + 2, 7]
    assert repeated_shares(FRAME, ("navy", "bureau")) == {("navy", "bureau"): 13 / 26}
