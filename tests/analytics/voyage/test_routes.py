"""The way between waypoints: lengths, canals, closed passages, the antimeridian, and what is asked about instead of assumed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest

from analytics.voyage.errors import NoRouteError, SamePlaceError, VoyageError, WaypointError
from analytics.voyage.route import routes
from analytics.voyage.route.routes import Waypoint, follow, sail
from analytics.voyage.route.waypoints import find_waypoint, find_waypoints, other_meanings
from warehouse.reference.ports import ELLIPSOID, KM_PER_NM
from warehouse.reference.sea_network import PASSAGES, USUALLY_CLOSED, sea_network
from warehouse.reference.sea_share import CELL_DEGREES, sea_share


def way(*names: str, avoid: frozenset[str] = frozenset()) -> routes.Route:
    return sail([find_waypoint(name) for name in names], USUALLY_CLOSED | avoid)


@pytest.mark.parametrize(
    ("ends", "nm"),
    [
        # Distances between ports of NGA, Pub. 151 (11th edition), within 4%.
        (("Singapore", "Rotterdam"), 8288),
        (("Yokohama", "Los Angeles"), 4839),
        (("Lagos", "Cape Town"), 2565),
        (("Callao", "Valparaiso"), 1306),
    ],
)
def test_lengths_are_those_of_the_tables(ends: tuple[str, str], nm: float) -> None:
    assert way(*ends).length_nm == pytest.approx(nm, rel=0.04)


@pytest.mark.parametrize(("ends", "canal"), [(("Singapore", "Rotterdam"), "suez"), (("Shanghai", "New York"), "panama")])
def test_a_closed_canal_costs_miles(ends: tuple[str, str], canal: str) -> None:
    usual, around = way(*ends), way(*ends, avoid=frozenset({canal}))
    assert canal in usual.passages
    assert canal not in around.passages
    assert around.length_nm > usual.length_nm * 1.1


def test_no_way_is_an_error_and_never_a_route_of_no_length() -> None:
    with pytest.raises(NoRouteError, match="without the Strait of Hormuz"):
        way("Jebel Ali", "Singapore", avoid=frozenset({"hormuz"}))
    with pytest.raises(NoRouteError, match="Bab el-Mandeb"):
        way("Jeddah", "Singapore", avoid=frozenset({"bab_el_mandeb", "suez"}))


def test_threads_with_different_restrictions_do_not_meet() -> None:
    choices = [frozenset[str](), frozenset({"suez"}), frozenset({"bab_el_mandeb"}), frozenset({"malacca"})] * 12
    alone = {choice: way("Singapore", "Genoa", avoid=choice).length_nm for choice in set(choices)}
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda choice: way("Singapore", "Genoa", avoid=choice).length_nm, choices))
    assert together == [alone[choice] for choice in choices]
    assert len(set(alone.values())) > 1


@pytest.mark.parametrize("ends", [("Yokohama", "Los Angeles"), ("Suva", "Honolulu"), ("Auckland", "Valparaiso")])
def test_the_antimeridian_is_no_edge(ends: tuple[str, str]) -> None:
    route = way(*ends)
    assert np.abs(route.longitude).max() <= 180
    steps = ELLIPSOID.inv(route.longitude[:-1], route.latitude[:-1], route.longitude[1:], route.latitude[1:])[2]
    assert max(steps) / 1000 / KM_PER_NM < routes.STEP_NM * 1.1
    assert route.nm[-1] == pytest.approx(sum(steps) / 1000 / KM_PER_NM)


def test_the_networks_longitudes_are_those_of_a_chart() -> None:
    network = sea_network()
    assert np.abs(network.longitude).max() <= 180
    assert network.km.min() > 0
    assert set(network.passage) - {""} == set(PASSAGES)


def test_polar_waters_are_sailed() -> None:
    route = way("Murmansk", "78-13N 015-36E")
    assert route.latitude.max() > 77
    with pytest.raises(WaypointError, match="89 degrees"):
        way("Murmansk", "90-00N 015-36E")


@pytest.mark.parametrize(("place", "nm"), [("55-45N 037-37E", 300), ("Callao", 20)])
def test_a_place_far_from_the_sea_routes_is_asked_about(place: str, nm: float) -> None:
    route = way(place, "Lagos" if nm > 100 else "Guayaquil")
    [far] = [waypoint for waypoint in route.far if waypoint.nm > nm]
    assert far.name.startswith(find_waypoint(place).name)


def test_a_port_on_a_river_is_reached_without_a_question() -> None:
    route = way("Hamburg", "Antwerp")
    assert route.far == ()
    assert 250 < route.length_nm < 400


def test_the_same_place_twice_is_said() -> None:
    with pytest.raises(SamePlaceError, match="begins and ends at the same place, Singapore"):
        way("Singapore", "Singapore")
    with pytest.raises(SamePlaceError):
        way("Singapore", "Singapore", "Singapore")


def test_there_and_back_is_a_voyage() -> None:
    there = way("Lagos", "Tema")
    assert way("Lagos", "Tema", "Lagos").length_nm == pytest.approx(2 * there.length_nm, rel=0.01)


def test_land_that_is_crossed_is_stated() -> None:
    inland = way("Baku", "Odessa")
    assert inland.land_nm is not None
    assert inland.land_nm > 100
    assert (way("Yokohama", "Los Angeles").land_nm or 0) < 1
    # Of the 88 nm of the canal only its mouths are drawn across land.
    assert (way("Port Said", "Suez").land_nm or 0) < 10


def test_few_routes_between_ports_cross_land() -> None:
    """Of 60 voyages between ports of the open sea, by the share of positions in squares without any sea."""
    names = ["Singapore", "Lagos", "Callao", "Mombasa", "Chennai", "Jakarta", "Santos", "Rotterdam", "Durban", "Yokohama", "Houston"]
    ways = [way(*ends) for ends in pairwise(names * 6) if ends[0] != ends[1]]
    dry = [_on_dry_squares(route) for route in ways if "suez" not in route.passages and "panama" not in route.passages]
    assert max(dry) < 0.01


def _on_dry_squares(route: routes.Route) -> float:
    rows = np.clip((90 - route.latitude) / CELL_DEGREES, 0, 719).astype(int)
    columns = ((route.longitude + 180) / CELL_DEGREES).astype(int) % 1440
    return float((sea_share()[rows, columns] == 0).mean())


def test_a_filed_route_is_followed_as_it_stands() -> None:
    points = [Waypoint("1", 1.2, 103.8), Waypoint("2", 5.0, 98.0), Waypoint("3", 6.0, 95.0)]
    route = follow(points)
    assert route.far == ()
    assert route.land_nm is None
    assert route.length_nm == pytest.approx(sum(follow(list(pair)).length_nm for pair in pairwise(points)))


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "Xyzzyplugh", "=cmd|' /C calc'!A0", "99-99N 200-00E", "1 2 3 4"])
def test_hostile_and_unknown_names_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(WaypointError) as refusal:
        find_waypoint(text)
    assert str(refusal.value).endswith((".", "?"))


def test_waypoints_are_typed_one_a_line() -> None:
    assert [waypoint.name for waypoint in find_waypoints("Colombo\n\n05-36N 095-20E; Djibouti")][1] == "05°36.0′ N 095°20.0′ E"
    assert find_waypoints("  \n") == ()
    with pytest.raises(WaypointError, match="At most 48"):
        find_waypoints("Colombo\n" * 60)


@pytest.mark.parametrize("count", [0, 1, 51])
def test_too_few_or_too_many_waypoints_are_refused(count: int) -> None:
    with pytest.raises(VoyageError, match="2 to 50 waypoints"):
        sail([find_waypoint("Singapore")] * count)


def test_ports_of_one_name_are_told_apart_by_country() -> None:
    assert find_waypoint("Georgetown").name == "Georgetown, GY"
    assert find_waypoint("Georgetown, MY").latitude == pytest.approx(5.4, abs=0.1)
    assert find_waypoint("georgetown,my") == find_waypoint("Georgetown, MY")
    assert other_meanings("Georgetown").startswith("Georgetown, GY is taken; there is also Georgetown, CA, ")
    assert other_meanings("Georgetown, MY") == other_meanings("Singapore") == other_meanings("01-14N 103-50E") == ""
    with pytest.raises(WaypointError, match="No port"):
        find_waypoint("Singapore, FR")
