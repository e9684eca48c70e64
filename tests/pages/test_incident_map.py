from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from streamlit.testing.v1 import AppTest

from analytics.incidents.map_rows import MOST_POINTS
from tests.pages.conftest import ONE_EACH, Open, said
from tests.support import map_page
from tests.support.app import bytes_sent
from tests.support.map_page import answer_sentence, deck_content, layer_rows, listed_ids
from tests.support.published import table_rows
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import LISTS, Filters
from warehouse.queries.incidents import incidents
from warehouse.reference.geography import sea_regions

Publish = Callable[..., Snapshot]
PAGE = "pages/incident_map/page.py"


def count(snapshot: Snapshot, filters: Filters) -> int:
    with snapshot.open_database() as con:
        return incidents.summarise_incidents(con, filters).incidents


def address_parameters(at: AppTest) -> dict[str, str]:
    """The parameters in the address bar beside that of all dates, which these tests open the map with."""
    return {name: value for name, value in map_page.address_parameters(at).items() if (name, value) != ("last", "all")}


def test_all_dates_show_everything(published: Publish, open_page: Open) -> None:
    snapshot = published()
    at = open_page(PAGE, last="all")
    assert not at.exception
    assert answer_sentence(at).startswith(f"{count(snapshot, Filters()):,} incidents from ")
    with snapshot.open_database() as con:
        [(fullest, number), *_] = incidents.incidents_by_region(con, Filters())
    assert f"; most in {sea_regions()[fullest].title} ({number:,}) and " in answer_sentence(at)
    with snapshot.open_database() as con:
        summary = incidents.summarise_incidents(con, Filters())
    assert len(layer_rows(at, "points-")) == summary.placed - summary.coarse
    assert sum(row["n"] for row in layer_rows(at, "coarse-")) == summary.coarse
    assert f"{summary.unplaced} incidents have no position" in said(at)
    assert address_parameters(at) == {}
    with snapshot.open_database() as con:
        newest = incidents.newest_incidents(con, Filters(), 40)["incident_id"].to_pylist()
    assert listed_ids(at) == newest[:20]
    at.button(key="map_list_shown_more").click().run()
    assert listed_ids(at) == newest


@pytest.mark.parametrize("name", LISTS)
def test_each_filter_by_its_widget(name: str, published: Publish, open_page: Open) -> None:
    snapshot = published()
    chosen: dict[str, Any] = {name: (ONE_EACH[name],)}
    wanted = Filters(**chosen)
    at = open_page(PAGE, last="all")
    at.multiselect(key=f"filter_{name}").set_value([ONE_EACH[name]]).run()
    assert not at.exception
    assert f"{count(snapshot, wanted):,} incident" in answer_sentence(at)
    assert {key: value for key, value in address_parameters(at).items() if key != "view"} == wanted.to_query()
    assert at.multiselect(key=f"filter_{name}").value == [ONE_EACH[name]]


def test_dates_and_text_by_their_widgets(published: Publish, open_page: Open) -> None:
    snapshot = published()
    at = open_page(PAGE, last="all")
    at.date_input(key="filter_date_from").set_value(date(2024, 1, 1)).run()
    at.date_input(key="filter_date_to").set_value(date(2025, 6, 30)).run()
    at.text_input(key="filter_text").set_value("pale star").run()
    wanted = Filters(date_from=date(2024, 1, 1), date_to=date(2025, 6, 30), text="pale star")
    assert answer_sentence(at).startswith(f"{count(snapshot, wanted):,} incidents under these filters from 1 January 2024 to 30 June 2025")
    assert address_parameters(at) == {"from": "2024-01-01", "to": "2025-06-30", "text": "pale star"}
    at.date_input(key="filter_date_from").set_value(date(2026, 1, 1)).run()
    assert at.date_input(key="filter_date_to").value is None


def test_an_address_opens_the_same_view(published: Publish, open_page: Open) -> None:
    snapshot = published()
    with snapshot.open_database() as con:
        one = incidents.newest_incidents(con, Filters(regions=("gulf_of_guinea",)), 1)["incident_id"].to_pylist()[0]
    asked = {"region": "gulf_of_guinea", "category": "cargo_theft,piracy_robbery", "mode": "hexagons", "colour": "severity"}
    asked |= {"view": "africa", "incident": one, "from": "2015-01-01"}
    at = open_page(PAGE, last="all", **asked)
    assert not at.exception
    assert address_parameters(at) == asked
    wanted = Filters(regions=("gulf_of_guinea",), categories=("cargo_theft", "piracy_robbery"), date_from=date(2015, 1, 1))
    assert answer_sentence(at).startswith(f"Gulf of Guinea: {count(snapshot, wanted):,} incidents under these filters from 1 January 2015")
    assert at.segmented_control(key="map_mode").value == "hexagons"
    assert at.segmented_control(key="map_colour").value == "severity"
    assert at.selectbox(key="map_place").value == "africa"
    assert layer_rows(at, "hexagons-")
    assert len(layer_rows(at, "chosen")) == 1
    assert "behind this incident" in said(at)


