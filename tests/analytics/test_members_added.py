"""What members' reports add to the picture: counts and coverage with and without them, and an estimate that stays as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from analytics.coverage.day_spans import DaySpan
from analytics.coverage.source_watch import SourceWatch
from analytics.gap.cell_estimates import estimate_of_years
from analytics.member_reports.added import ESTIMATE_STAYS, effect_of_report, gains_in_words, regions_gained
from tests.support.published import republish, table_rows
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.gap.source_histories import source_histories

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
EVERYTHING = Filters()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build_snapshot(tmp_path_factory.mktemp("without"), 300)


@pytest.fixture(scope="module")
def with_members(base: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The same, and two incidents of which members alone tell: in waters with other incidents, and where nobody tells of any."""
    incidents, reports = table_rows(base, "incidents"), table_rows(base, "reports")
    positioned = next(row for row in incidents if row["sea_region"])
    busy = positioned["sea_region"]
    known = {row["sea_region"] for row in incidents}
    quiet = next(row["sea_region"] for row in table_rows(base, "sea_regions") if row["sea_region"] not in known)
    added: dict[str, list[dict[str, Any]]] = {"incidents": [], "reports": [], "incident_reports": []}
    report = next(row for row in reports if row["report_id"] == positioned["incident_id"])
    link = next(row for row in table_rows(base, "incident_reports") if row["report_id"] == positioned["incident_id"])
    for number, region in enumerate((busy, quiet)):
        name = f"members:{number}"
        told = {"sea_region": region, "occurred_on": date(2026, 10, 20)}
        added["incidents"].append(positioned | told | {"incident_id": name, "sources": ["members"], "report_count": 1})
        added["reports"].append(report | told | {"report_id": name, "source": "members", "native_ref": f"{number}"})
        added["incident_reports"].append(link | {"incident_id": name, "report_id": name})
    tables = {name: [*table_rows(base, name), *rows] for name, rows in added.items()}
    return republish(base, tmp_path_factory.mktemp("with"), tables)


def test_each_region_is_counted_without_and_with_and_its_coverage_follows(with_members: Snapshot) -> None:
    with with_members.open_database() as con:
        busy, quiet = sorted(regions_gained(con, EVERYTHING, NOW), key=lambda gain: -gain.known)
    assert (busy.known - busy.without, busy.state_without, busy.state) == (1, "Incidents", "Incidents")
    assert (quiet.without, quiet.known, quiet.state) == (0, 1, "Incidents") and quiet.state_without != "Incidents"
    told = gains_in_words((busy, quiet))
    assert told.startswith(f"2 incidents are known from members' reports alone, and in {quiet.title} nothing else is known. The estimate")


def test_nothing_is_said_where_members_add_nothing(base: Snapshot) -> None:
    with base.open_database() as con:
        assert regions_gained(con, EVERYTHING, NOW) == () and effect_of_report(con, con, "members:0", NOW) == ()


def test_the_sender_is_told_who_watched_what_was_known_and_that_the_estimate_stays(base: Snapshot, with_members: Snapshot) -> None:
    with with_members.open_database() as con, base.open_database() as public:
        [(region, day)] = con.execute("SELECT sea_region, occurred_on FROM reports WHERE report_id = 'members:0'").fetchall()
        year = "sea_region = $region AND occurred_on BETWEEN $day::DATE - 365 AND $day::DATE"
        [(known,)] = public.execute(f"SELECT count(*) FROM incidents WHERE {year}", {"region": region, "day": day}).fetchall()
        for shown in (public, con):
            watched, count, estimate = effect_of_report(con, shown, "members:0", NOW)
            assert "on that day" in watched and f" {known:,} incident" in count and estimate == ESTIMATE_STAYS


def test_the_estimate_does_not_change(base: Snapshot, with_members: Snapshot) -> None:
    """As the page says: members are none of the sources that an estimate is made from."""
    estimates = []
    for snapshot in (base, with_members):
        with snapshot.open_database() as con:
            frame = source_histories(con, EVERYTHING, ())
        lists = sorted({source for held in frame["sources"] for source in held} - {"members"})
        always = (DaySpan(date(1900, 1, 1), date(2100, 1, 1)),)
        watching = tuple(SourceWatch(source, source, always) for source in lists)
        estimates.append(estimate_of_years(frame, watching, 2020, 2026))
    assert estimates[0] == estimates[1] and len(estimates[0].lists) > 1
