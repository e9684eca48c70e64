"""The client: frames from a folder and from a server, typed, explained, and no more than the reader may see."""

from __future__ import annotations

import ast
import builtins
import gzip
import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import anchorwatch
from anchorwatch import AnchorwatchError
from tests.conftest import ROOT
from tests.support.marked import mark_reports, permitted_tables
from tests.support.published import republish, table_rows
from tests.support.snapshots import build_snapshot
from warehouse.contract.snapshot import Snapshot

Answer = tuple[int, dict[str, str], Any]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return build_snapshot(tmp_path_factory.mktemp("client"), 400)


@pytest.fixture(scope="module")
def folder(snapshot: Snapshot) -> Path:
    return snapshot.folder.parents[1]


def test_three_lines_give_typed_incidents(folder: Path, snapshot: Snapshot) -> None:
    data = anchorwatch.open(folder)
    incidents = data.incidents(since="2024-01-01", until=date(2025, 12, 31), category=["cargo_theft", "cyber"], weapons="guns")
    expected = [
        row["incident_id"]
        for row in table_rows(snapshot, "incidents")
        if row["category"] in ("cargo_theft", "cyber")
        and date(2024, 1, 1) <= row["occurred_on"] <= date(2025, 12, 31)
        and "guns" in row["weapons"]
    ]
    assert sorted(incidents["incident_id"]) == sorted(expected) != []
    assert str(incidents["occurred_on"].dtype).startswith("datetime64")
    assert str(incidents["occurred_at"].dt.tz) == "UTC"
    assert incidents["severity"].dtype == "Int32"
    assert "cyber" in incidents["category"].cat.categories
    assert incidents.attrs == {"snapshot": snapshot.id, "simulated": False}
    assert len(data.about.attributions) == 3
    latest = data.incidents(limit=5, columns=["incident_id", "occurred_on"])
    assert list(latest.columns) == ["incident_id", "occurred_on"]
    assert latest["occurred_on"].max() == max(pd.Timestamp(row["occurred_on"]) for row in table_rows(snapshot, "incidents"))


def test_columns_and_codes_are_explained(folder: Path) -> None:
    data = anchorwatch.open(folder)
    assert data.columns("incidents").loc["position_precision_km", "unit"] == "km"
    assert set(data.columns("incidents").index) == set(data.incidents(limit=1).columns)
    assert data.codes("category").loc["cyber", "title"] == "Cyber and signal interference"
    assert "linkage" not in data.tables


def test_frames_of_polars_and_geopandas(folder: Path) -> None:
    data = anchorwatch.open(folder)
    incidents = data.incidents()
    assert data.incidents(frame="polars")["incident_id"].to_list() == list(incidents["incident_id"])
    placed = data.incidents(frame="geopandas")
    assert placed.crs == "EPSG:4326"
    assert list(placed.geometry.isna()) == list(incidents["latitude"].isna())
    assert (placed.geometry.x.dropna() == incidents["longitude"].dropna()).all()
    with pytest.raises(AnchorwatchError, match="have no place"):
        data.table("sources", frame="geopandas")


