"""Dates in the style that a document's readers expect; the rest of a document stays in English.

Babel writes the days (Unicode CLDR, format `long`). `en_GB` because the project's own texts are British English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date, format_skeleton

from warehouse.contract.dates import MONTHS

ENGLISH: Final = "en"
ISO: Final = "iso"


@dataclass(frozen=True, slots=True)
class DateStyle:
    """A way to write days: `title` shows an example, `locale` is Babel's; ISO 8601 has none."""

    title: str
    locale: str = ""


DATE_STYLES: Final[dict[str, DateStyle]] = {
    ENGLISH: DateStyle("English, 25 June 2024", "en_GB"),
    ISO: DateStyle("ISO 8601, 2024-06-25"),
    "de": DateStyle("Deutsch, 25. Juni 2024", "de"),
    "fr": DateStyle("Français, 25 juin 2024", "fr"),
    "es": DateStyle("Español, 25 de junio de 2024", "es"),
    "nb": DateStyle("Norsk, 25. juni 2024", "nb"),
    "el": DateStyle("Ελληνικά, 25 Ιουνίου 2024", "el"),
    "zh": DateStyle("中文, 2024年6月25日", "zh_Hans"),
}
"""By code, as addresses and saved files hold it."""

_DAY: Final = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?\b")
# `25 June` has no year, but a date needs one: a leap year, so that 29 February exists.
_ANY_YEAR: Final = 2000


def format_day(day: date, style: str) -> str:
    """The day as `style` (a code of DATE_STYLES) writes it, with its year."""
    locale = DATE_STYLES[style].locale
    return format_date(day, "long", locale=locale) if locale else day.isoformat()


def translate_days(text: str, style: str) -> str:
    """`text` of the project, with every day written as `25 June 2024` or `25 June` rewritten as `style` writes it.

    Not for texts of reports: a name or a quotation must stay as it is.
    """
    if style == ENGLISH:
        return text

    def rewrite(match: re.Match[str]) -> str:
        try:
            day = date(int(match[3] or _ANY_YEAR), MONTHS.index(match[2]) + 1, int(match[1]))
        except ValueError:
            # `31 June` is no day, whatever it is: leave it alone.
            return match[0]
        return format_day(day, style) if match[3] else _format_day_and_month(day, style)

    return _DAY.sub(rewrite, text)


def _format_day_and_month(day: date, style: str) -> str:
    locale = DATE_STYLES[style].locale
    return format_skeleton("MMMMd", day, locale=locale) if locale else f"{day:%m-%d}"
