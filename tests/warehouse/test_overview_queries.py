from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import quantiles

import duckdb
import pytest

from tests.support.invented import LAST_DAY
from tests.support.published import landing_row, quarantine_row, republish, table_rows
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.situation import spans
from warehouse.queries.sources import sources

SPANS = [
    ("now", LAST_DAY - timedelta(days=89), LAST_DAY),
    ("then", date(2020, 2, 1), date(2020, 2, 29)),
    ("never", date(1950, 1, 1), date(1950, 2, 1)),
]


@pytest.mark.parametrize("only", [None, ("coast_desk",), ("gulf_net", "harbour_watch"), ()])
def test_tallies_count_what_a_second_reading_counts(
    con: duckdb.DuckDBPyConnection, invented: Snapshot, only: tuple[str, ...] | None
) -> None:
    expected: Counter[tuple[str, str, str | None]] = Counter()
    for row in table_rows(invented, "incidents"):
        for name, first, last in SPANS:
            if row["occurred_on"] and first <= row["occurred_on"] <= last and (only is None or set(only) & set(row["sources"])):
                expected[name, row["category"], row["sea_region"]] += 1
    tallied = spans.span_tallies(con, SPANS, only)
    regions = [region if isinstance(region, str) else None for region in tallied["sea_region"]]
    assert dict(zip(zip(tallied["span"], tallied["category"], regions, strict=True), tallied["incidents"], strict=True)) == dict(expected)
    assert only == () or len(expected) > 10


def test_latest_are_the_newest_in_range(con: duckdb.DuckDBPyConnection, invented: Snapshot) -> None:
    last = date(2024, 6, 25)
    days = sorted(
        (row["occurred_on"] for row in table_rows(invented, "incidents") if row["occurred_on"] and row["occurred_on"] <= last), reverse=True
    )
    latest = spans.latest_incidents(con, date(1900, 1, 1), last, 25)
    assert list(latest["occurred_on"]) == days[:25]


def test_reporting_delays(tmp_path: Path, invented: Snapshot) -> None:
    reports = [row for row in table_rows(invented, "reports") if row["occurred_on"] and row["source"] == "coast_desk"]
    delays = {row["report_id"]: number % 30 for number, row in enumerate(reports)}
    published = [
        row | {"published_at": datetime.combine(row["occurred_on"], datetime.min.time(), UTC) + timedelta(days=delays[row["report_id"]])}
        for row in reports
    ]
    with republish(invented, tmp_path, {"reports": published}).open_database() as con:
        (delay,) = spans.reporting_delays(con)
    last = max(row["occurred_on"] for row in reports)
    recent = [row for row in published if row["occurred_on"] > last.replace(year=last.year - 3)]
    days = sorted(delays[row["report_id"]] for row in recent)
    assert (delay.source, delay.reports) == ("coast_desk", len(recent))
    assert delay.half_days == pytest.approx(quantiles(days, n=10, method="inclusive")[4])
    assert delay.nine_tenths_days == pytest.approx(quantiles(days, n=10, method="inclusive")[8])
    assert delay.last_published_on == max(row["published_at"].date() for row in recent)


def test_accounting_of_a_source_is_the_sum_of_its_files(tmp_path: Path, invented: Snapshot) -> None:
    landings = [
        landing_row("coast_desk", 1),
        landing_row("coast_desk", 2, read=50, new=50, revised=0, unchanged=0, repeated=0, quarantined=0),
    ]
    landings.append(landing_row("gulf_net", 1, new=1, leftover_fields=["b", "a"]))
    with republish(invented, tmp_path, {"landings": landings}).open_database() as con:
        total = sources.accounting_by_source(con).set_index("source")
        files = sources.landing_accounts(con, "coast_desk")
    assert total[["landings", "read", "new", "quarantined", "warnings"]].to_dict("index")["coast_desk"] == {
        "landings": 2, "read": 150, "new": 130, "quarantined": 3, "warnings": 24,
    }  # fmt: skip
    assert total["adds_up"].to_dict() == {"coast_desk": True, "gulf_net": False}
    assert [list(fields) for fields in total["leftover_fields"]] == [["moon_phase"], ["a", "b"]]
    assert set(files["source"]) == {"coast_desk"} and len(files) == 2


def test_quarantine_is_paged_in_the_order_of_the_file(tmp_path: Path, invented: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "ROWS_ON_A_PAGE", 4)
    aside = [quarantine_row("coast_desk", number, raw=f"raw {number} " + "x" * 400) for number in range(11)]
    with republish(invented, tmp_path, {"quarantine": aside, "landings": [landing_row("coast_desk", 1)]}).open_database() as con:
        pages = [sources.quarantine_page(con, "coast_desk", "bad_date", offset) for offset in (0, 4, 8)]
        assert sources.quarantine_page(con, "gulf_net", None).empty
        full_raw = sources.quarantine_raw(con, "coast_desk", "coast_desk-0001", "7")
        assert sources.quarantine_raw(con, "coast_desk", "coast_desk-0001", "99") == ""
    assert [list(page["raw_locator"]) for page in pages] == [["0", "1", "2", "3"], ["4", "5", "6", "7"], ["8", "9", "10"]]
    assert pages[0]["origin"].iloc[0] == "coast_desk_1.csv"
    assert pages[0]["raw"].str.len().max() == 300 and full_raw == aside[7]["raw"]


def test_reports_by_year(con: duckdb.DuckDBPyConnection, invented: Snapshot) -> None:
    expected = Counter((row["source"], row["occurred_on"].year) for row in table_rows(invented, "reports") if row["occurred_on"])
    by_year = sources.reports_by_year(con)
    assert dict(zip(zip(by_year["source"], by_year["year"], strict=True), by_year["reports"], strict=True)) == dict(expected)
