"""Recent spans on the pages: they end on the last watched day, say so, and go to today and back on one click kept in the address."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.shell.recent_span import RecentSpan
from tests.pages.conftest import Open, said
from tests.support.map_page import address_parameters, answer_sentence
from tests.support.published import source_row, table_rows
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
LAST = date(2026, 11, 1)
MAP = "pages/incident_map/page.py"
PAGES = ("pages/overview/page.py", MAP, "pages/trends/page.py", "pages/regional_risk/page.py")
ENDS = {"pages/overview/page.py": "until", "pages/regional_risk/page.py": "until", MAP: "filter_date_to"}

PHRASE_AFTER = {"pages/overview/page.py": "30 days "}
"""Where the phrase stands in the page's answer."""


@pytest.fixture
def closed(base: Snapshot, published: Publish) -> Snapshot:
    """All sources closed on their last day, but one that watched the Red Sea for four weeks later on."""
    sources: list[dict[str, Any]] = [
        row | {"state": "closed", "closed_on": date(2025, 3, 1), "last_occurred_on": date(2025, 3, 1)}
        for row in table_rows(base, "sources")
    ]
    sample = source_row(
        "sample", title="Sample", state="closed", watches=["red_sea"], first_occurred_on=date(2026, 10, 4), last_occurred_on=LAST
    )
    return published({"sources": [*sources, sample]})


def today() -> date:
    return datetime.now(UTC).date()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_in_six_words_where_recent_ends(page: str, closed: Snapshot, open_page: Open) -> None:
    at = open_page(page)
    assert not at.exception
    assert f"{PHRASE_AFTER.get(page, 'Recent: ')}to 1 March 2025, last watched day" in said(at)
    assert not {"until", "last"} & address_parameters(at).keys()


@pytest.mark.parametrize("page", ENDS)
def test_one_click_goes_to_today_and_one_back(page: str, closed: Snapshot, open_page: Open) -> None:
    at = open_page(page)
    assert at.date_input(key=ENDS[page]).value == date(2025, 3, 1)
    at.button(key="recent_end_switch").click().run()
    assert not at.exception
    assert at.date_input(key=ENDS[page]).value == today()
    assert address_parameters(at)["until"] == "today"
    assert f"{PHRASE_AFTER.get(page, 'Recent: ')}to today, last watched 1 March 2025" in said(at)
    again = open_page(page, **address_parameters(at))
    assert again.date_input(key=ENDS[page]).value == today()
    at.button(key="recent_end_switch").click().run()
    assert at.date_input(key=ENDS[page]).value == date(2025, 3, 1)
    assert "until" not in address_parameters(at)


def test_the_choice_of_today_goes_with_the_reader(closed: Snapshot, open_page: Open) -> None:
    at = open_page("pages/overview/page.py")
    at.button(key="recent_end_switch").click().run()
    at.switch_page("pages/regional_risk/page.py").run()
    assert at.date_input(key="until").value == today() and address_parameters(at)["until"] == "today"


def test_a_live_source_needs_no_switch(published: Publish, open_page: Open) -> None:
    now = datetime.now(UTC)
    published({"sources": [source_row("harbour_watch", last_landed_at=now, last_occurred_on=now.date())]})
    at = open_page(MAP)
    assert "Recent: to today, " in said(at)
    assert not [button for button in at.button if button.key == "recent_end_switch"]


def test_the_map_opens_with_the_last_twelve_watched_months(closed: Snapshot, open_page: Open) -> None:
    at = open_page(MAP)
    days = [at.date_input(key=f"filter_{name}").value for name in ("date_from", "date_to")]
    assert days == [date(2024, 3, 2), date(2025, 3, 1)]
    assert at.get("menu_button")[0].proto.label == "Last 12 months" if at.get("menu_button") else True
    with closed.open_database() as con:
        row = con.execute("SELECT count(*) FROM incidents WHERE occurred_on BETWEEN ? AND ?", days).fetchone()
    assert row is not None and answer_sentence(at).startswith(
        f"{row[0]:,} incidents in the 12 months to 1 March 2025, last watched day; most in "
    )


def test_the_span_moves_with_the_waters(base: Snapshot, published: Publish, open_page: Open) -> None:
    old = [
        row | {"state": "closed", "closed_on": date(2025, 3, 1), "last_occurred_on": date(2025, 3, 1)}
        for row in table_rows(base, "sources")
    ]
    carrying = source_row(
        "carrier", state="closed", watches=["gulf_of_aden"], first_occurred_on=date(2026, 5, 1), last_occurred_on=LAST, closed_on=LAST
    )
    published({"sources": [*old, carrying]})
    at = open_page(MAP, last="30")
    assert at.date_input(key="filter_date_to").value == date(2025, 3, 1)
    at.multiselect(key="filter_regions").set_value(["gulf_of_aden"]).run()
    assert at.date_input(key="filter_date_to").value == LAST
    assert {name: address_parameters(at).get(name) for name in ("last", "region", "from")} == {
        "last": "30",
        "region": "gulf_of_aden",
        "from": None,
    }


