from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from warehouse.areas.inside import is_inside
from warehouse.areas.shapes import Box, Circle, Polygon, Route
from warehouse.contract.schema import TABLES
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import LISTS, NOT_STATED, Filters, narrower_vessel_types
from warehouse.queries import run
from warehouse.queries.filtering import choices
from warehouse.queries.incidents import hexagons, incidents
from warehouse.release import clearance, released_tables

CASES = [
    Filters(),
    Filters(date_from=date(2024, 1, 1)),
    Filters(date_to=date(2014, 6, 30)),
    Filters(regions=("singapore_strait",)),
    Filters(regions=(NOT_STATED,)),
    Filters(areas=("africa", "americas")),
    Filters(categories=("cyber", "drugs")),
    Filters(acts=("boarded", NOT_STATED)),
    Filters(severities=("1", NOT_STATED)),
    Filters(vessel_types=("tanker",)),
    Filters(vessel_types=(NOT_STATED, "yacht")),
    Filters(vessel_statuses=("anchored",)),
    Filters(sources=("coast_desk",)),
    Filters(weapons=("knives", "mine")),
    Filters(within=Circle(1.25, 104.0, 60)),
    Filters(within=Route(((-5.0, -10.0), (5.0, 10.0), (40.0, 120.0)), 200), categories=("piracy_robbery",)),
    Filters(within=Polygon(((20.0, 150.0), (20.0, -150.0), (-20.0, -150.0), (-20.0, 150.0)))),
    Filters(within=Box(-60, 30, 60, -60)),
    Filters(text="pale star"),
    Filters(text="ALARM Crew"),
    Filters(text="barkentine"),
    Filters(date_from=date(2020, 1, 1), areas=("southeast_asia",), categories=("piracy_robbery",), weapons=("guns",), text="alarm"),
]
COLUMNS = {
    "regions": "sea_region", "areas": "area", "categories": "category", "acts": "act", "severities": "severity",
    "vessel_types": "vessel_type", "vessel_statuses": "vessel_status", "sources": "sources", "weapons": "weapons",
}  # fmt: skip


def all_rows(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = con.sql("SELECT * FROM incidents").to_arrow_table().to_pylist()
    texts = con.execute("SELECT incident_id, narrative FROM incident_reports JOIN reports USING (report_id)").fetchall()
    told: dict[str, str] = {}
    for incident_id, narrative in texts:
        told[incident_id] = f"{told.get(incident_id, '')}\n{narrative}"
    return [{**row, "told": told[row["incident_id"]]} for row in rows]


def codes_of(row: dict[str, Any], name: str) -> list[str]:
    value = row[COLUMNS[name]]
    return value if isinstance(value, list) else [NOT_STATED if value is None else str(value)]


def passes(row: dict[str, Any], filters: Filters) -> bool:
    """What the filters mean, written a second time and in another way than the SQL."""
    for name in LISTS:
        wanted: set[str] = set(getattr(filters, name))
        if name == "vessel_types":
            wanted = wanted.union(*(narrower_vessel_types(code) for code in wanted))
        if wanted and not wanted & set(codes_of(row, name)):
            return False
    if (filters.date_from and row["occurred_on"] < filters.date_from) or (filters.date_to and row["occurred_on"] > filters.date_to):
        return False
    if filters.within and (
        row["latitude"] is None or not is_inside(filters.within, *(np.array([row[at]]) for at in ("latitude", "longitude")))
    ):
        return False
    haystack = "\n".join([row["vessel_name"] or "", row["place"] or "", row["told"]]).lower()
    return all(re.search(rf"\b{word}(s|ed|ing)?\b", haystack) for word in re.findall(r"\w+", filters.text.lower()))


@pytest.fixture(scope="module")
def rows(invented: Any) -> list[dict[str, Any]]:
    return all_rows(invented.open_database())


@pytest.mark.parametrize("filters", CASES, ids=lambda filters: str(filters.to_query()))
def test_filters_leave_what_they_say(con: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]], filters: Filters) -> None:
    kept = [row for row in rows if passes(row, filters)]
    found = incidents.summarise_incidents(con, filters)
    assert found.incidents == len(kept)
    assert found.reports == sum(row["report_count"] for row in kept)
    assert found.unplaced == sum(row["latitude"] is None for row in kept)
    assert found.coarse == sum((row["position_precision_km"] or 0) > incidents.COARSE_KM for row in kept)
    assert found.first_on == min((row["occurred_on"] for row in kept), default=None)
    ids = {row["incident_id"] for row in kept}
    assert set(incidents.stream_incidents(con, filters).read_all()["incident_id"].to_pylist()) == ids
    placed = {row["incident_id"] for row in kept if row["latitude"] is not None}
    assert set(incidents.incident_points(con, filters)["incident_id"].to_pylist()) == placed