def test_counts_stand_beside_the_choices(published: Publish, open_page: Open) -> None:
    snapshot = published()
    at = open_page(PAGE, last="all", category="cyber")
    options = at.multiselect(key="filter_categories").options
    assert f"Stowaways · {count(snapshot, Filters(categories=('stowaway',))):,}" in options
    both = Filters(categories=("cyber",), vessel_statuses=("anchored",))
    assert f"Anchored · {count(snapshot, both):,}" in at.multiselect(key="filter_vessel_statuses").options


def test_nothing_found_says_so_and_offers_a_way_back(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, last="all", text="no such words anywhere")
    assert not at.exception
    assert re.fullmatch(
        r"No incidents under these filters\. Watched only in part, by .* log; that does not mean calm\.", answer_sentence(at)
    )
    assert "No incident matches these filters" in said(at)
    assert "No incident is known. Watched only in part, by" in said(at)
    assert not [button for button in at.button if button.key == "export_prepare"], "there is nothing to export"
    at.button(key="clear_in_panel").click().run()
    assert "incidents in the 12 months to " in answer_sentence(at)
    assert address_parameters(at) == {}


@pytest.mark.parametrize(
    "asked",
    [
        {"category": "dragons"},
        {"region": "'; DROP TABLE incidents; --"},
        {"from": "2024-13-01"},
        {"mode": "globe"},
        {"colour": "<b>"},
        {"view": "atlantis"},
        {"view": "91,0,3"},
        {"view": "1e9,2,3"},
        {"cell": "ffffffffffffff1"},
        {"cell": "8f283473fffffff"},
        {"list": "all"},
        {"rings": "none"},
        {"time": "2024-13"},
        {"text": "x" * 500},
    ],
)
def test_a_hostile_address_is_ignored_with_a_note(asked: dict[str, str], published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, last="all", **asked)
    assert not at.exception
    assert len(at.warning) == 1
    assert "DROP" not in at.warning[0].value
    assert "<" not in at.warning[0].value
    if "text" not in asked:
        assert answer_sentence(at).startswith("1,500 incidents")


def test_the_list_of_those_without_position(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    nowhere = sum(row["latitude"] is None for row in table_rows(base, "incidents"))
    at = open_page(PAGE, last="all")
    at.toggle(key="map_unplaced").set_value(True).run()
    assert address_parameters(at)["list"] == "unplaced"
    assert len(listed_ids(at)) == min(20, nowhere)
    assert all("No position" in str(button.label) for button in at.button if str(button.key).startswith("list_"))


def test_a_hexagon_lists_its_incidents(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, last="all", mode="hexagons")
    fullest = layer_rows(at, "hexagons-")[-1]
    at = open_page(PAGE, last="all", mode="hexagons", cell=fullest["h"])
    found = int(fullest["t"].split()[0].replace(",", ""))
    assert f"{min(found, 200)} in this hexagon" in said(at)
    assert layer_rows(at, "chosen-cell") == [{"h": fullest["h"]}]
    at.button(key="leave_cell").click().run()
    assert "cell" not in address_parameters(at)
    assert not layer_rows(at, "chosen-cell")


def test_the_first_view_stays_the_same_over_reruns(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, last="all")
    opened = deck_content(at)["initialViewState"], deck_content(at)["views"]
    for change in (
        lambda: at.multiselect(key="filter_categories").set_value(["cyber"]),
        lambda: at.segmented_control(key="map_mode").set_value("heat"),
        lambda: at.segmented_control(key="map_mode").set_value("points"),
        lambda: at.text_input(key="filter_text").set_value("skiff"),
    ):
        change().run()
        assert (deck_content(at)["initialViewState"], deck_content(at)["views"]) == opened
    at.button(key="map_recentre").click().run()
    assert deck_content(at)["initialViewState"] != opened[0]
    assert deck_content(at)["initialViewState"]["zoom"] == pytest.approx(opened[0]["zoom"], abs=1e-4)


def test_the_map_follows_the_region_until_a_place_is_chosen(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, last="all")
    world = deck_content(at)["initialViewState"]
    at.multiselect(key="filter_regions").set_value(["oceania"]).run()
    pacific = deck_content(at)["initialViewState"]
    assert abs(pacific["longitude"]) > 150
    assert pacific != world
    at.selectbox(key="map_place").set_value("bering").run()
    assert address_parameters(at)["view"] == "bering"
    assert deck_content(at)["initialViewState"]["latitude"] == pytest.approx(57.5)


def test_many_points_are_gathered_and_the_page_says_why(tmp_path: Any, open_page: Open) -> None:
    build_snapshot(tmp_path, MOST_POINTS + 1500)
    at = open_page(PAGE, last="all")
    assert not layer_rows(at, "points-")
    assert layer_rows(at, "hexagons-")
    assert "too many to draw one by one" in said(at)
    at.multiselect(key="filter_regions").set_value(["gulf_of_aden"]).run()
    assert layer_rows(at, "points-")
    assert "too many" not in said(at)


def test_what_is_sent_stays_small(tmp_path: Any, open_page: Open) -> None:
    build_snapshot(tmp_path, 20_000)
    for asked in (
        {},
        {"mode": "hexagons", "view": "singapore_strait", "colour": "category"},
        {"mode": "heat", "view": "fiji"},
        {"region": "malacca_strait"},
    ):
        at = open_page(PAGE, last="all", **asked)
        sent = sum(len(element.proto.SerializeToString()) for element in at.get("bidi_component"))
        assert 5_000 < sent < 700_000
        assert b"\n" not in at.get("bidi_component")[0].proto.bytes


def test_simulated_data_are_marked(published: Publish, open_page: Open) -> None:
    published(demo=True)
    at = open_page(PAGE, last="all")
    assert "Simulated data" in said(at)


def test_one_incident_alone(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"incidents": [next(row for row in table_rows(base, "incidents") if row["latitude"] is not None)]})
    at = open_page(PAGE, last="all")
    assert answer_sentence(at).startswith("1 incident on ")
    assert not at.exception
    at = open_page(PAGE, last="all", mode="hexagons")
    assert not at.exception
    assert len(layer_rows(at, "hexagons-")) == 1


