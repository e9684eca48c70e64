"""The page of advisories: the answer, the map, the lists, the address, what is empty, and files that go no further than they may."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from pages.advisories.state import AdvisoriesView
from tests.pages.conftest import Open, said
from tests.support.advisories import advisory_row
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
PAGE = "pages/advisories/page.py"
NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.shell.data.this_hour", lambda: NOW)


def layers(at: AppTest) -> dict[str, int]:
    """Rows by layer of the map's advisories."""
    [chart] = at.get("deck_gl_json_chart")
    drawn = json.loads(chart.proto.json)["layers"]
    return {layer["id"]: len(layer["data"]) for layer in drawn if layer["id"].startswith("advisory")}


def test_it_answers_what_is_in_force_and_where(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE)
    assert not at.exception
    assert "4 advisories are in force: 2 in Gulf of Aden, 1 in Malacca Strait and 1 in Singapore Strait." in said(at)
    assert layers(at) == {"advisory-areas": 2, "advisory-places": 1}
    table = at.dataframe[0].value
    assert list(table["standing"]) == ["In force"] * 4 + ["To come", "Withdrawn", "Ended", "Expired"]
    assert list(table["title"][:2]) == ["Mine adrift", "Firing exercise"]
    assert "(assumed)" in table["validity"][2]


def test_filters_stand_in_the_address(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, region="singapore_strait")
    assert "1 advisory is in force for Singapore Strait." in said(at)
    at.multiselect(key="advisories_regions").set_value([]).run()
    at.multiselect(key="advisories_kinds").set_value(["product"]).run()
    at.text_input(key="advisories_words").set_value(" weekly  summary ").run()
    assert dict(at.query_params) == {"kind": "product", "q": "weekly summary"}
    assert list(at.dataframe[0].value["title"]) == ["Weekly summary"]


def test_an_address_with_what_is_not_known_says_so(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, region="atlantis,gulf_of_aden", kind="rumour", source="nobody")
    assert len(at.warning) == 3
    assert "2 advisories are in force for Gulf of Aden." in said(at)


def test_where_nothing_is_in_force_it_says_what_that_means(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE, region="caribbean")
    assert "No advisory is in force for Caribbean" in said(at)
    assert "4 in force elsewhere." in said(at)
    assert "No advisory does not mean no danger." in said(at)


def test_without_any_it_names_the_sources(published: Publish, open_page: Open) -> None:
    published({"advisories": []})
    at = open_page(PAGE)
    assert not at.exception
    assert "That is missing knowledge, not calm." in said(at)
    assert "Coast Desk log: 7 advisories; its feed is off, or has not been asked yet." in said(at)


def test_hostile_words_stay_words(published: Publish, open_page: Open) -> None:
    hostile = "<script>x</script> [a](javascript:1) :material/home: **b**"
    row = advisory_row(1, title=hostile, narrative=hostile, native_ref=hostile, source_url="javascript:alert(1)", area=None)
    published({"advisories": [row]})
    at = open_page(PAGE)
    assert not at.exception
    assert [text.value for text in at.text] == [hostile]
    shown = [element.value for element in (*at.markdown, *at.caption) if "script" in element.value]
    assert shown
    assert all("\\<script" in value and "\\[a\\]" in value for value in shown)


def test_the_view_survives_its_address() -> None:
    view = AdvisoriesView(("red_sea",), ("ukmto",), ("warning", "notice"), "mine drift")
    again, notes = AdvisoriesView.from_query(view.to_query(), ["red_sea"], ["ukmto"])
    assert (again, notes) == (view, ())
    assert AdvisoriesView().to_query() == {}