def test_the_cases_are_worth_asking(con: duckdb.DuckDBPyConnection) -> None:
    counts = {str(case.to_query()): incidents.summarise_incidents(con, case).incidents for case in CASES}
    assert [query for query, count in counts.items() if count == 0] == ["{'text': 'barkentine'}"]
    assert sum(count == counts["{}"] for count in counts.values()) == 1


@pytest.mark.parametrize("filters", CASES, ids=lambda filters: str(filters.to_query()))
def test_facets_count_under_the_other_filters(con: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]], filters: Filters) -> None:
    found = choices.facet_counts(con, filters)
    for name in LISTS:
        under_others = [row for row in rows if passes(row, filters.without(name))]
        wanted = Counter(code for row in under_others for code in codes_of(row, name))
        if name == "vessel_types":
            wide = {code: sum(wanted[narrow] for narrow in narrower_vessel_types(code)) for code in found[name] if code != NOT_STATED}
            wanted = Counter({**wanted, **wide})
        assert found[name] == dict(wanted), name


def test_hexagons_hold_every_placed_incident(con: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    from h3.api import basic_int as h3

    for resolution in range(6):
        wanted = Counter(h3.cell_to_parent(row["h3_r5"], resolution) for row in rows if row["h3_r5"] is not None)
        found = hexagons.hexagon_counts(con, Filters(), resolution, "number").to_pydict()
        assert dict(zip(found["cell"], found["incidents"], strict=True)) == dict(wanted)


def test_hexagons_name_their_most_frequent_category(con: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    from h3.api import basic_int as h3

    per_cell: dict[int, Counter[str]] = {}
    for row in rows:
        if row["h3_r5"] is not None:
            per_cell.setdefault(h3.cell_to_parent(row["h3_r5"], 2), Counter())[row["category"]] += 1
    for row in hexagons.hexagon_counts(con, Filters(), 2, "category").to_pylist():
        counts = per_cell[row["cell"]]
        assert row["of_code"] == max(counts.values()) == counts[row["code"]]
    severities = hexagons.hexagon_counts(con, Filters(), 0, "severity")["code"].to_pylist()
    assert set(severities) <= {"0", "1", "2", "3", "4", NOT_STATED}


def test_incidents_by_region_are_those_counted_one_by_one(con: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    wanted = Counter(row["sea_region"] for row in rows if row["sea_region"] is not None)
    counted = incidents.incidents_by_region(con, Filters())
    assert dict(counted) == dict(wanted)
    assert [number for _, number in counted] == sorted(wanted.values(), reverse=True)


def test_listing_gives_the_newest(con: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    newest = sorted(rows, key=lambda row: (-row["occurred_on"].toordinal(), row["incident_id"]))
    assert incidents.newest_incidents(con, Filters(), 50)["incident_id"].to_pylist() == [row["incident_id"] for row in newest[:50]]
    nowhere = [row["incident_id"] for row in newest if row["latitude"] is None]
    assert incidents.newest_incidents(con, Filters(), 50, unplaced=True)["incident_id"].to_pylist() == nowhere[:50]


def test_listing_of_a_hexagon(con: duckdb.DuckDBPyConnection) -> None:
    for resolution in (2, 5):
        fullest = hexagons.hexagon_counts(con, Filters(), resolution, "number").to_pylist()[-1]
        found = incidents.newest_incidents(con, Filters(), 10_000, cell=fullest["cell"])
        assert found.num_rows == fullest["incidents"]
    assert incidents.newest_incidents(con, Filters(), 10, cell=123).num_rows == 0


def test_an_incident_and_all_its_reports(con: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    told_twice = next(row for row in rows if row["report_count"] == 2)
    found = incidents.incident_by_id(con, told_twice["incident_id"])
    assert found is not None
    assert found["sources"] == told_twice["sources"]
    reports = incidents.incident_reports(con, told_twice["incident_id"])
    assert sorted(report["source"] for report in reports) == told_twice["sources"]
    assert all(report["attribution"] and report["source_title"] for report in reports)
    assert incidents.incident_by_id(con, "nobody:1") is None
    assert incidents.incident_reports(con, "nobody:1") == []


def test_every_text_is_searched_once_and_the_oldest_forgotten(con: duckdb.DuckDBPyConnection) -> None:
    from warehouse.queries.matching.matches import SEARCHES_REMEMBERED

    for number in range(SEARCHES_REMEMBERED + 5):
        for _ in range(2):
            incidents.summarise_incidents(con, Filters(text=f"ref {number}"))
    remembered = [text for (text,) in con.execute("SELECT search FROM searches ORDER BY asked").fetchall()]
    assert remembered == [f"ref {number}" for number in range(5, SEARCHES_REMEMBERED + 5)]
    assert con.execute("SELECT count(DISTINCT search) FROM matches").fetchall() == [(SEARCHES_REMEMBERED,)]
    assert incidents.summarise_incidents(con, Filters(text="ref 1")).incidents > 0


def explained(name: str) -> list[frozenset[str]]:
    conditions = run.statement_conditions(name)
    return [frozenset(), conditions, *(frozenset({one}) for one in sorted(conditions))]


RETELLING = ("touched", "retold", "retold_members")


@pytest.mark.parametrize("name", run.statement_names())
def test_every_sql_file_is_understood(con: duckdb.DuckDBPyConnection, invented: Snapshot, name: str) -> None:
    if name.startswith("clearance_") and name != "clearance_above":
        con = clearance.open_restricted(invented, ["CLEAR"])
    elif name.startswith("release_") or name in RETELLING:
        con = released_tables.open_release(con, ["CLEAR"], 5, "")
    con.execute(run.load_sql("match_tables"))
    run.run_statement(con, "name_words", {"known_words": []})
    con.execute(f"CREATE TEMP VIEW features AS {run.load_sql('feature_incidents')}")
    for given in explained(name):
        statement = (
            clearance.restricted_statement(name.removeprefix("clearance_")) if name.startswith("clearance_") else run.load_sql(name, given)
        )
        if name == "match_tables" or name in INCLUDED_ONLY:
            continue
        assert "--when" not in statement
        con.execute(f"EXPLAIN {statement}", dict.fromkeys(run.statement_parameters(name, given)))


def included_only() -> set[str]:
    texts = [run.sql_files()[name].read_text(encoding="utf-8") for name in run.statement_names()]
    included = {found for text in texts for found in re.findall(r"--include (\w+)", text)}
    return {name for name in included if not re.search(r"\bFROM\b", run.load_sql(name))}


INCLUDED_ONLY = included_only()


def test_every_sql_file_is_used_and_every_name_has_a_file() -> None:
    folder = Path(run.__file__).parent.parent
    code = "\n".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    # The tables of a clearance are named without its prefix.
    quoted = set(re.findall(r'"([a-z0-9_]+)"', code))
    used = {name for name in run.statement_names() if {name, name.removeprefix("clearance_")} & quoted}
    named = set(re.findall(r'(?:_query|_frame|_filtered)\(\s*con,\s*"([a-z0-9_]+)"', code))
    named |= set(re.findall(r'\bload_sql\("([a-z0-9_]+)"', code))
    included = {
        found
        for name in run.statement_names()
        for found in re.findall(r"--include (\w+)", run.sql_files()[name].read_text(encoding="utf-8"))
    }
    assert set(run.statement_names()) == used | included
    assert named <= set(run.statement_names())


def test_no_other_module_of_the_warehouse_holds_sql() -> None:
    folder = Path(run.__file__).parent.parent
    found = [file.name for file in folder.rglob("*.py") if re.search(r"\bSELECT\b.*\bFROM\b", file.read_text(encoding="utf-8"))]
    assert found == ["snapshot.py"]


def test_the_invented_snapshot_has_every_table(con: duckdb.DuckDBPyConnection) -> None:
    for name in TABLES:
        con.execute(f"SELECT count(*) FROM {name}")
    broken = con.execute("SELECT count(*) FROM incident_reports ANTI JOIN reports USING (report_id)").fetchall()
    assert broken == [(0,)]
