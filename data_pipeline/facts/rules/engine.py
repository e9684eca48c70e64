"""Applying declared rules to a reading."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from data_pipeline.facts.rules.definitions import TEXT, Condition, Roles, Rule, RuleSet, rule_sets
from data_pipeline.facts.rules.reading import Reading
from data_pipeline.facts.text.clauses import clause_of, read_deed

Place = tuple[int, int]
"""Sentence and offset of a match; sentence FIELD is a field of the source."""

FIELD = -1
ANY = "any"


def apply_rule_set(reading: Reading, rule_set: RuleSet) -> None:
    """Conclude the values of one fact as its mode demands."""
    if rule_set.mode == "earliest":
        _apply_earliest(reading, rule_set)
        return
    fact = rule_set.stored_as
    # A fact may have several files; of those in mode "first", the first that concludes anything decides.
    if rule_set.mode == "first" and fact in reading.conclusions:
        return
    for rule in rules_in_question(rule_set, reading):
        if rule_set.mode != "first" and reading.has_value(fact, rule.value):
            continue
        match = find_match(rule, reading)
        if match is not None:
            reading.conclude(fact, rule.value, rule.id, match[1])
            if rule_set.mode == "first":
                return


def rules_in_question(rule_set: RuleSet, reading: Reading) -> Iterator[Rule]:
    """The rules that may fire, in order: there is a needed word or the field, and the conditions hold. Few do for most reports."""
    numbers = set(rule_set.without_needs)
    for word in rule_set.by_needed_word.keys() & reading.words[-1]:
        numbers.update(rule_set.by_needed_word[word])
    for number in sorted(numbers):
        rule = rule_set.rules[number]
        if (rule.place == TEXT or rule.place in reading.field_texts) and (not rule.when or _hold(rule.when, reading)):
            yield rule


def _apply_earliest(reading: Reading, rule_set: RuleSet) -> None:
    best: tuple[tuple[int, Place], Rule, str] | None = None
    for rule in rules_in_question(rule_set, reading):
        # The file lists its rules by rank, so none of a higher rank can win any more.
        if best is not None and rule.rank > best[0][0]:
            break
        match = find_match(rule, reading)
        if match is not None and (best is None or (rule.rank, match[0]) < best[0]):
            best = ((rule.rank, match[0]), rule, match[1])
    if best is not None:
        reading.conclude(rule_set.fact, best[1].value, best[1].id, best[2])


def values_from_fields(reading: Reading, fact: str) -> set[str]:
    """The values that the source's fields alone state for a fact, whatever was concluded."""
    return {
        rule.value
        for rule in _rules_of_fields(fact)
        if (field_text := reading.field_texts.get(rule.place)) and _match_in(rule, field_text) is not None
    }


@cache
def _rules_of_fields(fact: str) -> tuple[Rule, ...]:
    rules = (rule for rule_set in rule_sets() if rule_set.fact == fact for rule in rule_set.rules)
    return tuple(rule for rule in rules if rule.place != TEXT and not rule.when)


def find_match(rule: Rule, reading: Reading) -> tuple[Place, str] | None:
    """Where a rule fires (sentence, offset) and the words it rests on; None when it does not fire."""
    # Conditions are look-ups and expressions are slow.
    if rule.when and not _hold(rule.when, reading):
        return None
    if rule.match is None:
        return (0, 0), _evidence_for(rule.when, reading)
    if rule.place != TEXT:
        field_text = reading.field_texts.get(rule.place)
        return ((FIELD, found[0]), found[1]) if field_text and (found := _match_in(rule, field_text)) else None
    return _match_in_sentences(rule, reading)


def _match_in_sentences(rule: Rule, reading: Reading) -> tuple[Place, str] | None:
    for index, sentence in enumerate(reading.sentences):
        if not rule.needs or not rule.needs.isdisjoint(reading.words[index]):
            match = _match_in(rule, sentence) if rule.roles is None else _match_deed(rule, rule.roles, reading, index)
            if match is not None:
                return (index, match[0]), match[1]
    return None


def _match_in(rule: Rule, sentence: str) -> tuple[int, str] | None:
    match = rule.match.search(sentence) if rule.match is not None else None
    if match is None or (rule.unless is not None and rule.unless.search(sentence)):
        return None
    return match.start(), match.group()


def _match_deed(rule: Rule, roles: Roles, reading: Reading, index: int) -> tuple[int, str] | None:
    """The first match whose deed is done by whom, to whom and told as the rule demands."""
    sentence = reading.sentences[index]
    if rule.match is None or not rule.match.search(sentence):
        return None
    if rule.unless is not None and not rule.unless_in_clause and rule.unless.search(sentence):
        return None
    for match in rule.match.finditer(sentence):
        read = reading.read_sentence(index)
        if not roles.allow(read_deed(read, match.start(), match.end())):
            continue
        if rule.unless is not None and rule.unless_in_clause and rule.unless.search(sentence, *clause_of(read, match.start(), match.end())):
            continue
        return match.start(), match.group()
    return None


def _hold(conditions: tuple[Condition, ...], reading: Reading) -> bool:
    conclusions = reading.conclusions
    for condition in conditions:
        if condition.operator == "=":
            reasons = conclusions.get(condition.fact)
            is_met = reasons is not None and (condition.value in reasons or condition.value == ANY)
        else:
            is_met = _number_behind(condition, reading) is not None
        if is_met is not condition.must_hold:
            return False
    return True


def _evidence_for(conditions: tuple[Condition, ...], reading: Reading) -> str:
    """The words behind conditions all of which hold."""
    words = [found for condition in conditions if condition.must_hold and (found := _words_behind(condition, reading))]
    # Several conditions often rest on the same words.
    return "; ".join(dict.fromkeys(words))


def _words_behind(condition: Condition, reading: Reading) -> str:
    if condition.operator != "=":
        return f"{condition.fact} {_number_behind(condition, reading)}"
    reasons = reading.conclusions[condition.fact]
    return next(iter(reasons.values()))[1] if condition.value == ANY else reasons[condition.value][1]


def _number_behind(condition: Condition, reading: Reading) -> int | None:
    """The number that a condition compares, None when there is none or it is not as large or small."""
    number = reading.numbers.get(condition.fact)
    if number is None or not (number > int(condition.value) if condition.operator == ">" else number < int(condition.value)):
        return None
    return number