@pytest.mark.parametrize("library", ["polars", "geopandas"])
def test_a_missing_library_is_named(folder: Path, library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(AnchorwatchError, match=f"{library} is not installed. .* pip install {library}"):
        anchorwatch.open(folder).incidents(frame=library)


@pytest.mark.parametrize("clearance", ["CLEAR", "AMBER", "RED"])
def test_a_folder_gives_no_more_than_the_reader_may_see(snapshot: Snapshot, tmp_path: Path, clearance: str) -> None:
    tables = mark_reports(snapshot)
    republish(snapshot, tmp_path, tables)
    permitted = permitted_tables(tables, clearance)
    data = anchorwatch.open(tmp_path, clearance=clearance)
    for name in ("reports", "incidents", "report_revisions"):
        assert len(data.table(name)) == len(permitted[name])
    assert set(data.reports()["report_id"]) == {row["report_id"] for row in permitted["reports"]}


def test_the_operators_setting_bounds_what_is_asked_for(snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = mark_reports(snapshot)
    republish(snapshot, tmp_path, tables)
    monkeypatch.setenv("ANCHORWATCH_CLEARANCE", "GREEN")
    green = len(permitted_tables(tables, "GREEN")["reports"])
    assert len(anchorwatch.open(tmp_path).reports()) == len(anchorwatch.open(tmp_path, clearance="RED").reports()) == green


def test_simulated_data_say_so(tmp_path: Path) -> None:
    build_snapshot(tmp_path, 20, demo=True)
    with pytest.warns(anchorwatch.SimulatedData, match="nothing in them ever happened"):
        data = anchorwatch.open(tmp_path)
    assert "SIMULATED" in repr(data)
    assert data.incidents().attrs["simulated"]


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda data: data.table("nothing"), "There is no table 'nothing'"),
        (lambda data: data.incidents(ship="A"), "has no column 'ship'"),
        (lambda data: data.incidents(columns=["ship"]), "has no column 'ship'"),
        (lambda data: data.incidents(since="yesterday"), "YYYY-MM-DD"),
        (lambda data: data.table("sources", since="2020-01-01"), "no day of an event"),
        (lambda data: data.incidents(frame="excel"), "no frame 'excel'"),
        (lambda data: data.codes("colours"), "no list of codes 'colours'"),
        (lambda data: anchorwatch.open("/no/such/folder"), "holds no snapshot"),
        (lambda data: anchorwatch.open("https://x.example", clearance="RED"), "leave clearance out"),
        (lambda data: anchorwatch.open("http://x.example", key="k"), "not encrypted"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_words(folder: Path, ask: Callable[[Any], Any], words: str) -> None:
    with pytest.raises(AnchorwatchError, match=words):
        ask(anchorwatch.open(folder))


COLLECTIONS = {"snapshot": "20260101T000000", "simulated": False, "collections": [{"id": "incidents"}, {"id": "sea_regions"}]}


def features(*rows: dict[str, Any], following: str | None = None, geometry: Any = None) -> dict[str, Any]:
    return {
        "snapshot": "20260101T000000",
        "simulated": False,
        "links": [{"rel": "self", "href": "x"}, *([{"rel": "next", "href": following}] if following else [])],
        "features": [{"type": "Feature", "geometry": geometry, "properties": row} for row in rows],
    }


def parquet(*rows: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    typed = [{**row, "occurred_on": date.fromisoformat(row["occurred_on"]), "occurred_at": None} for row in rows]
    pq.write_table(pa.Table.from_pylist(typed), out)
    return out.getvalue()


@contextmanager
def server(answers: dict[str, Answer]) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """A server that gives these answers by path; yields its address, and the requests with their keys as they come."""
    asked: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Authorization")))
            status, headers, content = answers.get(self.path.partition("?")[0], (404, {}, {"detail": "There is no such thing."}))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            if "Accept-Encoding" in self.headers and isinstance(content, dict):
                body = gzip.compress(body)
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}", asked
        served.shutdown()


def test_a_server_is_read_whole_or_page_by_page_with_the_key() -> None:
    row = {"incident_id": "a:1", "occurred_on": "2026-01-02", "occurred_at": "2026-01-02T03:00:00Z", "latitude": 1.5, "longitude": 104.0,
           "category": "cyber", "sources": ["a"], "severity": 4}  # fmt: skip
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    items = "/api/v1/collections/incidents/items"
    answers: dict[str, Answer] = {
        "/api/v1/collections": (200, {}, COLLECTIONS),
        items: (200, {}, features(row, following="items2?cursor=b")),
        "/api/v1/collections/incidents/items2": (200, {}, features({**row, "incident_id": "a:2", "latitude": None, "severity": None})),
        "/api/v1/whole/incidents.parquet": (200, {}, parquet({**row, "snapshot": "20260102T000000", "simulated": False})),
        "/api/v1/collections/sea_regions/items": (200, {}, features({"sea_region": "red_sea", "title": "Red Sea"}, geometry=square)),
    }
    with server(answers) as (address, asked):
        data = anchorwatch.open(address, key="secret")
        incidents = data.incidents(since="2026-01-01", category=["cyber", "drugs"], limit=10)
        whole = data.incidents(category="cyber", columns=["incident_id", "severity"])
        assert data.about.snapshot == "20260102T000000"
        regions = data.table("sea_regions", frame="geopandas")
    assert list(incidents["incident_id"]) == ["a:1", "a:2"]
    assert str(incidents["occurred_at"].dt.tz) == "UTC"
    assert incidents["severity"].isna().tolist() == [False, True]
    assert whole.to_dict("list") == {"incident_id": ["a:1"], "severity": [4]}
    assert regions.total_bounds.tolist() == [0, 0, 1, 1]
    assert {key for _, key in asked} == {"Bearer secret"}
    assert "category=cyber%2Cdrugs&datetime=2026-01-01%2F..&limit=10" in asked[1][0]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((302, {"Location": "http://127.0.0.1:1/api/v1/collections"}, b""), "302"),
        ((401, {}, b""), "does it need a key"),
        ((429, {}, {"detail": "Too many requests; wait a minute."}), "wait a minute"),
        ((200, {}, b"<html>"), "gives no answer that can be read"),
        ((200, {}, features({"incident_id": "a:1"}, following="http://elsewhere.example/items")), "the key is sent nowhere else"),
    ],
)
def test_an_answer_that_is_none_is_said_in_words(answer: Answer, words: str) -> None:
    answers = {"/api/v1/collections": (200, cast("dict[str, str]", {}), COLLECTIONS), "/api/v1/collections/sea_regions/items": answer}
    with server(answers) as (address, _), pytest.raises(AnchorwatchError, match=words):
        anchorwatch.open(address, key="secret").table("sea_regions")