def test_a_day_chosen_by_hand_takes_the_place_of_the_span(closed: Snapshot, open_page: Open) -> None:
    at = open_page(MAP, last="30")
    at.date_input(key="filter_date_from").set_value(date(2024, 1, 1)).run()
    assert {"from": "2024-01-01", "to": "2025-03-01"}.items() <= address_parameters(at).items()
    at.date_input(key="filter_date_to").set_value(None).run()
    at.date_input(key="filter_date_from").set_value(None).run()
    assert address_parameters(at) == {"last": "all"}, "no days means all of them, not what the page opens with"


def test_a_link_to_an_old_incident_shows_it(base: Snapshot, closed: Snapshot, open_page: Open) -> None:
    oldest = min(table_rows(base, "incidents"), key=lambda row: row["occurred_on"])
    at = open_page(MAP, incident=oldest["incident_id"])
    assert not at.exception and address_parameters(at)["last"] == "all"


@pytest.mark.parametrize("between", ["incident", "glossary", "data_sources", "how_good", "regional_risk"])
def test_filters_outlast_a_visit_to_any_page(between: str, closed: Snapshot, open_page: Open) -> None:
    """The navigation drops the parameters: the session puts them back."""
    kept = {"category": "cyber", "region": "red_sea", "last": "90", "until": "today"}
    at = open_page(MAP, **kept)
    at.switch_page(f"pages/{between}/page.py").run()
    assert not at.exception
    at.query_params.clear()
    at.switch_page("pages/trends/page.py").run()
    assert kept.items() <= address_parameters(at).items()


@pytest.mark.parametrize("page", ["regional_risk", "reporting_gap", "board_briefing", "overview"])
def test_a_region_chosen_is_found_again(page: str, closed: Snapshot, open_page: Open) -> None:
    at = open_page(f"pages/{page}/page.py", region="red_sea")
    at.switch_page("pages/glossary/page.py").run()
    at.switch_page(f"pages/{page}/page.py").run()
    assert not at.exception and address_parameters(at)["region"] == "red_sea"


def test_a_day_set_by_a_button_reaches_the_address(base: Snapshot, published: Publish, open_page: Open) -> None:
    old = [
        row | {"state": "closed", "closed_on": date(2025, 3, 1), "last_occurred_on": date(2025, 3, 1)}
        for row in table_rows(base, "sources")
    ]
    published({"sources": old})
    at = open_page("pages/regional_risk/page.py", until=today().isoformat())
    (button,) = [one for one in at.button if one.label.startswith("Show ")]
    button.click().run()
    assert not at.exception
    assert at.date_input(key="until").value == date(2025, 3, 1) and address_parameters(at)["until"] == "2025-03-01"


def test_the_sidebar_is_in_the_order_of_use(closed: Snapshot, open_page: Open) -> None:
    at = open_page(MAP)
    keys = [element.key for element in at.sidebar if getattr(element, "key", None)]
    order = ["filter_text", "filter_regions", "filter_categories", "filter_date_from", "filter_date_to", "filter_acts"]
    assert [key for key in keys if key in order] == order


@pytest.mark.parametrize(
    ("query", "span", "notes"),
    [
        ({}, RecentSpan(), 0),
        ({"last": "365", "until": "today"}, RecentSpan(365, True), 0),
        ({"last": "all"}, RecentSpan(0), 0),
        ({"last": "0"}, RecentSpan(), 1),
        ({"last": "<b>", "until": "2024-06-25"}, RecentSpan(), 2),
    ],
)
def test_a_span_in_an_address(query: dict[str, str], span: RecentSpan, notes: int) -> None:
    read, ignored = RecentSpan.from_query(query)
    assert (read, len(ignored)) == (span, notes)
    assert RecentSpan.from_query(read.to_query()) == (read, ())


@contextmanager
def copied(snapshot: Snapshot, to: Path) -> Iterator[None]:
    shutil.copytree(snapshot.folder.parent.parent, to, dirs_exist_ok=True, ignore=shutil.ignore_patterns("landing"))
    yield


@pytest.mark.real_data
@pytest.mark.parametrize("page", PAGES)
def test_the_real_archive_opens_on_its_last_watched_day(page: str, real_snapshot: Snapshot, tmp_path: Path, open_page: Open) -> None:
    with copied(real_snapshot, tmp_path):
        at: AppTest = open_page(page)
        assert not at.exception
        assert f"{PHRASE_AFTER.get(page, 'Recent: ')}to 25 June 2024, last watched day" in said(at)
        if page in ENDS:
            assert at.date_input(key=ENDS[page]).value == date(2024, 6, 25)
        assert "No region can be forecast on this day" not in said(at)
