from __future__ import annotations

import json
from typing import Any

import pydeck as pdk
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from analytics.incidents import map_rows
from analytics.incidents.map_rows import CellRows, PointRows
from pages.incident_map import view as map_view
from pages.incident_map.view import MapView
from pages.incidents.card import parse_decisions, time_in_words
from pages.incidents.position import in_degrees, precision_in_words
from pages.maps import incident_deck as the_map
from pages.maps.deck import Deck, build_deck, is_named
from warehouse.filters import Filters
from warehouse.queries.filtering.choices import Choices, RegionChoice
from warehouse.reference.geography import MapPreset, sea_regions

CHOICES = Choices({code: RegionChoice(code, one.title, one.area, one.view) for code, one in sea_regions().items()}, {})
CELLS = st.sampled_from([0x85652C37FFFFFFF, 0x836526FFFFFFFFF, 0x8001FFFFFFFFFFF])


@given(
    mode=st.sampled_from(sorted(map_view.MODES)),
    colour=st.sampled_from(["", *map_view.COLOURS]),
    place=st.sampled_from(["", *map_view.named_views(CHOICES), "1.25,103.80,6.5", "-8.5,-179.99,12"]),
    selected=st.one_of(st.none(), CELLS, st.from_regex(r"[ -~]{1,200}", fullmatch=True)),
    unplaced=st.booleans(),
)
def test_an_address_gives_the_same_view_back(mode: str, colour: str, place: str, selected: int | str | None, unplaced: bool) -> None:
    incident, cell = (selected, None) if isinstance(selected, str) else (None, selected)
    view = MapView(mode, colour, place, incident, cell, unplaced)
    assert MapView.from_query(view.to_query(), CHOICES) == (view, ())


@given(st.dictionaries(st.sampled_from(map_view.QUERY_NAMES), st.text(max_size=250)))
def test_any_address_gives_a_usable_view(query: dict[str, str]) -> None:
    view, _ = MapView.from_query(query, CHOICES)
    assert MapView.from_query(view.to_query(), CHOICES) == (view, ())


@given(st.integers(1, 10_000_000))
def test_the_scale_has_few_rising_round_steps(most: int) -> None:
    bounds = map_rows.scale_bounds(most)
    assert bounds[0] == 1
    assert len(bounds) <= map_rows.SCALE_STEPS
    assert list(bounds) == sorted(set(bounds))
    assert bounds[-1] <= most
    assert all(str(bound).rstrip("0") in ("1", "2", "5") for bound in bounds)


def test_hexagons_grow_coarser_as_the_map_zooms_out() -> None:
    found = [map_rows.resolution_for(zoom) for zoom in (0.5, 2.0, 4.0, 6.0, 9.0, 14.0)]
    assert found == sorted(found)
    assert found[0] == 2
    assert found[-1] == 5


def meanings(colour: str, drawn: PointRows | CellRows) -> list[str]:
    return [meaning for _, meaning in the_map.legend_entries(drawn, colour)]


def test_the_legend_names_what_is_drawn_and_nothing_else() -> None:
    row = {"i": "a", "x": 1.0, "y": 2.0, "t": "", "s": ""}
    stowaway = map_rows.PALETTES["category"].index("stowaway")
    assert meanings("category", PointRows([{**row, "c": stowaway}], [])) == ["Stowaways"]
    last = len(map_rows.PALETTES["severity"]) - 1
    both = PointRows([], [{**row, "c": last}, {**row, "c": 0}])
    assert meanings("severity", both) == ["1 very significant", "Severity not stated"]
    assert meanings("number", CellRows([], (1, 2, 5), 2)) == ["1", "2 to 4", "5 and more"]


@pytest.mark.parametrize("steps", range(1, map_rows.SCALE_STEPS + 1))
def test_every_step_of_the_scale_has_its_own_colour(steps: int) -> None:
    colours = [colour for colour, _ in the_map.legend_entries(CellRows([], tuple(range(1, steps + 1)), 2), "number")]
    assert len(set(colours)) == steps
    assert colours[-1] == the_map.SCALE[-1]


def drawn_deck(**how: Any) -> dict[str, Any]:
    rows = PointRows([{"i": "a:1", "x": 1.0, "y": 2.0, "c": 0, "t": "A", "s": "B"}], [])
    one = the_map.incident_deck(rows, "category", MapPreset(10, 20, 3), the_map.Selection(), dark=True, context=the_map.MapContext(**how))
    found: dict[str, Any] = json.loads(one.to_json())
    return found


def test_no_basemap_means_no_address_outside() -> None:
    text = json.dumps(drawn_deck())
    assert "http" not in text
    assert "carto" not in text


def test_a_basemap_of_the_settings_is_used() -> None:
    found = drawn_deck(basemap="https://tiles.example.org/style.json")
    assert found["mapStyle"] == "https://tiles.example.org/style.json"
    # The project's own land would hide it.
    assert not any(layer["id"].startswith(("land", "sea", "names")) for layer in found["layers"])


