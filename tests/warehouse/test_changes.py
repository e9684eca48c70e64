from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.support.published import landing_row, republish, table_rows
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.situation import spans

SINCE = datetime(2026, 11, 5, tzinfo=UTC)
BEFORE, AFTER = SINCE - timedelta(days=3), SINCE + timedelta(days=1)


def test_what_changed_since_a_moment(tmp_path: Path, invented: Snapshot) -> None:
    """Of four incidents one is new, one was joined by another report, one revised, and one is as it was."""
    two = [row for row in table_rows(invented, "incidents") if row["report_count"] == 2 and "shared_report" not in row["doubts"]][:4]
    members = [row for row in table_rows(invented, "incident_reports") if row["incident_id"] in {one["incident_id"] for one in two}]
    seen = {
        two[0]["incident_id"]: [(AFTER, AFTER), (AFTER, AFTER)],
        two[1]["incident_id"]: [(BEFORE, BEFORE), (AFTER, AFTER)],
        two[2]["incident_id"]: [(BEFORE, AFTER), (BEFORE, BEFORE)],
        two[3]["incident_id"]: [(BEFORE, BEFORE), (BEFORE, BEFORE)],
    }
    moments = {}
    for member in members:
        moments[member["report_id"]] = seen[member["incident_id"]].pop(0)
    reports = [
        row | dict(zip(("first_seen_at", "last_changed_at"), moments[row["report_id"]], strict=True))
        for row in table_rows(invented, "reports")
        if row["report_id"] in moments
    ]
    latest = [row | {"last_changed_at": AFTER if place < 3 else BEFORE, "occurred_on": date(2026, 11, 1)} for place, row in enumerate(two)]
    tables = {"incidents": latest, "incident_reports": members, "reports": reports}
    with republish(invented, tmp_path, tables).open_database() as con:
        assert spans.change_counts(con, SINCE, date(2026, 10, 1)) == spans.ChangeCounts(1, 1, 1, 1, 4)
        found = spans.changed_incidents(con, SINCE, 10)
        kinds = dict(zip(found["incident_id"], found["kind"], strict=True))
        assert kinds == {two[0]["incident_id"]: "new", two[1]["incident_id"]: "joined", two[2]["incident_id"]: "revised"}
        assert len(spans.changed_incidents(con, SINCE, 1)) == 1
        assert spans.change_counts(con, AFTER, date(2026, 10, 1)) == spans.ChangeCounts(0, 0, 0, 0, 4)


def test_what_each_source_brought(tmp_path: Path, invented: Snapshot) -> None:
    landings = [
        landing_row("coast_desk", 1, landed_at=BEFORE),
        landing_row("coast_desk", 2, landed_at=AFTER, new=4, revised=2, failure="not JSON"),
    ]
    landings.append(landing_row("gulf_net", 1, landed_at=AFTER, new=7))
    made = [
        {"decision_id": str(number), "made_at": AFTER, "who": "A", "verdict": "same", "group_a": ["a", "b"], "group_b": [], "why": "x",
         "undoes": None, "state": state, "state_reason": None}
        for number, state in enumerate(["in_force", "in_force", "undone"])
    ]  # fmt: skip
    with republish(invented, tmp_path, {"landings": landings, "decisions": made}).open_database() as con:
        coast, gulf = spans.landed_since(con, SINCE)
        assert (coast.source, coast.new, coast.revised, coast.failed, coast.first_landed_at) == ("coast_desk", 4, 2, 1, BEFORE)
        assert (gulf.new, gulf.revised, gulf.first_landed_at) == (7, 5, AFTER)
        assert spans.decisions_since(con, SINCE) == {"same": 2}
        assert spans.decisions_since(con, AFTER) == {}
