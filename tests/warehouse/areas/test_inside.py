"""Which positions lie in an area, against brute force with GeographicLib."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.areas.inside import frame_of, is_inside
from warehouse.areas.shapes import Area, Box, Circle, Polygon, Route
from warehouse.reference.ports import ELLIPSOID

METRES_PER_NM = 1852.0
WGS84 = Geodesic.WGS84
Point = tuple[float, float]


def contains(area: Area, *points: Point) -> list[bool]:
    latitudes, longitudes = np.array([point[0] for point in points]), np.array([point[1] for point in points])
    inside = is_inside(area, latitudes, longitudes)
    frame = frame_of(area)
    framed = (latitudes >= frame.south) & (latitudes <= frame.north)
    framed &= np.abs((longitudes - frame.longitude + 540) % 360 - 180) <= frame.half_width + 1e-9
    # The frame decides which positions are looked at: one inside the area but outside its frame would be lost.
    assert not (inside & ~framed).any()
    return [bool(mask) for mask in inside]


def destination(start: Point, bearing: float, nm: float) -> Point:
    end = WGS84.Direct(*start, bearing, nm * METRES_PER_NM)
    return end["lat2"], end["lon2"]


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(1, 5000), st.floats(0, 360))
def test_a_circle_is_exact_to_a_few_metres_everywhere(latitude: float, longitude: float, radius: float, bearing: float) -> None:
    circle = Circle(latitude, longitude, radius)
    centre = circle.latitude, circle.longitude
    within, beyond = destination(centre, bearing, circle.radius_nm - 0.005), destination(centre, bearing, circle.radius_nm + 0.005)
    assert contains(circle, within, beyond, centre) == [True, False, True]


def slopes(latitude: float, course: float) -> tuple[float, float]:
    """Degrees of latitude and of longitude for each nautical mile on a course, from the ellipsoid's radii of curvature."""
    e2 = WGS84.f * (2 - WGS84.f)
    root = 1 - e2 * math.sin(math.radians(latitude)) ** 2
    meridian, parallel = WGS84.a * (1 - e2) / root**1.5, WGS84.a / math.sqrt(root) * math.cos(math.radians(latitude))
    return (
        math.degrees(METRES_PER_NM * math.cos(course) / meridian),
        math.degrees(METRES_PER_NM * math.sin(course) / parallel),
    )


def sail(start: Point, course: float, to_latitude: float) -> list[Point]:
    """A rhumb line by integration in steps of about 1 nm, longitudes unwrapped: independent of any projection."""
    miles = abs(to_latitude - start[0]) * 60.3 / abs(math.cos(course))
    steps = int(miles) + 1
    track = [start]
    step = (to_latitude - start[0]) / steps
    for _ in range(steps):
        latitude, longitude = track[-1]
        north, east = slopes(latitude + step / 2, course)
        track.append((latitude + step, longitude + east / north * step))
    return track


def rhumb_track(start: Point, end: Point) -> list[Point]:
    """The rhumb line between two points, its course found by halving."""
    turn = (end[1] - start[1] + 180) % 360 - 180
    low, high = (0.0, math.pi / 2) if end[0] > start[0] else (math.pi, math.pi / 2)
    for _ in range(50):
        middle = (low + high) / 2
        reached = abs(sail(start, middle * math.copysign(1, turn), end[0])[-1][1] - start[1])
        low, high = (middle, high) if reached < abs(turn) else (low, middle)
    return sail(start, low * math.copysign(1, turn), end[0])


LEGS: list[tuple[Point, Point]] = [
    ((1.2, 104.0), (6.0, 97.0)),
    ((12.5, 43.3), (27.0, 34.5)),
    ((-34.5, 18.0), (4.0, 6.5)),
    ((35.0, 150.0), (48.0, -160.0)),
    ((-60.0, -70.0), (-45.0, -40.0)),
]


@pytest.mark.parametrize(("start", "end"), LEGS)
def test_a_route_is_its_rhumb_lines_to_a_thousandth_of_the_distance(start: Point, end: Point) -> None:
    track = np.array(rhumb_track(start, end))
    assert abs((track[-1][1] - end[1] + 180) % 360 - 180) < 1e-6
    random = np.random.default_rng(11)
    for within_nm in (3.0, 50.0, 400.0):
        on_track = track[random.integers(0, len(track), 60)]
        bearings, miles = random.uniform(0, 360, 60), within_nm * random.uniform(0.5, 1.6, 60)
        longitudes, latitudes, _ = ELLIPSOID.fwd(on_track[:, 1], on_track[:, 0], bearings, miles * METRES_PER_NM)
        apart = np.array([distance_nm(track, latitude, longitude) for latitude, longitude in zip(latitudes, longitudes, strict=True)])
        clear = np.abs(apart - within_nm) > within_nm / 1000 + 0.02
        assert clear.sum() > 40 and 5 < (apart < within_nm).sum() < 60
        inside = np.array(contains(Route((start, end), within_nm), *zip(latitudes, longitudes, strict=True)))
        assert (inside[clear] == (apart < within_nm)[clear]).all()


