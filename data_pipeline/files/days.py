"""Days as programs write them, into YYYY-MM-DD, by the order of day and month that the file itself shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from data_pipeline.errors import BrokenFile
from data_pipeline.model import RawRecord

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# From the beginning of a run of blanks only: otherwise the rest of the run is tried from each of them.
_TIME: Final = re.compile(r"(?<![T\s,])[T\s,]++(\d{1,2}:\d\d)(?::\d\d(?:\.\d+)?)?\s*((?:AM|PM|UTC|GMT|Z)?)$", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)")
_NAMED: Final = re.compile(r"(?:[A-Za-z]{3,9}, )?(\d{1,2})[\s./-]*([A-Za-z]{3,9})[\s.,/-]*(\d{4}|\d\d)")
_NAMED_MONTH_FIRST: Final = re.compile(r"([A-Za-z]{3,9})[\s.-]+(\d{1,2}),?\s+(\d{4})")
_LONGEST: Final = 60

_Order = Callable[[int, int, int], tuple[int, int, int]]
_ORDERS: Final[dict[str, _Order]] = {
    "day": lambda a, b, c: (c, b, a),
    "month": lambda a, b, c: (c, a, b),
    "year": lambda a, b, c: (a, b, c),
}
"""What stands first, and three numbers as year, month and day."""


@dataclass(frozen=True, slots=True)
class _Numbers:
    first: int
    second: int
    third: int
    text: str

    def day(self, order: str) -> date | None:
        year, month, day = _ORDERS[order](self.first, self.second, self.third)
        try:
            return date(_full_year(year), month, day)
        except ValueError:
            return None


def split_time(text: str) -> tuple[str, str | None]:
    """A date and the time after it, if there is one, as texts."""
    match = _TIME.search(text.strip())
    if match is None:
        return text.strip(), None
    return text.strip()[: match.start()], f"{match[1]} {match[2]}".strip()


def named_day(text: str, short_years: bool = True) -> date | None:
    """`31 Jan 2024`, `31-JAN-24` or `Jan 31, 2024` as a date; None for any other text. `short_years` allows years of two digits."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if (match := _NAMED.fullmatch(text)) is not None:
        day, month, year = match[1], match[2], match[3]
    elif (match := _NAMED_MONTH_FIRST.fullmatch(text)) is not None:
        month, day, year = match[1], match[2], match[3]
    else:
        return None
    if len(year) == 2 and not short_years:
        return None
    try:
        return date(_full_year(int(year)), _MONTHS.index(month[:3].lower()) + 1, int(day))
    except ValueError:
        return None


def day_in_order(text: str, order: str) -> date | None:
    """Three numbers, such as `31/01/2024`, as a date; `order` says what stands first: "day", "month" or "year". None for any other text."""
    numbers = _numbers_of(text)
    return numbers.day(order) if numbers else None


def with_days_settled(file_name: str, records: Iterable[RawRecord], day_names: Sequence[str]) -> Iterator[RawRecord]:
    """The records, with the days in these fields as YYYY-MM-DD. Raises BrokenFile when the file shows no order, or two.

    Holds all records, since the order may show only in the last. What is no day stays as it is.
    """
    held = list(records)
    for name in day_names:
        texts = [text for record in held if isinstance(text := record.fields.get(name), str)]
        order = infer_order(file_name, texts)
        held = [_with_day_settled(record, name, order) for record in held]
    yield from held


def infer_order(file_name: str, texts: Iterable[str]) -> str | None:
    """What stands first in a file's days of numbers: "day", "month" or "year". Raises BrokenFile when its days do not tell.

    A day that can be read in one order only decides; days in other spellings, and those that are the same in any order, do not.
    None where the days do not tell but are few: then they alone cannot be read, not the file.
    """
    stated = [text for text in texts if text.strip()]
    written = [numbers for text in stated if (numbers := _numbers_of(text)) is not None]
    is_refused = 2 * len(written) >= len(stated)
    orders = ["day", "month", *(["year"] if any(numbers.first > 31 for numbers in written) else [])]
    proofs: dict[str, str] = {}
    for numbers in written:
        possible = [order for order in orders if numbers.day(order) is not None]
        if len(possible) == 1:
            proofs.setdefault(possible[0], numbers.text)
    if len(proofs) > 1:
        if not is_refused:
            return None
        (first, example), (second, other) = list(proofs.items())[:2]
        raise BrokenFile(
            f"{file_name}: {example[:20]!r} puts the {first} first and {other[:20]!r} the {second}, so the order in the other dates "
            "is unknown. Export it again with dates as YYYY-MM-DD."
        )
    if proofs:
        return next(iter(proofs))
    ambiguous = next((numbers for numbers in written if len({numbers.day(order) for order in orders} - {None}) > 1), None)
    if ambiguous is not None:
        if not is_refused:
            return None
        raise BrokenFile(
            f"{file_name}: nothing in the file shows whether {ambiguous.text[:20]!r} has the day or the month first. "
            "Export it again with dates as YYYY-MM-DD or 5 Jan 2024."
        )
    return "day"


def _with_day_settled(record: RawRecord, name: str, order: str | None) -> RawRecord:
    text = record.fields.get(name)
    if record.broken or not isinstance(text, str) or text[:4].isdecimal():
        return record
    day_text, _ = split_time(text)
    numbers = _numbers_of(text)
    day = named_day(day_text) if numbers is None else numbers.day(order) if order else None
    if day is None:
        return record
    return replace(record, fields={**record.fields, name: f"{day.isoformat()}{text.strip()[len(day_text) :]}"})


def _numbers_of(text: str) -> _Numbers | None:
    if len(text) > _LONGEST:
        return None
    match = _NUMBERS.fullmatch(split_time(text)[0])
    return match and _Numbers(int(match[1]), int(match[3]), int(match[4]), text.strip())


def _full_year(year: int) -> int:
    """A year of two digits in this century, or in the last where this one has not come so far."""
    if year > 99:
        return year
    return 2000 + year if 2000 + year <= date.today().year else 1900 + year
