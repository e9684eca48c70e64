"""One record never stops a run: it goes to quarantine; a file that cannot be used fails its source alone; what lands has limits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pytest

from data_pipeline import registry
from data_pipeline.chain import run
from data_pipeline.errors import BrokenFile
from data_pipeline.landing import land_file
from data_pipeline.model import RawRecord
from data_pipeline.steps import normalise
from tests.pipeline.conftest import Cli
from tests.pipeline.helpers import IMB, Rows, asam_json, asam_record, content, land_bytes, only_row
from warehouse.contract.issues import QUARANTINE_REASONS
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store


def nested(levels: int) -> Any:
    value: Any = "innermost"
    for _ in range(levels):
        value = [value]
    return value


def references(tables: Rows) -> list[str]:
    return [row["native_ref"] for row in tables["reports"] if row["source"] == "asam"]


def check_accounting(tables: Rows) -> None:
    for row in tables["landings"]:
        assert row["read"] == row["new"] + row["revised"] + row["unchanged"] + row["repeated"] + row["quarantined"], row["origin"]


@pytest.mark.parametrize("levels", [33, 260, 1000])
def test_a_record_nested_too_deeply_goes_to_quarantine(settings: Settings, store: Store, cli: Cli, levels: int) -> None:
    """A feed landed it unread. 254 levels are the most that orjson writes, 1,024 the most that it reads."""
    deep = b"[" * levels + b"]" * levels
    content_ = asam_json(asam_record(1), asam_record(2, weather="HERE"), asam_record(3)).replace(b'"HERE"', deep)
    land_bytes(settings, "asam", content_, "api_json", day=1)
    for command in ("run", "rebuild", "doctor", "quarantine"):
        answer = cli(command)
        assert answer.status == 0, answer.out + answer.err
    tables = content(store.open())
    assert references(tables) == ["2020-1", "2020-3"]
    [row] = tables["quarantine"]
    assert (row["raw_locator"], row["reason"]) == ("1", "too_deep")
    assert row["message"] == "the record is nested more than 32 levels deep"
    assert '"2020-2"' in row["raw"]
    check_accounting(tables)


def test_as_deep_as_allowed_is_read(settings: Settings, store: Store) -> None:
    land_bytes(settings, "asam", asam_json(asam_record(1, weather=nested(31))), "api_json", day=1)
    assert run(settings).exit_status == 0
    assert references(content(store.open())) == ["2020-1"]


@pytest.mark.parametrize("levels", [33, 260, 5000])
def test_add_refuses_what_is_nested_too_deeply_in_one_line(settings: Settings, cli: Cli, tmp_path: Path, levels: int) -> None:
    file = tmp_path / "deep.json"
    text = orjson.dumps(asam_record(2, weather="HERE")).replace(b'"HERE"', b"[" * levels + b"]" * levels)
    file.write_bytes(b'{"asam": [' + orjson.dumps(asam_record(1)) + b"," + text + b"]}")
    answer = cli("add", "asam", file)
    assert answer.status == 2
    assert re.fullmatch(r"error: deep\.json.* nested .*deep.*\n", answer.out), answer.out
    assert not list(settings.landing.glob("*/*"))


FAULTS = [
    RecursionError("maximum recursion depth exceeded"),
    ValueError("bad value"),
    TypeError("bad type"),
    KeyError("missing"),
    IndexError("out of range"),
    OverflowError("too large"),
    ZeroDivisionError("division by zero"),
    AttributeError("no such attribute"),
    re.error("bad pattern"),
    UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
    pa.ArrowInvalid("not convertible"),
]


@pytest.mark.parametrize(
    ("step", "error"), [*(("read_facts", error) for error in FAULTS), ("content_hash", FAULTS[0])], ids=lambda value: repr(value)[:30]
)
def test_any_error_in_a_record_sets_that_record_aside(
    good: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception
) -> None:
    real = getattr(normalise, step)

    def failing(draft: Any, *args: Any) -> Any:
        if draft.native_ref == "2020-2":
            raise error
        return real(draft, *args)

    monkeypatch.setattr(normalise, step, failing)
    land_bytes(settings, "asam", asam_json(*map(asam_record, (1, 2, 3))), "api_json", day=5)
    assert run(settings).exit_status == 0
    tables = content(good.open())
    assert {"2020-1", "2020-3"} <= set(references(tables))
    assert "2020-2" not in references(tables)
    row = only_row(tables["quarantine"], source="asam")
    assert (row["raw_locator"], row["reason"]) == ("1", "unreadable")
    assert row["message"].startswith(f"reading it failed with {type(error).__name__}: ")
    check_accounting(tables)


@pytest.mark.parametrize("value", [object(), 2**70, "\ud800", ["\ud800"]], ids=["object", "huge number", "lone surrogate", "in a list"])
@pytest.mark.parametrize("column", ["native_ref", "narrative"])
def test_a_value_that_no_column_can_hold_sets_its_record_aside(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch, value: object, column: str
) -> None:
    """An adapter's or a rule's fault, which shows only when the columns are made, for many records at once."""
    real = getattr(normalise, "read_facts")  # noqa: B009 - imported there, not exported

    def odd(draft: Any, source: Any) -> Any:
        facts = real(draft, source)
        if draft.native_ref == "2020-2":
            setattr(facts if hasattr(facts, column) else draft, column, value)
        return facts

    monkeypatch.setattr(normalise, "read_facts", odd)
    # Hashed before, so that the value gets as far as the columns.
    monkeypatch.setattr(normalise, "content_hash", lambda draft, several: str(id(draft)))
    land_bytes(settings, "asam", asam_json(*map(asam_record, (1, 2, 3))), "api_json", day=1)
    assert run(settings).exit_status == 0
    tables = content(store.open())
    assert references(tables) == ["2020-1", "2020-3"]
    assert [row["reason"] for row in tables["quarantine"]] == ["unreadable"]
    check_accounting(tables)


def test_a_raw_record_that_cannot_be_written_as_json_is_still_kept() -> None:
    for fields in ({"a": nested(2000)}, {"a": 2**100}, {"a": "\ud800"}, {b"a": 1}, {"a": float("nan")}):
        record = RawRecord("0", fields, broken=("not_a_record", "x"))  # type: ignore[arg-type]
        [row] = normalise.read_chunk("asam", "api_json", "", normalise._EARLIEST, 0, [record]).quarantine
        assert row["raw"].encode()


@pytest.mark.parametrize("step", ["add_geography", "_number_records", "parse"])
@pytest.mark.parametrize("error", [KeyError("x"), RecursionError("x"), ValueError("x"), pa.ArrowInvalid("x")], ids=repr)
def test_any_error_in_a_file_fails_its_source_alone(
    good: Store, settings: Settings, cli: Cli, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception
) -> None:
    def failing(*args: Any) -> Any:
        raise error

    before = content(good.open())
    land_bytes(settings, "imb_crime_at_sea", (IMB / "data_set_csv.csv").read_bytes() + b"\n", "data_set_csv", "feed.csv", day=4)
    with monkeypatch.context() as patched:
        owner = registry.source("imb_crime_at_sea").adapter if step == "parse" else normalise
        patched.setattr(owner, step, failing)
        answer = cli("run")
        examined = cli("doctor")
    assert answer.status == 1, answer.out + answer.err
    tables = content(good.open())
    assert tables["reports"] == before["reports"], "the last good data stay"
    failure = only_row(tables["landings"], origin="feed.csv")["failure"]
    assert failure.startswith(f"feed.csv cannot be read: {type(error).__name__}: ")
    if step == "parse":
        assert examined.status == 1
        assert "fault imb_crime_at_sea: feed.csv cannot be read" in examined.out
    check_accounting(tables)


def test_a_format_that_the_source_does_not_have_fails_its_source_alone(good: Store, settings: Settings, cli: Cli) -> None:
    landing = land_bytes(settings, "asam", asam_json(asam_record(5)), "api_json", "feed.json", day=4)
    sidecar = landing.file.with_name(f"{landing.id}.landing.json")
    sidecar.write_bytes(sidecar.read_bytes().replace(b"api_json", b"api_jsen"))
    answer = cli("run")
    assert answer.status == 1, answer.out + answer.err
    assert "feed.json landed as format 'api_jsen', which source asam does not have" in answer.out
    assert "api_jsen" in cli("doctor").out


def test_doctor_names_a_landing_that_cannot_be_read(good: Store, settings: Settings, cli: Cli) -> None:
    land_bytes(settings, "asam", b'{"asam": [', "api_json", "feed.json", day=4)
    assert cli("run").status == 1
    answer = cli("doctor")
    assert answer.status == 1
    assert "fault asam: feed.json is not valid JSON" in answer.out


@pytest.mark.parametrize("line_end", [b"\r", b"\r\r\n", b"\n\r"], ids=repr)
def test_line_ends_of_any_kind_are_read_or_refused_in_one_line(cli: Cli, tmp_path: Path, line_end: bytes) -> None:
    file = tmp_path / "ends.csv"
    file.write_bytes((IMB.parent / "asam" / "export_csv.csv").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", line_end))
    answer = cli("add", "asam", file)
    assert answer.status == 0 or answer.out.startswith("error: ends.csv")
    assert "Traceback" not in answer.out + answer.err


def oversized(file: Path) -> Path:
    """Six gigabytes that take no room on the disk."""
    with file.open("wb") as stream:
        stream.write(b'{"asam": [')
        stream.truncate(6_000_000_000)
    return file


def test_a_file_above_the_size_limit_is_refused_before_it_is_read(settings: Settings, cli: Cli, tmp_path: Path) -> None:
    file = oversized(tmp_path / "big.json")
    answer = cli("add", "asam", file)
    assert answer.status == 2
    assert answer.out == "error: big.json has 6,000 MB; at most 500 MB can be read. Split it, or check that it is the right file.\n"
    assert not list(settings.landing.glob("*/*"))


def test_a_feed_cannot_land_it_either(settings: Settings, tmp_path: Path) -> None:
    file = oversized(tmp_path / "big.json")
    with pytest.raises(BrokenFile, match="6,000 MB; at most 500 MB"):
        land_file(settings.landing, registry.source("asam"), "api_json", file)
    assert not list(settings.landing.glob("*/*"))
    for read in (registry.source("asam").adapter.parse(file, form) for form in ("api_json", "export_csv")):
        with pytest.raises(BrokenFile, match="6,000 MB; at most 500 MB"):
            next(read)


def test_every_reason_of_this_file_is_described() -> None:
    assert {"too_deep", "unreadable"} <= set(QUARANTINE_REASONS)
