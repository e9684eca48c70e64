"""From a draft to its facts: the entry point of this package.

A source that states everything in its fields (`read_narrative = false`) takes a short cut on which no text is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from data_pipeline.facts.attackers import count_attackers
from data_pipeline.facts.check.word_model import CHECKED, DOUBT_CODE, doubts
from data_pipeline.facts.data_files import read_table
from data_pipeline.facts.place_and_time.dates import read_date_and_time
from data_pipeline.facts.place_and_time.positions import read_position
from data_pipeline.facts.rules.definitions import MARK, rule_by_id, rule_sets
from data_pipeline.facts.rules.engine import apply_rule_set, values_from_fields
from data_pipeline.facts.rules.reading import CONTRADICTED, Reading
from data_pipeline.facts.stated import take_stated_facts
from data_pipeline.facts.text.clauses import tells_of_this_incident
from data_pipeline.facts.text.repair import LONGEST_READ, limit_length, repair
from data_pipeline.facts.text.sentences import normalise_letters, split_sentences
from data_pipeline.facts.vessel.vessel import VESSEL_FACTS, read_vessel
from data_pipeline.model import Draft, Facts, Why, columns_filled_by
from data_pipeline.registry import SourceDescription
from warehouse.contract.columns import FACTS

COUNTING_ORDER: Final = 38
"""Attackers are counted after the rule files below this order and before those above it, which compare the number."""


# Sorted by type once, since every record passes through here.
_COLUMNS: Final = columns_filled_by(FACTS)
_LIST_DEFAULTS: Final = {column.name: column.default or () for column in _COLUMNS if pa.types.is_list(column.type)}
_BOOLEANS: Final = {column.name for column in _COLUMNS if pa.types.is_boolean(column.type)}
_INTEGERS: Final = {column.name for column in _COLUMNS if pa.types.is_integer(column.type)}
_TEXT_DEFAULTS: Final = {column.name: column.default for column in _COLUMNS if pa.types.is_string(column.type)}
_TRUTH: Final = {"true": True, "false": False, None: None}


def read_facts(draft: Draft, source: SourceDescription) -> Facts:
    """All facts of a draft, each with the rule that gave it. Pure: the same draft gives the same facts."""
    facts = Facts(issues=list(draft.issues))
    if not source.read_narrative:
        take_stated_facts(draft, source, facts)
        return facts
    facts.narrative, issues = repair(draft.narrative)
    facts.issues += issues
    if not facts.narrative:
        facts.issues.append("text_missing")
    if len(facts.narrative) > LONGEST_READ:
        facts.issues.append("text_cut")
    text = limit_length(facts.narrative)
    field_texts = {role: limit_length(words) for role, words in draft.field_texts.items()}
    draft = replace(draft, field_texts=field_texts, place=draft.place and limit_length(draft.place))
    read_date_and_time(draft, text, facts)
    read_position(draft, text, source.position_precision_km, facts)
    _read_event(draft, text, facts)
    take_stated_facts(draft, source, facts)
    # Several readers may raise the same warning; the order of first mention is kept.
    facts.issues = list(dict.fromkeys(facts.issues))
    return facts


def _read_event(draft: Draft, text: str, facts: Facts) -> None:
    original_sentences = split_sentences(text)
    reading = prepare_reading(draft, original_sentences)
    conclude_event(reading, facts, draft.facts)
    read_vessel(draft, facts, reading, original_sentences)
    _store_conclusions(reading, facts)
    _mark_doubts(draft, reading, facts)


def _mark_doubts(draft: Draft, reading: Reading, facts: Facts) -> None:
    """Warn of facts that people should look at: the word model contradicts the rules, or the report was taken back."""
    concluded = {fact: getattr(facts, fact) for fact in CHECKED if fact not in draft.facts}
    for doubt in doubts(reading.text, reading.field_texts, concluded):
        facts.issues.append(doubt.code)
        facts.why.append(Why(doubt.fact, doubt.value, "word_model", f"reads {doubt.value} from the words, {doubt.chance:.0%} sure"))
    if reading.has_value(MARK, "withdrawn"):
        facts.withdrawn = True
        facts.issues.append(DOUBT_CODE["category"])


def prepare_reading(draft: Draft, original_sentences: list[str]) -> Reading:
    """What the rules look at: the text's sentences and the source's fields, in lower case."""
    field_texts = {role: normalise_letters(repair(words)[0]) for role, words in _with_coded_fields(draft.field_texts).items()}
    if draft.place:
        field_texts.setdefault("place", normalise_letters(draft.place))
    all_sentences = [normalise_letters(sentence) for sentence in original_sentences]
    # A text of nothing but advice is read as it is: there is no incident that the advice could hide.
    sentences = [sentence for sentence in all_sentences if tells_of_this_incident(sentence)] or all_sentences
    return Reading(" ".join(sentences), sentences, field_texts)


def conclude_event(reading: Reading, facts: Facts, stated: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Apply all rules and count the attackers between those that do not depend on their number and those that do.

    `stated`: facts that the source states in our codes. Rules that judge by several facts, above all those of severity, see these and
    not what the text says of them.
    """
    for rule_set in rule_sets():
        if rule_set.order < COUNTING_ORDER:
            apply_rule_set(reading, rule_set)
            reading.take_stated(rule_set.fact, stated)
    count_attackers(reading, facts)
    if isinstance(stated.get("attackers"), int):
        reading.numbers["attackers"] = stated["attackers"]
    for rule_set in rule_sets():
        if rule_set.order >= COUNTING_ORDER:
            apply_rule_set(reading, rule_set)
            reading.take_stated(rule_set.fact, stated)


