"""The hostile measurement: it draws the same twice, and it reports what it is there to find."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from bench.hostile import flips, inputs
from bench.hostile.results import Miss, PartResult, keep_misses, print_table
from data_pipeline import chain
from data_pipeline.steps import normalise
from warehouse.contract.snapshot import Snapshot


def test_the_same_seed_draws_the_same_inputs() -> None:
    drawn = [inputs.changed_input(7, number) for number in range(200)]
    assert drawn == [inputs.changed_input(7, number) for number in range(200)]
    assert drawn != [inputs.changed_input(8, number) for number in range(200)]
    assert len({content for _, content in drawn}) > 150


def test_a_batch_is_accounted_for() -> None:
    tried, misses, noted = inputs.try_batch(3, 0, 30)
    assert (tried, misses) == (30, [])
    assert noted["records read"] > 30 and noted["files refused"] > 0


def test_a_traceback_is_a_miss_with_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError("planted")

    monkeypatch.setattr(normalise, "read_facts", fail)
    _, misses, _ = inputs.try_batch(3, 0, 30)
    by_kind = Counter(miss.kind for miss in misses)
    assert by_kind["traceback"] > 3
    assert all("planted" in miss.detail for miss in misses if miss.kind == "traceback")
    assert any(miss.content for miss in misses)


def test_too_much_time_is_a_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    def never_end(*_: object) -> None:
        re.match(r"(a|a)*b", "a" * 60)

    monkeypatch.setattr(normalise, "read_facts", never_end)
    monkeypatch.setattr(inputs, "MOST_SECONDS", 0.05)
    _, misses, _ = inputs.try_batch(3, 0, 4)
    assert "out of time" in {miss.kind for miss in misses}


def test_lost_records_are_a_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    right = chain.run

    def lose_a_record(settings: object) -> object:
        outcome = right(settings)  # type: ignore[arg-type]
        monkeypatch.setattr(inputs, "_COUNTS", inputs._COUNTS[1:])
        return outcome

    monkeypatch.setattr(inputs, "run", lose_a_record)
    _, misses, _ = inputs.try_batch(3, 0, 30)
    assert {miss.kind for miss in misses} == {"accounting"}


def test_a_bit_that_nobody_notices_is_a_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    assert flips.measure(1, 6).misses == []
    monkeypatch.setattr(Snapshot, "faults", lambda self: [])
    kinds = {miss.kind for miss in flips.measure(1, 12).misses}
    assert kinds & {"served in silence", "doctor content"}


def test_misses_are_printed_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = PartResult("inputs", 1)
    result.add(10, [Miss("traceback", "what happened", "asam-1-a.json", b"{}")], Counter({"files refused": 2}))
    keep_misses(result, tmp_path)
    assert not print_table([result], tmp_path)
    assert "1 traceback; 2 files refused" in capsys.readouterr().out
    assert (tmp_path / "inputs-1-0000.asam-1-a.json").read_bytes() == b"{}"
    assert (tmp_path / "inputs-1-0000.miss.json").is_file()
    assert print_table([PartResult("flips", 1)], tmp_path)