def test_the_client_needs_nothing_but_the_warehouse() -> None:
    """It is installed without the app, the pipeline and their packages."""
    code = "\n".join(file.read_text("utf-8") for file in (ROOT / "client" / "anchorwatch").glob("*.py"))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(code.replace("from __future__ import annotations", "")))
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in getattr(node, "names", ())])
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    own = {path.name for path in ROOT.iterdir() if path.is_dir()}
    assert imported & own == {"warehouse"}


def test_the_package_reads_a_folder_without_a_checkout_and_holds_no_data(snapshot: Snapshot, tmp_path: Path) -> None:
    """Where no settings say what the reader may see, that is what is marked CLEAR."""
    tables = mark_reports(snapshot)
    republish(snapshot, tmp_path / "data", tables)
    build = [sys.executable, "-m", "uv", "build", "--wheel", "--no-build-isolation", "--offline", "-q", "-o", str(tmp_path / "wheel")]
    subprocess.run(
        [*build, str(ROOT / "client")], check=True, env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    )
    [wheel] = (tmp_path / "wheel").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert not [name for name in archive.namelist() if name.startswith("warehouse/data") or name.endswith((".pyc", ".parquet"))]
        archive.extractall(tmp_path / "installed")
    code = "import anchorwatch, sys; print(len(anchorwatch.open(sys.argv[1]).reports()), 'streamlit' in sys.modules)"
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ANCHORWATCH")}
    printed = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "data")],
        cwd=tmp_path, env={**environ, "PYTHONPATH": str(tmp_path / "installed")}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert printed.split() == [str(len(permitted_tables(tables, "CLEAR")["reports"])), "False"]


def test_the_example_notebook_runs(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "data").symlink_to(folder)
    monkeypatch.chdir(tmp_path / "docs")
    notebook = json.loads((ROOT / "docs" / "notebook.ipynb").read_bytes())
    names: dict[str, Any] = {"__builtins__": builtins}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert not any(cell["outputs"] for cell in cells), "outputs grow old"
    shown = [_run_cell("".join(cell["source"]), names) for cell in cells]
    assert len(names["incidents"]) > 100
    assert all(len(value) for value in shown if isinstance(value, pd.DataFrame | pd.Series))
    assert sum(value is not None for value in shown) == len(cells) - 1


def _run_cell(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; the value of its last line, which a notebook shows."""
    *body, last = ast.parse(source).body
    if not isinstance(last, ast.Expr):
        body.append(last)
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None
