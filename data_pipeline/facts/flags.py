"""The flag of the ship: "Liberia-flagged", "Danish-flag", "registered in Panama", or "Greek tanker"."""

from __future__ import annotations

import re
from typing import Final

from data_pipeline.facts.phrases import Hit, countries, country_code, demonyms, vessel_types
from data_pipeline.facts.rules import Reading

FLAGGED: Final = re.compile(r"\s?(?:islands?)?\s?[-\s]{0,3}(?:and \w+[- ])?(?:flag(?:ged|ged,)?|regist(?:ered|ry)|flg)\b")
UNDER_FLAG: Final = re.compile(r"(?:under (?:the )?flag of|registered in|flag of|flying the flag of|flag:|flag is|\bflag -)\s?(?:the )?$")
OTHERS: Final = re.compile(
    r"(?:pirate|attack|suspect|attackers?|rogue|mother|by an?|by|from an?|in an?|in|another|two|three|several|on an?) $"
)
NOT_VICTIM: Final = frozenset({"naval_vessel", "patrol_vessel", "small_craft"})
MOST_WORDS_BETWEEN: Final = 4
DESCRIBING: Final = re.compile(
    r"merchant|motor|oil|small|large|heavy|lift|coastal|ocean|going|owned|gross|tons?|dwt|[\d,]+|inter|island|wooden|sailing|deep|sea|steel|commercial|private|naval|"
    r"registered|laden|old|anchored|berthed|underway|drifting|local|m|foot|ft|metre|meter|unnamed|unidentified|type|long|line|deep"
)


def read_flag(reading: Reading) -> None:
    """Note the flag in the reading: the source's field, else a stated flag in victim and text, else "Greek tanker"."""
    said = reading.said.get("flag")
    if said and (code := country_code(said)):
        reading.put("flag", code, "flag.field", said)
        return
    victim = reading.said.get("victim", "")
    texts = [text for text in (victim, reading.said.get("hostility", "")) if text] + reading.sentences
    for text in texts:
        if ("flag" in text or "regist" in text) and (hit := _flagged(text)):
            reading.put("flag", hit.value, "flag.flagged", hit.words)
            return
    if victim and (hit := _of_country(victim, names_too=True)):
        reading.put("flag", hit.value, "flag.victim", hit.words)
        return
    for text in reading.sentences[:3]:
        if hit := _of_country(text, names_too=False):
            reading.put("flag", hit.value, "flag.of_country", hit.words)
            return


def _flagged(text: str) -> Hit | None:
    for hit in countries().find(text):
        if FLAGGED.match(text, hit.end) or UNDER_FLAG.search(text[max(0, hit.start - 30) : hit.start]):
            return hit
    return None


def _of_country(text: str, *, names_too: bool) -> Hit | None:
    """A country's adjective (in a victim field also its name) right before a type of ship, as in "Korean heavy lift ship"."""
    for hit in countries().find(text):
        if hit.words not in demonyms() and not names_too:
            continue
        if OTHERS.search(text[max(0, hit.start - 20) : hit.start]) and not names_too:
            continue
        ship = next(iter(vessel_types().find(text[hit.end : hit.end + 60])), None)
        if ship is None or ship.value in NOT_VICTIM or not _is_near(text[hit.end : hit.end + ship.start]):
            continue
        return hit
    return None


def _is_near(between: str) -> bool:
    """Whether only a few describing words stand between ("merchant", "heavy", a tonnage), and no stop, verb or preposition."""
    words = between.replace("-", " ").split()
    return len(words) <= MOST_WORDS_BETWEEN and all(DESCRIBING.fullmatch(word) for word in words)
