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
from tests.support.published import republish, rows
from tests.support.snapshots import build
from warehouse.contract.schema import TABLES
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.incidents import incidents
from warehouse.reference import ports

DAY = date(2026, 10, 1)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build(tmp_path_factory.mktemp("base"), 1500)


@pytest.fixture(scope="module")
def con(base: Snapshot) -> duckdb.DuckDBPyConnection:
    return base.connect()


def test_neighbours_are_those_that_a_second_measure_finds(base: Snapshot, con: duckdb.DuckDBPyConnection) -> None:
    """Against geopy's geodesic, over incidents of every region, those on the antimeridian among them."""
    every = [row for row in rows(base, "incidents") if row["latitude"] is not None]
    for region in ("singapore_strait", "oceania", "north_pacific", "gulf_of_guinea"):
        one = next(row for row in every if row["sea_region"] == region and row["occurred_on"] > date(2020, 1, 1))
        wanted = {
            row["incident_id"]
            for row in every
            if row is not one
            and abs((row["occurred_on"] - one["occurred_on"]).days) <= 365
            and geodesic((one["latitude"], one["longitude"]), (row["latitude"], row["longitude"])).nm <= RADIUS_NM
        }
        found = nearby.neighbourhood(con, one, 10_000)
        assert found is not None
        assert {near.incident["incident_id"] for near in found.shown} == wanted
        assert found.number == len(wanted)
        assert all(near.days == (near.incident["occurred_on"] - one["occurred_on"]).days for near in found.shown)


def test_neighbours_across_the_antimeridian_and_near_a_pole(base: Snapshot, tmp_path: Path) -> None:
    template = rows(base, "incidents")[0] | {"occurred_on": DAY, "latitude": 0.0, "longitude": 179.9}
    places = [(0.0, 179.9), (0.0, -179.9), (0.0, 178.0), (89.9, 0.0), (89.9, 180.0), (89.0, 90.0), (-89.95, 10.0)]
    made = [template | {"incident_id": f"a:{n}", "latitude": y, "longitude": x} for n, (y, x) in enumerate(places)]
    with republish(base, tmp_path, {"incidents": made}).connect() as con:
        for n, there in ((0, ["a:1"]), (3, ["a:4"]), (6, [])):
            found = nearby.neighbourhood(con, made[n], 10)
            assert found is not None
            assert [one.incident["incident_id"] for one in found.shown] == there


def test_without_position_or_day_there_is_no_neighbourhood(con: duckdb.DuckDBPyConnection) -> None:
    bare = dict.fromkeys(TABLES["incidents"].names())
    assert nearby.neighbourhood(con, bare | {"latitude": 1.0, "longitude": 1.0}, 5) is None
    assert nearby.neighbourhood(con, bare | {"occurred_on": DAY}, 5) is None


@given(st.floats(-89, 89))
@settings(max_examples=50)
def test_the_box_holds_the_circle(latitude: float) -> None:
    north, east = nearby._box(latitude)
    for bearing in range(0, 360, 15):
        x, y, _ = ports.ELLIPSOID.fwd(0.0, latitude, bearing, RADIUS_NM * 1852)
        assert abs(y - latitude) <= north or abs(x) > 90  # beyond the pole
        assert abs(x) <= east


def test_likeness_is_the_rarity_of_what_is_shared(base: Snapshot, con: duckdb.DuckDBPyConnection) -> None:
    """Written a second time over the rows."""
    every = rows(base, "incidents")
    one = next(row for row in every if row["act"] == "hijacked" and row["vessel_type"] not in (None, "other") and row["stolen"])

    def share(agrees: Any) -> float:
        return math.log2(len(every) / max(1, sum(bool(agrees(row)) for row in every)))

    checks: dict[str, Any] = {
        "category": lambda row: row["category"] == one["category"] != "other",
        "act": lambda row: row["act"] == one["act"],
        "sea_region": lambda row: row["sea_region"] is not None and row["sea_region"] == one["sea_region"],
        "vessel_type": lambda row: row["vessel_type"] == one["vessel_type"],
        "vessel_status": lambda row: row["vessel_status"] == one["vessel_status"] != "unknown",
        "weapons": lambda row: row["weapons"] == one["weapons"] and not {"not_stated", "none"} & set(one["weapons"]),
        "crew_harm": lambda row: row["crew_harm"] == one["crew_harm"] != [],
        "stolen": lambda row: bool(set(row["stolen"]) & set(one["stolen"])),
    }
    bits = {fact: share(agrees) for fact, agrees in checks.items()}
    wanted = {
        row["incident_id"]: sum(bits[fact] for fact, agrees in checks.items() if agrees(row))
        for row in every
        if row is not one and row["status"] != "unfounded"
    }
    found = nearby.alike(con, one, 10)
    assert [like.bits for like in found] == pytest.approx(sorted(wanted.values(), reverse=True)[:10])
    for like in found:
        assert like.bits == pytest.approx(wanted[like.incident["incident_id"]])
        assert like.bits == pytest.approx(sum(bits for _, bits in like.reasons))
        assert [bits for _, bits in like.reasons] == sorted((bits for _, bits in like.reasons), reverse=True)


def test_an_incident_that_states_nothing_is_like_no_other(base: Snapshot, tmp_path: Path) -> None:
    bare: dict[str, Any] = {"category": "other", "act": None, "sea_region": None, "vessel_type": None, "vessel_status": "unknown"}
    bare |= {"weapons": ["not_stated"], "crew_harm": [], "stolen": []}
    first, *others = rows(base, "incidents")
    with republish(base, tmp_path, {"incidents": [first | bare, *others]}).connect() as con:
        found = incidents.incident(con, first["incident_id"])
        assert found is not None and nearby.stated(found) == []
        assert nearby.alike(con, found, 5) == ()
