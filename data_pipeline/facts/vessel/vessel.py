"""Type, name, flag and IMO number of the ship attacked."""

from __future__ import annotations

import re
from typing import Final

from data_pipeline.facts.data_files import read_patterns
from data_pipeline.facts.rules.definitions import MARK
from data_pipeline.facts.rules.reading import Reading
from data_pipeline.facts.text.repair import is_all_caps, repair
from data_pipeline.facts.vessel.flags import read_flag
from data_pipeline.facts.vessel.names import join_names, names_in_field, names_in_text, names_in_victim
from data_pipeline.facts.vessel.phrases import vessel_type_phrases
from data_pipeline.facts.vessel.vessel_type import read_vessel_type
from data_pipeline.model import Draft, Facts
from warehouse.reference.ship_numbers import is_imo_number

IMO: Final = re.compile(r"\bimo(?:\s?(?:no|nr|number|num|#))?[\s.:#-]{0,3}(\d{7})(?!\d)")
VESSEL_FACTS: Final = ("vessel_name", "vessel_type", "flag", "imo_number")
"""The facts read here, in the order in which their reasons are published."""


def read_vessel(draft: Draft, facts: Facts, reading: Reading, original_sentences: list[str]) -> None:
    """Set type, name, flag and IMO number; `original_sentences` are those of the text as written, since names are in capitals."""
    read_vessel_type(reading)
    read_flag(reading)
    _read_name(draft, reading, original_sentences)
    _read_imo_number(reading, facts)
    facts.vessel_type = reading.first_value("vessel_type")
    facts.flag = reading.first_value("flag")
    facts.vessel_name = reading.first_value("vessel_name")
    if reading.has_value(MARK, "contradiction"):
        facts.issues.append("field_contradiction")


def _read_name(draft: Draft, reading: Reading, original_sentences: list[str]) -> None:
    if name_field := draft.field_texts.get("vessel_name"):
        if (name := join_names(names_in_field(repair(name_field)[0]))) is not None:
            reading.conclude("vessel_name", name, "vessel_name.field", name_field)
        _read_type_from_name(name_field, reading)
        return
    victim = repair(draft.field_texts.get("victim", ""))[0]
    from_victim = names_in_victim(victim) if victim else []
    from_text = names_in_text(original_sentences, all_caps=is_all_caps(" ".join(original_sentences)))
    if from_victim and not _completes(from_text, from_victim):
        reading.conclude("vessel_name", join_names(from_victim) or "", "vessel_name.victim", victim)
    elif (name := join_names(from_text)) is not None:
        reading.conclude("vessel_name", name, "vessel_name.text", name)


def _completes(from_text: list[str], from_victim: list[str]) -> bool:
    """Whether the text gives in full the names that the field truncates or leaves out."""
    text = [name.upper() for name in from_text]
    victim = [name.upper() for name in from_victim]
    return bool(text) and all(any(longer.startswith(short) for longer in text) for short in victim) and text != victim


def _read_type_from_name(name_field: str, reading: Reading) -> None:
    """A type before the name ("Dhow ...", "Tug ..."); "MV" does not say which type."""
    if reading.values_of("vessel_type"):
        return
    match = read_patterns("vessel/vessel_contexts")["type_in_name"].match(name_field)
    if match and (code := vessel_type_phrases().values.get(match.group(1).lower())):
        reading.conclude("vessel_type", code, "vessel_type.name_prefix", name_field)


def _read_imo_number(reading: Reading, facts: Facts) -> None:
    imo_field = reading.field_texts.get("imo")
    stated = {"field": "".join(re.findall(r"\d", imo_field))} if imo_field else {}
    if "imo" in reading.text and (match := IMO.search(reading.text)):
        stated["text"] = match.group(1)
    valid = {place: int(number) for place, number in stated.items() if is_imo_number(number)}
    if len(valid) < len(stated):
        facts.issues.append("imo_invalid")
    if len(set(valid.values())) > 1:
        facts.issues.append("imo_conflict")
    # The field comes first: it was filled in for this ship, while a text may mention another.
    for place, number in list(valid.items())[:1]:
        facts.imo_number = number
        reading.conclude("imo_number", str(number), f"imo_number.{place}", str(number))
