"""Changes since a moment, as JSON and Atom; whole collections as Parquet, CSV and Arrow; and that pages are served meanwhile."""

from __future__ import annotations

import io
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api.mounted import api_routes
from api.whole import streams
from tests.api.conftest import Serve, listening
from tests.support.hostile_texts import TEXTS
from tests.support.marked import mark_reports, secrets_above
from tests.support.published import republish, table_rows, view_as
from warehouse import cache
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.changes.change_list import changes_since

ATOM = "{http://www.w3.org/2005/Atom}"
READERS = {
    "parquet": lambda content: pq.read_table(io.BytesIO(content)),
    "csv": lambda content: pacsv.read_csv(io.BytesIO(content)),
    "arrow": lambda content: pa.ipc.open_stream(content).read_all(),
}


def test_changes_are_those_of_the_page(client: TestClient, base: Snapshot) -> None:
    content = client.get("changes", params={"since": "2026-06-01", "limit": 5}).json()
    rows = cache.ask(changes_since, view_as(base), datetime(2026, 6, 1, tzinfo=UTC)).to_pylist()
    assert (content["numberMatched"], content["numberReturned"], content["isComplete"]) == (len(rows), 5, True)
    assert [change["report_id"] for change in content["changes"]] == [row["report_id"] for row in rows[:5]]
    assert datetime.fromisoformat(content["until"]) == rows[0]["changed_at"]
    nothing = client.get("changes", params={"since": content["until"]}).json()
    assert (nothing["numberMatched"], nothing["changes"]) == (0, [])
    merged = client.get("changes", params={"since": "1990-01-01T00:00:00+05:00"}).json()
    assert {change["kind"] for change in merged["changes"]} & {"merged", "split"}
    for query in ({}, {"since": "soon"}, {"since": "2026-01-01", "limit": "0"}):
        assert client.get("changes", params=query).status_code == 400


def test_the_feed_is_whole_whatever_names_hold(base: Snapshot, tmp_path: Path, serve: Serve) -> None:
    texts = [*TEXTS, "\x00\x0b\x1f & <x>", "\ufffe"]
    reports = [row | {"vessel_name": texts[number % len(texts)]} for number, row in enumerate(table_rows(base, "reports"))]
    republish(base, tmp_path, {"reports": reports}, demo=True)
    client = serve(tmp_path)
    answer = client.get("changes.atom", params={"since": "2000-01-01"})
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    assert "simulated" in (feed.findtext(f"{ATOM}title") or "")
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 500
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 500
    moments = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert moments == sorted(moments, reverse=True)
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    assert client.get(link.attrib["href"]).status_code == 200


@pytest.mark.parametrize("kind", READERS)
def test_whole_collections_hold_every_row_that_a_reader_may_see(base: Snapshot, tmp_path: Path, serve: Serve, kind: str) -> None:
    republish(base, tmp_path, mark_reports(base), demo=True)
    client = serve(tmp_path, CLEARANCE="GREEN")
    for name, key in (("incidents", "incident_id"), ("reports", "report_id")):
        answer = client.get(f"whole/{name}.{kind}")
        assert answer.status_code == 200
        assert f"simulated_{name}" in answer.headers["content-disposition"]
        table = READERS[kind](answer.content)
        pages = client.get(f"collections/{name}/items", params={"limit": 5000}).json()["features"]
        assert sorted(table[key].to_pylist()) == sorted(feature["id"] for feature in pages)
        assert set(table.column_names) == {*pages[0]["properties"], "snapshot", "simulated"}
        assert set(table["simulated"].to_pylist()) == {True}
        assert [word for word in secrets_above("GREEN") if word.encode() in answer.content] == []
    few = READERS[kind](client.get(f"whole/incidents.{kind}", params={"category": "cyber", "bbox": "-20,-20,60,20"}).content)
    assert 0 < len(few) < len(pages) / 4
    none = READERS[kind](client.get(f"whole/incidents.{kind}", params={"vessel_name": "nobody"}).content)
    assert (len(none), none.column_names) == (0, few.column_names)


def test_whole_collections_wait_for_one_another(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(streams.AT_ONCE + 1):
        assert client.get("whole/incidents.arrow").status_code == 200, "each gives its place back"
        assert client.head("whole/incidents.csv").status_code == 200, "so does one of which nothing is read"
    for _ in range(streams.AT_ONCE):
        assert streams._PLACES.acquire(blocking=False)
    try:
        refused = client.get("whole/incidents.csv")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
    finally:
        for _ in range(streams.AT_ONCE):
            streams._PLACES.release()


def test_slow_answers_hold_up_nothing_else(base: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages share the event loop with the API: it must be free while the API works."""
    monkeypatch.setenv("ANCHORWATCH_DATA", str(base.folder.parent.parent))
    ask = cache.ask

    def slowly(*args: object, **kwargs: object) -> object:
        time.sleep(0.5)
        return ask(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(cache, "ask", slowly)

    async def page(_: Request) -> PlainTextResponse:
        return PlainTextResponse("a page")

    with listening(Starlette(routes=[Route("/page", page), *api_routes(lambda: False)])) as address, ThreadPoolExecutor(6) as pool:
        slow = [pool.submit(lambda: urllib.request.urlopen(f"{address}/api/v1/collections/ports/items?limit=1").read()) for _ in range(6)]
        time.sleep(0.2)
        began = time.perf_counter()
        assert urllib.request.urlopen(f"{address}/page").read() == b"a page"
        assert time.perf_counter() - began < 0.3
        assert all(answer.result() for answer in slow)
