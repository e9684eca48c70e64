"""Advisories on maps: areas and circles as outlines, places as rings, beneath the incidents, and a switch in the address."""

from __future__ import annotations

from typing import Any

from analytics.incidents.map_rows import PointRows
from pages.incident_map.view import MapView
from pages.maps import advisory_layers
from pages.maps.incident_deck import MapContext, Selection, incident_deck
from tests.support.advisories import advisory_row, polygon
from warehouse.queries.advisories.advisories import Advisory
from warehouse.queries.filtering.choices import Choices
from warehouse.reference.geography import WORLD


def advisory(number: int, **facts: Any) -> Advisory:
    row = {name: value for name, value in advisory_row(number, **facts).items() if name not in ("raw_sha256", "raw_locator")}
    return Advisory(**row | {"source_title": "Coast Desk log", "attribution": "x", "sea_regions": tuple(row["sea_regions"])})


ADVISORIES = (
    advisory(1),
    advisory(2, kind="warning", radius_nm=15.0),
    advisory(
        3, kind="warning", area=polygon((179.0, -20.0), (-179.0, -20.0), (-179.0, -18.0), (179.0, -18.0)), latitude=None, longitude=None
    ),
    advisory(4, latitude=None, longitude=None),
)


def test_what_has_a_place_is_drawn() -> None:
    outlines, rings = advisory_layers.layers_of(ADVISORIES)
    assert (outlines.id, len(outlines.data), rings.id, len(rings.data)) == ("advisory-areas", 2, "advisory-places", 1)
    assert {longitude for longitude, _ in outlines.data[1]["e"]} in ({179.0, 181.0}, {-181.0, -179.0}), (
        "in one piece across the antimeridian"
    )
    assert [meaning for _, meaning in advisory_layers.legend_entries(ADVISORIES)] == ["Warning in force", "Advisory in force"]
    assert advisory_layers.layers_of(ADVISORIES[3:]) == []
    assert advisory_layers.bounds_of(ADVISORIES[3:]) is None
    assert advisory_layers.bounds_of(ADVISORIES[:1]) == (48.0, 12.5, 48.0, 12.5)


def test_they_lie_beneath_the_incidents() -> None:
    context = MapContext(advisories=ADVISORIES)
    deck = incident_deck(PointRows([], []), "category", WORLD, Selection(), dark=True, context=context)
    names = [layer.id for layer in deck.layers]
    first_data = next(place for place, name in enumerate(names) if name.startswith(("points", "coarse")))
    assert names.index("advisory-areas") < names.index("advisory-places") < first_data


def test_the_switch_stands_in_the_address() -> None:
    choices = Choices({}, {})
    assert MapView.from_query({"advisories": "off"}, choices)[0] == MapView(advisories=False)
    assert MapView(advisories=False).to_query() == {"advisories": "off"}
    assert MapView().to_query() == {}
    assert MapView.from_query({"advisories": "loud"}, choices)[1] == (
        "The choice of advisories under “advisories” in the address is not known here.",
    )
