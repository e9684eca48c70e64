"""The rules engine: declared rules over fields and text, and over what other rules found.

A rule file `rules/<fact>.toml` states `fact`, `order` (files are read in ascending order), `mode` and a list of rules:

    mode = "first"   the first rule that fires gives the fact's one value
    mode = "all"     every rule that fires adds its value
    mode = "earliest"  the rule of the lowest `rank` that fires, among those of a rank the one earliest in the text
    mode = "marks"   as `all`, but the values are marks: things told, used by later rules and not stored

    [[rule]]
    id = "boarded.got_aboard"     unique over all files
    value = "boarded"
    in = "text"                   or a role of the draft's `said`; "text" if left out
    match = 'regular expression'  over one sentence (or the whole field), in lower case
    unless = 'regular expression' no firing in a sentence where this matches
    needs = ["board"]             at least one must occur, else `match` is not tried (speed)
    when = ["theft", "!sighted", "act=boarded", "attackers>9"]   all must hold
    example = "..."               an invented text on which the rule fires; `said` beside it for fields

`<name>` in an expression stands for a list of words from `rules/words.toml`. A rule without `match` rests on `when` alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from data_pipeline.facts.tables import RULES
from data_pipeline.model import Why

MODES: Final = ("first", "all", "earliest", "marks")
Place = tuple[int, int]
"""Sentence and offset of a match."""

LONGEST_EVIDENCE: Final = 120
_CONDITION: Final = re.compile(r"(!?)(?:([a-z_]+)(=|>|<)([a-z_0-9]+)|([a-z_]+))$")
_WORDS: Final = re.compile(r"<([a-z_]+)>")


class BadRule(ValueError):
    """A rule file says something the engine does not know; the message names the rule."""


@dataclass(frozen=True, slots=True)
class Condition:
    """`fact=value`, `fact>number`, `fact<number`, or a bare mark; `wanted` is False when negated."""

    wanted: bool
    fact: str
    sign: str
    value: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One declared rule, its expressions compiled."""

    id: str
    fact: str
    value: str
    place: str
    match: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    needs: frozenset[str]
    when: tuple[Condition, ...]
    rank: int
    example: str
    example_said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one fact, in order."""

    fact: str
    mode: str
    order: int
    rules: tuple[Rule, ...]


@dataclass(slots=True)
class Reading:
    """What the rules look at, and what they have found so far.

    `text` is the whole narrative and `sentences` its sentences, both in lower case; `said` the source's fields, too.
    `words` holds for every sentence those of the rules' needed words that it contains, for the whole text at the end.
    `found` holds per fact every value with the rule and the words it rests on; `numbers` holds counts for conditions.
    """

    text: str
    sentences: list[str]
    said: dict[str, str]
    words: list[frozenset[str]] = field(default_factory=list)
    found: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        there = [word for word in needed_words() if word in self.text]
        self.words = [frozenset(word for word in there if word in sentence) for sentence in self.sentences]
        self.words.append(frozenset(there))

    def put(self, fact: str, value: str, rule: str, evidence: str) -> None:
        """Note a value with its reason, unless it is known already."""
        self.found.setdefault(fact, {}).setdefault(value, (rule, evidence[:LONGEST_EVIDENCE]))

    def has(self, fact: str, value: str) -> bool:
        return value in self.found.get(fact, ())

    def values(self, fact: str) -> list[str]:
        """The values found for a fact, in the order in which they were found."""
        return list(self.found.get(fact, ()))

    def why(self, facts: Iterable[str]) -> list[Why]:
        """The reasons for every value of these facts."""
        return [Why(fact, value, *reason) for fact in facts for value, reason in self.found.get(fact, {}).items()]


def decide(reading: Reading, facts: Iterable[str]) -> None:
    """Apply the rules of these facts, in the order of the files."""
    wanted = set(facts)
    for rule_set in rule_sets():
        if rule_set.fact in wanted:
            _apply(reading, rule_set)


def _apply(reading: Reading, rule_set: RuleSet) -> None:
    fact = "mark" if rule_set.mode == "marks" else rule_set.fact
    if rule_set.mode == "earliest":
        _apply_earliest(reading, rule_set)
        return
    for rule in rule_set.rules:
        if rule_set.mode != "first" and reading.has(fact, rule.value):
            continue
        fired = fires(rule, reading)
        if fired is not None:
            reading.put(fact, rule.value, rule.id, fired[1])
            if rule_set.mode == "first":
                return


def _apply_earliest(reading: Reading, rule_set: RuleSet) -> None:
    best: tuple[tuple[int, Place], Rule, str] | None = None
    for rule in rule_set.rules:
        if best is not None and rule.rank > best[0][0]:
            break
        fired = fires(rule, reading)
        if fired is not None and (best is None or (rule.rank, fired[0]) < best[0]):
            best = ((rule.rank, fired[0]), rule, fired[1])
    if best is not None:
        reading.put(rule_set.fact, best[1].value, best[1].id, best[2])


def field_values(reading: Reading, fact: str) -> set[str]:
    """The values that the source's fields alone state for a fact, whatever was decided."""
    return {
        rule.value
        for rule_set in rule_sets()
        if rule_set.fact == fact
        for rule in rule_set.rules
        if not rule.when and (said := reading.said.get(rule.place)) and _matches(rule, said, -1) is not None
    }


