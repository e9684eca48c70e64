"""Dates as exports write them, and the order of day and month where both are numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from data_pipeline import parsing
from data_pipeline.errors import BadRecord, BrokenFile

DAY_FIRST: Final = "day, month"
MONTH_FIRST: Final = "month, day"

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# From the beginning of a run of blanks only: otherwise the rest of the run is tried from each of them.
_TIME: Final = re.compile(r"(?<![T\s,])[T\s,]++(\d{1,2}:\d\d)(?::\d\d(?:\.\d+)?)?\s*((?:AM|PM|UTC|GMT|Z)?)$", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_NAMED: Final = re.compile(r"(\d{1,2})[\s.-]+([A-Za-z]{3,9})[\s.,-]+(\d{4})")


def split_time(text: str) -> tuple[str, str | None]:
    """A date and the time after it, if there is one, as texts."""
    match = _TIME.search(text.strip())
    if match is None:
        return text.strip(), None
    return text.strip()[: match.start()], f"{match[1]} {match[2]}".strip()


def infer_date_order(file_name: str, date_texts: Iterable[str]) -> str:
    """DAY_FIRST or MONTH_FIRST for a whole file. Raises BrokenFile when its dates are ambiguous or contradict one another.

    Dates in other spellings, and those in which both numbers are equal, neither decide the order nor depend on it.
    """
    matches = [(match, text) for text in date_texts if (match := _NUMBERS.fullmatch(split_time(text)[0]))]
    pairs = [(int(match[1]), int(match[2]), text) for match, text in matches]
    day_first = next((text for first, second, text in pairs if first > 12 >= second), None)
    month_first = next((text for first, second, text in pairs if second > 12 >= first), None)
    if day_first and month_first:
        raise BrokenFile(
            f"{file_name}: {day_first[:20]!r} puts the day first and {month_first[:20]!r} the month, so the order in the other dates "
            "is unknown. Export it again with dates as YYYY-MM-DD."
        )
    ambiguous = next((text for first, second, text in pairs if first != second), None)
    if ambiguous and not (day_first or month_first):
        raise BrokenFile(
            f"{file_name}: nothing in the file shows whether {ambiguous[:20]!r} has the day or the month first. "
            "Export it again with dates as YYYY-MM-DD or 5 Jan 2024."
        )
    return MONTH_FIRST if month_first else DAY_FIRST


def parse_day(text: str, order: str) -> date:
    """`2024-01-31`, `31 Jan 2024` or, by `order`, `31/01/2024` as a date. Raises BadRecord."""
    try:
        if (match := _NUMBERS.fullmatch(text)) is not None:
            first, second = int(match[1]), int(match[2])
            return date(int(match[3]), *((second, first) if order == DAY_FIRST else (first, second)))
        if (match := _NAMED.fullmatch(text)) is not None:
            return date(int(match[3]), _MONTHS.index(match[2][:3].lower()) + 1, int(match[1]))
    except ValueError:
        raise BadRecord("bad_date", f"{text[:80]!r} is not a date") from None
    return parsing.parse_day(text)
