"""The numbers of advisories: an advisory's own, and those that it cancels or takes the place of.

A number is written `107/2026` here, whatever its body writes: 107-26, 0107/26, 2026-107. It means something inside one source only.
"""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = re.compile(
    r"(?<![\w./-])(?:(?P<year>20\d\d)\s?[-/]\s?(?P<late>\d{1,4})|(?P<early>\d{1,4})\s?[-/]\s?(?P<short>20\d\d|\d\d))(?![\w°']|[-/.]\d)"
)
_OWN: Final = re.compile(
    r"\b(?:advisory|warning|notice|alert|navarea|navtex|hydro\w+|msg|message|bulletin|note|report|no\.?|number)\b", re.IGNORECASE
)
_ENDS_OTHERS: Final = re.compile(
    r"\b(?:supersed(?:es|ing)|cancel(?:s|ling|ing)?|replac(?:es|ing)|in place of|rescind(?:s|ing))\b", re.IGNORECASE
)
_IS_ENDED: Final = re.compile(
    r"\s?\)?,?\s(?:(?:is|are|was|were|has|have|been|now|hereby|therefore)\s){1,4}"
    r"(?:cancell?ed|superseded|withdrawn|rescinded|replaced|lifted|no\slonger\s(?:in\sforce|in\seffect|valid))\b(?!\s(?:by|with)\b)",
    re.IGNORECASE,
)
_SELF_ENDED: Final = re.compile(
    r"\bthis\s(?:advisory|warning|message|msg|notice|alert|bulletin)\s(?:(?:is|was|has|been|now|hereby|therefore)\s){1,4}"
    r"(?:cancell?ed|withdrawn|rescinded|lifted|superseded|void|no\slonger\s(?:in\sforce|in\seffect|valid))\b",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(r"\b(?:until|till|unless|if|when|once)\s[^.,;]{0,40}$", re.IGNORECASE)
"""Before words that end an advisory, these say only what would end it. A warning wrongly taken for cancelled vanishes from every map."""
_ENDED_TITLE: Final = re.compile(r"^\W{0,3}(?:cancell?ed|cancellation|withdrawn|rescinded)\b", re.IGNORECASE)
_HEADING: Final = 300
"""Characters of a text that may hold its own number."""
_LIST: Final = 160
"""Characters after `cancels` that may hold the list of what it cancels."""
_YEARS_BACK: Final = 10


def number_of(number: int, year: int) -> str:
    """The one spelling of a number."""
    return f"{number}/{year}"


def own_number(title: str, text: str, year: int) -> str | None:
    """An advisory's own number: the first in its title, else the first in its heading after a word such as advisory or NAVAREA."""
    for match in _NUMBER.finditer(title):
        if (number := _spelled(match, year)) is not None:
            return number
    for word in _OWN.finditer(text[:_HEADING]):
        beside = _NUMBER.search(text[word.end() : word.end() + 30])
        if beside is not None and (number := _spelled(beside, year)) is not None:
            return number
    return None


def ended_numbers(text: str, year: int) -> list[str]:
    """The numbers of the advisories that a text says are ended by it, in order."""
    ended: dict[str, None] = {}
    for lead in _ENDS_OTHERS.finditer(text):
        end = re.search(r"[.;\n](?=\s|$)", text[lead.end() : lead.end() + _LIST])
        listed = text[lead.end() : lead.end() + (end.start() if end else _LIST)]
        ended.update(dict.fromkeys(filter(None, (_spelled(match, year) for match in _NUMBER.finditer(listed)))))
    return list(ended | dict.fromkeys(_said_to_be_ended(text, year)))


def is_ended(title: str, text: str, number: str | None, year: int) -> bool:
    """Whether an advisory says of itself that it holds no longer. One that replaces its own number is a new text of it."""
    if number in _said_to_be_ended(text, year) or _ENDED_TITLE.search(title) is not None:
        return True
    return any(not _is_conditional(text, match.start()) for match in _SELF_ENDED.finditer(text))


def _said_to_be_ended(text: str, year: int) -> list[str]:
    """The numbers of which a text says that they are cancelled."""
    ended = (match for match in _NUMBER.finditer(text) if _IS_ENDED.match(text, match.end()) and not _is_conditional(text, match.start()))
    return [number for match in ended if (number := _spelled(match, year)) is not None]


def _is_conditional(text: str, start: int) -> bool:
    return _CONDITION.search(text, max(0, start - 60), start) is not None


def _spelled(match: re.Match[str], year: int) -> str | None:
    """The number in its one spelling; None where its year is not one of the last ten or the next: it is no number then."""
    number = int(match["late"] or match["early"])
    own_year = int(match["year"] or match["short"])
    own_year += 0 if own_year > 99 else 2000
    return number_of(number, own_year) if number and year - _YEARS_BACK <= own_year <= year + 1 else None
