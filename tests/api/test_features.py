"""Collections and their items: every filter against the same choice made in Python, paging, formats, and what is refused."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from starlette.testclient import TestClient

from api.features.cursors import Cursor, write_cursor
from api.server import formats
from tests.api.conftest import Serve
from tests.support.hostile_texts import TEXTS
from tests.support.marked import SECRET, mark_reports, permitted_tables, secrets_above
from tests.support.published import republish, table_rows, view_as
from warehouse import cache
from warehouse.contract.snapshot import Snapshot, Store
from warehouse.queries.features import feature_rows
from warehouse.queries.features.published import COLLECTIONS

Row = dict[str, Any]


def items(client: TestClient, collection: str = "incidents", **query: str | int) -> dict[str, Any]:
    answer = client.get(f"collections/{collection}/items", params=query)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def all_ids(client: TestClient, collection: str, **query: str | int) -> list[str]:
    """The ids of all pages, by following their links."""
    page = items(client, collection, **query)
    found = [feature["id"] for feature in page["features"]]
    while following := [link["href"] for link in page["links"] if link["rel"] == "next"]:
        page = client.get(following[0]).json()
        found += [feature["id"] for feature in page["features"]]
    assert len(found) == page["numberMatched"]
    return found


@pytest.fixture(scope="module")
def rows(base: Snapshot) -> list[Row]:
    return table_rows(base, "incidents")


@pytest.mark.parametrize("name", COLLECTIONS)
def test_pages_give_every_feature_once_and_in_order(client: TestClient, base: Snapshot, name: str) -> None:
    collection = COLLECTIONS[name]
    ids = all_ids(client, name, limit=max(3, items(client, name, limit=1)["numberMatched"] // 3))
    assert len(ids) == len(set(ids)) > 5
    if name not in ("ports", "sea_regions"):
        published = table_rows(base, name)
        by_id = sorted(published, key=lambda row: row[collection.key])
        starts = collection.starts or ""
        assert ids == [row[collection.key] for row in sorted(by_id, key=lambda row: row[starts], reverse=True)]
        first = items(client, name, limit=1)["features"][0]
        [same] = [row for row in published if row[collection.key] == first["id"]]
        known = {column: first["properties"][column] for column in same.keys() & first["properties"].keys()}
        assert known == {column: _as_json(same[column]) for column in known}


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else value


CASES: list[tuple[dict[str, str], Callable[[Row], bool]]] = [
    ({"bbox": "100,-5,110,10"}, lambda row: _within(row, 100, -5, 110, 10)),
    ({"bbox": "100,-5,-10,110,10,9000"}, lambda row: _within(row, 100, -5, 110, 10)),
    ({"bbox": "170,-60,-170,60"}, lambda row: row["latitude"] is not None and abs(row["latitude"]) <= 60 and abs(row["longitude"]) >= 170),
    ({"datetime": "2024-03-01/2024-09-30"}, lambda row: date(2024, 3, 1) <= row["occurred_on"] <= date(2024, 9, 30)),
    ({"datetime": "2025-01-01T00:00:00Z/.."}, lambda row: row["occurred_on"] >= date(2025, 1, 1)),
    ({"datetime": "/2015-01-01"}, lambda row: row["occurred_on"] <= date(2015, 1, 1)),
    ({"category": "cyber,drugs", "severity": "1,2"}, lambda row: row["category"] in ("cyber", "drugs") and row["severity"] in (1, 2)),
    ({"weapons": "guns,mine"}, lambda row: bool({"guns", "mine"} & set(row["weapons"]))),
    ({"sources": "coast_desk"}, lambda row: "coast_desk" in row["sources"]),
    ({"report_count": "2"}, lambda row: row["report_count"] == 2),
    ({"filter": "category = 'cyber' AND severity < 3"}, lambda row: row["category"] == "cyber" and row["severity"] in (0, 1, 2)),
    ({"filter": "NOT (act IS NULL) AND act <> 'boarded'"}, lambda row: row["act"] not in (None, "boarded")),
    (
        {"filter": "severity IN (0, 1.0) OR vessel_status = 'berthed'"},
        lambda row: row["severity"] in (0, 1) or row["vessel_status"] == "berthed",
    ),
    ({"filter": "severity IN (1.5)"}, lambda row: False),
    ({"filter": "NOT severity IN (1, 2)"}, lambda row: row["severity"] in (0, 3, 4)),
    ({"filter": "severity BETWEEN 1 AND 2"}, lambda row: row["severity"] in (1, 2)),
    ({"filter": "2 <= severity"}, lambda row: (row["severity"] or 0) >= 2),
    ({"filter": "vessel_name LIKE 'P%E _T%'"}, lambda row: bool(re.fullmatch("P.*E .T.*", row["vessel_name"] or ""))),
    ({"filter": "CASEI(vessel_name) LIKE CASEI('pale%')"}, lambda row: (row["vessel_name"] or "").startswith("PALE")),
    ({"filter": "CASEI(sea_region) = CASEI('Gulf_Of_Guinea')"}, lambda row: row["sea_region"] == "gulf_of_guinea"),
    ({"filter": "occurred_on >= DATE('2024-01-01')"}, lambda row: row["occurred_on"] >= date(2024, 1, 1)),
    (
        {"filter": "occurred_at < TIMESTAMP('2020-01-01T00:00:00Z')"},
        lambda row: row["occurred_at"] is not None and row["occurred_at"] < datetime(2020, 1, 1, tzinfo=UTC),
    ),
    ({"filter": "A_OVERLAPS(weapons, ('guns', 'knives'))"}, lambda row: bool({"guns", "knives"} & set(row["weapons"]))),
    ({"filter": "A_CONTAINS(weapons, ('guns', 'knives'))"}, lambda row: {"guns", "knives"} <= set(row["weapons"])),
    ({"filter": "S_INTERSECTS(geometry, BBOX(170, -60, -170, 60))", "category": "piracy_robbery"}, lambda row: (
        row["category"] == "piracy_robbery" and row["latitude"] is not None and abs(row["longitude"]) >= 170 and abs(row["latitude"]) <= 60
    )),
    ({"vessel_name": "x'; DROP TABLE reports; --"}, lambda row: False),
    ({"filter": "vessel_name = 'x'' OR 1=1 --'"}, lambda row: False),
]  # fmt: skip


def _within(row: Row, west: float, south: float, east: float, north: float) -> bool:
    return row["latitude"] is not None and west <= row["longitude"] <= east and south <= row["latitude"] <= north


@pytest.mark.parametrize(("query", "is_meant"), CASES, ids=[" ".join(query.values()) for query, _ in CASES])
def test_filters_leave_what_they_say(client: TestClient, rows: list[Row], query: dict[str, str], is_meant: Callable[[Row], bool]) -> None:
    page = items(client, limit=5000, **query)
    assert {feature["id"] for feature in page["features"]} == {row["incident_id"] for row in rows if is_meant(row)}
    assert page["numberMatched"] == page["numberReturned"] == len(page["features"])


def test_the_cases_are_worth_asking(rows: list[Row]) -> None:
    nothing = [query for query, is_meant in CASES if not any(map(is_meant, rows))]
    assert [query for query in nothing if "DROP" not in str(query) and "1=1" not in str(query) and "1.5" not in str(query)] == []
    assert not [query for query, is_meant in CASES if all(map(is_meant, rows))]


REFUSED = [
    "bbox=1,2,3", "bbox=1,2,3,x", "bbox=0,0,200,10", "bbox=0,10,10,0", "bbox=nan,0,1,1", "bbox=",
    "datetime=yesterday", "datetime=../..", "datetime=2024-02-30", "datetime=2025-01-01/2024-01-01", "datetime=2024-01-01T00:00:00",
    "limit=0", "limit=-1", "limit=ten", "limit=1&limit=2", "cursor=x", "cursor=W10", "f=xml", "colour=red", "narrative=x", "reporter=x",
    "category=piracy", "severity=9", "occurred_on=soon", "report_count=many", "filter-lang=cql-text", "filter-crs=EPSG:4326",
    "filter=", "filter=category", "filter=category = ", "filter=colour = 'red'", "filter=category = severity", "filter=1 = 1",
    "filter=severity = 'high'", "filter=weapons = 'guns'", "filter=upper(category) = 'X'", "filter=occurred_on > 3",
    "filter=S_INTERSECTS(place, BBOX(1,2,3,4))", "filter=S_INTERSECTS(geometry, BBOX(1,2,3,400))", "filter=severity %2B 1 > 2",
    "filter=reporter IS NULL", "filter=why LIKE '%25'", "filter=T_AFTER(occurred_on, DATE('2024-01-01'))",
    "filter=A_CONTAINS()", "filter=A_OVERLAPS(weapons)", "filter=S_INTERSECTS(geometry)", "filter=CASEI() = 'x'", "filter=POINT EMPTY",
    f"filter={'(' * 900}severity=1{')' * 900}", f"filter={'NOT ' * 400}severity=1", f"filter=place = '{'x' * 3000}'",
]  # fmt: skip


@pytest.mark.parametrize("query", REFUSED, ids=lambda query: query[:40])
def test_what_cannot_be_understood_is_refused_in_words(client: TestClient, query: str) -> None:
    answer = client.get(f"collections/incidents/items?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 400
    assert problem["title"] == "Bad Request"
    assert query.split("=")[0] in problem["detail"]


def test_other_errors_are_problems_too(client: TestClient, tmp_path: Path, serve: Serve) -> None:
    for path in ("nothing", "collections/ships", "collections/incidents/items/none:1"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["status"]) == (404, 404)
    refused = client.post("collections")
    assert (refused.status_code, refused.headers["content-type"]) == (405, "application/problem+json")
    without = serve(tmp_path).get("collections")
    assert without.status_code == 503
    assert "retry-after" in without.headers
    assert "nothing has been published" in without.json()["detail"]
    locked = serve(tmp_path, people_sign_in=True).get("collections")
    assert (locked.status_code, locked.headers["www-authenticate"].split()[0]) == (401, "Bearer")


def test_a_larger_limit_stands_for_the_largest(client: TestClient, base: Snapshot) -> None:
    assert items(client, limit=999_999)["numberReturned"] == base.manifest.tables["incidents"].rows


def test_regions_and_advisories_are_found_by_their_outline(client: TestClient) -> None:
    assert all_ids(client, "sea_regions", bbox="103.9,1.1,104,1.2") == ["singapore_strait"]
    assert "oceania" in all_ids(client, "sea_regions", bbox="179,-20,-179,-10")
    assert "gulf_of_guinea" not in all_ids(client, "sea_regions", bbox="179,-20,-179,-10")
    with_place = [feature for feature in items(client, "advisories")["features"] if feature["geometry"]]
    assert {feature["geometry"]["type"] for feature in with_place} >= {"Polygon"}
    for feature in with_place:
        points = str(feature["geometry"]["coordinates"]).replace("[", "").replace("]", "").split(",")
        west, south = float(points[0]), float(points[1])
        assert feature["id"] in all_ids(client, "advisories", bbox=f"{west},{south},{west},{south}")


def test_advisories_are_found_while_they_hold(client: TestClient) -> None:
    every = [feature["properties"] for feature in items(client, "advisories")["features"]]
    day = "2026-11-01"
    begins, ends = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC) - timedelta(microseconds=1)
    holding = {
        row["advisory_id"]
        for row in every
        if datetime.fromisoformat(row["valid_from"]) <= ends
        and (row["holds_until"] is None or datetime.fromisoformat(row["holds_until"]) >= begins)
    }
    assert 0 < len(holding) < len(every)
    assert set(all_ids(client, "advisories", datetime=day)) == holding


@pytest.mark.parametrize("mark", ["CLEAR", "GREEN", "AMBER"])
def test_nothing_above_the_clearance_is_answered(base: Snapshot, tmp_path: Path, serve: Serve, mark: str) -> None:
    tables = mark_reports(base)
    republish(base, tmp_path, tables)
    client = serve(tmp_path, CLEARANCE=mark)
    permitted = permitted_tables(tables, mark)
    for name in ("incidents", "reports", "advisories"):
        answer = client.get(f"collections/{name}/items", params={"limit": 5000})
        # Of some advisories, the record once was a report of the same id, which may be marked otherwise.
        assert name == "advisories" or answer.json()["numberMatched"] == len(permitted[name])
        assert [word for word in secrets_above(mark) if word in answer.text] == []
        assert all(word in answer.text for word in set(SECRET.values()) - set(secrets_above(mark)))
    hidden = next(report for report in tables["reports"] if report["tlp"] == "RED")
    assert client.get(f"collections/reports/items/{hidden['report_id']}").status_code == 404
    assert items(client, "reports", filter=f"native_ref LIKE '{SECRET['RED']}%'")["numberMatched"] == 0


def test_narratives_go_out_as_licences_allow(base: Snapshot, tmp_path: Path, serve: Serve) -> None:
    rules = {"coast_desk": "none", "gulf_net": "short", "harbour_watch": "full"}
    sources = [row | {"narrative": rules[row["source"]]} for row in table_rows(base, "sources")]
    reports = [row | {"narrative": f"{row['narrative']} {'told at length ' * 20}end"} for row in table_rows(base, "reports")]
    republish(base, tmp_path, {"sources": sources, "reports": reports})
    client = serve(tmp_path)
    told = {
        feature["properties"]["source"]: feature["properties"]["narrative"] for feature in items(client, "reports", limit=5000)["features"]
    }
    assert told["coast_desk"] is None
    assert told["gulf_net"].endswith("…")
    assert told["harbour_watch"].endswith("end")
    # A filter must not tell what the answer withholds.
    assert all_ids(client, "reports", filter="narrative LIKE '%at length%end'", source="coast_desk") == []


def test_an_answer_is_asked_for_again_only_once_something_has_changed(
    own_copy: Snapshot, base: Snapshot, tmp_path: Path, serve: Serve
) -> None:
    client = serve(tmp_path)
    address = "collections/incidents/items?limit=3"
    first = client.get(address)
    tag = first.headers["etag"]
    again = client.get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"{address}&f=html").headers["etag"] != tag
    assert serve(tmp_path, CLEARANCE="CLEAR").get(address).headers["etag"] == tag, "nothing is marked, so both see the same"
    republish(base, tmp_path, {})
    assert serve(tmp_path).get(address, headers={"if-none-match": tag}).status_code == 200


def test_no_answer_may_be_kept_for_others(client: TestClient) -> None:
    for path in ("", "conformance", "collections", "collections/reports/items", "collections/reports/items?f=html", "nothing"):
        assert "public" not in client.get(path).headers["cache-control"]
    assert {"Authorization", "Accept"} <= set(client.get("collections").headers["vary"].split(", "))


def test_a_cursor_keeps_its_snapshot(own_copy: Snapshot, base: Snapshot, tmp_path: Path, serve: Serve) -> None:
    client = serve(tmp_path)
    page = items(client, limit=400)
    [following] = [link["href"] for link in page["links"] if link["rel"] == "next"]
    republish(base, tmp_path, {"incidents": table_rows(base, "incidents")[:5]})
    rest = client.get(following).json()
    assert rest["snapshot"] == own_copy.id
    assert len(page["features"]) + len(rest["features"]) == page["numberMatched"] == rest["numberMatched"]
    gone = client.get("collections/incidents/items", params={"cursor": write_cursor(Cursor("20200101T000000", (None, "x")))})
    assert (gone.status_code, gone.json()["title"]) == (410, "Gone")
    assert "Start again" in gone.json()["detail"]


def test_answers_are_compressed_as_asked(client: TestClient) -> None:
    # Read raw: the client would otherwise unpack it.
    plain = client.get("collections/sea_regions/items", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    content = plain.content
    packed, coding = formats.compressed(content, formats.coding_for("gzip;q=1.0, zstd"))
    assert coding == "zstd"
    assert pa.CompressedInputStream(io.BytesIO(packed), "zstd").read() == content
    packed, coding = formats.compressed(content, formats.coding_for("gzip, zstd;q=0"))
    assert (coding, gzip.decompress(packed)) == ("gzip", content)
    assert client.get("collections/sea_regions/items", headers={"accept-encoding": "zstd"}).headers["content-encoding"] == "zstd"


def test_pages_for_people_hold_no_markup_from_outside(base: Snapshot, tmp_path: Path, serve: Serve) -> None:
    texts = [text for text in TEXTS if "<" in text or "javascript" in text]
    reports = [
        row | {"place": texts[number % len(texts)], "narrative": texts[number % len(texts)], "source_url": "javascript:alert(1)"}
        for number, row in enumerate(table_rows(base, "reports"))
    ]
    republish(base, tmp_path, {"reports": reports}, demo=True)
    client = serve(tmp_path)
    for path in ("collections/reports/items?limit=50", f"collections/reports/items/{reports[0]['report_id']}", "collections", ""):
        answer = client.get(path, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "script-src" not in answer.headers["content-security-policy"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert not [mark for mark in ("<script", "<img", "<b>x", 'href="javascript') if mark in answer.text.lower()]
    assert "simulated data" in client.get("collections/reports/items", params={"f": "html"}).text
    assert items(client, "reports")["simulated"] is True


def test_the_same_question_is_worked_out_once_for_readers_of_equal_clearance(
    base: Snapshot, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    republish(base, tmp_path, mark_reports(base))
    asked, ask = [], cache.ask

    def noted(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        asked.append(function.__name__)
        return ask(function, *args, **kwargs)

    monkeypatch.setattr(cache, "ask", noted)
    address = "collections/reports/items?limit=700"
    red, again, clear = (serve(tmp_path, CLEARANCE=mark).get(address) for mark in ("RED", "RED", "CLEAR"))
    assert again.json() == red.json()
    assert asked == ["page_and_number", "page_and_number"]
    assert clear.json()["numberMatched"] < red.json()["numberMatched"]
    assert [word for word in SECRET.values() if word in clear.text] == []
    packed = serve(tmp_path, CLEARANCE="CLEAR").get(address, headers={"accept-encoding": "gzip"})
    assert (packed.headers["content-encoding"], packed.json()["features"]) == ("gzip", clear.json()["features"])


def test_large_collections_are_read_where_they_lie(base: Snapshot, tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    republish(base, tmp_path, {})
    monkeypatch.setattr(feature_rows, "MOST_GATHERED", 10)
    client, query = serve(tmp_path), {"category": "cyber", "limit": "500"}
    page = items(client, **query)
    assert {row["incident_id"] for row in table_rows(base, "incidents") if row["category"] == "cyber"} == {
        f["id"] for f in page["features"]
    }
    con = view_as(Store(tmp_path).open()).connect()
    kinds = con.execute("SELECT table_type FROM information_schema.tables WHERE table_name = 'gathered_incidents'")
    assert kinds.fetchall() == [("VIEW",)]
