"""Places typed with a distance: what they may mean."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.areas.shapes import AreaError, Circle
from warehouse.queries.searching.places import area_title, suggest_places
from warehouse.reference.geography import FOLDER
from warehouse.reference.typed_positions import PositionError


def circle(text: str) -> Circle:
    area = suggest_places(text)[0].area
    assert isinstance(area, Circle)
    return area


@pytest.mark.parametrize(
    ("text", "latitude", "longitude", "radius"),
    [
        ("Lagos 50 nm", 6.4, 3.4, 50),
        ("lagos roads, 30nm", 6.4, 3.4, 30),
        ("Chattogram 20 nm", 22.25, 91.8, 20),
        ("Callao 100 km", -12.04, -77.16, 54),
        ("Lagso 25 nm", 6.4, 3.4, 25),
        ("12-30N 045-00E 50 nm", 12.5, 45.0, 50),
        ("12.5, 45", 12.5, 45.0, 50),
        ("1°15'N 104°E within 12.5 nautical miles", 1.25, 104.0, 12.5),
        ("Bab-al-Mandab 60 nm", 12.55, 43.4, 60),
    ],
)
def test_a_place_or_position_with_a_distance(text: str, latitude: float, longitude: float, radius: float) -> None:
    area = circle(text)
    assert [area.latitude, area.longitude] == pytest.approx([latitude, longitude], abs=0.1)
    assert area.radius_nm == pytest.approx(radius, abs=0.1)


def test_a_sea_region_by_name_is_the_region_and_with_a_distance_a_place() -> None:
    assert suggest_places("Red Sea")[0].regions == ("red_sea",)
    assert suggest_places("Straits of Malacca")[0].regions == ("malacca_strait",)
    assert set(suggest_places("South China Sea")[0].regions) == {"south_china_sea_north", "south_china_sea_south"}


def test_a_country_is_a_circle_around_its_ports() -> None:
    titles = {suggestion.title: suggestion.area for suggestion in suggest_places("Nigeria 20 nm")}
    [area] = [area for title, area in titles.items() if title.startswith("Nigeria:")]
    assert isinstance(area, Circle) and 100 < area.radius_nm < 500 and 3 < area.latitude < 8


def test_every_country_with_ports_has_its_code() -> None:
    with (FOLDER / "countries.csv").open(encoding="utf-8", newline="") as stream:
        codes = [row["alpha2"] for row in csv.DictReader(stream)]
    with (FOLDER / "ports.csv").open(encoding="utf-8", newline="") as stream:
        of_ports = {row["locode"][:2] for row in csv.DictReader(stream)}
    assert len(set(codes)) == len(codes) and all(len(code) == 2 for code in codes)
    # Serbia and Montenegro and the Netherlands Antilles are no more; their ports keep the old codes.
    assert of_ports - set(codes) <= {"CS", "AN"}


@pytest.mark.parametrize("text", ["", "   ", "xyzzyxyzzy", "50 nm"])
def test_unknown_names_suggest_nothing(text: str) -> None:
    assert suggest_places(text) == ()


@pytest.mark.parametrize("text", ["104.0, 1.25", "12,45", "91N 045E 20 nm", "Lagos 9000 nm", "Lagos 0 nm"])
def test_what_cannot_be_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises((PositionError, AreaError), match=r"[.?]$"):
        suggest_places(text)


@given(st.text(max_size=150))
def test_any_text_is_answered_or_refused(text: str) -> None:
    try:
        assert len(suggest_places(text)) <= 6
    except (PositionError, AreaError) as refusal:
        assert str(refusal)


def test_an_area_is_named_after_the_place_at_its_centre() -> None:
    assert area_title(circle("Lagos 50 nm")) == "within 50 nm of Lagos"
    assert area_title(Circle(12.5, 45.0, 20)) == "within 20 nm of 12°30.0′ N 045°00.0′ E"
