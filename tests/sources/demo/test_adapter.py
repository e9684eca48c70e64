"""Reading the simulated bodies' files."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest

from data_pipeline.errors import BadRecord, BrokenFile
from data_pipeline.fields import Fields
from data_pipeline.model import FACT_NAMES
from data_pipeline.sources.demo import adapter

from .conftest import BODIES, reports_of


def _record(**changes: Any) -> dict[str, Any]:
    record: dict[str, Any] = dict.fromkeys(name for name in adapter.COLUMNS.names if name != adapter.FEED)
    record |= {
        "reference": "12-20", "revision": 1, "occurred": "2020-03-05T22:10Z", "reported_at": "2020-03-06T01:00Z",
        "published_at": "2020-03-08T09:30Z", "latitude": 1.1, "longitude": 103.7, "position_precision_km": 0.93,
        "place": "Phillip Channel", "category": "piracy_robbery", "act": "boarded", "severity": 3,
        "severity_basis": "weapons=knives;attackers=4", "vessel_name": "VALDORA TORMAK", "imo_number": 2000003, "attackers": 4,
        "weapons": "knives", "stolen": "ships_stores", "reported_to_authority": False, "in_port": False, "narrative": "[SIMULATED] ...",
    }  # fmt: skip
    return record | changes


def test_recognises_its_files_by_their_first_bytes(usual: Path) -> None:
    for body in BODIES:
        head = (usual / f"{body}.parquet").read_bytes()[:65_536]
        assert adapter.recognise(head, "renamed.bin") == "parquet"
    truth = (usual / "truth" / "incidents.parquet").read_bytes()[:65_536]
    assert adapter.recognise(truth, "demo_navy.parquet") is None
    assert adapter.recognise(b"reference,occurred\n", "demo_navy.parquet") is None
    assert adapter.recognise(b"", "demo_navy.parquet") is None


def test_parses_every_record_in_order(usual: Path) -> None:
    table = reports_of(usual, "demo_gulf")
    records = list(adapter.parse(usual / "demo_gulf.parquet", "parquet"))
    assert [record.locator for record in records] == [str(row) for row in range(table.num_rows)]
    assert [record.fields["reference"] for record in records] == table["reference"].to_pylist()
    assert all(record.broken is None for record in records)


def test_every_field_is_read_and_every_fact_is_a_column(usual: Path) -> None:
    for body in BODIES:
        for record in adapter.parse(usual / f"{body}.parquet", "parquet"):
            fields = Fields(record.fields)
            draft = adapter.read(fields, "parquet")
            assert not fields.unread_names()
            assert set(draft.facts) <= set(FACT_NAMES)


def test_reads_one_record() -> None:
    draft = adapter.read(Fields(_record()), "parquet")
    assert draft.native_ref == "12-20"
    assert draft.occurred_on == date(2020, 3, 5)
    assert draft.occurred_at == datetime(2020, 3, 5, 22, 10, tzinfo=UTC)
    assert draft.time_precision == "minute"
    assert draft.published_at == datetime(2020, 3, 8, 9, 30, tzinfo=UTC)
    assert (draft.latitude, draft.longitude, draft.position_precision_km) == (1.1, 103.7, 0.93)
    assert draft.facts == {
        "category": "piracy_robbery", "act": "boarded", "severity": 3, "severity_basis": ["weapons=knives", "attackers=4"],
        "severity_scale": "recaap",
        "vessel_name": "VALDORA TORMAK", "imo_number": 2000003, "attackers": 4, "attackers_max": 4, "weapons": ["knives"],
        "stolen": ["ships_stores"], "reported_to_authority": False, "in_port": False,
    }  # fmt: skip


def test_reads_a_day_without_time() -> None:
    draft = adapter.read(Fields(_record(occurred="2020-03-05")), "parquet")
    assert (draft.occurred_on, draft.occurred_at, draft.time_precision) == (date(2020, 3, 5), None, "day")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reference": None}, "no_reference"),
        ({"occurred": None}, "no_date"),
        ({"occurred": "2020-02-30"}, "bad_date"),
        ({"occurred": "2020-03-05T25:00Z"}, "bad_date"),
        ({"published_at": "soon"}, "bad_date"),
    ],
)
def test_bad_records_are_set_aside(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        adapter.read(Fields(_record(**changes)), "parquet")
    assert caught.value.reason == reason


def test_broken_files_are_refused(usual: Path, tmp_path: Path) -> None:
    complete = usual / "demo_gulf.parquet"
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(complete.read_bytes()[:5_000])
    foreign = tmp_path / "foreign.parquet"
    pq.write_table(pq.read_table(complete).replace_schema_metadata({}), foreign)
    short = tmp_path / "short.parquet"
    pq.write_table(pq.read_table(complete).drop_columns(["narrative"]), short)
    other = tmp_path / "other.parquet"
    table = pq.read_table(complete)
    pq.write_table(table.set_column(table.schema.get_field_index("latitude"), "latitude", table["reference"]), other)
    for file, words in (
        (cut, "not a complete Parquet"),
        (foreign, "not written by"),
        (short, "narrative is missing"),
        (other, "latitude has another type"),
    ):
        with pytest.raises(BrokenFile, match=words):
            list(adapter.parse(file, "parquet"))


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_is_refused_whatever_byte_is_wrong(usual: Path, tmp_path: Path, seed: int) -> None:
    """The footer holds names and lengths, the pages texts; a byte that is no UTF-8 there is found only when it is decoded."""
    few = tmp_path / "few.parquet"
    pq.write_table(pq.read_table(usual / "demo_gulf.parquet").slice(0, 3), few, compression="none")
    complete = few.read_bytes()
    random = Random(seed)
    for _ in range(400):
        damaged = bytearray(complete)
        damaged[random.randrange(len(complete))] ^= 1 << random.randrange(8)
        few.write_bytes(damaged)
        with suppress(BrokenFile):
            list(adapter.parse(few, "parquet"))


def test_reads_fast_enough(usual: Path) -> None:
    """40,000 records a second is the aim; a busy machine gets half the benefit of the doubt."""
    best = 0.0
    for _ in range(3):
        begun, count = time.process_time(), 0
        for record in adapter.parse(usual / "demo_asia.parquet", "parquet"):
            adapter.read(Fields(record.fields), "parquet")
            count += 1
        best = max(best, count / (time.process_time() - begun))
    assert best > 20_000
