from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.support.published import landing_row, republish, table_rows
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.delays import publication_delays

CASES = [
    Filters(),
    Filters(date_from=date(2020, 1, 1), date_to=date(2022, 1, 1)),
    Filters(regions=("singapore_strait",), categories=("piracy_robbery",)),
    Filters(severities=("1", "2"), areas=("africa",)),
]


def moment(day: date, hour: int = 3) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def stated(base: Snapshot, data: Path) -> Snapshot:
    """Harbour Watch states when it published, 0 to 19 days after; every tenth a second revision twenty days later."""
    reports, revisions = [], []
    for number, row in enumerate(table_rows(base, "reports")):
        if row["source"] == "harbour_watch" and row["occurred_on"]:
            first = moment(row["occurred_on"]) + timedelta(days=number % 20)
            revised = number % 10 == 0
            row |= {"published_at": first + timedelta(days=20 * revised), "revision": 1 + revised}
            extra = {"sighting": 1, "change": "new", "format": "csv", "format_rank": 1, "landing_id": "l", "landed_at": first}
            revisions.append({**row, **extra, "revision": 1, "published_at": first})
        reports.append(row)
    return republish(base, data, {"reports": reports, "report_revisions": revisions})


@pytest.mark.parametrize("filters", CASES, ids=lambda filters: str(filters.to_query()))
def test_delays_are_those_of_the_first_revision(tmp_path: Path, invented: Snapshot, filters: Filters) -> None:
    snapshot = stated(invented, tmp_path)
    expected: Counter[tuple[str, int]] = Counter()
    for number, row in enumerate(table_rows(invented, "reports")):
        day = row["occurred_on"]
        if row["source"] != "harbour_watch" or not day:
            continue
        inside = (not filters.date_from or day >= filters.date_from) and (not filters.date_to or day <= filters.date_to)
        inside &= not filters.regions or row["sea_region"] in filters.regions
        inside &= not filters.areas or row["area"] in filters.areas
        inside &= not filters.categories or row["category"] in filters.categories
        inside &= not filters.severities or str(row["severity"]) in filters.severities
        if inside:
            expected["harbour_watch", number % 20] += 1
    with snapshot.open_database() as con:
        counts = publication_delays.delay_counts(con, filters, 365)
    stated_delays = counts[(counts["by"] == "source") & (counts["kind"] == "delay") & (counts["basis"] == "stated")]
    assert dict(zip(zip(stated_delays["source"], stated_delays["days"], strict=True), stated_delays["reports"], strict=True)) == dict(
        expected
    )
    for by in ("sea_region", "category"):
        part = counts[(counts["by"] == by) & (counts["kind"] == "delay") & (counts["basis"] == "stated")]
        assert part["reports"].sum() == sum(expected.values()), by
    ages = counts[(counts["by"] == "source") & (counts["kind"] == "age") & (counts["basis"] == "stated")]
    assert ages["reports"].sum() == sum(expected.values())


def test_one_landing_of_old_reports_tells_no_delay(tmp_path: Path, invented: Snapshot) -> None:
    landed = moment(date(2026, 11, 2))
    old = [row | {"first_seen_at": landed} for row in table_rows(invented, "reports") if row["source"] == "coast_desk"]
    with republish(invented, tmp_path, {"reports": old}).open_database() as con:
        counts = publication_delays.delay_counts(con, Filters(), 365)
    assert set(counts["basis"]) == {"unknown"}
    assert counts["days"].isna().all()


def test_landings_tell_only_where_the_source_was_being_followed(tmp_path: Path, invented: Snapshot) -> None:
    """Landed on 1 March, 20 March and 1 September: only what came on 20 March, of events since 1 March, tells its delay."""
    template = next(row for row in table_rows(invented, "reports") if row["source"] == "coast_desk" and row["occurred_on"])
    came = {"first": date(2024, 3, 1), "second": date(2024, 3, 20), "late": date(2024, 9, 1)}
    reports = [
        template
        | {
            "report_id": f"coast_desk:{name}-{number}",
            "native_ref": f"{name}-{number}",
            "occurred_on": on,
            "first_seen_at": moment(came[name]),
        }
        for name, days in {
            "first": [date(2024, 2, 20)],
            "second": [date(2024, 2, 25), date(2024, 3, 5), date(2024, 3, 19)],
            "late": [date(2024, 8, 30)],
        }.items()
        for number, on in enumerate(days)
    ]
    landings = [landing_row("coast_desk", number, landed_at=moment(day)) for number, day in enumerate(came.values())]
    with republish(invented, tmp_path, {"reports": reports, "landings": landings}).open_database() as con:
        counts = publication_delays.delay_counts(con, Filters(), 365)
    landed_delays = counts[(counts["by"] == "source") & (counts["kind"] == "delay") & (counts["basis"] == "landed")]
    assert sorted(landed_delays["days"]) == [1, 15]
    assert counts.loc[(counts["by"] == "source") & (counts["basis"] == "unknown"), "reports"].sum() == 3


@pytest.mark.parametrize("filters", CASES, ids=lambda filters: str(filters.to_query()))
def test_the_triangle_counts_every_incident_once(con: duckdb.DuckDBPyConnection, invented: Snapshot, filters: Filters) -> None:
    since, source_ids = date(2018, 6, 1), ("coast_desk", "gulf_net")
    days = publication_delays.publication_days(con, filters, source_ids, since)
    incidents = con.execute("SELECT incident_id, occurred_on, sources, sea_region, area, category, severity FROM incidents").fetchall()
    expected: Counter[date] = Counter()
    for _, day, sources, region, area, category, severity in incidents:
        inside = bool(day and day > since and set(sources) & set(source_ids))
        inside &= not filters.date_from or (day is not None and day >= filters.date_from)
        inside &= not filters.date_to or (day is not None and day <= filters.date_to)
        inside &= not filters.regions or region in filters.regions
        inside &= not filters.areas or area in filters.areas
        inside &= not filters.categories or category in filters.categories
        inside &= not filters.severities or str(severity) in filters.severities
        if inside:
            expected[day] += 1
    assert days.groupby("occurred_on")["incidents"].sum().to_dict() == dict(expected)
