"""The rules as data: unique, well formed, each shown on an invented example beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data_pipeline.facts import reader
from data_pipeline.facts.rules import definitions, engine
from data_pipeline.facts.rules.definitions import MARK, RULE_FOLDER, BadRule, Rule, RuleSet, rule_by_id, rule_sets
from data_pipeline.facts.rules.engine import find_match
from data_pipeline.facts.rules.reading import Reading
from data_pipeline.facts.text.sentences import split_sentences
from data_pipeline.model import Draft, Facts
from warehouse.contract.taxonomy import CODE_LISTS

ALL = [(one, rule) for one in rule_sets() for rule in one.rules]
CODES = {"weapons": "weapon", **{name: name for name in ("act", "category", "crew_harm", "vessel_status", "severity", "cyber_subtype")}}


def read_example(rule: Rule) -> Reading:
    draft = Draft(native_ref="2014-7", narrative=rule.example, field_texts=dict(rule.example_fields))
    reading = reader.prepare_reading(draft, split_sentences(rule.example))
    reader.conclude_event(reading, Facts(), rule.example_stated)
    return reading


@pytest.mark.parametrize(("rule_set", "rule"), ALL, ids=[rule.id for _, rule in ALL])
def test_each_rule_fires_on_its_example(rule_set: RuleSet, rule: Rule) -> None:
    reading = read_example(rule)
    assert find_match(rule, reading) is not None
    if rule_set.mode in ("first", "earliest"):
        (winner, _evidence) = reading.conclusions[rule_set.fact][rule.value]
        assert winner == rule.id, f"{winner} was before it"


def test_ids_are_unique_and_every_rule_can_be_found() -> None:
    ids = [rule.id for _, rule in ALL]
    assert len(ids) == len(set(ids))
    assert all(rule_by_id(rule_id).id == rule_id for rule_id in ids)


def test_values_are_codes_of_the_taxonomy() -> None:
    for rule_set, rule in ALL:
        codes = CODE_LISTS.get(CODES.get(rule_set.fact, ""))
        if codes is not None and not (rule_set.fact == "severity" and rule.value == "none"):
            assert rule.value in codes, rule.id
        if rule_set.fact == "also":
            assert rule.value in CODE_LISTS["category"], rule.id


def test_conditions_name_marks_and_values_that_some_rule_gives() -> None:
    conclusions = {(rule_set.stored_as, rule.value) for rule_set, rule in ALL} | {("vessel_status", "unknown")}
    facts = {fact for fact, _ in conclusions}
    for _, rule in ALL:
        for condition in rule.when:
            if condition.operator in "<>":
                assert condition.fact == "attackers"
            elif condition.value == "any":
                assert condition.fact in facts
            else:
                assert (condition.fact, condition.value) in conclusions, f"{rule.id}: {condition}"


def test_no_rule_names_a_record() -> None:
    for file in RULE_FOLDER.iterdir():
        assert not re.search(r"\b(?:19|20)\d\d-\d+\b", file.read_text(encoding="utf-8")), file.name


def write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def own_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(definitions, "RULE_FOLDER", tmp_path)
    for cached in (definitions.rule_sets, definitions._rules_by_id, definitions._read_word_lists, definitions._needed_words_by_start):
        cached.cache_clear()
    write(tmp_path, "words", '[words]\nfew = ["a", "b"]\nmore = ["<few>", "c"]\n')
    return tmp_path


@pytest.fixture(autouse=True)
def _fresh_rules() -> None:
    for cached in (definitions.rule_sets, definitions._rules_by_id, definitions._read_word_lists, definitions._needed_words_by_start):
        cached.cache_clear()


HEAD = 'fact = "act"\norder = 1\nmode = "first"\n[[rule]]\nid = "r"\nvalue = "other"\n'


def test_word_lists_may_use_one_another(own_rules: Path) -> None:
    write(own_rules, "act", HEAD + "match = 'x<more>'\n")
    assert [bool(find_match(definitions.rule_sets()[0].rules[0], Reading(text, [text], {}))) for text in ("xb", "xc", "xd")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "match = '('\n", "r: "),
        (HEAD + "match = '<none>'\n", "no word list"),
        (HEAD + "when = ['a b']\n", "cannot be read"),
        (HEAD + "colour = 'red'\n", "unknown key colour"),
        (HEAD.replace("first", "last"), "unknown mode"),
    ],
)
def test_a_bad_rule_is_named(own_rules: Path, text: str, message: str) -> None:
    write(own_rules, "act", text)
    with pytest.raises(BadRule, match=message):
        definitions.rule_sets()


def test_the_evidence_of_a_rule_without_words_is_that_of_its_conditions() -> None:
    reading = Reading("", [], {})
    reading.conclude(MARK, "theft", "mark.theft", "stole")
    reading.numbers["attackers"] = 12
    condition = definitions._parse_condition
    conditions = (condition("theft"), condition("attackers>9"), condition("!sighted"))
    assert engine._hold(conditions, reading) and engine._evidence_for(conditions, reading) == "stole; attackers 12"
    assert not engine._hold((condition("theft"), condition("attackers<9")), reading)
    assert not engine._hold((condition("!theft"),), reading)


def test_needed_words_are_found_however_short() -> None:
    words = sorted({word for _, rule in ALL for word in rule.needs}, key=len)
    assert len(words[0]) < definitions._START
    for word in words:
        assert word in definitions.needed_words_in(f"x{word}") and word in definitions.needed_words_in(word)
