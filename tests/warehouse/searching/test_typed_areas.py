from __future__ import annotations

import pytest

from warehouse.areas.shapes import AreaError, Polygon, Route
from warehouse.queries.searching.places import _places
from warehouse.queries.searching.typed_areas import typed_polygon, typed_route


def test_every_named_place_has_a_position() -> None:
    """Ports stand in places.toml by their UN/LOCODE, other places by latitude and longitude."""
    places = {place.name: (place.latitude, place.longitude) for place in reversed(_places())}
    assert list(places["Singapore"]) == pytest.approx([1.27, 103.8], abs=0.2)
    assert all(abs(latitude) <= 90 and abs(longitude) <= 180 for latitude, longitude in places.values())


@pytest.mark.parametrize(
    "text", ["Singapore\n5-50N 095-00E\nColombo", "Singapore; 5-50N 095-00E → Colombo", "Singapore - 5-50N 095-00E - Colombo"]
)
def test_a_route_through_places_and_positions(text: str) -> None:
    route = typed_route(text, 50)
    assert isinstance(route, Route) and route.within_nm == 50
    assert list(route.waypoints[1]) == pytest.approx([5.8333, 95.0], abs=1e-4)
    assert list(route.waypoints[2]) == pytest.approx([6.95, 79.85], abs=0.1)


def test_corners_in_order() -> None:
    assert typed_polygon("10N 050E\n10N 055E\n15N 055E") == Polygon(((10, 50), (10, 55), (15, 55)))


@pytest.mark.parametrize(("text", "reason"), [("Singapore; Nowhere at all there", "called “Nowhere"), ("Singapore", "2 to"), ("", "2 to")])
def test_what_is_no_route_is_refused_with_a_sentence(text: str, reason: str) -> None:
    with pytest.raises(AreaError, match=reason):
        typed_route(text, 50)
