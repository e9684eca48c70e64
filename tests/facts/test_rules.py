"""The rules as data: unique, well formed, each shown on an invented example beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data_pipeline.facts import reader, rules
from data_pipeline.facts.attackers import count_attackers
from data_pipeline.facts.rules import BadRule, Reading, Rule, RuleSet, decide, fires, rule_by_id, rule_sets
from data_pipeline.facts.sentences import sentences
from data_pipeline.facts.tables import RULES
from data_pipeline.model import Draft, Facts
from warehouse.contract.taxonomy import CODE_LISTS

ALL = [(one, rule) for one in rule_sets() for rule in one.rules]
CODES = {"weapons": "weapon", **{name: name for name in ("act", "category", "crew_harm", "vessel_status", "severity", "cyber_subtype")}}


def read_example(rule: Rule) -> Reading:
    draft = Draft(native_ref="2014-7", narrative=rule.example, said=dict(rule.example_said))
    reading = reader.reading_of(draft, sentences(rule.example))
    decide(reading, reader.BEFORE_COUNTING)
    count_attackers(reading, Facts())
    decide(reading, reader.AFTER_COUNTING)
    return reading


@pytest.mark.parametrize(("rule_set", "rule"), ALL, ids=[rule.id for _, rule in ALL])
def test_each_rule_fires_on_its_example(rule_set: RuleSet, rule: Rule) -> None:
    reading = read_example(rule)
    assert fires(rule, reading) is not None
    if rule_set.mode in ("first", "earliest"):
        (winner, _evidence) = reading.found[rule_set.fact][rule.value]
        assert winner == rule.id, f"{winner} was before it"


def test_ids_are_unique_and_every_rule_can_be_found() -> None:
    ids = [rule.id for _, rule in ALL]
    assert len(ids) == len(set(ids))
    assert all(rule_by_id(one).id == one for one in ids)


def test_values_are_codes_of_the_taxonomy() -> None:
    for rule_set, rule in ALL:
        codes = CODE_LISTS.get(CODES.get(rule_set.fact, ""))
        if codes is not None and not (rule_set.fact == "severity" and rule.value == "none"):
            assert rule.value in codes, rule.id
        if rule_set.fact == "also":
            assert rule.value in CODE_LISTS["category"], rule.id


def test_conditions_name_marks_and_values_that_some_rule_gives() -> None:
    given = {("mark" if one.mode == "marks" else one.fact, rule.value) for one, rule in ALL} | {("vessel_status", "unknown")}
    facts = {fact for fact, _ in given}
    for _, rule in ALL:
        for condition in rule.when:
            if condition.sign in "<>":
                assert condition.fact == "attackers"
            elif condition.value == "any":
                assert condition.fact in facts
            else:
                assert (condition.fact, condition.value) in given, f"{rule.id}: {condition}"


def test_no_rule_names_a_record() -> None:
    for file in RULES.iterdir():
        assert not re.search(r"\b(?:19|20)\d\d-\d+\b", file.read_text(encoding="utf-8")), file.name


def write(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def own_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(rules, "RULES", tmp_path)
    for cached in (rules.rule_sets, rules._rules_by_id, rules._word_lists, rules.needed_words):
        cached.cache_clear()
    write(tmp_path, "words", '[words]\nfew = ["a", "b"]\nmore = ["<few>", "c"]\n')
    return tmp_path


@pytest.fixture(autouse=True)
def _fresh_rules() -> None:
    for cached in (rules.rule_sets, rules._rules_by_id, rules._word_lists, rules.needed_words):
        cached.cache_clear()


HEAD = 'fact = "act"\norder = 1\nmode = "first"\n[[rule]]\nid = "r"\nvalue = "other"\n'


def test_word_lists_may_use_one_another(own_rules: Path) -> None:
    write(own_rules, "act", HEAD + "match = 'x<more>'\n")
    assert [bool(fires(rules.rule_sets()[0].rules[0], Reading(text, [text], {}))) for text in ("xb", "xc", "xd")] == [True, True, False]


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
        rules.rule_sets()


def test_the_evidence_of_a_rule_without_words_is_that_of_its_conditions() -> None:
    reading = Reading("", [], {})
    reading.put("mark", "theft", "mark.theft", "stole")
    reading.numbers["attackers"] = 12
    condition = rules._condition
    assert rules._holds((condition("theft"), condition("attackers>9"), condition("!sighted")), reading) == "stole; attackers 12"
    assert rules._holds((condition("theft"), condition("attackers<9")), reading) is None
