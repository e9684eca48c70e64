from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.incidents import nearby
from analytics.incidents.nearby import RADIUS_NM
from tests.support.published import republish, table_rows
from tests.support.snapshots import build_snapshot
from warehouse.contract.schema import TABLES
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.incidents import incidents
from warehouse.reference import ports

DAY = date(2026, 10, 1)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build_snapshot(tmp_path_factory.mktemp("base"), 1500)


@pytest.fixture(scope="module")
def con(base: Snapshot) -> duckdb.DuckDBPyConnection:
    return base.open_database()


def test_neighbours_are_those_that_a_second_measure_finds(base: Snapshot, con: duckdb.DuckDBPyConnection) -> None:
    """Against geopy's geodesic, over incidents of every region, those on the antimeridian among them."""
    every = [row for row in table_rows(base, "incidents") if row["latitude"] is not None]
    for region in ("singapore_strait", "oceania", "north_pacific", "gulf_of_guinea"):
        incident = next(row for row in every if row["sea_region"] == region and row["occurred_on"] > date(2020, 1, 1))
        expected = {
            row["incident_id"]
            for row in every
            if row is not incident
            and abs((row["occurred_on"] - incident["occurred_on"]).days) <= 365
            and geodesic((incident["latitude"], incident["longitude"]), (row["latitude"], row["longitude"])).nm <= RADIUS_NM
        }
        neighbourhood = nearby.neighbourhood(con, incident, 10_000)
        assert neighbourhood is not None
        assert {near.incident["incident_id"] for near in neighbourhood.shown} == expected
        assert neighbourhood.number == len(expected)
        assert all(near.days == (near.incident["occurred_on"] - incident["occurred_on"]).days for near in neighbourhood.shown)


def test_neighbours_across_the_antimeridian_and_near_a_pole(base: Snapshot, tmp_path: Path) -> None:
    template = table_rows(base, "incidents")[0] | {"occurred_on": DAY, "latitude": 0.0, "longitude": 179.9}
    places = [(0.0, 179.9), (0.0, -179.9), (0.0, 178.0), (89.9, 0.0), (89.9, 180.0), (89.0, 90.0), (-89.95, 10.0)]
    places_as_incidents = [template | {"incident_id": f"a:{n}", "latitude": y, "longitude": x} for n, (y, x) in enumerate(places)]
    with republish(base, tmp_path, {"incidents": places_as_incidents}).open_database() as con:
        for n, neighbours in ((0, ["a:1"]), (3, ["a:4"]), (6, [])):
            neighbourhood = nearby.neighbourhood(con, places_as_incidents[n], 10)
            assert neighbourhood is not None
            assert [near.incident["incident_id"] for near in neighbourhood.shown] == neighbours


def test_without_position_or_day_there_is_no_neighbourhood(con: duckdb.DuckDBPyConnection) -> None:
    bare = dict.fromkeys(TABLES["incidents"].names())
    assert nearby.neighbourhood(con, bare | {"latitude": 1.0, "longitude": 1.0}, 5) is None
    assert nearby.neighbourhood(con, bare | {"occurred_on": DAY}, 5) is None


@given(st.floats(-89, 89))
@settings(max_examples=50)
def test_the_box_holds_the_circle(latitude: float) -> None:
    north, east = nearby._degrees_around(latitude)
    for bearing in range(0, 360, 15):
        x, y, _ = ports.ELLIPSOID.fwd(0.0, latitude, bearing, RADIUS_NM * 1852)
        assert abs(y - latitude) <= north or abs(x) > 90  # beyond the pole
        assert abs(x) <= east


def test_likeness_is_the_rarity_of_what_is_shared(base: Snapshot, con: duckdb.DuckDBPyConnection) -> None:
    """Written a second time over the rows."""
    every = table_rows(base, "incidents")
    incident = next(row for row in every if row["act"] == "hijacked" and row["vessel_type"] not in (None, "other") and row["stolen"])

    def share(agrees: Any) -> float:
        return math.log2(len(every) / max(1, sum(bool(agrees(row)) for row in every)))

    checks: dict[str, Any] = {
        "category": lambda row: row["category"] == incident["category"] != "other",
        "act": lambda row: row["act"] == incident["act"],
        "sea_region": lambda row: row["sea_region"] is not None and row["sea_region"] == incident["sea_region"],
        "vessel_type": lambda row: row["vessel_type"] == incident["vessel_type"],
        "vessel_status": lambda row: row["vessel_status"] == incident["vessel_status"] != "unknown",
        "weapons": lambda row: row["weapons"] == incident["weapons"] and not {"not_stated", "none"} & set(incident["weapons"]),
        "crew_harm": lambda row: row["crew_harm"] == incident["crew_harm"] != [],
        "stolen": lambda row: bool(set(row["stolen"]) & set(incident["stolen"])),
    }
    bits = {fact: share(agrees) for fact, agrees in checks.items()}
    expected = {
        row["incident_id"]: sum(bits[fact] for fact, agrees in checks.items() if agrees(row))
        for row in every
        if row is not incident and row["status"] != "unfounded"
    }
    similar = nearby.similar_incidents(con, incident, 10)
    assert [like.bits for like in similar] == pytest.approx(sorted(expected.values(), reverse=True)[:10])
    for like in similar:
        assert like.bits == pytest.approx(expected[like.incident["incident_id"]])
        assert like.bits == pytest.approx(sum(bits for _, bits in like.reasons))
        assert [bits for _, bits in like.reasons] == sorted((bits for _, bits in like.reasons), reverse=True)


def test_an_incident_that_states_nothing_is_like_no_other(base: Snapshot, tmp_path: Path) -> None:
    bare: dict[str, Any] = {"category": "other", "act": None, "sea_region": None, "vessel_type": None, "vessel_status": "unknown"}
    bare |= {"weapons": ["not_stated"], "crew_harm": [], "stolen": []}
    first, *others = table_rows(base, "incidents")
    with republish(base, tmp_path, {"incidents": [first | bare, *others]}).open_database() as con:
        incident = incidents.incident_by_id(con, first["incident_id"])
        assert incident is not None and nearby.stated_facts(incident) == []
        assert nearby.similar_incidents(con, incident, 5) == ()
