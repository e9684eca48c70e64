"""The model of words that gives a second opinion on act and category."""

from __future__ import annotations

import numpy as np
import pytest

from data_pipeline.facts.check import train, word_model
from data_pipeline.facts.check.word_model import BIAS, CHECKED, WordModel, doubts, load_model, tokens_of
from tests.facts.drafts import read
from warehouse.contract.issues import ISSUE_CODES
from warehouse.contract.taxonomy import ACT, CATEGORY

TEXT = "four men climbed over the rail of the tanker and took paint"


def own_model(score: float) -> WordModel:
    """A model to which "climbed" means boarded, the more the higher the score."""
    weights = np.array([[0.0, 0.0, 0.0, 0.0], [score, 0.0, 0.0, 0.0]])
    return WordModel(
        {BIAS: 0, "climbed": 1},
        {"act": ("boarded", "attempted"), "category": ("militant", "piracy_robbery")},
        {"act": 0, "category": 2},
        weights,
    )


def test_the_weights_know_codes_alone_and_give_probabilities() -> None:
    model = load_model()
    assert set(model.columns["act"]) <= set(ACT)
    assert set(model.columns["category"]) <= set(CATEGORY)
    for fact in CHECKED:
        assert sum(model.probabilities(model.scores(tokens_of(TEXT, {})), fact).values()) == pytest.approx(1.0)


def test_words_pairs_and_fields_are_tokens() -> None:
    assert tokens_of("two men fled", {"hostility": "armed men", "flag": "x"}) == {
        *("two", "men", "fled", "two men", "men fled", "hostility:armed", "hostility:men"),
    }


@pytest.mark.parametrize(("score", "act", "codes"), [(5.0, "attempted", ["doubtful_act"]), (5.0, "boarded", []), (0.5, "attempted", [])])
def test_only_a_sure_contradiction_is_a_doubt(monkeypatch: pytest.MonkeyPatch, score: float, act: str, codes: list[str]) -> None:
    monkeypatch.setattr(word_model, "load_model", lambda: own_model(score))
    assert [doubt.code for doubt in doubts(TEXT, {}, {"act": act})] == codes


def test_a_text_of_few_words_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_model, "load_model", lambda: own_model(9.0))
    assert doubts("men climbed up", {}, {"act": "attempted"}) == []


def test_a_report_carries_the_doubt_unless_its_source_states_the_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_model, "load_model", lambda: own_model(9.0))
    text = "A drone circled the tanker while two men climbed the mast for a better look."
    assert "doubtful_act" in read(text).issues
    assert "doubtful_act" not in read(text, facts={"act": "suspicious"}).issues


def test_a_report_that_was_taken_back_is_for_people_to_look_at() -> None:
    issues = read("Removed from record. The owners state that the visitors were painters.", {"act": "Boarded"}).issues
    assert "doubtful_category" in issues
    assert set(word_model.DOUBT_CODE.values()) <= set(ISSUE_CODES)


def test_plain_reports_raise_no_doubt() -> None:
    for text in (
        "Four robbers with knives boarded an anchored tanker and stole ship's stores.",
        "A missile struck the bulk carrier underway.",
    ):
        assert not [code for code in read(text).issues if code.startswith("doubtful")]


def test_training_finds_the_word_that_decides() -> None:
    tokens = [frozenset({"a", "boarded"}), frozenset({"a", "missile"})] * 30
    values = ["boarded", "struck"] * 30
    assert train.choose_words(tokens, values)[:3] == ["a", "boarded", "missile"]
    presence = np.array([[1.0, "boarded" in found, "missile" in found] for found in tokens])
    weights = train.fit(presence, values, ["boarded", "struck"])
    assert weights[1, 0] > 0.5 > -0.5 > weights[1, 1]
    assert np.allclose(weights, train.fit(presence, values, ["boarded", "struck"]))
