"""What only a browser shows of the shell: navigation, themes, links, and that nothing leaves the machine."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.browser.conftest import Watched
from tests.support.published import landing_row, quarantine_row, republish, source_row, table_rows
from tests.support.snapshots import build_snapshot

pytestmark = pytest.mark.browser

LAST = date(2026, 11, 1)
HOSTILE = '=HYPERLINK("http://x.example/","x") <img src=http://x.example/a.png onerror=alert(1)> ![x](http://x.example/b.png)'
Serve = Callable[[Path], str]
Browse = Callable[..., Watched]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An older and a present snapshot; closed sources, landings, quarantine with hostile text."""
    base = build_snapshot(tmp_path_factory.mktemp("base"), 1200)
    folder = tmp_path_factory.mktemp("shell")
    closed = [row | {"state": "closed", "closed_on": LAST, "last_occurred_on": LAST} for row in table_rows(base, "sources")]
    tables = {
        "sources": [
            *closed,
            source_row("coast_watch", title=HOSTILE, state="empty", reports=0, first_occurred_on=None, last_occurred_on=None),
        ],
        "landings": [landing_row("harbour_watch", 1)],
        "quarantine": [quarantine_row("harbour_watch", number, raw=HOSTILE, message=HOSTILE) for number in range(5)],
    }
    republish(base, folder, tables | {"incidents": [], "incident_reports": [], "reports": []}, now=datetime(2026, 11, 2, tzinfo=UTC))
    republish(base, folder, tables, now=datetime(2026, 11, 3, tzinfo=UTC))
    return folder


def clean(page: Watched) -> None:
    assert page.errors == []
    assert page.outside == []
    assert page.page.locator('[data-testid="stException"]').count() == 0


def test_deep_link_right_after_the_server_started(tmp_path: Path, data: Path, serve: Serve, browse: Browse) -> None:
    """A server of its own, whose first request is a page other than the default one."""
    own = tmp_path / "own"
    own.symlink_to(data)
    page = browse()
    page.go(f"{serve(own)}/data_sources?tab=Accounting")
    page.page.get_by_text("Landed files, most recent first").wait_for(timeout=60_000)
    assert page.page.get_by_role("link", name="Overview").count() == 1, "the navigation of app.py is there"
    clean(page)


def test_overview_answers_under_its_name_and_keeps_the_address(data: Path, serve: Serve, browse: Browse) -> None:
    page = browse()
    page.go(f"{serve(data)}/overview?days=90")
    page.page.get_by_text("in the 90 days to").wait_for()
    page.page.get_by_role("button", name="Period").click()
    page.page.get_by_role("radio", name="7", exact=True).or_(page.page.get_by_role("button", name="7", exact=True)).first.click()
    page.page.get_by_text("7 days to").first.wait_for()
    assert "days=7" in page.page.url
    page.page.reload()
    page.page.get_by_text("7 days to").first.wait_for()
    clean(page)


def test_an_earlier_state_stays_from_page_to_page(data: Path, serve: Serve, browse: Browse) -> None:
    page = browse()
    page.go(f"{serve(data)}/?snapshot=20261102T000000")
    page.page.get_by_text("An earlier snapshot").wait_for()
    page.page.get_by_text("no incident is known").first.wait_for()
    page.page.get_by_test_id("stSidebarNav").get_by_role("link", name="Data and sources").click()
    page.page.get_by_text("Snapshot 20261102T000000").wait_for()
    assert "snapshot=20261102T000000" in page.page.url
    page.page.get_by_role("button", name="Return to the present").click()
    page.page.get_by_text("Snapshot 20261103T000000").wait_for()
    assert "snapshot=" not in page.page.url
    clean(page)


def test_hostile_text_stays_text_on_the_page_and_in_files(data: Path, serve: Serve, browse: Browse) -> None:
    page = browse()
    page.page.on("dialog", lambda dialog: page.errors.append(f"a dialog opened: {dialog.message}"))
    page.go(f"{serve(data)}/data_sources?tab=Quarantine")
    page.page.get_by_text("choose one to read it in full").wait_for()
    with page.page.expect_download() as waiting:
        page.page.get_by_role("button", name="CSV").last.click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert waiting.value.suggested_filename == "anchorwatch_quarantine_20261103T000000.csv"
    found = list(csv.DictReader(io.StringIO(text)))
    assert len(found) == 5
    assert all(row["raw"].startswith("'=HYPERLINK") and row["message"].startswith("'=HYPERLINK") for row in found)
    table = page.page.get_by_test_id("stDataFrame").last
    table.wait_for()
    page.page.wait_for_timeout(1500)
    box = table.bounding_box()
    assert box is not None
    page.page.mouse.click(box["x"] + 18, box["y"] + 52)
    page.page.get_by_text("The record as received").wait_for(timeout=30_000)
    assert page.page.get_by_test_id("stCode").inner_text().strip() == HOSTILE
    assert page.page.locator("img[src*='x.example']").count() == 0
    page.go(f"{serve(data)}/data_sources")
    page.page.get_by_text("An invented body.").first.wait_for()
    assert page.page.locator("[data-testid=stMain] img").count() == 0
    clean(page)
