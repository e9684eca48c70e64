"""Names and texts from outside: stored as text, of bounded length, and read in time that grows with their length."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from data_pipeline import registry
from data_pipeline.errors import SourceError
from data_pipeline.landing import land_file, landing_faults, list_landings, recognise_format
from data_pipeline.model import RawRecord
from data_pipeline.steps.normalise import read_chunk
from tests.fixtures.golden import FOLDER, fixtures, source_of
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import ASAM, content, land_bytes, only_row
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

HALF: Final = 32_000
MOST_TIMES: Final = 3
"""Twice the text may take this many times as long: linear is two, quadratic four."""
SHORT_SECONDS: Final = 0.4
"""What a short text may take in any case: below this, the machine is measured. Quadratic expressions take seconds."""


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="these systems have no names that are not UTF-8")
def test_a_file_name_that_is_not_utf8_is_stored_escaped(settings: Settings, store: Store, cli: Cli, tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.json"))
    file.write_bytes((ASAM / "api_json.json").read_bytes())
    answer = cli("add", "asam", file)
    assert answer.status == 0, answer.out + answer.err
    assert r"caf\xe9.json: 26 records landed" in answer.out
    [landing] = list_landings(settings.landing)
    assert landing.origin == r"caf\xe9.json"
    assert cli("run").status == 0
    assert only_row(content(store.open())["landings"], source="asam")["origin"] == r"caf\xe9.json"
    assert cli("doctor").status == 0
    broken = file.with_name(f"x{file.name}")
    broken.write_bytes(b"{")
    answer = cli("add", "asam", broken)
    assert answer.status == 2
    assert answer.out.startswith(r"error: xcaf\xe9.json is in no format of source asam")


@pytest.mark.parametrize("error", [TypeError("x"), ValueError("x"), KeyboardInterrupt()], ids=repr)
def test_whatever_goes_wrong_no_orphan_bytes_stay(settings: Settings, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def failing(*args: Any) -> None:
        raise error

    monkeypatch.setattr("data_pipeline.landing._sidecar_content", failing)
    with pytest.raises(type(error)):
        land_file(settings.landing, registry.source("asam"), "api_json", ASAM / "api_json.json")
    assert not [file for file in settings.landing.rglob("*") if file.is_file()]
    assert landing_faults(settings.landing) == []


@pytest.mark.parametrize(
    ("issuer", "reason"), [("A" * 20_000, "bad_reference"), ("A" * 186, "bad_reference"), ("A\u202eB", "bad_reference"), ("A" * 180, None)]
)
def test_report_ids_have_a_limit(settings: Settings, store: Store, cli: Cli, issuer: str, reason: str | None) -> None:
    [record] = orjson.loads((FOLDER / "ukmto" / "api_json.json").read_bytes())[:1]
    land_bytes(settings, "ukmto", orjson.dumps([{**record, "incidentIssuer": issuer}, record]), "api_json", day=400)
    assert cli("run").status == 0
    tables = content(store.open())
    assert [row["reason"] for row in tables["quarantine"]] == ([reason] if reason else [])
    assert max(len(row["report_id"]) for row in tables["reports"]) <= 200
    assert len(tables["reports"]) == (1 if reason else 2)


def test_weights_from_too_few_reports_are_refused_in_words(good: Store, cli: Cli, tmp_path: Path) -> None:
    answer = cli("train-links", "--out", tmp_path / "weights.toml")
    assert answer.status == 2
    assert "reports are too few to estimate weights from" in answer.err
    assert answer.err.count("\n") == 1
    assert not (tmp_path / "weights.toml").exists()


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds, so that other programs on the machine do not count."""
    started = time.process_time()
    work()
    return time.process_time() - started


def assert_grows_with_length(work: Callable[[int], object], what: str) -> None:
    half, whole = (seconds(lambda length=length: work(length)) for length in (HALF, 2 * HALF))  # type: ignore[misc]
    assert whole < MOST_TIMES * max(half, SHORT_SECONDS), f"{what}: {half:.2f} s for {HALF:,}, {whole:.2f} s for twice as many"


FIRST_FIXTURES = [file for file in fixtures() if "bad" not in file.name and file.suffix in (".json", ".csv")]


@pytest.mark.parametrize("unit", [" ", "\t", "\r\n", "\xa0", "1 ", "A-", ".", "'"], ids=repr)
@pytest.mark.parametrize("file", FIRST_FIXTURES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_reading_a_field_takes_time_in_proportion_to_its_length(file: Path, unit: str) -> None:
    """Every field of every format, with a run of one thing between two others."""
    source = source_of(file)
    format_id = recognise_format(source, file)
    first = next(record for record in source.adapter.parse(file, format_id) if not record.broken)

    def read(length: int, name: str) -> None:
        text = f"1x{(unit * length)[:length]}x1"
        read_chunk(source.id, format_id, "0" * 64, date(2026, 12, 1), 0, [RawRecord("0", {**first.fields, name: text})])

    # What is loaded on first use is not the text's doing.
    read(10, next(iter(first.fields)))
    for name in first.fields:
        assert_grows_with_length(lambda length, name=name: read(length, name), name)  # type: ignore[misc]


@pytest.mark.parametrize("unit", [b" ", b"\n", b"\t ", b"\xef\xbb\xbf", b"[", b"{", b"{ ", b"1", b",", b'"'], ids=repr)
@pytest.mark.parametrize("source_id", sorted(registry.sources()))
def test_recognising_a_file_takes_time_in_proportion_to_its_length(source_id: str, unit: bytes, tmp_path: Path) -> None:
    source = registry.source(source_id)
    file = tmp_path / "given.json"

    def recognise(length: int) -> None:
        head = (unit * length)[:length] + b"x"
        source.adapter.recognise(head, file.name)
        file.write_bytes(head)
        for format_id in source.formats:
            with contextlib.suppress(SourceError):
                list(source.adapter.parse(file, format_id))
        with contextlib.suppress(SourceError):
            recognise_format(source, file)

    recognise(10)
    assert_grows_with_length(recognise, source_id)