def distance_nm(track: Any, latitude: float, longitude: float) -> float:
    """Along the ellipsoid to the nearest point of a track."""
    metres = ELLIPSOID.inv(track[:, 1], track[:, 0], np.full(len(track), longitude), np.full(len(track), latitude))[2]
    return float(np.min(metres)) / METRES_PER_NM


@settings(max_examples=40)
@given(st.tuples(st.floats(-70, 70), st.floats(-180, 180)), st.floats(0, 360), st.floats(1, 300), st.floats(10, 170), st.floats(0.2, 2))
def test_a_short_leg_agrees_with_the_geodesic(start: Point, course: float, within_nm: float, side: float, share: float) -> None:
    end = destination(start, course, 4.0)
    route = Route((start, end), within_nm)
    point = destination(destination(start, course, 2.0), course + side, within_nm * share)
    [(south, west), (north, east)] = route.waypoints
    line = WGS84.InverseLine(south, west, north, east)
    fractions = (line.Position(line.s13 * step / 200) for step in range(201))
    apart = min(WGS84.Inverse(*point, at["lat2"], at["lon2"])["s12"] for at in fractions) / METRES_PER_NM
    if abs(apart - route.within_nm) > 0.02 + route.within_nm / 500:
        assert contains(route, point) == [apart < route.within_nm]


def test_a_route_over_the_antimeridian_and_the_ends_of_it() -> None:
    route = Route(((0.0, 179.0), (0.0, -179.0)), 60)
    assert contains(route, (0.5, 180.0), (-0.5, -180.0), (0.0, 178.2), (0.0, 177.8), (0.0, 0.0), (1.2, 180.0)) == [
        True, True, True, False, False, False,
    ]  # fmt: skip


@st.composite
def boxes(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Box:
    south, west = draw(st.floats(-89, 80)), draw(st.floats(-180, 180))
    return Box(south, west, min(90.0, south + draw(st.floats(0.1, 60))), (west + draw(st.floats(1, 359)) + 180) % 360 - 180)


@given(boxes(), st.floats(0, 1), st.floats(0, 1), st.floats(0.001, 0.4))
def test_a_box_holds_what_is_between_its_sides_also_over_the_antimeridian(box: Box, up: float, across: float, out: float) -> None:
    width = (box.east - box.west) % 360
    latitude = box.south + up * (box.north - box.south)
    inside = latitude, (box.west + 0.001 + across * (width - 0.002) + 180) % 360 - 180
    outside = latitude, (box.west - out * min(1.0, 360 - width) + 180) % 360 - 180
    assert contains(box, inside, outside) == [True, False]


@given(boxes(), st.floats(-85, 85), st.floats(-180, 180))
def test_a_drawn_rectangle_is_the_box(box: Box, latitude: float, longitude: float) -> None:
    width = (box.east - box.west) % 360
    south, north = max(-85.0, box.south), min(85.0, box.north)
    if north - south < 0.01:
        return
    around = [(box.west + step * width / 4 + 180) % 360 - 180 for step in range(5)]
    drawn = Polygon((*((south, east) for east in around), *((north, east) for east in reversed(around))))
    near_edge = min(
        abs(latitude - south), abs(latitude - north), *(abs((longitude - side + 180) % 360 - 180) for side in (box.west, box.east))
    )
    if near_edge > 0.01:
        assert contains(drawn, (latitude, longitude)) == contains(Box(south, box.west, north, box.east), (latitude, longitude))


def test_an_edge_drawn_on_the_chart_is_no_great_circle() -> None:
    # Along 50 N from 0 to 60 E the great circle passes 53.9 N at its middle; the drawn edge stays on 50 N.
    area = Polygon(((40.0, 0.0), (50.0, 0.0), (50.0, 60.0), (40.0, 60.0)))
    assert contains(area, (49.9, 30.0), (50.1, 30.0)) == [True, False]


def test_no_positions_are_in_no_area() -> None:
    empty = np.zeros(0)
    for area in (Circle(0, 0, 5), Box(0, 0, 1, 1), Polygon(((0, 0), (1, 1), (0, 1))), Route(((0, 0), (1, 1)), 5)):
        assert is_inside(area, empty, empty).tolist() == []
