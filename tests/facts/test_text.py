"""Repair of texts: certain damage is repaired, the rest is flagged, and repairing twice changes nothing more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline.facts.data_files import FOLDER, read_toml
from data_pipeline.facts.text.repair import CONTROL, repair

REPAIRS = read_toml(FOLDER / "text" / "repairs.toml")["repair"]


@pytest.mark.parametrize("row", REPAIRS, ids=[row["id"] for row in REPAIRS])
def test_each_repair_mends_its_example(row: dict[str, list[str]]) -> None:
    broken, sound = row["example"]
    repaired, issues = repair(broken)
    assert repaired == sound
    assert "text_repaired" in issues


def test_ids_of_repairs_are_unique() -> None:
    ids = [row["id"] for row in REPAIRS]
    assert len(ids) == len(set(ids))


def test_mojibake_is_read_again() -> None:
    once = "the ship’s stores"
    twice = once.encode().decode("cp1252").encode().decode("cp1252")
    assert repair(twice) == (once, ["text_repaired"])


@pytest.mark.parametrize("text", ["Was the crew safe? They were.", "Who fired? Nobody knows.", "café, São Tomé, Côte d'Ivoire, 05°53'N"])
def test_sound_texts_stay_as_they_are(text: str) -> None:
    assert repair(text) == (text, [])


@pytest.mark.parametrize("text", ["the yacht in T\ufffdrminos bay", "anchored off Lom?, three men boarded", "he said, ?We saw them"])
def test_what_stays_in_doubt_is_flagged_and_kept(text: str) -> None:
    mended, issues = repair(text)
    assert mended == text
    assert issues == ["text_damaged"]


def test_control_characters_go_and_white_space_is_single() -> None:
    mended, issues = repair("Two\x00 robbers\u200b  boarded\r\n\tthe tug.")
    assert mended == "Two robbers boarded the tug."
    assert issues == ["control_characters"]


def test_capitals_are_flagged_only_in_texts_of_some_length() -> None:
    assert repair("FIVE ROBBERS BOARDED THE TUG AMBER ROSE AT ANCHOR OFF THE PORT")[1] == ["text_all_caps"]
    assert repair("TUG AMBER ROSE")[1] == []


@given(st.text(max_size=300))
def test_any_text_can_be_repaired(text: str) -> None:
    mended, _ = repair(text)
    assert not CONTROL.search(mended)
    assert mended == " ".join(mended.split())
    assert len(mended) <= len(text) + 8


@given(st.text(alphabet="abcé ?¿\ufffd'.,NSE0123456789:-", max_size=80))
def test_repair_comes_to_rest(text: str) -> None:
    once = repair(text)[0]
    twice = repair(once)[0]
    assert repair(twice)[0] == repair(repair(twice)[0])[0]
