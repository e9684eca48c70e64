"""The disclosure check on invented members and marks: what leaks, and what is said of what was kept back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.members import PUBLIC, REGIONS, SECRET, SHIPS, InventedReport, invent_world, with_members_facts
from tests.support.published import view_as
from tests.support.snapshots import build_snapshot
from warehouse.contract.schema import TABLES
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import MARKS
from warehouse.disclosure import Handling, Release, closing_lines, open_release
from warehouse.filters import Filters
from warehouse.queries.incidents import incidents
from warehouse.release import released_tables as queries
from warehouse.view import SnapshotView

NOBODY = SnapshotView(Snapshot("none", Path()), MARKS)
K = 3


def release_of(reports: Sequence[InventedReport], mark: str = "CLEAR", k: int = K) -> Release:
    con = invent_world(reports)
    handling = Handling(mark, k)
    return Release(NOBODY, handling, queries.open_release(con, handling.marks, k, "salt"), con.cursor())


def all_rows(con: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = con.sql(f"SELECT * FROM {table}").to_arrow_table().to_pylist()
    return records


def of_members(released: Release, table: str = "incidents") -> list[dict[str, Any]]:
    return [row for row in all_rows(released.con, table) if "members" in (row.get("sources") or [row.get("source")])]


@st.composite
def worlds(draw: st.DrawFn) -> list[InventedReport]:
    reports: list[InventedReport] = []
    for number in range(draw(st.integers(0, 24))):
        member = draw(st.booleans())
        reports.append(
            InventedReport(
                event=draw(st.integers(0, 15)),
                source="members" if member else draw(st.sampled_from(sorted(PUBLIC))),
                number=number,
                reporter=draw(st.sampled_from(["A", "B", "C", "D", None])) if member else None,
                day=date(2026, draw(st.integers(3, 4)), draw(st.integers(1, 28))),
                region=draw(st.sampled_from(REGIONS)),
                ship=draw(st.sampled_from(SHIPS)),
                tlp=draw(st.sampled_from(MARKS[:3])),
            )
        )
    return reports


def cell_of(report: InventedReport) -> tuple[Any, ...]:
    return report.day.replace(day=1), report.region, None if report.ship is None else queries.vessel_group(report.ship), report.tlp


def full_cells(all_reports: Sequence[InventedReport], marks: Sequence[str]) -> dict[tuple[Any, ...], int]:
    """By the words of the rule, independent of the SQL: cells of events that only members tell, and how many events they hold."""
    events: dict[int, list[InventedReport]] = defaultdict(list)
    for report in all_reports:
        events[report.event].append(report)
    reporters: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    number: dict[tuple[Any, ...], int] = defaultdict(int)
    for reports in events.values():
        if all(report.source == "members" and report.tlp in marks for report in reports):
            key = (*cell_of(reports[0])[:3], max((report.tlp for report in reports), key=MARKS.index))
            reporters[key] |= {report.reporter for report in reports if report.reporter}
            number[key] += 1
    return {key: number[key] for key, who in reporters.items() if len(who) >= K}


@settings(max_examples=15, deadline=None)
@given(worlds(), st.sampled_from(MARKS), st.dates(date(2026, 3, 1), date(2026, 4, 30)), st.sampled_from(SHIPS[:3]))
def test_members_are_hidden(reports: list[InventedReport], mark: str, day: date, ship: str) -> None:
    released = release_of(reports, mark)
    nothing_of_their_own_goes_out(released)
    they_go_out_only_in_cells_of_enough_reporters(released, reports)
    filter_sets = (Filters(date_from=day), Filters(date_to=day, text="boarded"), Filters(text=SECRET), Filters(vessel_types=(ship,)))
    no_two_filters_tell_those_of_one_cell_apart(released, filter_sets)
    what_is_said_of_those_withheld_is_the_same_under_every_filter(released, reports, filter_sets[-1])


def nothing_of_their_own_goes_out(released: Release) -> None:
    for table in TABLES:
        assert SECRET not in str(all_rows(released.con, table)), table
    assert SECRET not in " ".join(closing_lines(released.withheld(Filters())))


def they_go_out_only_in_cells_of_enough_reporters(released: Release, reports: Sequence[InventedReport]) -> None:
    counts: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in of_members(released):
        counts[row["occurred_on"], row["sea_region"], row["vessel_type"], row["tlp"]] += 1
    assert dict(counts) == full_cells(reports, released.handling.marks)
    incidents = {row["incident_id"] for row in of_members(released)}
    behind = {row["report_id"]: row["incident_id"] for row in all_rows(released.con, "incident_reports")}
    assert {behind[row["report_id"]] for row in of_members(released, "reports")} == incidents


def no_two_filters_tell_those_of_one_cell_apart(released: Release, filter_sets: Sequence[Filters]) -> None:
    """Filters see only what goes out: incidents that go out alike are in a result together or not at all."""
    alike = {row["incident_id"]: str({**row, "incident_id": ""}) for row in of_members(released)}
    for filters in filter_sets:
        inside = set(incidents.newest_incidents(released.con, filters, 1000)["incident_id"].to_pylist()) & set(alike)
        assert not {alike[incident] for incident in inside} & {alike[incident] for incident in set(alike) - inside}


def what_is_said_of_those_withheld_is_the_same_under_every_filter(
    released: Release, reports: Sequence[InventedReport], filters: Filters
) -> None:
    everywhere = released.withheld(Filters()).members
    assert released.withheld(filters).members == everywhere
    assert everywhere is None or everywhere.reports + everywhere.coarsened == sum(1 for report in reports if report.source == "members")


@settings(max_examples=12, deadline=None)
@given(worlds(), st.sampled_from(MARKS))
def test_what_public_bodies_tell_does_not_depend_on_what_members_say_of_it(reports: list[InventedReport], mark: str) -> None:
    """Else the difference to what is known elsewhere would show the member."""

    def public(some_reports: Sequence[InventedReport]) -> list[str]:
        released = release_of(some_reports, mark)
        told_by = [row for row in all_rows(released.con, "incidents") if "members" not in row["sources"]]
        return sorted(str(row) for row in [*told_by, *(r for r in all_rows(released.con, "reports") if r["source"] != "members")])

    other = with_members_facts(
        reports, day=date(2025, 1, 9), region="gulf_of_guinea", ship="bulk_carrier", category="stowaway", reporter="E"
    )
    assert public(reports) == public(other)


@settings(max_examples=12, deadline=None)
@given(worlds(), st.sampled_from(MARKS))
def test_every_incident_above_the_mark_is_left_out_and_counted(all_reports: list[InventedReport], mark: str) -> None:
    public = [report for report in all_reports if report.source != "members"]
    released = release_of(public, mark)
    events: dict[int, list[InventedReport]] = defaultdict(list)
    for report in public:
        events[report.event].append(report)
    free = {event: [report for report in reports if report.tlp in released.handling.marks] for event, reports in events.items()}
    withheld = released.withheld(Filters())
    assert withheld.incidents_above == sum(1 for some in free.values() if not some)
    assert withheld.retold == sum(1 for event, some in free.items() if some and len(some) < len(events[event]))
    assert withheld.reports_above == sum(1 for report in public if report.tlp not in released.handling.marks)
    out = all_rows(released.con, "incidents")
    assert len(out) == len({row["incident_id"] for row in out}) == sum(1 for some in free.values() if some)
    assert (
        sum(row["report_count"] for row in out) == len(all_rows(released.con, "reports")) == len(all_rows(released.con, "incident_reports"))
    )
    assert all(row["tlp"] in released.handling.marks for row in [*out, *all_rows(released.con, "reports")])


def nine_reports() -> list[InventedReport]:
    """Five members in one cell; two of another; and an event that a public body tells too."""
    reports = [InventedReport(number, "members", number, f"R{number}", day=date(2026, 3, number + 1)) for number in range(5)]
    reports += [InventedReport(10 + number, "members", 10 + number, f"R{number}", region="gulf_of_guinea") for number in range(2)]
    return [
        *reports,
        InventedReport(20, "members", 20, "R9"),
        InventedReport(20, "free_body", 21),
        InventedReport(30, "short_body", 30),
        InventedReport(31, "shut_body", 31, tlp="GREEN"),
    ]


def test_a_full_cell_goes_out_coarsened_and_the_rest_is_said() -> None:
    released = release_of(nine_reports(), k=5)
    coarse = of_members(released)
    assert len(coarse) == 5
    assert {(row["occurred_on"], row["sea_region"], row["vessel_type"]) for row in coarse} == {
        (date(2026, 3, 1), "singapore_strait", "tanker")
    }
    assert all(row["latitude"] is row["vessel_name"] is row["imo_number"] is row["place"] is None for row in coarse)
    [retold] = [row for row in all_rows(released.con, "incidents") if row["sources"] == ["free_body"]]
    assert (retold["incident_id"], retold["report_count"], retold["vessel_name"], retold["status"]) == (
        "free_body:21",
        1,
        "N21",
        "unverified",
    )
    sentences = " ".join(released.withheld(Filters()).sentences())
    assert sentences == (
        "Marked TLP:CLEAR: No limit. 1 incident above TLP:CLEAR left out; no figure counts them. 1 narrative from Short Body shortened, "
        "as its licence requires. 5 incidents reported only by members given by month, sea region and vessel group alone, each in a group "
        "from at least 5 reporters. Of all the data, reports from fewer than 5 members, or from none, are withheld, whatever the filters."
    )


def test_narratives_go_out_as_far_as_their_licence_lets_them() -> None:
    texts = {row["source"]: row for row in all_rows(release_of(nine_reports(), "GREEN").con, "reports") if row["source"] != "members"}
    assert texts["free_body"]["narrative"].count("boarded") == 8
    assert texts["free_body"]["why"]
    assert texts["short_body"]["narrative"].endswith(" …")
    assert len(texts["short_body"]["narrative"]) <= 162
    assert texts["shut_body"]["narrative"] is texts["shut_body"]["why"] is texts["short_body"]["why"] is None


def test_incidents_found_only_by_words_that_do_not_go_out_are_counted() -> None:
    withheld = release_of(nine_reports(), "GREEN").withheld(Filters(text="four men"))
    assert withheld.found_by_text_only == 1
    assert any("searched for" in sentence for sentence in withheld.sentences())


def test_a_frame_of_records_keeps_the_rows_that_go_out() -> None:
    released = release_of(nine_reports(), "CLEAR")
    frame = pa.table({"incident_id": ["members:QX0", "members:QX20", "short_body:30", "shut_body:31", None], "n": [1, 2, 3, 4, 5]})
    assert released.only_released(frame).to_pylist() == [{"incident_id": "short_body:30", "n": 3}]
    texts = pa.table({"report_id": ["shut_body:31", "short_body:30", "free_body:21"], "narrative": ["all", "long " * 90, "free"]})
    records = released.only_released(texts).to_pylist()
    assert [row["report_id"] for row in records] == ["short_body:30", "free_body:21"]
    assert len(records[0]["narrative"]) <= 162
    counts = pa.table({"region": ["a"], "incidents": [3]})
    assert released.only_released(counts) is counts


def test_without_members_and_marks_everything_goes_out(tmp_path: Path) -> None:
    snapshot = build_snapshot(tmp_path, 200)
    with open_release(view_as(snapshot), Handling()) as released:
        everything = sorted(str(row) for row in all_rows(released.unfiltered, "incidents"))
        assert sorted(str(row) for row in all_rows(released.con, "incidents")) == everything
        withheld = released.withheld(Filters())
        assert not withheld.has_withheld
        assert withheld.sentences() == ("Marked TLP:CLEAR: No limit.",)
        assert len(withheld.attributions) == 3
        assert not all_rows(released.con, "decisions")


@pytest.mark.parametrize("wrong", [{"mark": "PINK"}, {"least_reporters": 1}])
def test_a_handling_that_there_is_not_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no such handling"):
        Handling(**wrong)
