"""Type, name, flag and IMO number of the ship."""

from __future__ import annotations

import re
from typing import Final

from data_pipeline.facts.flags import read_flag
from data_pipeline.facts.names import join, names_in_field, names_in_text, names_in_victim
from data_pipeline.facts.phrases import vessel_types
from data_pipeline.facts.rules import Reading
from data_pipeline.facts.tables import patterns
from data_pipeline.facts.text import is_all_caps, repair
from data_pipeline.facts.vessel_type import read_vessel_type
from data_pipeline.model import Draft, Facts

IMO: Final = re.compile(r"\bimo(?:\s?(?:no|nr|number|num|#))?[\s.:#-]{0,3}(\d{7})(?!\d)")


def is_imo_number(number: str) -> bool:
    """Whether seven digits are a ship number: the first six times 7 to 2 add up to the last digit (IMO A.1117(30))."""
    return len(number) == 7 and number.isdigit() and sum(int(number[i]) * (7 - i) for i in range(6)) % 10 == int(number[6])


def read_vessel(draft: Draft, facts: Facts, reading: Reading, own_letters: list[str]) -> None:
    """Fill type, name, flag and IMO number; `own_letters` are the sentences of the text as written."""
    read_vessel_type(reading)
    read_flag(reading)
    _read_name(draft, reading, own_letters)
    _read_imo(reading, facts)
    facts.vessel_type = next(iter(reading.values("vessel_type")), None)
    facts.flag = next(iter(reading.values("flag")), None)
    facts.vessel_name = next(iter(reading.values("vessel_name")), None)
    if reading.has("mark", "contradiction"):
        facts.issues.append("field_contradiction")


def _read_name(draft: Draft, reading: Reading, own_letters: list[str]) -> None:
    if said := draft.said.get("vessel_name"):
        if (name := join(names_in_field(repair(said)[0]))) is not None:
            reading.put("vessel_name", name, "vessel_name.field", said)
        _type_in_name(said, reading)
        return
    victim = repair(draft.said.get("victim", ""))[0]
    from_victim = names_in_victim(victim) if victim else []
    from_text = names_in_text(own_letters, all_caps=is_all_caps(" ".join(own_letters)))
    if from_victim and not _completes(from_text, from_victim):
        reading.put("vessel_name", join(from_victim) or "", "vessel_name.victim", victim)
    elif (name := join(from_text)) is not None:
        reading.put("vessel_name", name, "vessel_name.text", name)


def _completes(from_text: list[str], from_victim: list[str]) -> bool:
    """Whether the text gives the same names whole that the field cuts short or leaves out."""
    text = [name.upper() for name in from_text]
    victim = [name.upper() for name in from_victim]
    return bool(text) and all(any(longer.startswith(short) for longer in text) for short in victim) and text != victim


def _type_in_name(said: str, reading: Reading) -> None:
    """A type that stands before the name ("Dhow ...", "Tug ..."); "MV" says nothing of the kind."""
    if reading.values("vessel_type"):
        return
    found = patterns("vessel_contexts")["type_in_name"].match(said)
    if found and (code := vessel_types().values.get(found.group(1).lower())):
        reading.put("vessel_type", code, "vessel_type.name_prefix", said)


def _read_imo(reading: Reading, facts: Facts) -> None:
    stated = {"field": "".join(re.findall(r"\d", reading.said.get("imo", "")))} if reading.said.get("imo") else {}
    if "imo" in reading.text and (found := IMO.search(reading.text)):
        stated["text"] = found.group(1)
    sound = {where: int(number) for where, number in stated.items() if is_imo_number(number)}
    if len(sound) < len(stated):
        facts.issues.append("imo_invalid")
    if len(set(sound.values())) > 1:
        facts.issues.append("imo_conflict")
    for where, number in sound.items():
        facts.imo_number = number
        reading.put("imo_number", str(number), f"imo_number.{where}", str(number))
        break
