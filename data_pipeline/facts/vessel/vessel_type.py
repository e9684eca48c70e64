"""The type of the ship attacked, from the source's field and the text.

Where the two are compatible, the more specific one is kept ("merchant vessel" in the field, "container ship" in the text).
Where they exclude each other, the field is kept and the contradiction flagged, unless the field's type is one that
attackers use too (a fishing boat) and the text's is not: the field then describes the attackers' craft.
"""

from __future__ import annotations

from typing import Final

from data_pipeline.facts.data_files import read_patterns
from data_pipeline.facts.rules.definitions import MARK
from data_pipeline.facts.rules.reading import Reading
from data_pipeline.facts.vessel.phrases import PhraseMatch, vessel_type_phrases
from warehouse.contract.taxonomy import VESSEL_TYPE_PARENT

ALSO_USED_BY_ATTACKERS: Final = frozenset(
    {"fishing_vessel", "dhow", "small_craft", "naval_vessel", "patrol_vessel", "tug", "barge", "landing_craft"}
)
NEVER_FROM_TEXT: Final = frozenset({"small_craft", "other"})
LAST_RESORT: Final = frozenset({"naval_vessel", "patrol_vessel"})
CERTAINLY_MERCHANT: Final = frozenset({"m/v", "mv", "merchant vessel", "merchant ship", "motor vessel", "m.v."})
GENERIC: Final = frozenset({"merchant_vessel"})
ANY_SHIP: Final = frozenset({"vessel", "ship", "shipping", "all shipping"})
"""Words for any ship: they show which vessel is the victim, but not its type."""
SHIP_ONLY_IN_CONTEXT: Final = frozenset(
    {"container", "containers", "cargo", "bulk", "launch", "craft", "support", "lighter", "terminal"}
    | {"ss", "mt", "sy", "sv", "fv", "lng", "lpg"}
)
"""Words that mean a ship only before a word for ship or a verb: "the container" is cargo, "container vessel" is not."""

# The victim is introduced at the beginning; later sentences name ships that helped or passed.
SENTENCES_READ: Final = 3
MAX_OPENING: Final = 45


def read_vessel_type(reading: Reading) -> None:
    """Conclude the ship's type, and set the mark `contradiction` where field and text exclude each other."""
    field = _type_in_field(reading)
    text = _type_in_text(reading)
    if text is None or (field is not None and text.words in ANY_SHIP and field.value not in ALSO_USED_BY_ATTACKERS):
        _conclude_type(reading, field, "vessel_type.field")
        return
    if field is None or (field.words in ANY_SHIP and text.value in GENERIC):
        _conclude_type(reading, text, "vessel_type.text")
        return
    is_victim_first = text.words in CERTAINLY_MERCHANT and _is_mentioned_first(text.words, field.words, reading.text)
    if field.value in ALSO_USED_BY_ATTACKERS and is_victim_first:
        _conclude_type(reading, text, "vessel_type.field_is_attackers")
        _mark_contradiction(reading, field, text, "vessel_type.field_is_attackers")
    elif _is_kind_of(text.value, field.value):
        _conclude_type(reading, text, "vessel_type.text_more_special")
    elif _is_kind_of(field.value, text.value):
        _conclude_type(reading, field, "vessel_type.field")
    elif field.value in ALSO_USED_BY_ATTACKERS and text.value not in ALSO_USED_BY_ATTACKERS:
        _conclude_type(reading, text, "vessel_type.field_is_attackers")
        _mark_contradiction(reading, field, text, "vessel_type.field_is_attackers")
    else:
        _conclude_type(reading, field, "vessel_type.field")
        _mark_contradiction(reading, field, text, "vessel_type.field")


def _mark_contradiction(reading: Reading, field: PhraseMatch, text: PhraseMatch, rule: str) -> None:
    reading.conclude(MARK, "contradiction", rule, f"{field.words} / {text.words}")


def _conclude_type(reading: Reading, match: PhraseMatch | None, rule: str) -> None:
    if match is not None and match.words not in ANY_SHIP:
        reading.conclude("vessel_type", match.value, rule, match.words)


def _is_mentioned_first(first: str, second: str, text: str) -> bool:
    """Whether a text mentions the first before the second, or the first alone."""
    position = text.find(second)
    return position < 0 or text.find(first) < position


def _is_kind_of(specific: str, general: str) -> bool:
    """Whether a type equals the other or is one of its kinds. Everything counts as a kind of "merchant vessel", which says so little."""
    if general in GENERIC or general == "other":
        return True
    # A tow is not in the taxonomy's tree, yet it says more than either of its parts.
    if {specific, general} <= {"tug", "barge", "tug_and_barge"}:
        return specific == "tug_and_barge"
    kind: str | None = specific
    while kind is not None:
        if kind == general:
            return True
        kind = VESSEL_TYPE_PARENT.get(kind)
    return False


def _type_in_field(reading: Reading) -> PhraseMatch | None:
    field_text = reading.field_texts.get("vessel_type") or reading.field_texts.get("victim")
    if not field_text:
        return None
    matches = list(vessel_type_phrases().find(field_text))
    if "vessel_type" in reading.field_texts and not matches:
        return PhraseMatch(0, len(field_text), field_text, "other")
    specific = [match for match in matches if match.value not in GENERIC]
    return next(iter(specific or matches), None)


def _type_in_text(reading: Reading) -> PhraseMatch | None:
    # In falling order of trust: a type only victims have (returned at once), one attackers use too, a generic word, a warship.
    ambiguous: PhraseMatch | None = None
    generic: PhraseMatch | None = None
    last_resort: PhraseMatch | None = None
    for index, sentence in enumerate(reading.sentences[: SENTENCES_READ + 1]):
        if (
            index < SENTENCES_READ
            and "barge" in sentence
            and "t" in sentence
            and (tow := read_patterns("vessel/vessel_contexts")["tug_and_barge"].search(sentence))
            and "boarded the tug" not in sentence
        ):
            return PhraseMatch(tow.start(), tow.end(), tow.group()[:60], "tug_and_barge")
        for match in vessel_type_phrases().find(sentence):
            if match.value in GENERIC:
                generic = match if generic is None or match.words in CERTAINLY_MERCHANT else generic
            elif match.value in LAST_RESORT:
                last_resort = last_resort or match
            elif match.value in NEVER_FROM_TEXT or _is_part_of_other(sentence, match):
                continue
            elif match.value in ALSO_USED_BY_ATTACKERS and not _is_victim(sentence, match):
                ambiguous = ambiguous or (match if generic is None else None)
            else:
                return match
    if generic is not None and generic.words in CERTAINLY_MERCHANT:
        return generic
    return ambiguous or generic or last_resort


def _is_victim(sentence: str, match: PhraseMatch) -> bool:
    context = read_patterns("vessel/vessel_contexts")
    if context["victim_after"].match(sentence, match.end):
        return True
    if match.start < MAX_OPENING and context["opening"].match(sentence[: match.start]):
        return True
    before = sentence[max(0, match.start - 50) : match.start]
    is_described_as_victim = context["victim"].search(before) is not None and context["attackers_craft"].search(before) is None
    return is_described_as_victim or "flagged" in before[-12:]


def _is_part_of_other(sentence: str, match: PhraseMatch) -> bool:
    """Whether the words belong to something else: "tanker terminal", "container yard", "cargo hold", "the tanker's crew"."""
    context = read_patterns("vessel/vessel_contexts")
    if match.words in SHIP_ONLY_IN_CONTEXT:
        return context["ship_follows"].match(sentence, match.end) is None
    return context["part_of_other"].match(sentence, match.end) is not None
