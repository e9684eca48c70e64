"""Every page's address: one name for one thing, read and written alike, and addresses of earlier versions still open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from pages.overview.watched_regions import codes_in
from pages.shell import navigation
from pages.shell.address import REGION
from tests.pages.conftest import Open
from tests.support.addresses import ADDRESSES
from tests.support.map_page import address_parameters
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
WITHOUT_REGIONS = {"advisories", "incident", "how_good", "data_sources", "glossary", "port", "voyage", "weekly_summary", "fleet"}
"""Pages whose address names no sea region, and *Advisories*, which binds it to its own widget under the same name."""

OLD_ADDRESSES = [
    ("regional_risk", {"waters": "gulf_of_aden"}, "gulf_of_aden"),
    ("overview", {"watch": "Gulf of Aden"}, "gulf_of_aden"),
    ("overview", {"watch": ["Gulf of Aden", "Red Sea"]}, "gulf_of_aden,red_sea"),
]


def open_at(open_page: Open, page: str, **query: str | list[str]) -> AppTest:
    at = open_page(f"pages/{page}/page.py", **query)
    assert not at.exception
    return at


def open_by_navigation(at: AppTest, page: str) -> None:
    """As a click in the sidebar does, which drops the parameters of the address."""
    at.query_params.clear()
    at.switch_page(f"pages/{page}/page.py").run()


def test_every_page_by_sea_region_has_an_address() -> None:
    assert {entry.address for entry in navigation.all_entries()} == set(ADDRESSES) | WITHOUT_REGIONS


@pytest.mark.parametrize("page", ADDRESSES)
def test_a_sea_region_has_one_name(page: str) -> None:
    held = ADDRESSES[page]
    assert REGION in held.names
    assert set(held.old_names.values()) <= set(held.names), "an old name stands for one of today's"
    assert not set(held.old_names) & set(held.names), "an old name is not written"


def test_no_two_pages_share_a_session_key() -> None:
    assert len({held.page for held in ADDRESSES.values()}) == len(ADDRESSES)


@pytest.mark.parametrize("page", ADDRESSES)
def test_a_sea_region_in_the_address_is_read_and_stays(page: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_at(open_page, page, region="gulf_of_aden")
    first = address_parameters(at)
    assert first[REGION] == "gulf_of_aden"
    at.run()
    assert not at.exception and address_parameters(at) == first, "a rerun leaves the address as it is"
    copied = open_at(open_page, page, **first)
    assert address_parameters(copied) == first, "what is copied shows the same"


@pytest.mark.parametrize("page", ADDRESSES)
def test_a_region_that_is_not_known_is_taken_out_of_the_address(page: str, published: Publish, open_page: Open) -> None:
    published()
    assert REGION not in address_parameters(open_at(open_page, page, region="atlantis"))


@pytest.mark.parametrize(("page", "query", "written"), OLD_ADDRESSES)
def test_an_address_of_an_earlier_version_opens_and_is_written_anew(
    page: str, query: dict[str, str | list[str]], written: str, published: Publish, open_page: Open
) -> None:
    published()
    at = open_at(open_page, page, **query)
    assert set(query).isdisjoint(address_parameters(at))
    assert address_parameters(at)[REGION] == written
    assert address_parameters(open_at(open_page, page, region=written)) == address_parameters(at)


@pytest.mark.parametrize(("page", "name", "value"), [("trends", "tab", "Kinds"), ("reporting_gap", "part", "Source overlap")])
def test_parameters_of_others_are_left_alone(page: str, name: str, value: str, published: Publish, open_page: Open) -> None:
    """Also those that Streamlit binds to a widget, which it lets nobody else set."""
    kept = published()
    at = open_at(open_page, page, **{name: value}, region="atlantis", snapshot=kept.id, campaign="spring")
    assert address_parameters(at) == {name: value, "snapshot": kept.id, "campaign": "spring"}


def test_filters_are_kept_between_the_pages_that_share_them(published: Publish, open_page: Open) -> None:
    published()
    at = open_at(open_page, "incident_map", category="cyber", mode="hexagons")
    at.switch_page("pages/trends/page.py").run()
    at.switch_page("pages/incident_map/page.py").run()
    assert not at.exception
    assert address_parameters(at) == {"category": "cyber", "mode": "hexagons"}


def test_the_reporting_gap_has_the_region_and_days_of_the_other_pages(published: Publish, open_page: Open) -> None:
    """What it does not filter by is left as it is, and named."""
    published()
    days = {"from": "2020-01-01", "to": "2021-12-31"}
    at = open_at(open_page, "trends", region="singapore_strait", act="boarded", **days)
    open_by_navigation(at, "reporting_gap")
    assert not at.exception
    assert address_parameters(at) == {"region": "singapore_strait", **days}
    assert any(caption.value == "Set on other pages and not used here: act." for caption in at.caption)
    next(box for box in at.multiselect if box.label == "Sea region").set_value(["gulf_of_aden"]).run()
    open_by_navigation(at, "trends")
    assert not at.exception
    assert address_parameters(at) == {"region": "gulf_of_aden", "act": "boarded", **days}


def test_titles_of_regions_are_found_in_a_list_of_them() -> None:
    titles = {"a": "Sea", "b": "Sea, north (Bay, Cape)", "c": "Red Sea"}
    assert codes_in("a,c", titles) == ("a", "c")
    assert codes_in("Sea, north (Bay, Cape),Red Sea,Sea", titles) == ("b", "c", "a")
    assert codes_in("a,a,nowhere,", titles) == ("a",)
