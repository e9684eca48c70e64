"""The sidebar's field for a place: it reaches the figures and the address, and refuses in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.pages.conftest import Open, said
from tests.support.map_page import address_parameters
from warehouse.areas.shapes import Circle, parse_area
from warehouse.contract.snapshot import Snapshot
from warehouse.filters import Filters
from warehouse.queries.incidents.incidents import summarise_incidents

Publish = Callable[..., Snapshot]
PAGE = "pages/trends/page.py"


def test_a_typed_place_filters_and_stands_in_the_address(base: Snapshot, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE)
    at.text_input(key="filter_place").set_value("01-15N 104-00E 60 nm").run()
    assert not at.exception
    area = parse_area(address_parameters(at)["within"])
    assert area == Circle(1.25, 104.0, 60)
    con = base.open_database()
    left = summarise_incidents(con, Filters(within=area)).incidents
    con.close()
    assert left > 0
    again = open_page(PAGE, within="circle_60_1.25_104")
    assert "Within 60 nm of 01°15.0′ N 104°00.0′ E" in said(again)
    at.button(key="filter_place_clear").click().run()
    assert "within" not in at.query_params


@pytest.mark.parametrize("text", ["104.0, 1.25", "nowhere at all", "12,45", "<img src=x onerror=alert(1)> 5 nm"])
def test_what_is_no_place_is_refused_and_changes_nothing(text: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE)
    at.text_input(key="filter_place").set_value(text).run()
    assert not at.exception and "within" not in at.query_params
    assert any(":material/error:" in caption.value for caption in at.caption)
    assert not any("<img" in caption.value.replace("\\<", "") for caption in at.caption)


def test_other_readings_of_a_place_can_be_chosen(published: Publish, open_page: Open) -> None:
    published()
    at = open_page(PAGE)
    at.text_input(key="filter_place").set_value("San 40 nm").run()
    before = address_parameters(at)["within"]
    at.button(key="filter_place_0").click().run()
    assert not at.exception and address_parameters(at)["within"] != before
