"""The ship's flag: "Liberia-flagged", "Danish-flag", "registered in Panama" or, failing these, "Greek tanker"."""

from __future__ import annotations

import re
from typing import Final

from data_pipeline.facts.rules.reading import Reading
from data_pipeline.facts.vessel.phrases import PhraseMatch, country_code, country_phrases, demonyms, vessel_type_phrases

FLAGGED: Final = re.compile(r"\s?(?:islands?)?\s?[-\s]{0,3}(?:and \w+[- ])?(?:flag(?:ged|ged,)?|regist(?:ered|ry)|flg)\b")
UNDER_FLAG: Final = re.compile(r"(?:under (?:the )?flag of|registered in|flag of|flying the flag of|flag:|flag is|\bflag -)\s?(?:the )?$")
# Before a demonym, these show that it is not the victim's: "a Nigerian navy boat", "Somali pirates".
OTHERS: Final = re.compile(
    r"(?:pirate|attack|suspect|attackers?|rogue|mother|by an?|by|from an?|in an?|in|another|two|three|several|on an?|passing|nearby) $"
)
NO_SHIP_FOLLOWS: Final = re.compile(r"\s(?:traffic|information|operations?|owners?|managers?|registry)\b")
"""After the words: they name a service or a company, as in "Singapore Vessel Traffic Information System"."""
NOT_VICTIM: Final = frozenset({"naval_vessel", "patrol_vessel", "small_craft"})
MAX_WORDS_BETWEEN: Final = 4
DESCRIPTIVE_WORD: Final = re.compile(
    r"merchant|motor|oil|small|large|heavy|lift|coastal|ocean|going|owned|gross|tons?|dwt|[\d,]+|inter|island|wooden|sailing|deep|sea|steel|commercial|private|naval|"
    r"registered|laden|old|anchored|berthed|underway|drifting|local|m|foot|ft|metre|meter|unnamed|unidentified|type|long|line|deep"
)


def read_flag(reading: Reading) -> None:
    """Conclude the flag: from the source's field, else as stated in victim or text, else from an adjective such as "Greek tanker"."""
    flag_field = reading.field_texts.get("flag")
    if flag_field and (code := country_code(flag_field)):
        reading.conclude("flag", code, "flag.field", flag_field)
        return
    victim = reading.field_texts.get("victim", "")
    texts = [text for text in (victim, reading.field_texts.get("hostility", "")) if text] + reading.sentences
    for text in texts:
        if ("flag" in text or "regist" in text) and (match := _find_stated_flag(text)):
            reading.conclude("flag", match.value, "flag.flagged", match.words)
            return
    if victim and (match := _find_nationality(victim, accept_names=True)):
        reading.conclude("flag", match.value, "flag.victim", match.words)
        return
    # Later sentences speak of navies, owners and crews, whose nationality is not the ship's.
    for text in reading.sentences[:3]:
        if match := _find_nationality(text, accept_names=False):
            reading.conclude("flag", match.value, "flag.of_country", match.words)
            return


def _find_stated_flag(text: str) -> PhraseMatch | None:
    for match in country_phrases().find(text):
        if FLAGGED.match(text, match.end) or UNDER_FLAG.search(text[max(0, match.start - 30) : match.start]):
            return match
    return None


def _find_nationality(text: str, *, accept_names: bool) -> PhraseMatch | None:
    """A demonym (in a victim field also a country's name) shortly before a type of ship, as in "Korean heavy lift ship"."""
    for match in country_phrases().find(text):
        if match.words not in demonyms() and not accept_names:
            continue
        if OTHERS.search(text[max(0, match.start - 20) : match.start]) and not accept_names:
            continue
        ship = next(iter(vessel_type_phrases().find(text[match.end : match.end + 60])), None)
        if ship is None or ship.value in NOT_VICTIM or not _is_descriptive(text[match.end : match.end + ship.start]):
            continue
        if NO_SHIP_FOLLOWS.match(text, match.end + ship.end):
            continue
        return match
    return None


def _is_descriptive(between: str) -> bool:
    """Whether only a few descriptive words stand between ("merchant", "heavy", a tonnage), and no full stop, verb or preposition."""
    words = between.replace("-", " ").split()
    return len(words) <= MAX_WORDS_BETWEEN and all(DESCRIPTIVE_WORD.fullmatch(word) for word in words)
