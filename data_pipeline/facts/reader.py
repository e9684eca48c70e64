"""From a draft to its facts: the one way in.

Sources that state everything themselves (`read_narrative = false`) take a short path on which no text is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from data_pipeline.facts.attackers import count_attackers
from data_pipeline.facts.rules import Reading, decide, field_values, rule_by_id
from data_pipeline.facts.sentences import plain, sentences
from data_pipeline.facts.stated import take_stated
from data_pipeline.facts.tables import table
from data_pipeline.facts.text import LONGEST_READ, readable, repair
from data_pipeline.facts.vessel import read_vessel
from data_pipeline.facts.when import read_when
from data_pipeline.facts.where import read_position
from data_pipeline.model import Draft, Facts
from data_pipeline.registry import Source

BEFORE_COUNTING: Final = ("marks", "vessel_status", "weapons", "crew_harm")
AFTER_COUNTING: Final = ("act", "category", "also", "cyber_subtype", "stolen", "reported_to_authority", "in_port", "severity")
CONTRADICTED: Final = ("act", "vessel_status")
"""Facts that fields and text both state in so many words; where they differ the stated rule decides and a warning says so."""

STORED: Final = (
    "vessel_status",
    "weapons",
    "crew_harm",
    "attackers",
    "act",
    "category",
    "also",
    "cyber_subtype",
    "stolen",
    "reported_to_authority",
    "in_port",
    "severity",
    "vessel_name",
    "vessel_type",
    "flag",
    "imo_number",
)


def read_facts(draft: Draft, source: Source) -> Facts:
    """All facts of a draft, each with the rule that gave it. Pure: the same draft gives the same facts."""
    facts = Facts(issues=list(draft.issues))
    if not source.read_narrative:
        take_stated(draft, source, facts)
        return facts
    facts.narrative, issues = repair(draft.narrative)
    facts.issues += issues
    if not facts.narrative:
        facts.issues.append("text_missing")
    if len(facts.narrative) > LONGEST_READ:
        facts.issues.append("text_cut")
    text = readable(facts.narrative)
    said = {role: readable(words) for role, words in draft.said.items()}
    draft = replace(draft, said=said, place=draft.place and readable(draft.place))
    read_when(draft, text, facts)
    read_position(draft, text, source.position_precision_km, facts)
    _read_event(draft, text, facts)
    take_stated(draft, source, facts)
    facts.issues = list(dict.fromkeys(facts.issues))
    return facts


def _read_event(draft: Draft, text: str, facts: Facts) -> None:
    own_letters = sentences(text)
    reading = reading_of(draft, own_letters)
    decide(reading, BEFORE_COUNTING)
    count_attackers(reading, facts)
    decide(reading, AFTER_COUNTING)
    read_vessel(draft, facts, reading, own_letters)
    _store(reading, facts)


def reading_of(draft: Draft, own_letters: list[str]) -> Reading:
    """What the rules look at: the text's sentences and the source's fields, in lower case."""
    said = {role: plain(repair(words)[0]) for role, words in _with_coded(draft.said).items()}
    if draft.place:
        said.setdefault("place", plain(draft.place))
    lower = [plain(one) for one in own_letters]
    return Reading(" ".join(lower), lower, said)


def _with_coded(said: Mapping[str, str]) -> Mapping[str, str]:
    """The fields with words for coded ones (`hostility_code` 3) where the field itself says nothing."""
    codes = {role: code for role in ("hostility", "victim") if role not in said and (code := said.get(f"{role}_code"))}
    if not codes:
        return said
    words = {row["role"]: row["words"] for row in table("coded_fields") if codes.get(row["role"]) == row["code"]}
    return {**said, **words}


def _store(reading: Reading, facts: Facts) -> None:
    def one(fact: str) -> str | None:
        return next(iter(reading.values(fact)), None)

    facts.vessel_status = one("vessel_status") or "unknown"
    facts.weapons = reading.values("weapons") or ["not_stated"]
    facts.crew_harm = reading.values("crew_harm")
    facts.act = one("act")
    facts.category = one("category") or "other"
    facts.also = [value for value in reading.values("also") if value != facts.category]
    facts.cyber_subtype = one("cyber_subtype")
    facts.stolen = reading.values("stolen")
    facts.reported_to_authority = {"true": True, "false": False, None: None}[one("reported_to_authority")]
    facts.in_port = one("in_port") == "true"
    severity = one("severity")
    facts.severity = None if severity in (None, "none") else int(severity)
    facts.severity_basis = _basis(reading) if facts.severity is not None else []
    facts.why = reading.why(STORED)
    if any(stated and not stated & set(reading.values(fact)) for fact in CONTRADICTED if (stated := field_values(reading, fact))):
        facts.issues.append("field_contradiction")


def _basis(reading: Reading) -> list[str]:
    """The facts named in the rule that gave the severity, as `fact=value`."""
    (rule_id, _), *_rest = reading.found["severity"].values()
    basis = []
    for condition in rule_by_id(rule_id).when:
        if condition.wanted and condition.fact != "mark":
            value = str(reading.numbers[condition.fact]) if condition.sign != "=" else condition.value
            values = reading.values(condition.fact) if value == "any" else [value]
            basis += [f"{condition.fact}={one}" for one in values]
        elif condition.wanted:
            basis.append({"armed": "weapons=armed", "text": "narrative"}.get(condition.value, condition.value))
    return basis
