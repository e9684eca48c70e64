"""The page Briefing: address, choices, order of sections, files, saved settings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from briefing.settings import AUDIENCES, BriefingSettings
from tests.pages.conftest import Open, said
from tests.support.hostile_briefings import HOSTILE
from tests.support.published import empty_tables
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
PAGE = "pages/board_briefing/page.py"


def test_it_shows_the_pages_and_offers_the_files(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE)
    assert not at.exception
    assert len(at.get("image")) >= 3
    assert {"briefing_pptx", "briefing_pdf", "briefing_save"} <= {button.key for button in at.get("download_button")}
    assert "Marked TLP:CLEAR" in said(at)


def test_the_address_is_read_and_written(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, title="Weekly", audience="crew", mark="GREEN", region="gulf_of_guinea", days="90", sections="map,situation")
    assert not at.exception
    assert at.text_input(key="briefing_title").value == "Weekly"
    assert at.selectbox(key="briefing_mark").value == "GREEN"
    assert at.multiselect(key="briefing_regions").value == ["gulf_of_guinea"]
    at.selectbox(key="briefing_audience").set_value("board").run()
    assert "audience" not in at.query_params and "sections" not in at.query_params
    at.text_input(key="briefing_title").set_value("Monthly").run()
    assert at.query_params["title"] == "Monthly"
    assert at.query_params["region"] == "gulf_of_guinea"


@pytest.mark.parametrize(
    "query", [{"mark": "PURPLE"}, {"days": "-3"}, {"sections": "poem"}, {"from": "2026-13-01"}, {"region": "<script>"}]
)
def test_nonsense_in_the_address_is_named_and_ignored(query: dict[str, str], published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, **{"sections": "situation", **query})
    assert not at.exception and len(at.warning) == 1


def test_sections_are_moved_left_out_and_added(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, sections="situation,map,method")
    at.button(key="briefing_Earlier_map").click().run()
    assert at.query_params["sections"] == "map,situation,method"
    at.button(key="briefing_Leave out_method").click().run()
    assert at.query_params["sections"] == "map,situation"
    at.selectbox(key="briefing_add").set_value("figures").run()
    assert at.query_params["sections"] == "map,situation,figures"
    assert not at.exception


def test_a_filter_that_has_no_place_here_is_named_and_can_be_cleared(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, act="boarded", text="ship", sections="situation")
    assert "Also limited by acts, text" in said(at)
    next(button for button in at.button if button.label == "Clear").click().run()
    assert "act" not in at.query_params and not at.exception


@pytest.mark.parametrize("script", ["pages/incident_map/page.py", "pages/trends/page.py"])
def test_a_filtered_view_leads_to_its_briefing(script: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(script, region="gulf_of_guinea", category="piracy_robbery", last="all")
    assert not at.exception
    link = next(element.proto for element in at.get("page_link") if element.proto.label == "Briefing")
    assert link.query_string == "region=gulf_of_guinea&category=piracy_robbery"


def test_simulated_data_and_empty_data(published: Publish, open_page: Open) -> None:
    published(demo=True)
    at = open_page(PAGE, sections="situation,notable")
    assert not at.exception and "Simulated data" in said(at)
    published(empty_tables())
    assert not open_page(PAGE).exception


def test_the_audience_offers_its_own_sections() -> None:
    assert all(BriefingSettings(audience=code).section_codes == audience.sections for code, audience in AUDIENCES.items())


@pytest.mark.parametrize("name", HOSTILE)
def test_the_page_says_it_in_one_note(name: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, sections="situation")
    at.file_uploader(key="briefing_load").set_value(("saved.toml", HOSTILE[name], "application/toml")).run()
    assert not at.exception and not at.error
    assert len(at.warning) == 1, [warning.value for warning in at.warning]
    assert ("The file was not loaded: " in said(at)) is (name != "key")
