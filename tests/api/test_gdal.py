"""What people of geography open it with: GDAL's driver of OGC API - Features, over a socket."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import listening
from tests.support.published import table_rows
from warehouse.contract.snapshot import Snapshot
from warehouse.queries.features.published import COLLECTIONS

pytestmark = pytest.mark.gdal


@pytest.fixture
def address(base: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("ANCHORWATCH_DATA", str(base.folder.parent.parent))
    with listening() as address:
        yield f"{address}/api/v1"


def told(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "ERROR" not in done.stderr
    assert "Warning" not in done.stderr
    return done.stdout


def features(address: str, tmp_path: Path, *options: str) -> list[dict[str, Any]]:
    """Incidents as `ogr2ogr` reads them, in pages of 100."""
    told("ogr2ogr", "-f", "GeoJSON", str(tmp_path / "read.json"), f"OAPIF:{address}", "incidents", "-oo", "PAGE_SIZE=100", *options)
    read: list[dict[str, Any]] = json.loads((tmp_path / "read.json").read_text(encoding="utf-8"))["features"]
    return read


def test_gdal_opens_every_collection(address: str, base: Snapshot) -> None:
    summary = told("ogrinfo", "-ro", "-al", "-so", f"OAPIF:{address}")
    counts = dict(re.findall(r"Layer name: (\w+)\n(?:.*\n)*?Feature Count: (\d+)", summary))
    assert set(counts) == set(COLLECTIONS)
    assert {name: int(counts[name]) for name in ("incidents", "reports")} == {
        name: base.manifest.tables[name].rows for name in ("incidents", "reports")
    }
    assert "CRS84" in summary or "WGS 84" in summary


def test_gdal_reads_all_pages_a_box_and_a_choice(address: str, base: Snapshot, tmp_path: Path) -> None:
    rows = table_rows(base, "incidents")
    read = features(address, tmp_path)
    assert sorted(feature["properties"]["incident_id"] for feature in read) == sorted(row["incident_id"] for row in rows)
    placed = {row["incident_id"]: [row["longitude"], row["latitude"]] for row in rows if row["latitude"] is not None}
    assert {f["properties"]["incident_id"]: f["geometry"]["coordinates"] for f in read if f["geometry"]} == placed
    boxed = features(address, tmp_path, "-spat", "100", "-10", "110", "10")
    assert {f["properties"]["incident_id"] for f in boxed} == {
        incident_id for incident_id, (x, y) in placed.items() if 100 <= x <= 110 and -10 <= y <= 10
    }
    chosen = features(address, tmp_path, "-where", "category = 'cyber' AND severity < 3")
    assert {f["properties"]["incident_id"] for f in chosen} == {
        row["incident_id"] for row in rows if row["category"] == "cyber" and row["severity"] in (0, 1, 2)
    }
    assert chosen
    assert boxed
