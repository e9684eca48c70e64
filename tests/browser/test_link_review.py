"""Link review where only a browser shows it: a case is decided with the keyboard, its address opens it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.browser.conftest import Watched
from tests.pipeline.helpers import settings_in
from tests.support.published import republish, table_rows
from tests.support.snapshots import build_snapshot
from warehouse.contract import decisions
from warehouse.contract.snapshot import Snapshot

pytestmark = pytest.mark.browser
Serve = Callable[[Path], str]
Browse = Callable[..., Watched]
HOSTILE = "<img src=x onerror=document.title='taken'> **bold** $x$"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Invented reports, each with a hostile text and name."""
    base = build_snapshot(tmp_path_factory.mktemp("base"), 400)
    reports = [
        {**row, "vessel_name": HOSTILE, "place": HOSTILE, "narrative": f"{HOSTILE} {row['narrative']}"}
        for row in table_rows(base, "reports")
    ]
    return republish(base, tmp_path_factory.mktemp("served"), {"reports": reports})


def test_a_pair_is_decided_and_its_address_opens_it_again(snapshot: Snapshot, serve: Serve, browse: Browse) -> None:
    data = snapshot.folder.parent.parent
    link = next(row for row in table_rows(snapshot, "links") if row["outcome"] == "unsure")
    address = f"{serve(data)}/link_review?pair={quote(link['report_a'] + '|' + link['report_b'], safe='')}"
    watched = browse()
    page = watched.page
    # Else charts and maps would wait as long as they may: the rule of style names Streamlit's tables.
    with page.expect_response("**/painted/*", timeout=60_000) as told:
        watched.go(address)
    assert told.value.ok, "the browser tells when the first table is painted"
    assert page.title() != "taken"
    assert page.get_by_text("Evidence for one incident").count() == 1
    assert page.locator('[data-testid="stDeckGlJsonChart"]').count() == 1
    assert page.get_by_role("button", name="Same incident").is_disabled()
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("Your name").press("Enter")
    watched.settle()
    reason = page.get_by_test_id("stMain").get_by_test_id("stSelectbox").locator("input").first
    reason.click()
    reason.fill("Another attack on the same ship")
    reason.press("Enter")
    watched.settle()
    page.get_by_role("button", name="Different incidents").click()
    watched.settle()
    [made] = decisions.read_decisions(settings_in(data))
    assert (made.who, made.verdict) == ("Ada Lovelace", "different")
    assert page.get_by_text("1 decision waiting").count() == 1
    page.reload()
    page.get_by_text("by Ada Lovelace").first.wait_for(state="attached")
    assert watched.errors == []
    assert watched.outside == []
