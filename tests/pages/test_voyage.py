"""The page *Voyage*: from two names to an answer, addresses that open the same view, and everything hostile refused in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.voyage.kept.parameters import VoyageView
from tests.pages.conftest import Open, said
from tests.support.map_page import address_parameters
from warehouse.contract.snapshot import Snapshot
from warehouse.reference.sea_network import PASSAGES

Publish = Callable[..., Snapshot]
PAGE = "pages/voyage/page.py"
VOYAGE = {"origin": "Singapore", "destination": "Lagos", "depart": "2026-11-02T06:00"}


def answer(at: Any) -> str:
    return next(str(element.value).replace("\\", "") for element in at.markdown if "hours" in str(element.value))


def test_two_names_give_an_answer_a_map_and_the_legs(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, depart="2026-11-02T06:00")
    at.text_input(key="voyage_origin").set_value("Singapore").run()
    at.text_input(key="voyage_destination").set_value("Lagos").run()
    assert not at.exception and not at.error
    assert answer(at).startswith("Worst known leg: ")
    assert len(at.get("deck_gl_json_chart")) == 1
    [legs] = at.dataframe
    assert legs.value["waters"].iloc[0] == "1. Singapore Strait"
    assert "It is no route for navigation." in said(at)
    assert address_parameters(at) == VOYAGE


def test_advisories_for_waters_on_the_way_are_listed_and_those_of_other_waters_are_not(published: Publish, open_page: Open) -> None:
    published()
    shown = said(open_page(PAGE, **VOYAGE))
    assert "Firing exercise" in shown and "Mine adrift" not in shown
    assert "No advisory that has landed was about waters on the way" in said(
        open_page(PAGE, origin="Cape Town", destination="Santos", depart="2026-11-02T06:00")
    )


def test_the_first_view_is_an_example_and_says_so(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE)
    assert not at.exception
    assert answer(at).startswith("An example: type your own ports.")
    assert address_parameters(at) == {}


def test_the_departure_shown_is_sent_with_the_names(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE)
    shown = at.session_state["voyage_depart"]
    at.text_input(key="voyage_origin").set_value("Singapore").run()
    assert not at.exception
    assert address_parameters(at)["depart"] == f"{shown:%Y-%m-%dT%H:%M}"


def test_names_with_several_meanings_are_told_on_the_way_too() -> None:
    view = VoyageView("Georgetown, MY", "Singapore", via="Colombo\nGeorgetown")
    assert [meaning.split(" is taken")[0] for meaning in view.other_meanings] == ["Georgetown, GY"]


def test_a_view_that_is_sent_opens_the_same(published: Publish, open_page: Open) -> None:
    published()
    query = VOYAGE | {"via": "Colombo", "kn": "14.5", "corridor": "50", "avoid": "suez", "ship": "tanker", "sure": "yes"}
    at = open_page(PAGE, **query)
    assert not at.exception and not at.error and not at.warning
    assert address_parameters(at) == query
    assert answer(open_page(PAGE, **address_parameters(at))) == answer(at)


def test_alternatives_and_hours_of_straits_stand_side_by_side(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, otherwise="true", **VOYAGE)
    assert not at.exception
    tables = [table.value for table in at.dataframe]
    assert "As planned" in tables[1]["title"].tolist()
    known = tables[1][tables[1]["unknown"] > 0]
    assert len(known) and known["likely"].str.startswith("at least ").all(), "hours unknown must not make a way look calmer"
    assert len(tables) == 2 or len(tables[2]) == 24


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"origin": "Xyzzyplugh"}, "No port, strait or position is called “Xyzzyplugh”"),
        ({"origin": "<img src=x onerror=alert(1)>"}, "is called “<img src=x onerror=alert(1)>”"),
        ({"destination": "Singapore"}, "begins and ends at the same place"),
        ({"origin": "Jebel Ali", "avoid": "hormuz"}, "No route by sea is known from Jebel Ali"),
        ({"origin": "99-99N 200-00E"}, "latitude"),
        ({"origin": ""}, "needs two places"),
    ],
)
def test_what_is_wrong_is_said_instead_of_guessed(query: dict[str, str], words: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, **(VOYAGE | query))
    assert not at.exception
    assert any(words in str(error.value).replace("\\", "") for error in at.error), [error.value for error in at.error]


def test_a_place_far_from_the_sea_is_asked_about_before_anything_is_assessed(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, **(VOYAGE | {"origin": "55-45N 037-37E"}))
    assert "346 nm from the nearest sea route" in str(at.warning[0].value)
    assert not at.dataframe
    at.button[0].click().run()
    assert not at.exception and at.dataframe
    assert address_parameters(at)["sure"] == "yes"
    at.text_input(key="voyage_destination").set_value("Callao").run()
    assert "sure" not in address_parameters(at), "another place is asked about anew"


def test_a_file_is_followed_and_stands_in_the_address(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, depart="2026-11-02T06:00")
    at.file_uploader(key="voyage_file").upload("route.csv", b"lat,lon\n1.2,103.9\n3.0,100.8\n6.0,95.0\n", "text/csv").run()
    assert not at.exception and not at.error
    query = address_parameters(at)
    assert query["track"] == "1.2_103.9_3_100.8_6_95"
    assert "follows the 3 points of the file" in said(at)
    assert not open_page(PAGE, **query).exception


def test_a_bad_file_is_refused_and_the_view_stays(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, **VOYAGE)
    at.file_uploader(key="voyage_file").upload("route.gpx", b"<!DOCTYPE x [<!ENTITY a 'b'>]><gpx>&a;</gpx>", "text/xml").run()
    assert not at.exception
    assert "defines entities" in str(at.error[0].value)
    assert "track" not in address_parameters(at)


def test_waters_that_nobody_watches_are_unknown_in_every_row(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, origin="Cape Town", destination="Santos", depart="2026-11-02T06:00")
    assert answer(at).startswith("Nothing can be said of this voyage: ")
    legs = at.dataframe[0].value
    assert set(legs["level"]) == {"Unknown"} and set(legs["likely"]) == {"unknown"}


def test_a_departure_that_is_past_is_said_to_be(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, **(VOYAGE | {"depart": "2024-03-01T06:00"}))
    assert not at.exception and not at.error
    assert "Judged by incidents up to 1 March 2024, the day of departure." in [str(caption.value) for caption in at.caption]


@given(
    st.dictionaries(
        st.sampled_from(["origin", "destination", "via", "depart", "kn", "corridor", "avoid", "ship", "track", "sure"]),
        st.one_of(
            st.text(max_size=60), st.sampled_from(["1e9", "-1", "nan", "2026-13-01T00:00", "1_2", "1_2_3", "suez,panama", "0001-01-01"])
        ),
        max_size=6,
    )
)
@settings(max_examples=300)
def test_any_address_gives_a_view_that_is_written_and_read_again(query: dict[str, str]) -> None:
    view, _ = VoyageView.from_query(query)
    again, notes = VoyageView.from_query(view.to_query())
    assert again.to_query() == view.to_query()
    assert notes == ()
    assert set(view.avoid) <= set(PASSAGES)
    assert 3 <= view.speed_kn <= 40


def test_the_security_assessment_takes_the_ship_and_says_the_same_as_its_files(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, assessment="true", **VOYAGE)
    assert not at.exception
    assert "freeboard not stated" in said(at)
    at.text_input(key="security_name").set_value("<b>Anna</b>").run()
    at.number_input(key="security_freeboard").set_value(6.5).run()
    at.selectbox(key="security_decision").set_value("Sail with the measures below").run()
    assert not at.exception
    words = said(at)
    assert "<b>Anna</b>, IMO number not stated" in words and "Freeboard of 6.5 m is below 8 m" in words
    assert "Decision: Sail with the measures below." in words
    headings = {str(name) for table in at.dataframe for name in table.value.columns}
    assert {"While passing", "Capability: gravest recorded", "Who, by when", "Stands", "Telephone"} <= headings
    assert "Anna" not in str(address_parameters(at)), "nothing about the ship is in the address"


def test_the_crew_brief_is_shown_and_a_language_that_lacks_a_text_is_named(published: Publish, open_page: Open, tmp_path: Path) -> None:
    published()
    (tmp_path / "crew_languages").mkdir()
    (tmp_path / "crew_languages" / "de.toml").write_text('language = "<b>Deutsch</b>"\n', encoding="utf-8")
    at = open_page(PAGE, crew="true", **VOYAGE)
    assert not at.exception
    assert "de.toml is not complete: title is missing" in said(at)
    assert at.selectbox(key="crew_language").options == ["English"]
    assert {"Crew brief", "Receipt list"} <= {button.proto.label for button in at.get("download_button")}


def test_the_ports_of_a_voyage_are_a_click_away(published: Publish, open_page: Open) -> None:
    published()
    labels = [link.proto.label.replace("\\", "") for link in open_page(PAGE, **VOYAGE).get("page_link")]
    assert {"Port: Singapore, SG", "Port: Lagos, NG"} <= set(labels)
    positions = open_page(PAGE, **(VOYAGE | {"origin": "01-00N 105-30E"}))
    assert "Port: Singapore, SG" not in [link.proto.label for link in positions.get("page_link")]
