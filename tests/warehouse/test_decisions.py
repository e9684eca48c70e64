"""Decisions on disk: whole or refused, never changed, never lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.pipeline.helpers import settings_in
from warehouse.contract import decisions
from warehouse.contract.decisions import DecisionError
from warehouse.contract.settings import Settings

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data")


def test_what_is_written_is_read_back_oldest_first(settings: Settings) -> None:
    first = decisions.write_decision(settings, "  Ada \n Lovelace ", "same", ["asam:2", "asam:1", "asam:1"], [], "same ship ", now=NOW)
    second = decisions.write_decision(settings, "Бо", "undo", [], [], "船 again", first.decision_id, now=NOW)
    assert decisions.read_decisions(settings) == [first, second]
    assert (first.who, first.why, first.group_a) == ("Ada Lovelace", "same ship", ("asam:1", "asam:2"))
    assert second.made_at > first.made_at, "two of one moment keep their order"
    assert decisions.find_faults(settings) == []


@pytest.mark.parametrize(
    ("said", "why_not"),
    [
        (("", "same", ["a", "b"], [], "x"), "who"),
        (("Ada", "same", ["a", "b"], [], " "), "why"),
        (("Ada", "same", ["a", "a"], [], "x"), "two reports"),
        (("Ada", "same", ["a"], ["b"], "x"), "one group"),
        (("Ada", "different", ["a"], ["a", "b"], "x"), "none in common"),
        (("Ada", "different", ["a"], [], "x"), "two groups"),
        (("Ada", "verified", ["a"], ["b"], "x"), "one incident"),
        (("Ada", "guessed", ["a"], [], "x"), "no verdict"),
        (("Ada\x1b[31m", "same", ["a", "b"], [], "x"), "cannot be shown"),
        (("Ada", "same", ["a", "b\n"], [], "x"), "cannot be shown"),
        (("Ada", "same", ["a", "b"], [], "x" * 2_001), "at most"),
        (("Ada", "same", [str(n) for n in range(201)], [], "x"), "at most 200"),
        (("Ada", "undo", [], [], "x"), "no decision"),
    ],
)
def test_what_is_no_decision_is_refused_and_nothing_written(
    settings: Settings, said: tuple[str, str, list[str], list[str], str], why_not: str
) -> None:
    with pytest.raises(DecisionError, match=why_not):
        decisions.write_decision(settings, *said)
    assert decisions.read_decisions(settings) == []


def test_a_changed_or_broken_file_is_named(settings: Settings) -> None:
    made = decisions.write_decision(settings, "Ada", "verified", ["asam:1"], [], "seen")
    file = decisions.decisions_folder(settings) / f"{made.decision_id}.json"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace(b"verified", b"disputed"))
    with pytest.raises(DecisionError, match="has been changed"):
        decisions.read_decisions(settings)
    file.write_bytes(b"{")
    assert "holds no decision" in decisions.find_faults(settings)[0]
