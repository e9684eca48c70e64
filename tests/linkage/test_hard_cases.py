"""The cases of hard_cases.toml, linked in one run among unrelated reports."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from data_pipeline.linkage.link import DecisionConstraints, link_reports
from warehouse.contract.schema import REPORTS

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("hard_cases.toml").read_text(encoding="utf-8"))["case"]
SEEN = datetime(2026, 1, 1, tzinfo=UTC)
ROUTINE = "Ship boarded while at anchor. Robbers with knives stole stores and fled. Alarm raised, crew mustered, port control told."


def row(report_id: str, stated: dict[str, Any]) -> dict[str, Any]:
    at, source = stated.get("at", [None, None]), stated["source"]
    clock = time.fromisoformat(stated["time"]) if "time" in stated else None
    return {
        "report_id": report_id,
        "source": source,
        "native_ref": stated["ref"],
        "first_seen_at": SEEN,
        "occurred_on": stated["day"],
        "occurred_at": datetime.combine(stated["day"], clock, UTC) if clock else None,
        "time_precision": "minute" if clock else "day",
        "latitude": at[0],
        "longitude": at[1],
        "position_precision_km": stated.get("km", 1.9) if at[0] is not None else None,
        "vessel_name": stated.get("name"),
        "vessel_type": stated.get("type"),
        "vessel_status": stated.get("status", "unknown"),
        "category": stated.get("category", "piracy_robbery"),
        "act": stated.get("act"),
        "attackers": stated.get("attackers"),
        "attackers_max": stated.get("attackers"),
        "weapons": stated.get("weapons", ["not_stated"]),
        "crew_harm": [],
        "stolen": [],
        "issues": [],
        "place": stated.get("place"),
        "narrative": stated.get("text", ""),
    }


def report_id(number: int, letter: str) -> str:
    stated = CASES[number][letter]
    return f"{stated['source']}:{stated['ref']}"


def routine() -> list[dict[str, Any]]:
    """Reports of the open ocean, a week apart, that make words like `boarded` common."""
    linked = []
    for n in range(120):
        stated = {"day": date(1980, 1, 1) + timedelta(days=7 * n), "at": [-40.0, (n * 3) % 360 - 180.0], "act": "boarded"}
        linked.append(row(f"asam:0-{n}", {**stated, "source": "asam", "ref": f"0-{n}", "type": "general_cargo", "text": ROUTINE}))
        elsewhere = {
            **stated,
            "at": [25.0, -50.0 + n % 20],
            "source": "imb_crime_at_sea",
            "ref": f"0-{n}x",
            "place": "Anchorage, Indonesia",
        }
        linked.append(row(f"imb_crime_at_sea:0-{n}x", elsewhere))
    return linked


@pytest.fixture(scope="module")
def linked() -> dict[str, Any]:
    """`incidents`: the incidents of each report; `links`: outcome and reason of each judged pair."""
    reports = [row(report_id(n, letter), case[letter]) for n, case in enumerate(CASES) for letter in case if len(letter) == 1]
    incidents: dict[str, set[str]] = {}
    with duckdb.connect() as con:
        con.register("reports", pa.Table.from_pylist([*reports, *routine()], REPORTS.arrow()))
        link_reports(con, ["asam"], DecisionConstraints())
        for report, incident in con.sql("SELECT report_id, incident_id FROM membership").fetchall():
            incidents.setdefault(report, set()).add(incident)
        links = {(a, b): outcome for a, b, outcome in con.sql("SELECT report_a, report_b, outcome FROM judged_pairs").fetchall()}
    return {"incidents": incidents, "links": links}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["title"] for case in CASES])
def test_case(linked: dict[str, Any], number: int) -> None:
    case = CASES[number]
    letters = [key for key in case if len(key) == 1]
    expected = {frozenset(pair) for report in case["same"] for pair in combinations(report, 2)}
    judged = {
        frozenset((a, b))
        for a, b in combinations(letters, 2)
        if linked["incidents"][report_id(number, a)] & linked["incidents"][report_id(number, b)]
    }
    assert judged == expected
    for a, b in case.get("unsure", []):
        assert linked["links"].get(tuple(sorted((report_id(number, a), report_id(number, b))))) == "unsure"
