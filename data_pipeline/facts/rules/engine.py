"""Applying declared rules to a reading."""

from __future__ import annotations

from data_pipeline.facts.rules.definitions import Condition, Roles, Rule, RuleSet, rule_sets
from data_pipeline.facts.rules.reading import Reading
from data_pipeline.facts.text.clauses import clause_of, read_deed

Place = tuple[int, int]
"""Sentence and offset of a match; sentence FIELD is a field of the source."""

FIELD = -1
TEXT = "text"


def apply_rule_set(reading: Reading, rule_set: RuleSet) -> None:
    """Conclude the values of one fact as its mode demands."""
    if rule_set.mode == "earliest":
        _apply_earliest(reading, rule_set)
        return
    fact = rule_set.stored_as
    # A fact may have several files; of those in mode "first", the first that concludes anything decides.
    if rule_set.mode == "first" and fact in reading.conclusions:
        return
    for rule in rule_set.rules:
        if is_out_of_question(rule, reading) or (rule_set.mode != "first" and reading.has_value(fact, rule.value)):
            continue
        match = find_match(rule, reading)
        if match is not None:
            reading.conclude(fact, rule.value, rule.id, match[1])
            if rule_set.mode == "first":
                return


def is_out_of_question(rule: Rule, reading: Reading) -> bool:
    """Whether the text lacks every word of which the rule needs one. Settles most rules for most reports."""
    return bool(rule.needs) and rule.place == TEXT and rule.needs.isdisjoint(reading.words[-1])


def _apply_earliest(reading: Reading, rule_set: RuleSet) -> None:
    best: tuple[tuple[int, Place], Rule, str] | None = None
    for rule in rule_set.rules:
        # The file lists its rules by rank, so none of a higher rank can win any more.
        if best is not None and rule.rank > best[0][0]:
            break
        match = None if is_out_of_question(rule, reading) else find_match(rule, reading)
        if match is not None and (best is None or (rule.rank, match[0]) < best[0]):
            best = ((rule.rank, match[0]), rule, match[1])
    if best is not None:
        reading.conclude(rule_set.fact, best[1].value, best[1].id, best[2])


def values_from_fields(reading: Reading, fact: str) -> set[str]:
    """The values that the source's fields alone state for a fact, whatever was concluded."""
    return {
        rule.value
        for rule_set in rule_sets()
        if rule_set.fact == fact
        for rule in rule_set.rules
        if not rule.when and (field_text := reading.field_texts.get(rule.place)) and _match_in(rule, field_text) is not None
    }


def find_match(rule: Rule, reading: Reading) -> tuple[Place, str] | None:
    """Where a rule fires (sentence, offset) and the words it rests on; None when it does not fire."""
    if rule.match is None:
        evidence = _evidence_for(rule.when, reading)
        return None if evidence is None else ((0, 0), evidence)
    # Conditions are look-ups and expressions are slow.
    if rule.when and _evidence_for(rule.when, reading) is None:
        return None
    if rule.place != TEXT:
        field_text = reading.field_texts.get(rule.place)
        return ((FIELD, found[0]), found[1]) if field_text and (found := _match_in(rule, field_text)) else None
    return _match_in_sentences(rule, reading)


def _match_in_sentences(rule: Rule, reading: Reading) -> tuple[Place, str] | None:
    if is_out_of_question(rule, reading):
        return None
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


def _evidence_for(conditions: tuple[Condition, ...], reading: Reading) -> str | None:
    """The words behind the conditions, all of which hold, or None when one does not."""
    evidence: list[str] = []
    for condition in conditions:
        words = _words_behind(condition, reading)
        if (words is not None) != condition.must_hold:
            return None
        if words:
            evidence.append(words)
    # Several conditions often rest on the same words.
    return "; ".join(dict.fromkeys(evidence))


def _words_behind(condition: Condition, reading: Reading) -> str | None:
    """The words on which a condition rests, None when it does not hold; negation is left to the caller."""
    if condition.operator in (">", "<"):
        number = reading.numbers.get(condition.fact)
        if number is None or not (number > int(condition.value) if condition.operator == ">" else number < int(condition.value)):
            return None
        return f"{condition.fact} {number}"
    reasons = reading.conclusions.get(condition.fact, {})
    if condition.value == "any":
        return next((words for _, words in reasons.values()), None)
    return reasons[condition.value][1] if condition.value in reasons else None
