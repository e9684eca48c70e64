"""The type of the ship attacked, from the source's field and the text.

The more special of two that do not exclude each other is kept ("merchant vessel" in the field, "container ship" in the
text). Where they exclude each other the field is kept, and the contradiction is flagged, unless the field's kind is one
that attackers use too (a fishing boat) and the text's is not.
"""

from __future__ import annotations

from typing import Final

from data_pipeline.facts.phrases import Hit, vessel_types
from data_pipeline.facts.rules import Reading
from data_pipeline.facts.tables import patterns
from warehouse.contract.taxonomy import VESSEL_TYPE_PARENT

ATTACKERS_TOO: Final = frozenset(
    {"fishing_vessel", "dhow", "small_craft", "naval_vessel", "patrol_vessel", "tug", "barge", "landing_craft"}
)
NEVER_FROM_TEXT: Final = frozenset({"small_craft", "other"})
LAST: Final = frozenset({"naval_vessel", "patrol_vessel"})
SURELY_MERCHANT: Final = frozenset({"m/v", "mv", "merchant vessel", "merchant ship", "motor vessel", "m.v."})
GENERIC: Final = frozenset({"merchant_vessel"})
NO_TYPE: Final = frozenset({"vessel", "ship", "shipping", "all shipping"})
"""Words for any ship: they tell victim from attacker, and no type."""
ONLY_WITH_SHIP: Final = frozenset(
    {"container", "containers", "cargo", "bulk", "launch", "craft", "support", "lighter", "terminal"}
    | {"ss", "mt", "sy", "sv", "fv", "lng", "lpg"}
)
"""Words that name a ship only where a word for ship or a verb follows."""

SENTENCES: Final = 3
LONGEST_OPENING: Final = 45


def read_vessel_type(reading: Reading) -> None:
    """Note the ship's type in the reading, and a mark where field and text exclude each other."""
    field = _from_field(reading)
    text = _from_text(reading)
    if text is None or (field is not None and text.words in NO_TYPE and field.value not in ATTACKERS_TOO):
        _note(reading, field, "vessel_type.field")
        return
    if field is None or (field.words in NO_TYPE and text.value in GENERIC):
        _note(reading, text, "vessel_type.text")
        return
    if field.value in ATTACKERS_TOO and text.words in SURELY_MERCHANT and _stands_before(text.words, field.words, reading.text):
        _note(reading, text, "vessel_type.field_is_attackers")
        reading.put("mark", "contradiction", "vessel_type.field_is_attackers", f"{field.words} / {text.words}")
    elif _is_kind_of(text.value, field.value):
        _note(reading, text, "vessel_type.text_more_special")
    elif _is_kind_of(field.value, text.value):
        _note(reading, field, "vessel_type.field")
    elif field.value in ATTACKERS_TOO and text.value not in ATTACKERS_TOO:
        _note(reading, text, "vessel_type.field_is_attackers")
        reading.put("mark", "contradiction", "vessel_type.field_is_attackers", f"{field.words} / {text.words}")
    else:
        _note(reading, field, "vessel_type.field")
        reading.put("mark", "contradiction", "vessel_type.field", f"{field.words} / {text.words}")


def _note(reading: Reading, hit: Hit | None, rule: str) -> None:
    if hit is not None and hit.words not in NO_TYPE:
        reading.put("vessel_type", hit.value, rule, hit.words)


def _stands_before(first: str, second: str, text: str) -> bool:
    """Whether a text speaks of the first before it speaks of the second, or of the first alone."""
    place = text.find(second)
    return place < 0 or text.find(first) < place


def _is_kind_of(special: str, general: str) -> bool:
    """Whether a type is the other or one of its kinds; everything is a kind of merchant vessel here."""
    if general in GENERIC or general == "other":
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
    return next(iter(special or hits), None)


def _from_text(reading: Reading) -> Hit | None:
    second: Hit | None = None
    generic: Hit | None = None
    last: Hit | None = None
    for index, sentence in enumerate(reading.sentences[: SENTENCES + 1]):
        if (
            index < SENTENCES
            and "barge" in sentence
            and "t" in sentence
            and (tow := patterns("vessel_contexts")["tug_and_barge"].search(sentence))
            and "boarded the tug" not in sentence
        ):
            return Hit(tow.start(), tow.end(), tow.group()[:60], "tug_and_barge")
        for hit in vessel_types().find(sentence):
            if hit.value in GENERIC:
                generic = hit if generic is None or hit.words in SURELY_MERCHANT else generic
            elif hit.value in LAST:
                last = last or hit
            elif hit.value in NEVER_FROM_TEXT or _is_part_of_other(sentence, hit):
                continue
            elif hit.value in ATTACKERS_TOO and not _is_victim(sentence, hit):
                second = second or (hit if generic is None else None)
            else:
                return hit
    if generic is not None and generic.words in SURELY_MERCHANT:
        return generic
    return second or generic or last


def _is_victim(sentence: str, hit: Hit) -> bool:
    context = patterns("vessel_contexts")
    if context["victim_after"].match(sentence, hit.end):
        return True
    if hit.start < LONGEST_OPENING and context["opening"].match(sentence[: hit.start]):
        return True
    before = sentence[max(0, hit.start - 50) : hit.start]
    said_of_ship = context["victim"].search(before) is not None and context["attackers_craft"].search(before) is None
    return said_of_ship or "flagged" in before[-12:]


def _is_part_of_other(sentence: str, hit: Hit) -> bool:
    """Whether the words belong to something else: "tanker terminal", "container yard", "cargo hold", "the tanker's crew"."""
    context = patterns("vessel_contexts")
    if hit.words in ONLY_WITH_SHIP:
        return context["ship_follows"].match(sentence, hit.end) is None
    return context["part_of_other"].match(sentence, hit.end) is not None