def fires(rule: Rule, reading: Reading) -> tuple[Place, str] | None:
    """Where a rule fires (sentence, offset) and the words that it rests on; None when it does not."""
    if rule.match is None:
        words = _holds(rule.when, reading)
        return None if words is None else ((0, 0), words)
    if rule.place != "text":
        said = reading.said.get(rule.place)
        fired = _matches(rule, said, -1) if said else None
    else:
        fired = _in_sentences(rule, reading)
    return None if fired is None or _holds(rule.when, reading) is None else fired


def _in_sentences(rule: Rule, reading: Reading) -> tuple[Place, str] | None:
    if rule.needs and rule.needs.isdisjoint(reading.words[-1]):
        return None
    for index, sentence in enumerate(reading.sentences):
        if (not rule.needs or not rule.needs.isdisjoint(reading.words[index])) and (fired := _matches(rule, sentence, index)):
            return fired
    return None


def _matches(rule: Rule, sentence: str, index: int) -> tuple[Place, str] | None:
    found = rule.match.search(sentence) if rule.match is not None else None
    if found is None or (rule.unless is not None and rule.unless.search(sentence)):
        return None
    return (index, found.start()), found.group()


def _holds(conditions: tuple[Condition, ...], reading: Reading) -> str | None:
    """The words behind the conditions that are met, or None when one is not."""
    words: list[str] = []
    for condition in conditions:
        reason = _reason(condition, reading)
        if (reason is not None) != condition.wanted:
            return None
        if reason:
            words.append(reason)
    return "; ".join(dict.fromkeys(words))


def _reason(condition: Condition, reading: Reading) -> str | None:
    if condition.sign in (">", "<"):
        number = reading.numbers.get(condition.fact)
        if number is None or not (number > int(condition.value) if condition.sign == ">" else number < int(condition.value)):
            return None
        return f"{condition.fact} {number}"
    values = reading.found.get(condition.fact, {})
    if condition.value == "any":
        return next((words for _, words in values.values()), None)
    return values[condition.value][1] if condition.value in values else None


@cache
def rule_sets() -> tuple[RuleSet, ...]:
    """All rule files, in ascending order. Raises BadRule naming the first rule that cannot be read."""
    words = _word_lists()
    sets = []
    for file in sorted(RULES.glob("*.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        if "rule" not in data:
            continue
        if data["mode"] not in MODES:
            raise BadRule(f"{file.name}: unknown mode {data['mode']!r}")
        rules = tuple(_rule(row, data["fact"], words) for row in data["rule"])
        sets.append(RuleSet(data["fact"], data["mode"], data["order"], rules))
    return tuple(sorted(sets, key=lambda one: one.order))


def _rule(row: dict[str, Any], fact: str, words: Mapping[str, str]) -> Rule:
    known = {"id", "value", "in", "match", "unless", "needs", "when", "rank", "example", "said"}
    if unknown := set(row) - known:
        raise BadRule(f"{fact}: {row.get('id')}: unknown key {', '.join(sorted(unknown))}")
    try:
        return Rule(
            id=row["id"],
            fact=fact,
            value=row["value"],
            place=row.get("in", "text"),
            match=_expression(row["match"], words) if "match" in row else None,
            unless=_expression(row["unless"], words) if "unless" in row else None,
            needs=frozenset(row.get("needs", ())),
            when=tuple(_condition(text) for text in row.get("when", ())),
            rank=row.get("rank", 1),
            example=row.get("example", ""),
            example_said=row.get("said", {}),
        )
    except (KeyError, re.error, BadRule) as error:
        raise BadRule(f"{fact}: {row.get('id')}: {error}") from error


def _condition(text: str) -> Condition:
    found = _CONDITION.match(text)
    if found is None:
        raise BadRule(f"condition {text!r} cannot be read")
    negated, fact, sign, value, mark = found.groups()
    return Condition(not negated, fact or "mark", sign or "=", value or mark)


@cache
def _word_lists() -> dict[str, str]:
    """The word lists, those within them put in."""
    lists: dict[str, str] = {}
    for name, words in tomllib.loads((RULES / "words.toml").read_text(encoding="utf-8"))["words"].items():
        lists[name] = "(?:" + _fill("|".join(words), lists) + ")"
    return lists


def _expression(text: str, words: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(_fill(text, words))


def _fill(text: str, words: Mapping[str, str]) -> str:
    try:
        return _WORDS.sub(lambda found: words[found.group(1)], text)
    except KeyError as error:
        raise BadRule(f"no word list {error}") from None


@cache
def needed_words() -> tuple[str, ...]:
    """All words that some rule needs."""
    return tuple({word: None for one in rule_sets() for rule in one.rules for word in rule.needs})


@cache
def _rules_by_id() -> dict[str, Rule]:
    return {rule.id: rule for one in rule_sets() for rule in one.rules}


def rule_by_id(rule_id: str) -> Rule:
    """The rule with this id. Raises KeyError when there is none."""
    return _rules_by_id()[rule_id]
