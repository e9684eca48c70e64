"""The tour: offered with simulated data, five pages, each link opens the page with the story's filters, ended at any time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.shell import navigation
from pages.shell.tour import STEPS, tour_steps
from tests.pages.conftest import Open, said
from tests.support.published import table_rows
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
LAST = date(2026, 11, 1)
pages = pytest.mark.parametrize("script", [entry.script for entry in navigation.all_entries()])


@pytest.fixture
def demo(base: Snapshot, published: Publish) -> Snapshot:
    """A simulated snapshot with three hijackings within three weeks in the Gulf of Aden, all sources closed, and none elsewhere."""
    calm = [row | {"act": "boarded"} for row in table_rows(base, "incidents")]
    there = [row for row in calm if row["sea_region"] == "gulf_of_aden"][-3:]
    days = {row["incident_id"]: LAST - timedelta(days=100 + 7 * place) for place, row in enumerate(there)}
    taken = [row | {"act": "hijacked", "occurred_on": days[row["incident_id"]]} if row["incident_id"] in days else row for row in calm]
    sources = [row | {"state": "closed", "closed_on": LAST, "last_occurred_on": LAST} for row in table_rows(base, "sources")]
    return published({"incidents": taken, "sources": sources}, demo=True)


def links(at: AppTest) -> dict[str, dict[str, Any]]:
    """Page and parameters of the links in the tour, by label."""
    return {link.proto.label: {"page": link.proto.page, "query": link.proto.query_string} for link in at.get("page_link")}


def started(at: AppTest) -> AppTest:
    return at.button(key="take_tour").click().run()


def test_every_step_is_a_page() -> None:
    assert {step.script for step in STEPS} <= {entry.script for entry in navigation.all_entries()}
    assert 3 <= len(STEPS) <= 5


@pages
def test_simulated_data_offer_the_tour_on_every_page(script: str, demo: Snapshot, open_page: Open) -> None:
    at = started(open_page(script))
    assert not at.exception
    assert "Tour, " in said(at) or "this page is not on it" in said(at)
    at.button(key="end_tour").click().run()
    assert not at.exception and "Tour" not in said(at)


def test_the_story_runs_from_map_to_briefing(demo: Snapshot, open_page: Open) -> None:
    at = started(open_page())
    first, last = LAST - timedelta(days=159), LAST - timedelta(days=100)
    labels = []
    for step in STEPS[1:]:
        onward = links(at)[f"Next: {step.title}"]
        labels.append(onward["query"])
        at = at.switch_page(step.script)
        for part in onward["query"].split("&"):
            name, value = part.split("=")
            at.query_params[name] = value.replace("%3A", ":").replace("%2F", "/")
        at.run()
        assert not at.exception and f"Tour, {STEPS.index(step) + 1} of 5" in said(at)
    there_and_then = f"from={first}&to={last}&region=gulf_of_aden"
    assert sorted(labels[3].split("&")) == sorted(there_and_then.split("&"))
    assert set(there_and_then.split("&")) < set(labels[0].split("&"))
    assert at.query_params["region"] in ("gulf_of_aden", ["gulf_of_aden"]) and not any(label.startswith("Next") for label in links(at))
    assert "Back: Incident" in links(at)


def test_the_story_is_that_with_most_cases_and_its_incident_one_of_them(demo: Snapshot, open_page: Open) -> None:
    at = started(open_page("pages/incident_map/page.py"))
    assert "Ships hijacked or people kidnapped in 3 cases" in said(at)
    at = at.switch_page("pages/trends/page.py").run()
    chosen = links(at)["Next: Incident"]["query"].removeprefix("id=").replace("%3A", ":").replace("%2F", "/")
    (row,) = (row for row in table_rows(demo, "incidents") if row["incident_id"] == chosen)
    assert row["sea_region"] == "gulf_of_aden" and LAST - timedelta(days=159) <= row["occurred_on"] <= LAST - timedelta(days=100)


def test_real_data_offer_the_tour_in_the_glossary_without_a_story(published: Publish, open_page: Open) -> None:
    published()
    assert "take_tour" not in [button.key for button in open_page().button]
    at = started(open_page("pages/glossary/page.py"))
    assert "this page is not on it" in said(at)
    at = at.switch_page("pages/incident_map/page.py").run()
    assert not at.exception and "Tour, 2 of 5" in said(at) and "story" not in said(at)
    assert links(at)["Next: Trends"]["query"] == ""


def test_without_a_hijacking_there_is_a_tour_and_no_story(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"incidents": [row | {"act": "boarded"} for row in table_rows(base, "incidents")]}, demo=True)
    at = started(open_page("pages/incident_map/page.py"))
    assert not at.exception and "Tour, 2 of 5" in said(at) and "A story" not in said(at)
    assert tour_steps(None) == STEPS
