"""Files from the incident map: prepared, offered, fetched from disk, deleted."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from briefing.exports import workbook
from pages.server import prepared_files
from pages.shell import handling
from tests.pages.conftest import Open, said
from tests.support.published import table_rows, view_as
from warehouse.contract.snapshot import Snapshot
from warehouse.disclosure import Handling
from warehouse.filters import Filters
from warehouse.queries.incidents.incidents import stream_incidents

PAGE = "pages/incident_map/page.py"
Publish = Callable[..., Snapshot]


@pytest.fixture(autouse=True)
def _own_shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[prepared_files.PreparedFiles]:
    own = prepared_files.PreparedFiles()
    for module in ("pages.server.prepared_files", "pages.shell.downloads"):
        monkeypatch.setattr(f"{module}.PREPARED", own)
    yield own
    for token in list(own._kept):
        own.drop(token)


def offered_link(at: AppTest) -> Any:
    """The link to the file, as the browser gets it; None without one."""
    links = at.get("link_button")
    return links[0].proto if links else None


def fetch_file(token: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer to a request for the file."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": "/x",
        "headers": [],
        "path_params": {"token": token},
        "asgi": {"spec_version": "2.4"},
    }
    asyncio.run(prepared_files.ROUTE.handle(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


def test_a_file_is_prepared_offered_and_fetched(published: Publish, open_page: Open, _own_shelf: prepared_files.PreparedFiles) -> None:
    snapshot = published()
    at = open_page(PAGE, last="all", category="cyber")
    assert offered_link(at) is None
    at.button(key="export_prepare").click().run()
    assert not at.exception
    link = offered_link(at)
    token = link.url.removeprefix(f"{prepared_files.ADDRESS}/")
    assert len(token) >= 40
    status, headers, body = fetch_file(token)
    with snapshot.open_database() as con:
        expected = stream_incidents(con, Filters(categories=("cyber",))).read_all()["incident_id"].to_pylist()
    assert [row["incident_id"] for row in csv.DictReader(body.decode("utf-8-sig").splitlines())] == expected
    assert link.label.startswith(f"Save {len(expected)} incidents · ")
    assert status == 200
    assert headers["content-disposition"] == f'attachment; filename="anchorwatch_incidents_{snapshot.id}_TLP-CLEAR.csv"'
    assert headers["cache-control"] == "no-store"
    assert "Marked TLP:CLEAR" in said(at)


def test_another_choice_takes_the_offer_back_and_another_file_deletes_the_first(
    published: Publish, open_page: Open, _own_shelf: prepared_files.PreparedFiles
) -> None:
    published()
    at = open_page(PAGE, last="all", category="cyber")
    at.button(key="export_prepare").click().run()
    first = offered_link(at).url.rsplit("/", 1)[1]
    path = _own_shelf._kept[first].export.path
    at.button_group(key="export_what").set_value("reports").run()
    assert offered_link(at) is None
    at.button(key="export_prepare").click().run()
    assert "reports" in offered_link(at).label
    assert fetch_file(first)[0] == 404
    assert not path.exists()


def test_more_rows_than_excel_takes_are_refused_with_the_alternative(
    published: Publish, open_page: Open, monkeypatch: pytest.MonkeyPatch, _own_shelf: prepared_files.PreparedFiles
) -> None:
    published()
    monkeypatch.setattr(workbook, "MOST_ROWS", 100)
    at = open_page(PAGE, last="all")
    at.button_group(key="export_format").set_value("xlsx").run()
    at.button(key="export_prepare").click().run()
    assert "choose CSV or Parquet" in said(at)
    assert offered_link(at) is None
    assert not _own_shelf._kept


def test_the_mark_leaves_rows_out_and_stands_in_the_address(base: Snapshot, published: Publish, open_page: Open) -> None:
    reports, incidents = table_rows(base, "reports"), table_rows(base, "incidents")
    some = {row["incident_id"] for row in incidents if row["report_count"] == 1 and row["category"] == "cyber"}
    for row in incidents:
        row["tlp"] = "GREEN" if row["incident_id"] in some else row["tlp"]
    for row in reports:
        row["tlp"] = "GREEN" if row["report_id"] in some else row["tlp"]
    published({"reports": reports, "incidents": incidents})
    at = open_page(PAGE, last="all", category="cyber")
    at.button(key="export_prepare").click().run()
    assert f"{len(some)} incidents above TLP:CLEAR left out" in said(at)
    at.selectbox(key="mark_chosen").set_value("GREEN").run()
    at.button(key="export_prepare").click().run()
    assert "above" not in said(at)
    assert at.query_params["tlp"] in ("GREEN", ["GREEN"])
    assert "TLP-GREEN" in fetch_file(offered_link(at).url.rsplit("/", 1)[1])[1]["content-disposition"]


def test_a_card_of_single_incidents_is_checked(base: Snapshot, published: Publish) -> None:
    import pyarrow as pa

    reports, incidents = table_rows(base, "reports"), table_rows(base, "incidents")
    hidden = next(row["incident_id"] for row in incidents if row["report_count"] == 1)
    for row in [*reports, *incidents]:
        row["tlp"] = "RED" if hidden in (row.get("report_id"), row.get("incident_id")) else row["tlp"]
    snapshot = published({"reports": reports, "incidents": incidents})
    other = next(row["incident_id"] for row in incidents if row["report_count"] == 1 and row["incident_id"] != hidden)
    table = pa.table({"incident_id": [hidden, other], "n": [1, 2]})
    assert hidden not in handling.card_csv(table, view_as(snapshot), Handling()).decode()
    assert other in handling.card_csv(table, view_as(snapshot), Handling()).decode()
    assert hidden in handling.card_csv(table, view_as(snapshot), Handling("RED")).decode()


def test_a_full_shelf_is_said_and_nothing_is_left(
    published: Publish, open_page: Open, monkeypatch: pytest.MonkeyPatch, _own_shelf: prepared_files.PreparedFiles
) -> None:
    published()
    monkeypatch.setattr(_own_shelf, "bounds", prepared_files.Bounds(files=0))
    at = open_page(PAGE)
    at.button(key="export_prepare").click().run()
    assert not at.exception
    assert "as many prepared files as it has room for. Try again in 15 minutes" in said(at)
    assert offered_link(at) is None


def test_the_filters_of_another_page_go_along(published: Publish, open_page: Open, _own_shelf: prepared_files.PreparedFiles) -> None:
    snapshot = published()
    at = open_page("pages/trends/page.py", category="stowaway")
    at.button(key="export_prepare").click().run()
    with snapshot.open_database() as con:
        expected = stream_incidents(con, Filters(categories=("stowaway",))).read_all().num_rows
    assert offered_link(at).label.startswith(f"Save {expected} incidents · ")
