from __future__ import annotations

import csv
import io
import json

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse import exports
from warehouse.filters import Filters
from warehouse.queries import incidents
from warehouse.snapshot import Snapshot


@pytest.fixture
def table(con: duckdb.DuckDBPyConnection) -> pa.Table:
    return incidents.export(con, Filters(sources=("gulf_net",)))


def test_csv_reads_back(table: pa.Table, invented: Snapshot) -> None:
    rows = list(csv.DictReader(io.StringIO(exports.to_csv(table, invented).decode("utf-8-sig"))))
    assert [row["incident_id"] for row in rows] == table["incident_id"].to_pylist()
    first = table.to_pylist()[0]
    assert rows[0]["weapons"] == "; ".join(first["weapons"])
    assert rows[0]["occurred_on"] == first["occurred_on"].isoformat()
    assert float(rows[0]["latitude"]) == first["latitude"]
    assert all(row["attribution"] and row["snapshot"] == invented.id and row["simulated"] == "false" for row in rows)
    timed = next(row for row in rows if row["occurred_at"])
    assert timed["occurred_at"].endswith(":00Z")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", '=HYPERLINK("http://x","a")', "|calc", "%0A=1", "＝1", "\x00=1"],
)
def test_a_formula_in_a_csv_is_only_text(table: pa.Table, invented: Snapshot, text: str) -> None:
    one = table.slice(0, 1)
    one = one.set_column(one.column_names.index("vessel_name"), "vessel_name", [[text]])
    one = one.set_column(one.column_names.index("stolen"), "stolen", pa.array([[text, "rope"]]))
    row = next(csv.DictReader(io.StringIO(exports.to_csv(one, invented).decode("utf-8-sig"), newline="")))
    assert row["vessel_name"] == f"'{text}"
    assert row["stolen"] == f"'{text}; rope"


def test_numbers_below_zero_stay_numbers(table: pa.Table, invented: Snapshot) -> None:
    rows = csv.DictReader(io.StringIO(exports.to_csv(table, invented).decode("utf-8-sig")))
    assert any(float(row["longitude"]) < 0 for row in rows if row["longitude"])


def test_geojson_has_a_feature_per_incident(table: pa.Table, invented: Snapshot) -> None:
    found = json.loads(exports.to_geojson(table, invented))
    assert found["type"] == "FeatureCollection"
    assert found["snapshot"] == invented.id
    assert [feature["id"] for feature in found["features"]] == table["incident_id"].to_pylist()
    for feature, row in zip(found["features"], table.to_pylist(), strict=True):
        wanted = None if row["latitude"] is None else {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
        assert feature["geometry"] == wanted
        assert feature["properties"]["weapons"] == row["weapons"]
    assert any(feature["geometry"] is None for feature in found["features"])


def test_parquet_keeps_types(table: pa.Table, invented: Snapshot) -> None:
    found = pq.read_table(io.BytesIO(exports.to_parquet(table, invented)))
    assert found.drop_columns(["snapshot", "simulated"]).equals(table)


def test_simulated_data_say_so(table: pa.Table, invented: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.support.snapshots import build

    demo = build(tmp_path_factory.mktemp("demo"), 20, demo=True)
    assert b'"simulated":true' in exports.to_geojson(table, demo)
    assert exports.to_csv(table, demo).rstrip().endswith(b"true")


def test_nothing_to_export_is_a_valid_file(table: pa.Table, invented: Snapshot) -> None:
    empty = table.slice(0, 0)
    assert json.loads(exports.to_geojson(empty, invented))["features"] == []
    assert len(exports.to_csv(empty, invented).decode("utf-8-sig").splitlines()) == 1
    assert pq.read_table(io.BytesIO(exports.to_parquet(empty, invented))).num_rows == 0
