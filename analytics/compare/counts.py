"""The counts of two sides, next to one another: all together, by part of the spans, and by act, kind, severity and sea region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from analytics.compare.change import Change, change_between
from analytics.coverage.equal.spans import Days, add_months, exposures, length
from warehouse.queries.compare.side_counts import Grain

Column = Literal["category", "act", "severity", "sea_region"]
COLUMNS: Final[tuple[Column, ...]] = ("category", "act", "severity", "sea_region")
PANELS: Final[tuple[Column, ...]] = ("act", "sea_region")
"""Columns that are also counted through the spans."""
_WEEKS_UP_TO: Final = 70
_MONTHS_UP_TO: Final = 3 * 366


@dataclass(frozen=True, slots=True)
class CountPair:
    """The incidents of either side with one code."""

    code: str
    a: int
    b: int
    change: Change


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Counts of both sides over the sources that carry the comparison.

    `all_a` and `all_b` count what any source reports. `by` gives pairs by column, the most incidents first; `parts` the counts by
    week, month or year of the spans, None in parts that one span does not have; `through` the same for the codes of PANELS.
    """

    total: Change
    all_a: int
    all_b: int
    grain: Grain
    by: Mapping[Column, tuple[CountPair, ...]]
    parts: tuple[tuple[int | None, ...], tuple[int | None, ...]]
    through: Mapping[Column, Mapping[str, tuple[tuple[int | None, ...], tuple[int | None, ...]]]]


def fitting_grain(a: Days, b: Days) -> Grain:
    """Weeks up to ten of them, months up to three years, else years."""
    longest = max(length(a), length(b))
    return "week" if longest <= _WEEKS_UP_TO else "month" if longest <= _MONTHS_UP_TO else "year"


def parts_of(days: Days, grain: Grain) -> int:
    """How many weeks, months or years a span is cut into, the last one perhaps cut short."""
    if grain == "week":
        return -(-length(days) // 7)
    step = 1 if grain == "month" else 12
    number = 1
    while add_months(days[0], number * step) <= days[1]:
        number += 1
    return number


def side_by_side(a: pd.DataFrame, b: pd.DataFrame, days_a: Days, days_b: Days, grain: Grain) -> SideBySide:
    """Put two frames of `side_counts` side by side."""
    exposure = exposures(days_a, days_b)
    numbers = parts_of(days_a, grain), parts_of(days_b, grain)
    totals = [frame[frame[[*COLUMNS, "part"]].isna().all(axis=1)] for frame in (a, b)]
    carried = [int(total.loc[total["carried"], "incidents"].sum()) for total in totals]
    return SideBySide(
        change_between(carried[0], carried[1], *exposure),
        int(totals[0]["incidents"].sum()),
        int(totals[1]["incidents"].sum()),
        grain,
        {column: _pairs(a, b, column, exposure) for column in COLUMNS},
        _padded(_by_part(a, None, numbers[0]).get("", []), _by_part(b, None, numbers[1]).get("", []), numbers),
        {column: _through(a, b, column, numbers) for column in PANELS},
    )


def _pairs(a: pd.DataFrame, b: pd.DataFrame, column: Column, exposure: tuple[float, float]) -> tuple[CountPair, ...]:
    of_a, of_b = ({str(code): int(n) for code, n in _by_code(frame, column).items()} for frame in (a, b))
    pairs = (CountPair(code, of_a.get(code, 0), of_b.get(code, 0), change_between(of_a.get(code, 0), of_b.get(code, 0), *exposure))
             for code in {*of_a, *of_b})  # fmt: skip
    return tuple(sorted(pairs, key=lambda pair: (-(pair.a + pair.b), pair.code)))


def _by_code(frame: pd.DataFrame, column: Column) -> pd.Series:
    others = [other for other in (*COLUMNS, "part") if other != column]
    rows = frame[frame["carried"] & frame[column].notna() & frame[others].isna().all(axis=1)]
    return rows.set_index(column)["incidents"]


def _by_part(frame: pd.DataFrame, column: Column | None, number: int) -> dict[str, list[int]]:
    others = [other for other in COLUMNS if other != column]
    rows = frame[frame["carried"] & frame["part"].notna() & frame[others].isna().all(axis=1)]
    rows = rows[rows[column].notna()] if column else rows
    counts: dict[str, list[int]] = {}
    for row in rows.to_dict("records"):
        # The database may count a month more where a span begins on a day that some months do not have.
        part = min(int(row["part"]), number - 1)
        counts.setdefault(str(row[column]) if column else "", [0] * number)[part] += int(row["incidents"])
    return counts or ({} if column else {"": [0] * number})


def _through(
    a: pd.DataFrame, b: pd.DataFrame, column: Column, numbers: tuple[int, int]
) -> dict[str, tuple[tuple[int | None, ...], tuple[int | None, ...]]]:
    of_a, of_b = _by_part(a, column, numbers[0]), _by_part(b, column, numbers[1])
    empty = [0] * numbers[0], [0] * numbers[1]
    return {code: _padded(of_a.get(code, empty[0]), of_b.get(code, empty[1]), numbers) for code in sorted({*of_a, *of_b})}


def _padded(a: list[int], b: list[int], numbers: tuple[int, int]) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
    longest = max(numbers)
    # A span that is over has no count, which is not a count of none.
    return (*a, *[None] * (longest - len(a))), (*b, *[None] * (longest - len(b)))
