"""A snapshot in which every second report is marked RED, AMBER or GREEN, and what a reader with a given clearance should find in it.

The latter is computed here in plain Python from the rules stated in `warehouse/release/clearance.py`, independently of its SQL.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from h3.api import basic_int as h3

from tests.support.published import landing_row, quarantine_row, republish, table_rows
from warehouse.contract.schema import TABLES
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.taxonomy import MARKS

Row = dict[str, Any]
Tables = dict[str, list[Row]]

NARROW: Final = ("GREEN", "AMBER", "RED")
SECRET: Final = {mark: f"QZ{mark}X" for mark in NARROW}
"""A word in every text of a report with this mark, including its id, so that a leak can be found by searching for it."""


def secrets_above(clearance: str) -> list[str]:
    """The words that a reader of this clearance must never see."""
    return [SECRET[mark] for mark in NARROW if MARKS.index(mark) > MARKS.index(clearance)]


def mark_reports(base: Snapshot, seed: int = 7) -> Tables:
    """The tables of `base` with every second report marked, some quarantined records and a landing to count."""
    rng = random.Random(seed)
    tables = {name: table_rows(base, name) for name in TABLES}
    marks = {report["report_id"]: rng.choice(NARROW) for number, report in enumerate(tables["reports"]) if number % 2}
    new_ids = {report_id: report_id.replace(":", f":{SECRET[mark]}") for report_id, mark in marks.items()}
    for report in (*tables["reports"], *tables["report_revisions"]):
        if (mark := marks.get(report["report_id"])) is not None:
            _put_secret(report, SECRET[mark], mark)
    for number, advisory in enumerate(tables["advisories"]):
        if number % 2:
            mark = NARROW[number // 2 % len(NARROW)]
            new_ids[advisory["advisory_id"]] = advisory["advisory_id"].replace(":", f":{SECRET[mark]}")
            advisory |= {
                name: f"{SECRET[mark]} {advisory[name]}" for name in ("title", "narrative", "native_ref", "raw_locator", "source_url")
            }
            advisory["tlp"] = mark
    renamed = {name: [_with_new_ids(row, new_ids) for row in table_rows_of] for name, table_rows_of in tables.items()}
    by_id = {report["report_id"]: report for report in renamed["reports"]}
    for incident in renamed["incidents"]:
        first = by_id[incident["incident_id"]]
        # One body for each source, as in real data; in the invented snapshots it is drawn at random for every incident.
        incident |= {"origins": incident["sources"]} | {name: first[name] for name in ("vessel_name", "place")}
    members = _reports_by_incident(renamed)
    for incident in renamed["incidents"]:
        incident["tlp"] = _narrowest_mark(by_id[report_id]["tlp"] for report_id in members[incident["incident_id"]])
    for decision in renamed["decisions"]:
        words = [word for word in SECRET.values() if word in str(decision["group_a"] + decision["group_b"])]
        decision["why"] = " ".join([decision["why"], *words])
    source = renamed["reports"][1]["source"]
    renamed["quarantine"] = [
        quarantine_row(source, number, raw=f'{{"text": "{SECRET["RED"]}"}}', message=SECRET["RED"]) for number in range(3)
    ]
    renamed["landings"] = [landing_row(source, 1, landing_id="landing", origin=f"{SECRET['RED']}.csv", read=0)]
    return renamed


def permitted_tables(tables: Tables, clearance: str) -> Tables:
    """What a reader of `clearance` should find in these tables."""
    marks = MARKS[: MARKS.index(clearance) + 1]
    gone = {report["report_id"] for report in tables["reports"] if report["tlp"] not in marks}
    if not gone:
        return tables
    reports = [report for report in tables["reports"] if report["report_id"] not in gone]
    revisions = [row for row in tables["report_revisions"] if row["report_id"] not in gone and row["tlp"] in marks]
    advisories = [_permitted_advisory(row, tables, marks) for row in tables["advisories"] if row["tlp"] in marks]
    cut = {report["source"] for report in tables["reports"] if report["report_id"] in gone}
    ids, incidents = _recomposed_incidents(tables, gone)
    decisions = [row for row in tables["decisions"] if not gone & {*row["group_a"], *row["group_b"]}]
    hidden = {row["decision_id"] for row in tables["decisions"]} - {row["decision_id"] for row in decisions}
    decisions = [row for row in decisions if row["undoes"] not in hidden]
    hidden = {row["decision_id"] for row in tables["decisions"]} - {row["decision_id"] for row in decisions}
    return {
        "reports": reports,
        "report_revisions": revisions,
        "incidents": incidents,
        "incident_reports": [_permitted_member(row, ids, gone) for row in tables["incident_reports"] if row["report_id"] not in gone],
        "links": [_permitted_link(row, gone, hidden) for row in tables["links"] if not gone & {row["report_a"], row["report_b"]}],
        "decisions": decisions,
        "advisories": advisories,
        "quarantine": [row | {"raw": "", "message": ""} if row["source"] in cut else row for row in tables["quarantine"]],
        "landings": [_recounted_landing(row, revisions) if row["source"] in cut else row for row in tables["landings"]],
        "sources": [_recounted_source(row, reports, advisories) if row["source"] in cut else row for row in tables["sources"]],
        "sea_regions": tables["sea_regions"],
    }


def publish_marked(base: Snapshot, data: Path) -> Tables:
    """Publish the marked tables in `data`; returns them."""
    tables = mark_reports(base)
    republish(base, data, tables)
    return tables


def _put_secret(report: Row, word: str, mark: str) -> None:
    report["tlp"] = mark
    for name in ("native_ref", "content_hash", "raw_locator"):
        report[name] = f"{word}{report[name]}"
    for name in ("vessel_name", "narrative", "place"):
        report[name] = f"{word} {report[name]}"
    report["source_url"] = f"https://example.org/{word}"
    report["stolen"] = [word]
    report["why"] = json.dumps([{"fact": "act", "value": "boarded", "rule": "field", "evidence": word}])


def _with_new_ids(row: Row, new_ids: dict[str, str]) -> Row:
    def mapped(value: Any) -> Any:
        if isinstance(value, list):
            return [mapped(part) for part in value]
        return new_ids.get(value, value) if isinstance(value, str) else value

    out = {name: mapped(value) for name, value in row.items()}
    if out.get("fact_basis"):
        out["fact_basis"] = json.dumps({fact: mapped(report_id) for fact, report_id in json.loads(out["fact_basis"]).items()})
    return out


def _narrowest_mark(marks: Iterable[str]) -> str:
    return max(marks, key=MARKS.index)


def _reports_by_incident(tables: Tables) -> dict[str, list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for row in tables["incident_reports"]:
        members[row["incident_id"]].append(row["report_id"])
    return members


def _recomposed_incidents(tables: Tables, gone: set[str]) -> tuple[dict[str, str], list[Row]]:
    """Old to new ids of the incidents composed anew, and all incidents that remain."""
    by_id = {report["report_id"]: report for report in tables["reports"]}
    bodies = {row["sources"][0]: row["origins"] for row in tables["incidents"] if len(row["sources"]) == len(row["origins"]) == 1}
    cites = {(row["incident_id"], row["report_id"]): row["cites"] for row in tables["incident_reports"]}
    members, untouched, anew = _reports_by_incident(tables), [], {}
    for incident in tables["incidents"]:
        old_id = incident["incident_id"]
        free = [by_id[report_id] for report_id in members[old_id] if report_id not in gone]
        if len(free) == len(members[old_id]):
            untouched.append(incident)
        elif free:
            best = min(free, key=lambda row: (row["latitude"] is None, row["reliability"], row["first_seen_at"], row["report_id"]))
            origins = {body for row in free for body in cites[old_id, row["report_id"]] or bodies.get(row["source"], [row["source"]])}
            anew[old_id] = (
                best["report_id"],
                _recomposed_incident(incident, free, best, sorted(origins)),
                old_id in {r["report_id"] for r in free},
            )
    ids = _new_ids({old_id: (old_id if keeps else best, keeps) for old_id, (best, _, keeps) in anew.items()}, set(members))
    return ids, [*untouched, *(row | {"incident_id": ids[old_id]} for old_id, (_, row, _) in anew.items())]


def _new_ids(preferred: dict[str, tuple[str, bool]], taken: set[str]) -> dict[str, str]:
    """The id of each incident composed anew: its preferred one, with a plus for every other incident that has it first."""
    ids: dict[str, str] = {}
    before: dict[str, int] = defaultdict(int)
    for old_id, (new_id, keeps) in sorted(preferred.items(), key=lambda item: (item[1][0], not item[1][1], item[0])):
        ids[old_id] = new_id + "+" * (before[new_id] + (not keeps and new_id in taken))
        before[new_id] += 1
    return ids


def _recomposed_incident(incident: Row, free: list[Row], best: Row, origins: list[str]) -> Row:
    confirmed = incident["status"] in ("disputed", "unfounded") or (len(origins) > 1 and incident["status"] == "corroborated")
    place = (best["latitude"], best["longitude"])
    return {name: best[name] for name in TABLES["incidents"].names() if name in best} | {
        "report_count": len(free),
        "sources": sorted({report["source"] for report in free}),
        "origins": origins,
        "link_probability": None,
        "doubts": [],
        "fact_basis": None,
        "status": incident["status"] if confirmed else "unverified",
        "first_published_at": min(report["published_at"] or report["first_seen_at"] for report in free),
        "last_changed_at": max(report["last_changed_at"] for report in free),
        "tlp": _narrowest_mark(report["tlp"] for report in free),
        "h3_r3": None if place[0] is None else h3.latlng_to_cell(*place, 3),
        "h3_r5": None if place[0] is None else h3.latlng_to_cell(*place, 5),
    }


def _permitted_member(row: Row, ids: dict[str, str], gone: set[str]) -> Row:
    linked = {} if row["linked_to"] not in gone else {"linked_to": None, "link_probability": None}
    return row | {"incident_id": ids.get(row["incident_id"], row["incident_id"])} | linked


def _permitted_link(row: Row, gone: set[str], hidden: set[str]) -> Row:
    decision = None if row["decision_id"] in hidden else row["decision_id"]
    return row | {"rivals": [report_id for report_id in row["rivals"] if report_id not in gone], "decision_id": decision}


def _recounted_landing(row: Row, revisions: list[Row]) -> Row:
    of_landing = [revision for revision in revisions if revision["landing_id"] == row["landing_id"] and revision["source"] == row["source"]]
    new, revised = (sum(revision["change"] == change for revision in of_landing) for change in ("new", "revised"))
    counted = {"new": new, "revised": revised, "unchanged": 0, "repeated": 0, "read": new + revised + row["quarantined"]}
    warnings = sum(len(revision["issues"]) for revision in of_landing)
    return row | counted | {"origin": "", "bytes": 0, "warnings": warnings, "leftover_fields": []}


def _recounted_source(row: Row, reports: list[Row], advisories: list[Row]) -> Row:
    days = [report["occurred_on"] for report in reports if report["source"] == row["source"] and report["occurred_on"]]
    number, advised = (sum(each["source"] == row["source"] for each in rows) for rows in (reports, advisories))
    span = {"first_occurred_on": min(days, default=None), "last_occurred_on": max(days, default=None)}
    return row | {"reports": number, "advisories": None if row["advisories"] is None else advised} | span


def _permitted_advisory(row: Row, tables: Tables, marks: tuple[str, ...]) -> Row:
    """An advisory that is not ended by one that the reader may not see."""
    by_id = {other["advisory_id"]: other for other in tables["advisories"]}
    if row["ended_by"] is None or by_id[row["ended_by"]]["tlp"] in marks:
        return row
    return row | {"ended_at": None, "ended_by": None}
