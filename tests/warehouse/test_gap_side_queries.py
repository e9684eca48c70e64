from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from tests.support.published import republish, table_rows
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.delays import publication_delays
from warehouse.queries.gap import incident_counts

CASES = [
    Filters(),
    Filters(date_from=date(2020, 1, 1), regions=("singapore_strait",)),
    Filters(categories=("piracy_robbery",), severities=("1",)),
]


def at(year: int, month: int = 1) -> datetime:
    return datetime(year, month, 15, tzinfo=UTC)


def test_what_was_said_then_and_is_said_now(tmp_path: Path, invented: Snapshot) -> None:
    """Landings in January 2021, June 2022 and May 2024. One report of 2020 comes late, one is re-dated from 2020 to 2019."""
    template = next(row for row in table_rows(invented, "reports") if row["occurred_on"]) | {"source": "coast_desk", "published_at": None}
    extra = {"change": "new", "format": "csv", "format_rank": 1, "landing_id": "l"}

    def revision(name: str, on: date, landed: datetime, sighting: int = 1, region: str = "malacca_strait") -> dict[str, object]:
        report = template | {"report_id": f"coast_desk:{name}", "native_ref": name, "occurred_on": on, "sea_region": region}
        return report | extra | {"sighting": sighting, "revision": sighting, "landed_at": landed, "first_seen_at": at(2021)}

    revisions = [
        revision("early", date(2020, 5, 1), at(2021)),
        revision("dated", date(2020, 6, 1), at(2021)),
        revision("dated", date(2019, 6, 1), at(2024, 5), sighting=2),
        revision("late", date(2020, 7, 1), at(2022, 6)),
        revision("new", date(2023, 7, 1), at(2024, 5), region="red_sea"),
    ]
    columns = set(template)
    present = {row["report_id"]: {key: value for key, value in row.items() if key in columns} for row in revisions}
    with republish(invented, tmp_path, {"report_revisions": revisions, "reports": list(present.values())}).open_database() as con:
        totals = publication_delays.revised_totals(con)
    cells = {(row.year, row.sea_region): (row.said_then, row.says_now, row.basis) for row in totals.itertuples()}
    assert cells == {(2020, "malacca_strait"): (2, 2, "landed"), (2019, "malacca_strait"): (0, 1, "landed")}
    assert set(totals["then_at"].dt.year) == {2021}


def test_one_landing_says_nothing_about_then(tmp_path: Path, invented: Snapshot) -> None:
    once = [row | {"landed_at": at(2026, 11), "first_seen_at": at(2026, 11)} for row in table_rows(invented, "report_revisions")]
    with republish(invented, tmp_path, {"report_revisions": once}).open_database() as con:
        assert publication_delays.revised_totals(con).empty


def test_stated_days_tell_what_was_said_by_the_end_of_the_year(tmp_path: Path, invented: Snapshot) -> None:
    some = [row for row in table_rows(invented, "reports") if row["source"] == "gulf_net" and row["occurred_on"]][:300]
    late = [row | {"published_at": at(row["occurred_on"].year + number % 2, 12)} for number, row in enumerate(some)]
    right = [row for row in late if row["published_at"].date() >= row["occurred_on"]]
    with republish(invented, tmp_path, {"reports": right, "report_revisions": []}).open_database() as con:
        totals = publication_delays.revised_totals(con)
    last = max(row["published_at"] for row in right).date()
    expected_then = Counter(row["occurred_on"].year for row in right if row["published_at"].year == row["occurred_on"].year)
    expected_now = Counter(row["occurred_on"].year for row in right)
    sums = totals[totals["basis"] == "stated"].groupby("year")[["said_then", "says_now"]].sum()
    years = [year for year in expected_now if date(year + 1, 1, 1) <= last]
    assert {year: tuple(sums.loc[year]) for year in sums.index} == {
        year: (expected_then[year], expected_now[year]) for year in sorted(years)
    }


@pytest.mark.parametrize("filters", CASES, ids=lambda filters: str(filters.to_query()))
def test_authority_and_crosswalk_count_what_the_filters_leave(con: duckdb.DuckDBPyConnection, filters: Filters) -> None:
    from warehouse.queries.incidents import incidents

    known_incidents = incidents.summarise_incidents(con, filters).incidents
    authority_counts = incident_counts.authority_counts(con, filters)
    assert authority_counts[["told", "not_told", "silent"]].to_numpy().sum() == known_incidents
    cells = incident_counts.definition_cells(con, filters)
    assert cells["incidents"].sum() == known_incidents
    assert not cells[["of_imb", "of_imo", "of_recaap"]].to_numpy().any(), "the invented bodies are others"


def test_incident_totals(con: duckdb.DuckDBPyConnection, invented: Snapshot) -> None:
    expected = Counter((row["occurred_on"].year, row["sea_region"]) for row in table_rows(invented, "incidents") if row["occurred_on"])
    totals = publication_delays.incident_totals(con)
    regions = [region if isinstance(region, str) else None for region in totals["sea_region"]]
    assert dict(zip(zip(totals["year"], regions, strict=True), totals["incidents"], strict=True)) == dict(expected)
