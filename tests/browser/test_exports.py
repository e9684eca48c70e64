"""Files from the map in a browser: prepared, saved under their name, and not to be had without their address."""

from __future__ import annotations

import csv
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Watched
from tests.support.snapshots import build_snapshot

pytestmark = pytest.mark.browser

Serve = Callable[[Path], str]
Browse = Callable[..., Watched]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of 800 invented incidents."""
    folder = tmp_path_factory.mktemp("exports")
    build_snapshot(folder, 800)
    return folder


def test_a_file_is_prepared_and_saved(data: Path, serve: Serve, browse: Browse) -> None:
    address = serve(data)
    page = browse()
    page.go(f"{address}/incident_map?category=cyber")
    page.page.get_by_role("button", name="Share").click()
    page.page.get_by_role("button", name="Prepare file").click()
    link = page.page.get_by_role("link", name="Save")
    link.wait_for(timeout=30_000)
    with page.page.expect_download() as waiting:
        link.click()
    saved = waiting.value
    assert saved.suggested_filename.startswith("anchorwatch_incidents_")
    assert saved.suggested_filename.endswith("_TLP-CLEAR.csv")
    with Path(saved.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert f"Save {len(rows):,} incidents" in link.inner_text()
    assert {row["category"] for row in rows} == {"cyber"}
    token = str(link.get_attribute("href")).rsplit("/", 1)[1]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address}/handed-out/{token[:-1]}", timeout=5)
    assert page.errors == []
    assert page.outside == []
