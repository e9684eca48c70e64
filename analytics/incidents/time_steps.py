"""The months or years of a span, through which a map can be played."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Final

from warehouse.contract.dates import MONTHS

MOST_MONTHS: Final = 61
"""Longer spans go year by year: five years in months play in about a minute."""


@dataclass(frozen=True, slots=True)
class TimeStep:
    """A month (`2024-05`) or a year (`2024`), cut at the ends of its span."""

    code: str
    title: str
    first: date
    last: date


def time_steps(first: date, last: date) -> tuple[TimeStep, ...]:
    """Every month from `first` to `last`, or every year where there are more than MOST_MONTHS months; empty where last is earlier."""
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    if months < 1 or last < first:
        return ()
    if months > MOST_MONTHS:
        years = range(first.year, last.year + 1)
        return tuple(TimeStep(f"{year:04}", f"{year}", max(first, date(year, 1, 1)), min(last, date(year, 12, 31))) for year in years)
    steps = []
    for number in range(first.month - 1, first.month - 1 + months):
        year, month = first.year + number // 12, number % 12 + 1
        end = date(year, month, calendar.monthrange(year, month)[1])
        steps.append(TimeStep(f"{year:04}-{month:02}", f"{MONTHS[month - 1]} {year}", max(first, date(year, month, 1)), min(last, end)))
    return tuple(steps)
