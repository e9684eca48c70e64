"""The third sources made of real reports are what they say: read whole, a known truth, positions missing or rounded."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data_pipeline import registry
from data_pipeline.landing import recognise_format
from data_pipeline.steps.normalise import read_chunk
from tests.support.third_sources import GISIS_RECORDS, RECAAP_RECORDS, third_sources

pytestmark = pytest.mark.real_data
LANDED_ON = date(2026, 1, 1)


def read(source_id: str, content: bytes, file: Path) -> list[dict[str, Any]]:
    file.write_bytes(content)
    source = registry.source(source_id)
    format_id = recognise_format(source, file)
    chunk = read_chunk(source_id, format_id, "0" * 64, LANDED_ON, 0, list(source.adapter.parse(file, format_id)))
    assert (chunk.quarantine, chunk.leftover) == ([], set())
    rows: list[dict[str, Any]] = chunk.rows.to_pylist()
    return rows


def test_third_sources_are_read_whole_and_their_truth_is_of_this_archive(real_data: Path, tmp_path: Path) -> None:
    gisis_csv, recaap_json, truth = third_sources(real_data)
    gisis = read("imo_gisis", gisis_csv, tmp_path / "gisis.csv")
    recaap = read("recaap", recaap_json, tmp_path / "recaap.json")
    assert {row["report_id"] for row in (*gisis, *recaap)} == set(truth)
    assert Counter(key.split(":")[0] for key in truth) == {"imo_gisis": GISIS_RECORDS, "recaap": RECAAP_RECORDS}

    archive = registry.source("asam").adapter.parse(real_data / "asam" / "asam_archive_1978_2024.json", "api_json")
    days = {f"asam:{record.fields['reference']}": date.fromisoformat(record.fields["date"][:10]) for record in archive}
    assert set(truth.values()) <= set(days)
    near = [abs((row["occurred_on"] - days[truth[row["report_id"]]]).days) <= 5 for row in (*gisis, *recaap)]
    assert sum(near) / len(near) > 0.95, "some of ASAM's own days are wrong, and its texts correct them"

    without = sum(row["latitude"] is None for row in gisis) / len(gisis)
    assert 0.4 < without < 0.6
    assert sum(row["position_precision_km"] == 55.6 for row in recaap) / len(recaap) == pytest.approx(204 / 242, abs=0.06)
    assert sum(row["vessel_name"] is not None for row in gisis) / len(gisis) > 0.7
