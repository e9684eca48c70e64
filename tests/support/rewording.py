"""A narrative retold by another clerk: sentences dropped and moved, numbers and common words written differently."""

from __future__ import annotations

import random
import re
from typing import Final

from data_pipeline.facts.place_and_time.dates import DAY_PATTERN, TIME_PATTERN
from data_pipeline.facts.place_and_time.positions import LETTERS_FIRST, PAIR
from data_pipeline.facts.text.sentences import split_sentences

_KEPT: Final = 0.7
"""Share of the sentences after the first that are kept."""

_NUMBERS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORD: Final = re.compile(rf"\b(?:{'|'.join(_NUMBERS[2:])})\b", re.IGNORECASE)
_DIGITS: Final = re.compile(r"(?<![\w.:-])(?:[2-9]|1[0-2])(?= (?:[a-z]{3,}))")
_OTHERWISE: Final = {
    "robbers": "perpetrators",
    "pirates": "armed men",
    "vessel": "ship",
    "escaped": "fled",
    "noticed": "saw",
    "duty crew": "crew on watch",
    "raised the alarm": "sounded the alarm",
    "alarm was raised": "alarm was sounded",
    "master": "captain",
    "speedboat": "fast boat",
    "approximately": "about",
    "stolen": "taken",
}
_PHRASES: Final = re.compile(rf"\b(?:{'|'.join(_OTHERWISE)})\b")
_OPENING: Final = re.compile(r"^(?:\(U\)\s*)?[A-Z][^a-z:]{3,60}:\s*")
_DANGLING: Final = re.compile(
    r"\b(?:on|at|in|in position|near position|around|by)\s+(?=(?:at|on|in|while|near|,|\.|$))|\(\s*\)|\s+(?=[,.;])", re.IGNORECASE
)
_CITES: Final = re.compile(r"\([^()]*\b(?:IMB|Operator|Reuters|AFP|AP|UKMTO|ONI|ReCAAP|MARAD|NATO|Commercial|Press)\b[^()]*\)")
_LEADING: Final = re.compile(r"^[\s,.;:-]+|^(?:on|at|in)\s*,\s*", re.IGNORECASE)
_CONSEQUENCE: Final = re.compile(r"\b(?:injur|hostage|kidnap|unharmed|crew (?:was|were|is|are) safe|stolen|stole|missing)", re.IGNORECASE)
_ACTION: Final = re.compile(r"\b(?:alarm|muster|evasive|increased speed|citadel|reported to|informed)", re.IGNORECASE)


def retell(narrative: str, name: str | None, draw: random.Random) -> tuple[str, str, str]:
    """Details, consequences for the crew, and action taken: three texts, the latter two often empty.

    The ship's name is left out, because these bodies state it in a field.
    """
    if name:
        escaped = re.escape(name)
        narrative = re.sub(rf"\s?\(\s?{escaped}\s?\)|,?\s?(?:\b(?:M/?V|M/?T)\s)?\b{escaped}\b", "", narrative, flags=re.IGNORECASE)
    narrative = _CITES.sub("", narrative)
    sentences = [sentence for sentence in map(_without_day_and_place, split_sentences(narrative)) if len(sentence) > 15] or [narrative]
    retold = [sentence for number, sentence in enumerate(sentences) if number == 0 or draw.random() < _KEPT]
    parts: tuple[list[str], list[str], list[str]] = ([], [], [])
    for number, sentence in enumerate(retold):
        column = 0 if number == 0 else 1 if _CONSEQUENCE.search(sentence) else 2 if _ACTION.search(sentence) else 0
        parts[column].append(_reword_sentence(sentence, draw))
    details, consequences, action = (" ".join(part) for part in parts)
    return details, consequences, action


def misspell(name: str, draw: random.Random) -> str:
    """The name with one letter dropped, doubled, or swapped with the next."""
    if len(name) < 4:
        return name
    at = draw.randrange(1, len(name) - 1)
    return draw.choice((name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:], name[:at] + name[at + 1] + name[at] + name[at + 2 :]))


def _without_day_and_place(sentence: str) -> str:
    """The sentence without days, times, positions, and the place with which it opens."""
    for pattern in (_OPENING, PAIR, LETTERS_FIRST, DAY_PATTERN, TIME_PATTERN):
        sentence = pattern.sub(" ", sentence)
    # Twice: removing one dangling preposition may leave another, as in "at in position".
    for _ in range(2):
        sentence = _DANGLING.sub("", " ".join(sentence.split()))
    sentence = _LEADING.sub("", sentence.strip())
    return sentence[:1].upper() + sentence[1:]


def _reword_sentence(sentence: str, draw: random.Random) -> str:
    if draw.random() < 0.5:
        sentence = _WORD.sub(lambda match: str(_NUMBERS.index(match.group().lower())), sentence)
    else:
        sentence = _DIGITS.sub(lambda match: _NUMBERS[int(match.group())], sentence)
    sentence = _PHRASES.sub(lambda match: _OTHERWISE[match.group()] if draw.random() < 0.7 else match.group(), sentence)
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
