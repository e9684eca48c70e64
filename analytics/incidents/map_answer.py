"""The incident map's answer in one sentence: how many incidents, when, and where most of them happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from analytics.coverage.region_watch import RegionWatch
from analytics.describe.words import join_words
from warehouse.contract.dates import day_in_words
from warehouse.filters import Filters
from warehouse.queries.incidents.incidents import Summary

MOST_NAMED: Final = 2
SPANS: Final[dict[int, str]] = {30: "30 days", 90: "90 days", 365: "12 months", 1826: "5 years"}
"""Spans of days by which readers know them."""


def map_answer(
    summary: Summary,
    by_region: Sequence[tuple[str, int]],
    titles: Mapping[str, str],
    filters: Filters,
    days: int | None = None,
    waters: str = "",
    last_day: str = "",
    watch: RegionWatch | None = None,
) -> str:
    """`142 incidents in the 12 months to 25 June 2024, last watched day; most in Singapore Strait (41) and Red Sea (20).`

    `by_region`: incidents by code of their sea region, most first, named by `titles`. `filters` hold the days shown; `days` is the
    length of the span where the reader chose it by its length. `waters`, where only some are chosen, open the sentence. `last_day`: what
    to know about the last day. `watch`: who watched these waters and days, which is said of a count of 0.
    """
    count = f"{summary.incidents:,} incident{'' if summary.incidents == 1 else 's'}" if summary.incidents else "no incidents"
    narrowed = replace(filters, date_from=None, date_to=None, regions=(), areas=(), within=None)
    parts = [count, "" if narrowed.is_empty else "under these filters", span_phrase(summary, filters, days)]
    words = " ".join(part for part in parts if part)
    opening = f"{waters}: {words}" if waters else words
    opening = f"{opening}, {last_day}" if last_day else opening
    sentence = f"{opening[0].upper()}{opening[1:]}"
    if not summary.incidents and watch is not None:
        return f"{sentence}. {watch.who_watched}"
    if len(by_region) < 2:
        return f"{sentence}."
    return f"{sentence}; most in {join_words([f'{titles.get(code, code)} ({number:,})' for code, number in by_region[:MOST_NAMED]])}."


def span_phrase(summary: Summary, filters: Filters, days: int | None = None) -> str:
    """`in the 12 months to 25 June 2024`, `from 3 May 2019 to 25 June 2024`, `since 3 May 2019`; empty without any day."""
    if days in SPANS and filters.date_to:
        return f"in the {SPANS[days]} to {day_in_words(filters.date_to)}"
    first, last = filters.date_from or summary.first_on, filters.date_to or summary.last_on
    if first is None and last is None:
        return ""
    if first == last and first is not None:
        return f"on {day_in_words(first)}"
    if last is None or first is None:
        return f"since {day_in_words(first)}" if first else f"up to {day_in_words(last)}" if last else ""
    return f"from {day_in_words(first)} to {day_in_words(last)}"
