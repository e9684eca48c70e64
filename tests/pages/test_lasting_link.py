"""A link that is sent shows later what was sent; the plain address follows the newest data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from pages.shell import data
from tests.pages.conftest import Open, said
from tests.support.published import republish, table_rows
from warehouse.contract.snapshot import Snapshot

LAST = date(2026, 11, 1)
LATER = date(2026, 11, 8)
PAGES = (
    "pages/overview/page.py",
    "pages/incident_map/page.py",
    "pages/trends/page.py",
    "pages/regional_risk/page.py",
    "pages/reporting_gap/page.py",
)


def link(at: AppTest) -> dict[str, str]:
    """The parameters of the lasting link."""
    (found,) = [one.value for one in at.markdown if "[Lasting link](" in one.value]
    return dict(parse_qsl(found.partition("(?")[2].removesuffix(")")))


def closed(base: Snapshot, last: date) -> list[dict[str, Any]]:
    return [row | {"state": "closed", "closed_on": last, "last_occurred_on": last} for row in table_rows(base, "sources")]


@pytest.fixture
def a_week(base: Snapshot, tmp_path: Path) -> Callable[[], tuple[Snapshot, Snapshot]]:
    """Publishes the state of 1 November, then that of a week later with ten incidents more on its last day."""

    def publish() -> tuple[Snapshot, Snapshot]:
        first = republish(base, tmp_path, {"sources": closed(base, LAST)}, now=datetime(2026, 11, 2, tzinfo=UTC))
        incidents = table_rows(base, "incidents")
        newest = max(incidents, key=lambda row: row["occurred_on"])
        more = [newest | {"incident_id": f"later:{number}", "occurred_on": LATER, "h3_r5": None} for number in range(10)]
        tables = {"sources": closed(base, LATER), "incidents": incidents + more}
        return first, republish(base, tmp_path, tables, now=datetime(2026, 11, 9, tzinfo=UTC))

    return publish


def test_the_link_shows_next_week_what_it_showed_and_the_plain_address_what_is_newest(
    a_week: Callable[[], tuple[Snapshot, Snapshot]], open_page: Open, tmp_path: Path
) -> None:
    first, second = a_week()
    sent = {"snapshot": first.id, "until": LAST.isoformat(), "days": "7"}
    at = open_page(**sent)
    assert link(at) == sent, "a link taken from what was sent is the same again"
    assert not at.exception and at.date_input(key="until").value == LAST
    figures = [metric.value for metric in at.metric]
    assert "An earlier snapshot" in said(at), "who opens it is told that newer data are known"
    plain = open_page(days="7")
    assert plain.date_input(key="until").value == LATER and "An earlier snapshot" not in said(plain)
    assert int(plain.metric[0].value) >= 10 and [metric.value for metric in plain.metric] != figures
    assert link(plain) == {"snapshot": second.id, "until": LATER.isoformat(), "days": "7"}


def test_the_first_day_stands_in_the_link_though_not_in_the_address(a_week: Callable[[], object], open_page: Open) -> None:
    a_week()
    for page in ("pages/overview/page.py", "pages/regional_risk/page.py"):
        at = open_page(page)
        assert "until" not in at.query_params and link(at)["until"] == LATER.isoformat()
        at.date_input(key="until").set_value(date(2024, 6, 25)).run()
        assert link(at)["until"] == "2024-06-25"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_names_the_state_and_its_filters(page: str, a_week: Callable[[], tuple[Snapshot, Snapshot]], open_page: Open) -> None:
    _, second = a_week()
    at = open_page(page, region="gulf_of_aden")
    assert not at.exception
    assert link(at)[data.AS_OF] == second.id and link(at)["region"] == "gulf_of_aden"


def test_the_link_follows_a_choice_at_once(a_week: Callable[[], object], open_page: Open) -> None:
    """The address is written at the end of a run: a link drawn before would name the choice before."""
    a_week()
    at = open_page("pages/trends/page.py")
    at.multiselect(key="filter_regions").set_value(["gulf_of_aden"]).run()
    assert link(at)["region"] == "gulf_of_aden"


def test_who_opens_the_link_while_it_is_the_newest_sees_that_the_page_stands_still(
    a_week: Callable[[], tuple[Snapshot, Snapshot]], open_page: Open
) -> None:
    _, second = a_week()
    at = open_page(snapshot=second.id)
    assert "A kept snapshot, published on 9 November 2026" in said(at).replace("*", "")
    next(button for button in at.button if button.label == "Return to the present").click().run()
    assert not at.exception and "A kept snapshot" not in said(at)
