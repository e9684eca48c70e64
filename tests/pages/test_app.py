from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pages.shell import navigation
from tests.conftest import ROOT
from tests.pages.conftest import Open, said
from warehouse.contract.snapshot import Snapshot

SCRIPTS = [entry.script for entry in navigation.all_entries()]
Publish = Callable[..., Snapshot]
pages = pytest.mark.parametrize("script", SCRIPTS)


def test_every_page_file_is_in_the_navigation_and_the_other_way_round() -> None:
    files = {file.relative_to(ROOT).as_posix() for file in (ROOT / "pages").glob("*/page.py")}
    assert files == set(SCRIPTS) | {entry.script for entry in navigation.PEOPLE}
    assert len(SCRIPTS) == len(set(SCRIPTS))
    assert [entry.default for entry in navigation.all_entries()].count(True) == 1


def test_no_script_lies_where_streamlit_would_take_it_for_a_page_of_its_own() -> None:
    """Streamlit runs a script in `pages/` by a deep link without app.py, right after the server's start."""
    assert [file.name for file in (ROOT / "pages").glob("*.py")] == ["__init__.py"]


@pages
def test_page_runs(script: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(script)
    assert not at.exception
    assert [title.value for title in at.title] == [next(e.title for e in navigation.all_entries() if e.script == script)]
    assert "Simulated data" not in said(at)


@pages
def test_simulated_data_are_marked_on_every_page(script: str, published: Publish, open_page: Open) -> None:
    published(demo=True)
    at = open_page(script)
    assert not at.exception
    assert "Simulated data." in at.warning[0].value


@pages
def test_nothing_published_yet_gives_a_page_that_says_so(script: str, open_page: Open) -> None:
    """A page opened before app.py ever ran: without the guard nobody catches the error and a traceback shows."""
    at = open_page(script)
    assert not at.exception
    assert "Nothing has been published" in at.error[0].value
    assert "python -m data_pipeline run" in said(at)


def spoil_manifest(snapshot: Snapshot) -> None:
    (snapshot.folder / "manifest.json").write_text("{ half")


def spoil_schema(snapshot: Snapshot) -> None:
    manifest = snapshot.folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"schema_version": ', '"schema_version": 9'))


def spoil_every_table(snapshot: Snapshot) -> None:
    for file in snapshot.folder.glob("*.parquet"):
        file.write_bytes(file.read_bytes()[:100])


def lose_every_table(snapshot: Snapshot) -> None:
    for file in snapshot.folder.glob("*.parquet"):
        file.unlink()


@pages
@pytest.mark.parametrize("spoil", [spoil_manifest, spoil_schema, spoil_every_table, lose_every_table])
def test_broken_snapshot_gives_a_page_that_says_what_to_do(
    script: str, spoil: Callable[[Snapshot], None], published: Publish, open_page: Open
) -> None:
    spoil(published())
    at = open_page(script)
    assert not at.exception
    assert "python -m data_pipeline rebuild" in at.error[0].value
    assert not at.dataframe


@pages
def test_snapshot_that_breaks_while_a_reader_has_it_open(script: str, published: Publish, open_page: Open) -> None:
    snapshot = published()
    at = open_page(script)
    assert not at.exception and not at.error
    lose_every_table(snapshot)
    at.run()
    assert not at.exception


@pages
def test_unknown_snapshot_in_the_address(script: str, published: Publish, open_page: Open) -> None:
    published()
    at = open_page(script, snapshot="20200101T000000")
    assert not at.exception
    assert "There is no snapshot" in at.error[0].value
    at.button[0].click().run()
    assert not at.error and not at.exception


@pytest.mark.parametrize("asked", ["../../etc", "x" * 5000, "", "<script>", "\x00"])
def test_hostile_snapshot_in_the_address(asked: str, published: Publish, open_page: Open) -> None:
    published()
    assert not open_page(snapshot=asked).exception


def test_kept_snapshot_is_shown_until_the_reader_returns(published: Publish, open_page: Open) -> None:
    old = published({"incidents": [], "incident_reports": [], "reports": []}, now=datetime(2026, 11, 2, tzinfo=UTC))
    published(now=datetime(2026, 11, 3, tzinfo=UTC))
    at = open_page(snapshot=old.id)
    assert not at.exception
    assert "An earlier snapshot" in said(at) and "2 November 2026" in said(at)
    assert at.metric[0].value == "0"
    at.switch_page("pages/data_sources/page.py").run()
    assert "An earlier snapshot" in said(at) and old.id in said(at)
    next(button for button in at.button if button.label == "Return to the present").click().run()
    at.switch_page("pages/overview/page.py").run()
    assert "An earlier snapshot" not in said(at)
    assert at.metric[0].value != "0"


def test_new_snapshot_is_seen_on_the_next_run(published: Publish, open_page: Open) -> None:
    published({"incidents": [], "incident_reports": [], "reports": []})
    at = open_page()
    assert at.metric[0].value == "0"
    published()
    at.run()
    assert at.metric[0].value != "0"


@pages
def test_damaged_snapshot_is_never_shown(script: str, published: Publish, open_page: Open) -> None:
    """Not one value of it: the last good snapshot and a notice, until the next is published."""
    published(now=datetime(2026, 11, 2, tzinfo=UTC))
    damaged = published({"incidents": [], "incident_reports": [], "reports": []}, now=datetime(2026, 11, 3, tzinfo=UTC))
    content = bytearray((damaged.folder / "incidents.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (damaged.folder / "incidents.parquet").write_bytes(content)
    at = open_page(script)
    assert not at.exception
    assert "The newest data are damaged" in said(at) and "2 November 2026" in said(at)
    published(now=datetime(2026, 11, 4, tzinfo=UTC))
    at.run()
    assert not at.exception and "damaged" not in said(at)


def test_address_of_the_default_page_is_not_taken_twice(tmp_path: Path) -> None:
    addresses = [entry.address for entry in navigation.all_entries()]
    assert len(set(addresses)) == len(addresses) and "start" not in addresses
