"""The days of either side of a comparison as words of an address: a year, two days, the latest months, those before.

latest                  the last 12 months that somebody watched
before                  as many months, or days, before the other side's
same                    the other side's days
2020                    a calendar year
2020-03-11..            the 12 months from a day on
2020-03-11..2020-06-30  any days
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from analytics.coverage.equal.spans import MONTHS, Days, add_months

LATEST: Final = "latest"
BEFORE: Final = "before"
SAME: Final = "same"
YEARS: Final = (1900, 2100)
"""The first and last year that can be asked for."""

_SPAN: Final = re.compile(r"(?:(\d{4})|(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})?)", re.ASCII)
_ONE_DAY: Final = timedelta(days=1)


def parse_span(word: str) -> Days | None:
    """First and last day of a word that names days itself; None for anything else."""
    match = _SPAN.fullmatch(word)
    if match is None:
        return None
    year, first, last = match.groups()
    try:
        if year:
            days = date(int(year), 1, 1), date(int(year), 12, 31)
        else:
            begin = date.fromisoformat(first)
            days = begin, date.fromisoformat(last) if last else add_months(begin, MONTHS) - _ONE_DAY
    except (ValueError, OverflowError):
        return None
    return days if days[0] <= days[1] and YEARS[0] <= days[0].year and days[1].year <= YEARS[1] else None
