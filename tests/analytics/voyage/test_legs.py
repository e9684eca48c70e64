"""Legs: they cover the whole voyage in order, and their nights are those of an almanac."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import ephem
import numpy as np
import pytest

from analytics.voyage.errors import VoyageError, WaypointError
from analytics.voyage.route.legs import Passage, pass_along
from analytics.voyage.route.routes import sail
from analytics.voyage.route.sky import is_dark, moon_in_words, moonlight
from analytics.voyage.route.waypoints import find_waypoint
from warehouse.reference.sea_network import USUALLY_CLOSED

DEPARTURE = datetime(2026, 12, 1, 6, tzinfo=UTC)


def voyage(*names: str, speed: float = 13.0, departure: datetime = DEPARTURE) -> Passage:
    return pass_along(sail([find_waypoint(name) for name in names], USUALLY_CLOSED), departure, speed)


@pytest.mark.parametrize(
    "ends", [("Singapore", "Rotterdam"), ("Yokohama", "Los Angeles"), ("Shanghai", "New York"), ("Antwerp", "Hamburg")]
)
def test_legs_cover_the_voyage_without_a_gap(ends: tuple[str, str]) -> None:
    passage = voyage(*ends)
    assert passage.legs[0].start == DEPARTURE
    assert all(before.end == after.start and before.last == after.first for before, after in pairwise(passage.legs))
    assert sum(leg.nm for leg in passage.legs) == pytest.approx(passage.route.length_nm)
    assert passage.hours == pytest.approx(passage.route.length_nm / 13, abs=0.02)
    assert all(0 <= leg.night_hours <= leg.hours + 1e-9 for leg in passage.legs)
    assert [leg.number for leg in passage.legs] == list(range(1, len(passage.legs) + 1))


def test_the_usual_way_to_europe_leads_through_the_straits() -> None:
    titles = [leg.region for leg in voyage("Singapore", "Rotterdam").legs]
    assert titles[:2] == ["singapore_strait", "malacca_strait"]
    assert titles[-5:] == ["gulf_of_aden", "bab_el_mandeb", "red_sea", "mediterranean", "north_europe"]


def test_a_short_voyage_has_one_leg() -> None:
    [leg] = voyage("Singapore", "01-10N 103-45E").legs
    assert leg.region == "singapore_strait"
    assert leg.is_strait


def test_twice_the_speed_is_half_the_time() -> None:
    slow, fast = voyage("Lagos", "Cape Town", speed=8), voyage("Lagos", "Cape Town", speed=16)
    assert slow.hours == pytest.approx(2 * fast.hours, rel=0.001)


@pytest.mark.parametrize("speed", [0.0, -5.0, 2.9, 41.0, float("nan")])
def test_impossible_speeds_are_refused(speed: float) -> None:
    with pytest.raises(VoyageError, match="3 to 40 knots"):
        voyage("Lagos", "Cape Town", speed=speed)


def test_a_departure_in_another_zone_is_the_same_moment() -> None:
    there = DEPARTURE.astimezone(timezone(timedelta(hours=8)))
    assert voyage("Lagos", "Tema", departure=there).legs == voyage("Lagos", "Tema").legs


def test_darkness_agrees_with_an_observer() -> None:
    """Against ephem's own observer, which is too slow for a voyage, wherever the sun is clear of the horizon."""
    draw = np.random.default_rng(7)
    latitudes, longitudes = draw.uniform(-80, 80, 200), draw.uniform(-180, 180, 200)
    times = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=int(minute)) for minute in draw.integers(0, 5_000_000, 200)]
    heights = []
    for latitude, longitude, time in zip(latitudes, longitudes, times, strict=True):
        observer, sun = ephem.Observer(), ephem.Sun()
        observer.lat, observer.lon, observer.pressure, observer.date = str(latitude), str(longitude), 0, ephem.Date(time)
        sun.compute(observer)
        heights.append(np.degrees(float(sun.alt)))
    clear = np.abs(np.array(heights) + 0.833) > 0.05
    assert clear.sum() > 190
    assert (is_dark(latitudes, longitudes, times) == (np.array(heights) < -0.833))[clear].all()


def test_polar_night_and_day_are_whole() -> None:
    assert voyage("Murmansk", "78-13N 015-36E", departure=datetime(2026, 12, 20, tzinfo=UTC)).legs[-1].night_hours > 25
    assert voyage("Murmansk", "78-13N 015-36E", departure=datetime(2026, 6, 20, tzinfo=UTC)).legs[-1].night_hours == 0


def test_the_moon_is_new_and_full_on_the_almanacs_days() -> None:
    assert moon_in_words(moonlight(datetime(2026, 8, 12, 17, tzinfo=UTC))) == "new moon"  # the day of a solar eclipse
    assert moon_in_words(moonlight(datetime(2026, 3, 3, 11, tzinfo=UTC))) == "full moon"  # the day of a lunar eclipse
    assert moon_in_words(0.4) == "moon 40% lit"


def test_waiting_is_a_leg_of_its_own_and_moves_what_follows() -> None:
    without, passage = voyage("Singapore", "Fujairah", "Rotterdam"), voyage("Singapore", "Fujairah, 36 h", "Rotterdam")
    [at] = [place for place, leg in enumerate(passage.legs) if leg.is_waiting]
    wait, before, following = passage.legs[at], passage.legs[at - 1], passage.legs[at + 1]
    assert wait.title.startswith("Waiting at Fujairah") and (wait.hours, wait.nm, wait.is_strait) == (36.0, 0.0, False)
    assert before.end == wait.start and wait.end == following.start and wait.region == before.region
    assert 10 < wait.night_hours < 26
    assert passage.arrival - without.arrival == timedelta(hours=36)
    assert [leg.number for leg in passage.legs] == list(range(1, len(passage.legs) + 1))
    assert sum(leg.nm for leg in passage.legs) == pytest.approx(passage.route.length_nm)


@pytest.mark.parametrize(
    "names", [("Singapore, 12 h", "Colombo"), ("Singapore", "Colombo, waiting 12 hours"), ("Singapore", "Colombo 12h", "Colombo")]
)
def test_a_ship_may_wait_before_she_leaves_and_after_she_has_come(names: tuple[str, ...]) -> None:
    passage = voyage(*names)
    assert [leg.is_waiting for leg in passage.legs].count(True) == 1
    place = 0 if "12" in names[0] else -1
    assert passage.legs[place].is_waiting and passage.hours == pytest.approx(passage.route.length_nm / 13 + 12, abs=0.1)


@pytest.mark.parametrize("name", ["Fujairah, 9999 h", "Fujairah, 2001 h"])
def test_nobody_waits_for_years(name: str) -> None:
    with pytest.raises(WaypointError, match="at most 2,000 hours"):
        find_waypoint(name)


def test_positions_keep_their_degrees_where_hours_follow() -> None:
    waypoint = find_waypoint("01-15N 104-10E 12 h")
    assert (round(waypoint.latitude, 2), round(waypoint.longitude, 2), waypoint.wait_hours) == (1.25, 104.17, 12.0)
    assert find_waypoint("01-15N 104-10E").wait_hours == 0.0
