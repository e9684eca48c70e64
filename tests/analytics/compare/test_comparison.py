"""A comparison of the invented snapshot against its tables, and of the real archives against SQL by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest

from analytics import compare, trends
from analytics.compare import charts, sentences
from analytics.compare.counts import COLUMNS
from analytics.compare.spans import parse_span
from analytics.coverage.equal.spans import Days, days_before, latest_months
from analytics.coverage.recent_end import recent_end_of
from tests.support.published import table_rows
from warehouse.contract.snapshot import Snapshot

TODAY = date(2026, 11, 29)


def comparison_of(
    snapshot: Snapshot, a: tuple[tuple[str, ...], str | Days], b: tuple[tuple[str, ...], str | Days], categories: tuple[str, ...] = ()
) -> compare.Comparison:
    def side(waters: tuple[str, ...], span: str | Days) -> compare.Side:
        days = parse_span(span) if isinstance(span, str) else span
        assert days is not None
        return compare.Side(waters, days)

    read = trends.query_runner(snapshot.open_database())
    return compare.compare_sides(read, compare.CompareRequest(side(*a), side(*b), TODAY, categories))


def rows_of(rows: list[dict[str, Any]], side: compare.Side, carriers: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        row
        for row in rows
        if row["occurred_on"] is not None
        and side.days[0] <= row["occurred_on"] <= side.days[1]
        and (not side.waters or row["sea_region"] in side.waters)
        and set(row["sources"]) & set(carriers)
    ]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (((), "2020"), ((), "2019")),
        ((("gulf_of_guinea",), "2020"), (("gulf_of_guinea",), "2019")),
        ((("gulf_of_guinea",), "2020"), (("singapore_strait",), "2020")),
        (((), "2018-03-31.."), ((), "2020-01-01..2020-02-10")),
    ],
)
def test_counts_are_those_of_the_incidents(a: Any, b: Any, compare_snapshot: Snapshot) -> None:
    comparison = comparison_of(compare_snapshot, a, b)
    assert comparison.is_possible
    rows = table_rows(compare_snapshot, "incidents")
    of_a, of_b = (rows_of(rows, side, comparison.watch.codes) for side in (comparison.a, comparison.b))
    counts = comparison.counts
    assert (counts.total.a, counts.total.b) == (len(of_a), len(of_b))
    assert [sum(part or 0 for part in parts) for parts in counts.parts] == [len(of_a), len(of_b)]
    for column in COLUMNS:
        expected = [Counter("-" if row[column] is None else str(row[column]) for row in side) for side in (of_a, of_b)]
        assert {pair.code: (pair.a, pair.b) for pair in counts.by[column]} == {
            code: (expected[0][code], expected[1][code]) for code in expected[0] | expected[1]
        }
    for column in ("act", "sea_region"):
        through = counts.through[column]
        assert sum(part or 0 for sides in through.values() for part in sides[0]) == len(of_a)


def test_charts_and_tables_hold_the_counts(compare_snapshot: Snapshot) -> None:
    comparison = comparison_of(compare_snapshot, ((), "2020"), ((), "2019"))
    frame = charts.through_the_spans(comparison).frame()
    assert list(frame.columns) == ["Month", "2019", "2020"] and len(frame) == 12
    assert frame["2020"].sum() == comparison.counts.total.a and frame["2019"].sum() == comparison.counts.total.b
    assert charts.by_column(comparison, "category").frame()["2020"].sum() == comparison.counts.total.a
    assert len(charts.small_multiples(comparison).charts) == charts.MOST_PANELS


def test_kinds_narrow_the_comparison_and_stand_in_its_sentence(compare_snapshot: Snapshot) -> None:
    comparison = comparison_of(compare_snapshot, ((), "2020"), ((), "2019"), ("cyber",))
    assert {pair.code for pair in comparison.counts.by["category"]} == {"cyber"}
    assert sentences.board_sentence(comparison).startswith("Watched waters (Cyber")


REAL = [
    ((("gulf_of_guinea",), "2020"), (("gulf_of_guinea",), "2019"),
     "Gulf of Guinea: 95 incidents in 2020, 69 in 2019: 38% more (between 0% and 91% more), on ASAM and IMB Crime at Sea."),
    ((("gulf_of_guinea",), "2021"), (("gulf_of_guinea",), "2020"),
     "Gulf of Guinea: 53 incidents in 2021, 90 in 2020: 41% fewer (between 16% and 59% fewer), on ASAM alone, which watched both spans."),
    ((("gulf_of_guinea",), "2018"), (("gulf_of_guinea",), "2017"),
     "Gulf of Guinea: 68 incidents in 2018, 40 in 2017: 70% more (between 13% and 158% more), on IMB Crime at Sea alone, "
     "which watched both spans."),
    (((), "2024"), ((), "2023"),
     "All waters: 204 incidents from 1 January to 25 June 2024, 104 from 1 January to 25 June 2023: 96% more (between 54% and 151% more), "
     "on ASAM."),
    ((("gulf_of_guinea", "west_africa"), "2020"), (("malacca_strait", "singapore_strait"), "2020"),
     "on ASAM and IMB Crime at Sea."),
    ((("black_sea",), "2022"), (("black_sea",), "2021"), "29 incidents in 2022, 0 in 2021: 29 more, both watched, on ASAM."),
    (((), "2025"), ((), "2024"),
     "All waters: 0 incidents in 2025, 204 in 2024. No percentage: no source watched both sides on equal days "
     "(2025: not watched; 2024: ASAM in part)."),
]  # fmt: skip


@pytest.mark.real_data
@pytest.mark.parametrize(("a", "b", "sentence"), REAL)
def test_the_sentence_for_a_board(a: Any, b: Any, sentence: str, real_snapshot: Snapshot) -> None:
    assert sentences.board_sentence(comparison_of(real_snapshot, a, b)).endswith(sentence)


@pytest.mark.real_data
@pytest.mark.parametrize(("year", "sources"), [(2021, ("asam",)), (2020, ("asam", "imb_crime_at_sea")), (2018, ("imb_crime_at_sea",))])
def test_the_gulf_of_guinea_against_sql(year: int, sources: tuple[str, ...], real_snapshot: Snapshot) -> None:
    comparison = comparison_of(real_snapshot, (("gulf_of_guinea",), str(year)), (("gulf_of_guinea",), str(year - 1)))
    assert comparison.watch.codes == sources
    with real_snapshot.open_database() as con:
        counts = con.execute(
            "SELECT year(occurred_on), count(*) FROM incidents WHERE sea_region = 'gulf_of_guinea' AND list_has_any(sources, $1) "
            "AND year(occurred_on) IN ($2, $2 - 1) GROUP BY ALL ORDER BY ALL",
            [list(sources), year],
        ).fetchall()
    assert counts == [(year - 1, comparison.counts.total.b), (year, comparison.counts.total.a)]


@pytest.mark.real_data
def test_the_latest_months_end_where_the_last_source_of_the_world_did(real_snapshot: Snapshot) -> None:
    with real_snapshot.open_database() as con:
        ending = recent_end_of(con, datetime(2026, 11, 29, tzinfo=UTC))
    assert ending is not None
    latest = latest_months(ending.day)
    comparison = comparison_of(real_snapshot, ((), latest), ((), days_before(latest)))
    assert sentences.board_sentence(comparison) == (
        "All waters: 329 incidents in the 12 months to 25 June 2024, 199 in the 12 months before: 65% more "
        "(between 38% and 98% more), on ASAM."
    )
