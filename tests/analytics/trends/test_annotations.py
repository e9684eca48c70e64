"""Where the names of sources that begin and end stand over a time axis."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from analytics.coverage.source_watch import SourceWatch
from analytics.describe.charts import room_of_break
from analytics.describe.periods import periods_between
from analytics.trends import annotations as furniture
from tests.support.watches import watch_of

BEGIN = date(1978, 1, 1)
AXIS = periods_between(BEGIN, date(2026, 11, 3), "year")


def watcher(name: str, first: date, last: date, is_open: bool = False) -> SourceWatch:
    return watch_of(name, (first, last), title=name, settled_on=last, is_open=is_open)


def test_changes_of_the_last_years_are_named_one_above_the_other() -> None:
    """As the real sources changed: the last two found no room on one line, and were lines without a name."""
    watchers = (
        watcher("ASAM", BEGIN, date(2024, 6, 25)),
        watcher("IMB", date(1993, 1, 2), date(2020, 12, 31)),
        watcher("UKMTO", date(2026, 7, 1), date(2026, 11, 3), is_open=True),
    )
    labels = [(mark.label, mark.line) for mark in furniture.source_breaks(AXIS, watchers)]
    assert labels == [("IMB begins", 0), ("IMB ends", 1), ("ASAM ends", 2), ("UKMTO begins", 3)]


@given(st.lists(st.tuples(st.integers(0, 17_000), st.integers(1, 17_000)), min_size=1, max_size=9))
def test_no_two_labels_stand_in_each_others_room(spans: list[tuple[int, int]]) -> None:
    watchers = [
        watcher(f"S{number}", BEGIN + timedelta(days=first), min(BEGIN + timedelta(days=first + days), date(2026, 11, 3)))
        for number, (first, days) in enumerate(spans)
    ]
    marks = furniture.source_breaks(AXIS, watchers)
    labelled = [(mark.line, room_of_break(mark.place / len(AXIS))) for mark in marks if mark.label]
    assert not marks or (labelled and all(line < furniture.MOST_LINES and 0 <= left < right <= 1 for line, (left, right) in labelled))
    for (line, (left, right)), (other_line, (begin, end)) in combinations(labelled, 2):
        assert line != other_line or right <= begin + 1e-9 or end <= left + 1e-9


def test_stretches_of_periods_are_named_from_first_to_last() -> None:
    included = [period.first.year in (1978, 1979, 1981, 2025, 2026) for period in AXIS]
    assert furniture.stretch_titles(AXIS, included) == ["1978 to 1979", "1981", "2025 to 2026"]
    assert furniture.stretch_titles(AXIS, [False] * len(AXIS)) == []