def _with_coded_fields(field_texts: Mapping[str, str]) -> Mapping[str, str]:
    """The fields, with words for coded ones (`hostility_code` 3) where the field itself is empty."""
    codes = {role: code for role in ("hostility", "victim") if role not in field_texts and (code := field_texts.get(f"{role}_code"))}
    if not codes:
        return field_texts
    words = {row["role"]: row["words"] for row in read_table("rules/declared/coded_fields") if codes.get(row["role"]) == row["code"]}
    return {**field_texts, **words}


def _store_conclusions(reading: Reading, facts: Facts) -> None:
    for rule_set in rule_sets():
        if rule_set.stored_as != MARK:
            setattr(facts, rule_set.fact, _value_for(rule_set.fact, reading))
    facts.also = [category for category in facts.also if category != facts.category]
    if facts.severity is None:
        facts.severity_scale, facts.severity_basis = None, []
    else:
        facts.severity_basis = _severity_basis(reading)
    events = [fact for fact in reading.conclusions if fact != MARK and fact not in VESSEL_FACTS]
    facts.why = reading.reasons_for([*events, *VESSEL_FACTS])
    if any(stated and not stated & set(reading.values_of(fact)) for fact in CONTRADICTED if (stated := values_from_fields(reading, fact))):
        facts.issues.append("field_contradiction")


def _value_for(fact: str, reading: Reading) -> Any:
    """What was concluded for a fact, in the type of its column; the column's default when nothing was."""
    if fact in _LIST_DEFAULTS:
        return reading.values_of(fact) or list(_LIST_DEFAULTS[fact])
    value = reading.first_value(fact)
    if fact == "in_port":  # no column of its own: it becomes part of `waters`
        return value == "true"
    if fact in _BOOLEANS:
        return _TRUTH[value]
    if fact in _INTEGERS:
        # "none" is how the severity rules say that the facts are too few.
        return None if value in (None, "none") else int(value)
    return value or _TEXT_DEFAULTS[fact]


def _severity_basis(reading: Reading) -> list[str]:
    """The facts named in the conditions of the rule that gave the severity, as `fact=value`."""
    (rule_id, _), *_others = reading.conclusions["severity"].values()
    basis = []
    for condition in rule_by_id(rule_id).when:
        # The scale is stored beside the severity: it is what the facts are judged by, not one of them.
        if condition.fact == "severity_scale":
            continue
        if condition.must_hold and condition.fact != MARK:
            value = str(reading.numbers[condition.fact]) if condition.operator != "=" else condition.value
            values = reading.values_of(condition.fact) if value == "any" else [value]
            basis += [f"{condition.fact}={value}" for value in values]
        elif condition.must_hold:
            basis.append({"armed": "weapons=armed", "text": "narrative"}.get(condition.value, condition.value))
    return basis
