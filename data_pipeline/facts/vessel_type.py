"""The type of the ship attacked, from the source's field and the text.

The more special of two that do not exclude each other is kept ("merchant vessel" in the field, "container ship" in the
text). Where they exclude each other the field is kept, and the contradiction is flagged, unless the field's kind is one
that attackers use too (a fishing boat) and the text's is not.
"""

from __future__ import annotations

import re
from typing import Final

from data_pipeline.facts.phrases import Hit, vessel_types
from data_pipeline.facts.rules import Reading
from warehouse.taxonomy import VESSEL_TYPE_PARENT

ATTACKERS_TOO: Final = frozenset({"fishing_vessel", "dhow", "small_craft", "naval_vessel", "patrol_vessel", "tug", "barge", "landing_craft"})
NEVER_FROM_TEXT: Final = frozenset({"small_craft", "other"})
LAST: Final = frozenset({"naval_vessel", "patrol_vessel"})
SURELY_MERCHANT: Final = frozenset({"m/v", "mv", "merchant vessel", "merchant ship", "motor vessel", "m.v."})
GENERIC: Final = frozenset({"merchant_vessel"})
ATTACKERS_CRAFT: Final = re.compile(
    r"(?:\b(?:in|from|using|via|into|aboard|on ?board|by|with|another|suspected|pirated?|hijacked|mother|small|wooden|fast|suspicious|nearby|unlit|"
    r"two|three|four|several|passing|local|large|blue|white|green)(?: (?:an?|the|their|his|small|local|nearby|wooden|old|white|blue|large))*) $"
)
BOARDED: Final = re.compile(r"(?:board(?:ed|ing)|attack(?:ed|ing)|hijack(?:ed|ing)|fired (?:up)?on|robb(?:ed|ing)|approach(?:ed|ing)|seized|on ?board|aboard|from|"
                            r"anchored|berthed|underway|unidentified|drifting|moored)(?: an?| the| two| three| several| one)?(?: \w+){0,2} $")
TOWING: Final = re.compile(r"\b(?:tug|tugboat|tug boat)s? (?:\([^)]*\) |[a-z]+ \d+ |\w+ )?(?:and|&) (?:its |the |her |a )?barge|\bbarge (?:\([^)]*\) |\w+ )?(?:and|&) (?:its |the |her |a )?(?:tug|tugboat)|"
                           r"\b(?:tug|tugs|tugboat|tug boat|towing vessel)\b[^.]{0,60}\b(?:tow(?:ed|ing)?|with|and|&|pulling|pushing)\b[^.]{0,30}\bbarges?\b"
                           r"|\bbarges?\b[^.]{0,60}\b(?:tow(?:ed|ing)?|by|under tow|in tow)\b[^.]{0,40}\b(?:tug|tugs|tugboat|tug boat)\b")
SENTENCES: Final = 3


def read_vessel_type(reading: Reading) -> None:
    """Note the ship's type in the reading, and a mark where field and text exclude each other."""
    field = _from_field(reading)
    text = _from_text(reading)
    if field is None or text is None:
        if (one := field or text) is not None:
            reading.put("vessel_type", one.value, "vessel_type.field" if one is field else "vessel_type.text", one.words)
        return
    if field.value in ATTACKERS_TOO and text.words in SURELY_MERCHANT and field.words not in reading.sentences[0][:120]:
        reading.put("vessel_type", text.value, "vessel_type.field_is_attackers", text.words)
        reading.put("mark", "contradiction", "vessel_type.field_is_attackers", f"{field.words} / {text.words}")
    elif _is_kind_of(text.value, field.value):
        reading.put("vessel_type", text.value, "vessel_type.text_more_special", text.words)
    elif _is_kind_of(field.value, text.value):
        reading.put("vessel_type", field.value, "vessel_type.field", field.words)
    elif field.value in ATTACKERS_TOO and text.value not in ATTACKERS_TOO:
        reading.put("vessel_type", text.value, "vessel_type.field_is_attackers", text.words)
        reading.put("mark", "contradiction", "vessel_type.field_is_attackers", f"{field.words} / {text.words}")
    else:
        reading.put("vessel_type", field.value, "vessel_type.field", field.words)
        reading.put("mark", "contradiction", "vessel_type.field", f"{field.words} / {text.words}")


def _is_kind_of(special: str, general: str) -> bool:
    """Whether a type is the other or one of its kinds; everything is a kind of merchant vessel here."""
    if general in GENERIC:
        return True
    if {special, general} <= {"tug", "barge", "tug_and_barge"}:
        return special == "tug_and_barge"
    kind: str | None = special
    while kind is not None:
        if kind == general:
            return True
        kind = VESSEL_TYPE_PARENT.get(kind)
    return False


def _from_field(reading: Reading) -> Hit | None:
    said = reading.said.get("vessel_type") or reading.said.get("victim")
    if not said:
        return None
    hits = list(vessel_types().find(said))
    if "vessel_type" in reading.said and not hits:
        return Hit(0, len(said), said, "other")
    special = [hit for hit in hits if hit.value not in GENERIC]
    return (special or hits or [None])[0]


def _from_text(reading: Reading) -> Hit | None:
    second: Hit | None = None
    generic: Hit | None = None
    last: Hit | None = None
    for index, sentence in enumerate(reading.sentences[: SENTENCES + 1]):
        if index < SENTENCES and "barge" in sentence and "t" in sentence and (tow := TOWING.search(sentence)) and "boarded the tug" not in sentence:
            return Hit(tow.start(), tow.end(), tow.group()[:60], "tug_and_barge")
        for hit in vessel_types().find(sentence):
            if hit.value in GENERIC:
                generic = generic or hit
                if hit.words in SURELY_MERCHANT and second is not None:
                    second = None
            elif hit.value in LAST:
                last = last or hit
            elif hit.value in NEVER_FROM_TEXT or _is_part_of_other(sentence, hit):
                continue
            elif hit.value in ATTACKERS_TOO and not _is_victim(sentence, hit):
                second = second or hit
            else:
                return hit
    return second or generic or last


def _is_victim(sentence: str, hit: Hit) -> bool:
    before = sentence[max(0, hit.start - 50) : hit.start]
    if re.match(r"\s*\(|\s*(?:was|were) (?:boarded|hijacked|attacked|fired|approached|robbed|seized|looted)", sentence[hit.end : hit.end + 25]):
        return True
    if hit.start < 45 and re.match(r"[^a-z]*(?:[a-z' -]{3,30}: ?)?(?:an? |the |two |several )?(?:unidentified )?$", sentence[: hit.start]):
        return True
    return BOARDED.search(before) is not None and ATTACKERS_CRAFT.search(before) is None or "flagged" in before[-12:]


def _is_part_of_other(sentence: str, hit: Hit) -> bool:
    """Whether the words belong to something else: "tanker terminal", "container yard", "cargo hold", "the tanker's boat"."""
    if hit.words in ("container", "containers", "cargo", "bulk", "launch", "craft", "support", "lighter", "ss", "mt", "sy", "sv", "fv", "terminal", "lng", "lpg"):
        return re.match(r"\s*(?:ship|vessel|\(|(?:was|reported|boarded|hijacked|underway|fired)\b)", sentence[hit.end : hit.end + 12]) is None
    return re.match(r"(?:'s)? (?:terminal|berth|anchorage|jetty|owners?|operators?|company|yard|port|traffic|crews?|industry|routes?|basin|club|harbou?r|marina)\b", sentence[hit.end : hit.end + 12]) is not None