def test_a_month_is_played_within_the_span_and_leaves_the_address(published: Publish, open_page: Open) -> None:
    snapshot = published()
    at = open_page(PAGE, **{"from": "2025-01-01", "to": "2025-12-31", "time": "2025-03"})
    assert not at.exception
    march = count(snapshot, Filters(date_from=date(2025, 3, 1), date_to=date(2025, 3, 31)))
    assert f"March 2025: {march:,} incident" in said(at)
    at.button(key="map_time_open").click().run()
    assert "time" not in address_parameters(at) and not at.exception


def test_a_route_becomes_the_filter_and_is_drawn(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, last="all")
    at.text_area(key="map_waypoints").set_value("Singapore\n5-50N 095-00E")
    next(button for button in at.button if button.label == "Show").click().run()
    assert not at.exception
    assert address_parameters(at)["within"].startswith("route_50_")
    assert len(layer_rows(at, "corridor")) == len(layer_rows(at, "track")) == 1
    assert answer_sentence(at).startswith("Within 50 nm of the route from ")


def test_a_route_that_is_none_is_refused_with_a_sentence(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, last="all")
    at.text_area(key="map_waypoints").set_value("Singapore\nNowhere at all")
    next(button for button in at.button if button.label == "Show").click().run()
    assert "is called “Nowhere at all”" in said(at) and "within" not in address_parameters(at)


def test_the_density_says_incidents_per_transit_where_transits_are_counted(published: Publish, open_page: Open, tmp_path: Path) -> None:
    published()
    last = date(2026, 11, 1)
    days = [[date.fromordinal(last.toordinal() - number).isoformat(), 100] for number in range(200)]
    content = {
        "updated": "2026-11-01", "source": "a *counter*", "columns": ["date", "total"],
        "chokepoints": {"malacca": {"name": "Malacca Strait", "series": days}},
    }  # fmt: skip
    asked = {"mode": "heat", "to": last.isoformat(), "last": "all"}
    assert "per 1,000 transits" not in said(open_page(PAGE, **asked))
    (tmp_path / "exposure").mkdir()
    (tmp_path / "exposure" / "transits.json").write_bytes(orjson.dumps(content))
    at = open_page(PAGE, **asked)
    assert not at.exception
    [line] = [caption.value for caption in at.caption if "per 1,000 transits" in caption.value]
    assert re.search(r"Malacca Strait \d+\.\d\d \(between \d+\.\d\d and \d+\.\d\d\)", line), line
    assert r"a \*counter\*" in line


def test_thirty_thousand_incidents_are_sent_in_less_than_a_megabyte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_page: Open
) -> None:
    """On a ship's line that is what can be waited for."""
    build_snapshot(tmp_path, 30_000)
    monkeypatch.setenv("ANCHORWATCH_DATA", str(tmp_path))
    for query in ({}, {"mode": "hexagons"}, {"mode": "heat"}, {"region": "gulf_of_guinea", "from": "2023-01-01"}):
        at = open_page(PAGE, **{"last": "all"} | query)
        assert not at.exception
        size = len(bytes_sent(at))
        assert size < 1_000_000
    assert size > 100_000, "else nothing is shown"
