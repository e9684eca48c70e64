from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.compare.state import CompareView
from pages.shell.address import REGION
from tests.pages.conftest import Open, said
from tests.support.map_page import address_parameters
from tests.support.published import empty_tables, table_rows
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
PAGE = "pages/compare/page.py"
LAST = date(2026, 11, 1)
REGIONS = ("gulf_of_guinea", "singapore_strait")
TABS = {"Through time": 2, "Kinds": 3, "Side by side": 8, "Maps": 1}
"""Plotly charts on the page by open tab."""


def closed(base: Snapshot) -> list[dict[str, Any]]:
    return [row | {"state": "closed", "closed_on": LAST, "last_occurred_on": LAST} for row in table_rows(base, "sources")]


def sentence(at: Any) -> str:
    """The answer: the first text that counts incidents or says why not."""
    texts = (str(element.value).replace("\\", "") for element in at.markdown)
    return next(text for text in texts if re.search(r": .*incident", text))


@pytest.mark.parametrize("tab", TABS)
def test_every_tab(tab: str, base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page(PAGE, tab=tab)
    assert not at.exception and not at.error
    assert sentence(at).startswith("Watched waters: ") and "in the 12 months to 1 November 2026" in sentence(at)
    assert len(at.get("plotly_chart")) == TABS[tab]
    assert "exact 95% interval" in said(at)


def test_the_first_screen_is_short(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page(PAGE)
    fields = len(at.multiselect) + len(at.selectbox) + len(at.date_input)
    assert fields == 5
    assert len(sentence(at).split()) <= 40


def test_gulf_of_guinea_2020_against_2019_in_four_clicks(base: Snapshot, published: Publish, open_page: Open) -> None:
    """Two to choose the waters, two to choose the year: the year before follows by itself."""
    published({"sources": closed(base)})
    at = open_page(PAGE)
    at.multiselect(key="compare_waters_a").set_value(["gulf_of_guinea"]).run()
    at.selectbox(key="compare_days_a").set_value("2020").run()
    assert not at.exception
    assert sentence(at).startswith("Gulf of Guinea: ") and " in 2020, " in sentence(at) and " in 2019: " in sentence(at)
    assert address_parameters(at) == {"region": "gulf_of_guinea", "a": "2020"}
    copied = open_page(PAGE, **address_parameters(at))
    assert sentence(copied) == sentence(at)


def test_two_waters(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page(PAGE, a="gulf_of_guinea@2020", b="singapore_strait@2020")
    assert sentence(at).startswith("2020: ") and "in Gulf of Guinea, " in sentence(at)
    assert address_parameters(at) == {"a": "gulf_of_guinea@2020", "b": "singapore_strait@2020"}


def test_an_area_stands_for_its_regions(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page(PAGE, area="africa", a="2020", b="2019")
    assert sentence(at).startswith("Africa: ")
    assert address_parameters(at)["area"] == "africa"


def test_days_are_chosen_by_widgets(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page(PAGE, a="2020")
    at.selectbox(key="compare_days_a").set_value("from").run()
    at.date_input(key="compare_first_a").set_value(date(2020, 3, 11)).run()
    assert address_parameters(at)["a"] == "2020-03-11.."
    assert "in the 12 months to 10 March 2021" in sentence(at)
    at.selectbox(key="compare_days_b").set_value("other").run()
    at.date_input(key="compare_first_b").set_value(date(2018, 1, 1)).run()
    at.date_input(key="compare_last_b").set_value(date(2018, 6, 30)).run()
    assert address_parameters(at)["b"] == "2018-01-01..2018-06-30"
    assert "per day watched" in sentence(at)
    at.date_input(key="compare_last_b").set_value(date(2017, 1, 1)).run()
    assert address_parameters(at)["b"] == "2018-01-01..2018-06-30", "a last day before the first changes nothing"
    assert not at.exception


def test_kinds(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page(PAGE, a="2020")
    at.multiselect(key="compare_kinds").set_value(["cyber"]).run()
    assert address_parameters(at) == {"a": "2020", "category": "cyber"}
    assert "(Cyber" in sentence(at)


def test_what_nobody_watched_is_refused(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page(PAGE, a="1950", b="1949")
    assert not at.exception
    assert "No percentage: no source watched both sides on equal days (1950: not watched; 1949: not watched)" in sentence(at)
    assert not at.get("plotly_chart")


def test_a_map_of_waters_that_nobody_watched_says_so(base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page(PAGE, a="2027", b="2025")
    assert not at.exception
    headings = [str(element.proto.body) for element in at.get("html")]
    assert [heading for heading in headings if "2027, not watched" in heading] and not [
        one for one in headings if "2025, not watched" in one
    ]


def test_an_empty_snapshot_says_so(published: Publish, open_page: Open) -> None:
    published(empty_tables())
    at = open_page(PAGE)
    assert not at.exception
    assert "missing knowledge" in said(at)


@pytest.mark.parametrize(
    "query",
    [
        {"a": "<script>alert(1)</script>@2020"},
        {"a": "@@@@", "b": "@"},
        {"a": "gulf_of_guinea@9999", "b": "2020-99-99..2021-01-01"},
        {"a": "x" * 100_000, "b": "'; DROP TABLE incidents;--@2019"},
        {"a": "2020\x00", "b": "all@before"},
        {"region": "atlantis", "area": "moon", "category": "witchcraft", "tab": "nowhere"},
        {"a": "1900-01-01..2100-12-31", "b": "before"},
        {"a": "all@2020", "b": "all@2020"},
    ],
)
def test_hostile_addresses(query: dict[str, str], base: Snapshot, published: Publish, open_page: Open) -> None:
    published({"sources": closed(base)})
    at = open_page(PAGE, **query)
    assert not at.exception
    assert "<script>" not in said(at)
    written = address_parameters(at)
    assert sentence(open_page(PAGE, **written)) == sentence(at)


WORDS = st.sampled_from(["", "latest", "before", "same", "2020", "2019-01-01..2019-02-01", "2019-01-01..", "junk", "gulf_of_guinea@2020",
                         "singapore_strait@same", "all@2018", "africa@latest", "@", "atlantis@2020"])  # fmt: skip


@given(st.dictionaries(st.sampled_from(["a", "b", REGION, "area", "category"]), st.one_of(WORDS, st.text(max_size=30))))
def test_an_address_written_is_read_alike(query: dict[str, str]) -> None:
    view, _ = CompareView.from_query(query, REGIONS)
    assert CompareView.from_query(view.to_query(), REGIONS) == (view, ())
