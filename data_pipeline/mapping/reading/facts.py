"""Facts that columns state: by the mapping's look-up, by our own codes and titles, or as words for the reader of facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from data_pipeline.mapping.model import value_key
from data_pipeline.mapping.reading.cells import Cells
from data_pipeline.mapping.targets import TARGETS
from data_pipeline.mapping.words import yes_and_no

UNKNOWN_VALUE: Final = "value_not_mapped"
_SINGLE: Final = ("act", "category", "vessel_type", "vessel_status")
_LISTS: Final = ("weapons", "crew_harm")
_SENTENCES: Final = {"weapons": "Weapons: {}.", "crew_harm": "Crew: {}.", "stolen": "Stolen: {}.", "attackers": "Attackers: {}."}
_PARTS: Final = re.compile(r"\s*(?:[;,/|+&]|\band\b|\bund\b|\bet\b|\by\b)\s*", re.IGNORECASE)
_COUNT: Final = re.compile(r"(\d{1,4})(?:\.0+)?(?:\s*(?:-|–|to|bis|à|a)\s*(\d{1,4}))?")
_MOST_ATTACKERS: Final = 500
_NEGATION: Final = re.compile(r"(?:no|none|nil|nothing|not|keine?|aucune?|ning[uú]n|nada|nessun)\b", re.IGNORECASE)


@dataclass(slots=True)
class Coded:
    """Facts in our codes, sentences for what has no column of its own in the text, and warnings."""

    facts: dict[str, Any] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)


def coded_facts(cells: Cells, field_texts: dict[str, str]) -> Coded:
    """What the columns with codes state. A word that leads to no code stays in `field_texts`, where the rules may know it."""
    coded = Coded()
    for target in _SINGLE:
        if text := cells.text(target):
            _take_single(cells, target, text, field_texts, coded)
    for target in _LISTS:
        if text := cells.text(target):
            _take_list(cells, target, text, coded)
    _take_severity(cells, coded)
    _take_answer(cells, coded)
    _take_attackers(cells, coded)
    if text := cells.text("stolen"):
        _tell(coded, "stolen", text)
    coded.issues = list(dict.fromkeys(coded.issues))
    return coded


def code_of(target: str, text: str, values: Mapping[str, str]) -> str | None:
    """The code that a cell's text stands for: by the look-up `values`, or because it is a code or its title."""
    key = value_key(text)
    return values.get(key) or _own_words(target).get(key)


@cache
def _own_words(target: str) -> dict[str, str]:
    codes = TARGETS[target].codes or {}
    titles = {value_key(title): name for name, title in codes.items()}
    return {**titles, **{value_key(name.replace("_", " ")): name for name in codes}, **{value_key(name): name for name in codes}}


def _take_single(cells: Cells, target: str, text: str, field_texts: dict[str, str], coded: Coded) -> None:
    values = cells.column(target).values
    if (code := code_of(target, text, values)) is None:
        if values:
            coded.issues.append(UNKNOWN_VALUE)
        return
    coded.facts[target] = code
    # Other facts, severity among them, are judged by rules that read the words of fields.
    field_texts[TARGETS[target].role] = (TARGETS[target].codes or {})[code]


def _take_list(cells: Cells, target: str, text: str, coded: Coded) -> None:
    values = cells.column(target).values
    parts = [text] if code_of(target, text, values) else [part for part in _PARTS.split(text) if part]
    codes = [code_of(target, part, values) for part in parts]
    known = list(dict.fromkeys(code for code in codes if code))
    if known and None not in codes:
        coded.facts[target] = known
    elif values:
        coded.issues.append(UNKNOWN_VALUE)
    _tell(coded, target, text)


def _tell(coded: Coded, target: str, text: str) -> None:
    # "Stolen: nothing." would be read as a theft.
    if not _NEGATION.match(text):
        coded.sentences.append(_SENTENCES[target].format(text.rstrip(".")))


def _take_severity(cells: Cells, coded: Coded) -> None:
    text = cells.text("severity")
    if text is None:
        return
    code = code_of("severity", text, cells.column("severity").values)
    if code is None:
        coded.issues.append(UNKNOWN_VALUE)
        return
    coded.facts |= {"severity": int(code), "severity_basis": [f"column={text[:60]}"], "severity_scale": "recaap"}


def _take_answer(cells: Cells, coded: Coded) -> None:
    text = cells.text("reported_to_authority")
    if text is None:
        return
    stated = cells.column("reported_to_authority").values.get(value_key(text))
    answer = stated == "yes" if stated else yes_and_no().get(value_key(text))
    if answer is None:
        coded.issues.append(UNKNOWN_VALUE)
    else:
        coded.facts["reported_to_authority"] = answer


def _take_attackers(cells: Cells, coded: Coded) -> None:
    text = cells.text("attackers")
    if text is None:
        return
    match = _COUNT.fullmatch(text)
    numbers = [int(number) for number in match.groups() if number] if match else []
    if numbers and 0 < min(numbers) <= max(numbers) <= _MOST_ATTACKERS:
        coded.facts |= {"attackers": min(numbers), "attackers_max": max(numbers)}
    else:
        _tell(coded, "attackers", text)
