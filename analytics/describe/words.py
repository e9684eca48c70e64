"""Words that sentences and titles share: spans of days and lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from warehouse.contract.dates import day_and_month, day_in_words


def span_in_words(span: tuple[date, date]) -> str:
    """The first and last day of a span: `27 May to 25 June 2024`; both years where they differ."""
    first, last = span
    return f"{day_and_month(first)}{f' {first.year}' if first.year != last.year else ''} to {day_in_words(last)}"


def report_letter(number: int) -> str:
    """A, B, … Z, then 27, 28, …: the name of a report on a map and beside its text, by its place from 0."""
    return chr(ord("A") + number) if number < 26 else str(number + 1)


def join_words(words: Sequence[str]) -> str:
    """`a, b and c`; `none` where there is nothing to list."""
    if not words:
        return "none"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
