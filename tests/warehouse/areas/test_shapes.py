"""Areas in an address: every area comes back equal, and anything else is refused with a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.areas.shapes import Area, AreaError, Box, Circle, Polygon, Route, area_code, parse_area
from warehouse.areas.words import area_in_words

LATITUDES = st.floats(-85, 85)
LONGITUDES = st.floats(-180, 180)


@st.composite
def areas(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Area:
    kind = draw(st.sampled_from(["circle", "route", "polygon", "box"]))
    latitude, longitude = draw(LATITUDES), draw(LONGITUDES)
    if kind == "circle":
        return Circle(draw(st.floats(-90, 90)), longitude, draw(st.floats(1, 5000)))
    if kind == "route":
        return Route(tuple(draw(st.lists(st.tuples(st.floats(-2, 2), LONGITUDES), min_size=2, max_size=4))), draw(st.floats(1, 500)))
    if kind == "polygon":
        size = draw(st.floats(0.01, 4))
        return Polygon(
            (
                (latitude * 0.9, longitude),
                (latitude * 0.9 + size, longitude),
                (latitude * 0.9, (longitude + size + 180) % 360 - 180),
            )
        )
    return Box(
        latitude * 0.9, longitude, latitude * 0.9 + draw(st.floats(0.01, 5)), (longitude + draw(st.floats(1, 350)) + 180) % 360 - 180
    )


@given(areas())
def test_an_address_gives_the_same_area_back(area: Area) -> None:
    code = area_code(area)
    assert re.fullmatch(r"[a-z]+(_-?\d+(\.\d{1,4})?)+", code)
    assert parse_area(code) == area
    assert area_code(parse_area(code)) == code
    assert re.search(r"\d", area_in_words(area))


HOSTILE = [
    "", "circle", "circle_", "circle_50", "circle_50_1", "circle_50_91_0", "circle_50_0_181", "circle_0_1_1", "circle_5001_1_1",
    "circle_-5_1_1", "circle_nan_1_1", "circle_inf_0_0", "circle_1e3_0_0", "circle_50_1_1_1_1", "circle_５０_1_1", "box_1_1_1_2",
    "box_2_1_1_2", "box_1_1_2_1", "box_1_2_3", "polygon_1_1_2_2", "polygon_0_0_1_1_0_1_1_0", "polygon_80_0_80_120_80_-120",
    "polygon_86_0_1_1_0_1", "route_20_1_1", "route_20_86_0_1_1", "route_501_0_0_1_1", "ROUTE_20_0_0_1_1", "'; DROP TABLE incidents; --",
    "polygon" + "_1_1" * 101, "route_20" + "_0_0" * 51, "circle_" + "9" * 5000, "route_20" + "_0_0_0_179_0_-2" * 9,
    "<script>", "circle_50_1_1 ",
]  # fmt: skip


@pytest.mark.parametrize("code", HOSTILE, ids=[code[:30] for code in HOSTILE])
def test_what_is_no_area_is_refused_with_a_sentence(code: str) -> None:
    with pytest.raises(AreaError, match=r"^[A-Z].*\.$") as refusal:
        parse_area(code)
    assert "<" not in str(refusal.value) and "DROP" not in str(refusal.value)


@given(st.text(alphabet="circleboxroutpyn_-.0123456789", max_size=80))
def test_any_text_is_read_or_refused(code: str) -> None:
    try:
        area = parse_area(code)
    except AreaError:
        return
    assert parse_area(area_code(area)) == area


def test_a_closed_ring_is_the_same_area_as_an_open_one() -> None:
    corners = ((1.0, 103.0), (1.5, 104.0), (0.9, 104.5))
    assert Polygon((*corners, corners[0])) == Polygon(corners)


@pytest.mark.parametrize(
    ("area", "words"),
    [
        (Circle(6.38, 3.4, 50), "within 50 nm of 06°22.8′ N 003°24.0′ E"),
        (Route(((1.2, 104.0), (5.0, 100.0)), 20), "within 20 nm of the route from 01°12.0′ N 104°00.0′ E to 05°00.0′ N 100°00.0′ E"),
        (Box(-5, 170, 5, -170), "between 05°00.0′ S 170°00.0′ E and 05°00.0′ N 170°00.0′ W"),
        (Polygon(((1, 1), (2, 2), (1, 3))), "in a drawn area with 3 corners"),
    ],
)
def test_areas_in_words(area: Area, words: str) -> None:
    assert area_in_words(area).startswith(words)
