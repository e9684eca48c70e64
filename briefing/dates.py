"""Dates in the language that a document's readers expect. The rest of a document stays in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

_ENGLISH: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Language:
    """How a language writes a day: `whole` with year, `part` without; `{d}`, `{m}` the month's name or number, `{y}`."""

    title: str
    months: tuple[str, ...]
    whole: str = "{d} {m} {y}"
    part: str = "{d} {m}"


def _months(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_NUMBERS: Final = tuple(f"{number:02d}" for number in range(1, 13))

LANGUAGES: Final[dict[str, Language]] = {
    "en": Language("English, 25 June 2024", _ENGLISH),
    "iso": Language("ISO 8601, 2024-06-25", _NUMBERS, "{y}-{m}-{d:02d}", "{m}-{d:02d}"),
    "de": Language(
        "Deutsch, 25. Juni 2024",
        _months("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
        "{d}. {m} {y}",
        "{d}. {m}",
    ),
    "fr": Language(
        "Français, 25 juin 2024", _months("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
    ),
    "es": Language(
        "Español, 25 de junio de 2024",
        _months("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
        "{d} de {m} de {y}",
        "{d} de {m}",
    ),
    "nb": Language(
        "Norsk, 25. juni 2024",
        _months("januar februar mars april mai juni juli august september oktober november desember"),
        "{d}. {m} {y}",
        "{d}. {m}",
    ),
    "el": Language(
        "Ελληνικά, 25 Ιουνίου 2024",
        _months("Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου"),
    ),
    "zh": Language("中文, 2024年6月25日", tuple(str(number) for number in range(1, 13)), "{y}年{m}月{d}日", "{m}月{d}日"),
}
"""By code; the title shows an example."""

_DAY: Final = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_ENGLISH)})(?: (\d{{4}}))?\b")


def written(day: date, language: str) -> str:
    """The day in words of `language`."""
    said = LANGUAGES[language]
    return said.whole.format(d=day.day, m=said.months[day.month - 1], y=day.year)


def translated(text: str, language: str) -> str:
    """`text` of the project, in which every day that stands as `25 June 2024` or `25 June` is written as `language` writes it.

    Not for texts of reports: a name or a quotation must stay as it is.
    """
    if language == "en":
        return text
    said = LANGUAGES[language]

    def day(found: re.Match[str]) -> str:
        form = said.whole if found[3] else said.part
        return form.format(d=int(found[1]), m=said.months[_ENGLISH.index(found[2])], y=found[3])

    return _DAY.sub(day, text)
