"""The radius and the area that a text states, and the waters in which they lie."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline.advisories.areas import area_in_text, radius_in_text, regions_of_area, regions_of_circle, ring_of


@pytest.mark.parametrize(
    ("text", "radius_nm"),
    [
        ("Keep clear within 10 NM of 13-12N 043-08E.", 10.0),
        ("an area of radius 5 nautical miles", 5.0),
        ("A 2.5NM radius around the wreck", 2.5),
        ("Wide berth requested: 500 metres exclusion zone", 0.27),
        ("within 18.52 km from position", 10.0),
        ("The craft approached within 2NM of the vessel.", None),
        ("Three skiffs came within 1 nm of a tanker", None),
        ("an incident 9NM southeast of Kumzar", None),
        ("within 9999 nm of the coast", None),
        ("within 5 men of the crew", None),
        ("within 0 nm of the port", None),
    ],
)
def test_a_radius_is_one_and_a_ship_that_was_approached_is_none(text: str, radius_nm: float | None) -> None:
    assert radius_in_text(text) == radius_nm


def test_corners_in_a_text_become_an_area() -> None:
    text = "Firing in the area bounded by 24-10N 058-20E, 24-10N 058-50E, 24-40N 058-50E and 24-40N 058-20E."
    area = area_in_text(text)
    assert area == ((58.333333, 24.166667), (58.833333, 24.166667), (58.833333, 24.666667), (58.333333, 24.666667))
    assert regions_of_area(area) == ["gulf_of_oman"]
    assert area_in_text("Incident in 24-10N 058-20E, then 24-10N 058-50E and 24-40N 058-50E.") is None
    assert area_in_text("area bounded by 24-10N 058-20E and 24-40N 058-20E") is None


def test_an_area_across_the_antimeridian_stays_one() -> None:
    ring = ring_of([(179.0, -20.0), (-179.0, -20.0), (-179.0, -18.0), (179.0, -18.0), (179.0, -20.0)])
    assert ring is not None
    assert {east for east, _ in ring} == {179.0, -179.0}
    assert regions_of_area(ring) == regions_of_circle(-19.0, 180.0, 20.0) != []


def test_what_encloses_nothing_is_no_area() -> None:
    assert ring_of([(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]) is None
    assert ring_of([(1.0, 1.0), (1.0, 1.0), (1.0, 1.0)]) is None
    assert ring_of([(1.0, 91.0), (2.0, 1.0), (3.0, 3.0)]) is None
    # An hourglass: its corners were listed in the wrong order.
    assert ring_of([(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)]) is not None


def test_a_circle_reaches_into_other_waters() -> None:
    assert regions_of_circle(26.4, 56.6, 0.0) == ["strait_of_hormuz"]
    assert {"strait_of_hormuz", "persian_gulf", "gulf_of_oman"} <= set(regions_of_circle(26.4, 56.6, 120.0))


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), max_size=8))
def test_any_corners_give_an_area_in_range_or_none(corners: list[tuple[float, float]]) -> None:
    ring = ring_of(corners)
    if ring is not None:
        assert all(-180 <= east <= 180 and -90 <= north <= 90 for east, north in ring)
        regions_of_area(ring)