def test_only_data_can_be_clicked() -> None:
    layers = drawn_deck()["layers"]
    assert [layer["id"] for layer in layers if layer["pickable"]] == ["coarse-0", "points-0"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"latitude": 1.205, "longitude": 103.9, "position_precision_km": 1.0}, "01°12.3′ N 103°54.0′ E"),
        ({"latitude": -12.0, "longitude": -77.3, "position_precision_km": None}, "12°00.0′ S 077°18.0′ W"),
        ({"latitude": 1.99999, "longitude": -0.00001, "position_precision_km": 0.1}, "02°00.0′ N 000°00.0′ W"),
        ({"latitude": 3.0, "longitude": 179.0, "position_precision_km": 55.0}, "03.0° N 179.0° E"),
    ],
)
def test_positions_in_words(row: dict[str, Any], words: str) -> None:
    assert in_degrees(row) == words


def test_precision_in_words() -> None:
    coarse = {"position_basis": "stated", "position_precision_km": 55.0}
    assert precision_in_words(coarse) == "stated; known only to about 55 km"
    assert precision_in_words({**coarse, "position_precision_km": 1.85}) == "stated; to about 1.9 km"
    assert precision_in_words({**coarse, "position_precision_km": None}) == "stated; precision not known"


@pytest.mark.parametrize("why", [None, "", "no JSON", "{}", "[1, null]", '"text"'])
def test_a_broken_why_shows_nothing(why: str | None) -> None:
    assert parse_decisions(why) == []


def test_decisions_are_shown_as_text() -> None:
    assert parse_decisions('[{"fact": "act", "value": 3, "rule": "r"}]') == [{"fact": "act", "value": "3", "rule": "r", "evidence": ""}]


def test_days_in_words() -> None:
    from datetime import UTC, date, datetime

    day = {"occurred_on": date(2024, 3, 5), "occurred_at": None, "time_precision": "day"}
    assert time_in_words(day) == "5 March 2024"
    assert time_in_words({**day, "time_precision": "month"}) == "March 2024 (day not known)"
    assert (
        time_in_words({**day, "occurred_at": datetime(2024, 3, 5, 4, 30, tzinfo=UTC), "time_precision": "minute"})
        == "5 March 2024, 04:30 UTC"
    )
    assert time_in_words({**day, "occurred_on": None}) == "Day not known"


@pytest.mark.parametrize(
    ("filters", "place"),
    [
        (Filters(), "world"),
        (Filters(regions=("singapore_strait",)), "singapore_strait"),
        (Filters(regions=("singapore_strait", "malacca_strait")), "southeast_asia"),
        (Filters(regions=("singapore_strait", "gulf_of_guinea")), "world"),
        (Filters(regions=("-",)), "world"),
        (Filters(areas=("africa",)), "africa"),
        (Filters(areas=("africa", "americas")), "world"),
    ],
)
def test_the_map_opens_where_the_filters_look(filters: Filters, place: str) -> None:
    assert map_view.automatic_place(filters, CHOICES) == place


def named_layers() -> Deck:
    return build_deck([pdk.Layer("ScatterplotLayer", id=name, data=[]) for name in ("sea-night", "land-night", "points-3")], 0, 0, 1)


def test_layers_are_found_by_name_wherever_they_are() -> None:
    deck = named_layers()
    deck.insert_above("sea", pdk.Layer("GeoJsonLayer", id="fills-1"), pdk.Layer("GeoJsonLayer", id="hatches"))
    deck.insert_below("points", pdk.Layer("GeoJsonLayer", id="neighbours"))
    assert [layer.id for layer in deck.layers] == ["sea-night", "fills-1", "hatches", "land-night", "neighbours", "points-3"]
    deck.remove_layers("hatches", "land")
    assert [layer.id for layer in deck.layers] == ["sea-night", "fills-1", "neighbours", "points-3"]
    assert not is_named("seagrass-1", "sea"), "a name is more than the first letters"
    with pytest.raises(KeyError, match="no layer rings, but sea-night"):
        deck.insert_above("rings")


def test_a_click_tells_its_layer() -> None:
    def click() -> None:
        import streamlit as st

        from pages.maps import incident_deck

        st.session_state[incident_deck.KEY] = st.session_state["reported"]
        st.session_state["clicked"] = (incident_deck.clicked_incident(), incident_deck.clicked_cell())

    def on_viewer(layer: str, row: dict[str, str]) -> dict[str, object]:
        return {"click": {"layer": layer, "index": 0, "row": row, "longitude": 1.0, "latitude": 2.0}}

    def on_basemap(layer: str, row: dict[str, str]) -> dict[str, object]:
        return {"selection": {"objects": {layer: [row]}}}

    for reported in (on_viewer, on_basemap):
        for layer, row, clicked in (
            ("points-3", {"i": "a:1"}, ("a:1", None)),
            ("coarse-0", {"i": "a:2"}, ("a:2", None)),
            ("hexagons-0-4", {"h": "85283473fffffff"}, (None, 0x85283473FFFFFFF)),
            ("land-night", {"i": "no incident"}, (None, None)),
        ):
            at = AppTest.from_function(click)
            at.session_state["reported"] = reported(layer, row)
            assert at.run().session_state["clicked"] == clicked
    nowhere: list[dict[str, object]] = [{}, {"click": {"longitude": 1.0, "latitude": 2.0}}, {"selection": {"objects": {"points-0": []}}}]
    for nothing in nowhere:
        at = AppTest.from_function(click)
        at.session_state["reported"] = nothing
        assert at.run().session_state["clicked"] == (None, None)
