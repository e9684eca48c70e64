"""Advisories in words: the answer to what is in force where, and until when each holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from analytics.advisories.standing import Standing
from analytics.describe.words import join_words
from warehouse.contract.dates import day_and_month, day_in_words, moment_in_words
from warehouse.contract.taxonomy import ADVISORY_KIND, ASSUMED_DAYS
from warehouse.queries.advisories.advisories import Advisory

REGIONS_NAMED: Final = 4
ASSUMPTION: Final = (
    "An advisory that does not say when it ends is assumed to hold, from its issue, for "
    + ", ".join(f"{days} days ({ADVISORY_KIND[kind].title.lower()})" for kind, days in ASSUMED_DAYS.items())
    + ". It ends earlier if its body cancels or replaces it."
)


def answer_sentence(standing: Standing, titles: Mapping[str, str], waters: str = "") -> str:
    """`3 advisories are in force: 2 in Gulf of Aden and 1 in Strait of Hormuz.` `waters`: those asked for, as a phrase."""
    number = len(standing.in_force)
    where = f" for {waters}" if waters else ""
    if not number:
        return f"No advisory is in force{where}."
    count = f"{number:,} advisor{'y is' if number == 1 else 'ies are'} in force{where}"
    if waters or not standing.by_region:
        return f"{count}."
    return f"{count}: {_regions_in_words(standing, titles)}."


def count_line(in_force: Sequence[Advisory]) -> str:
    """`2 warnings and 1 advisory in force`; empty where none is."""
    kinds = [(code, sum(advisory.kind == code for advisory in in_force)) for code in ADVISORY_KIND]
    parts = [f"{number:,} {_plural(ADVISORY_KIND[code].title.lower(), number)}" for code, number in kinds if number]
    return f"{join_words(parts)} in force" if parts else ""


def validity_in_words(advisory: Advisory, now: datetime) -> str:
    """`Until 5 September 2026, 00:40 UTC (assumed)`, or how it ended."""
    if advisory.withdrawn:
        return f"Withdrawn, seen on {day_in_words(advisory.last_changed_at)}"
    if advisory.ended_at is not None and advisory.ended_at <= now:
        return f"Ended on {day_in_words(advisory.ended_at)} by {advisory.ended_by}"
    if advisory.holds_until is None:
        return "Until cancelled"
    return f"Until {moment_in_words(advisory.holds_until)} UTC{_basis_of_end(advisory)}"


def short_validity(advisory: Advisory) -> str:
    """`until 5 September (assumed)`, for one in force."""
    if advisory.holds_until is None:
        return "until cancelled"
    return f"until {day_and_month(advisory.holds_until.date())}{_basis_of_end(advisory)}"


def latest_in_words(advisories: Sequence[Advisory]) -> str:
    """`The latest was issued on 11 August 2026.`; empty where there is none."""
    if not advisories:
        return ""
    return f"The latest was issued on {day_in_words(max(advisory.issued_at for advisory in advisories))}."


def regions_of(advisory: Advisory, titles: Mapping[str, str]) -> str:
    """The waters that an advisory is about, in words."""
    return ", ".join(titles.get(code, code) for code in advisory.sea_regions) or "no waters named"


def _basis_of_end(advisory: Advisory) -> str:
    if advisory.holds_until == advisory.ended_at:
        return f", then ended by {advisory.ended_by}"
    return " (assumed)" if advisory.validity == "assumed" else ""


def _regions_in_words(standing: Standing, titles: Mapping[str, str]) -> str:
    by_region = standing.by_region
    if len(standing.in_force) == 1:
        return join_words([titles.get(code, code) for code, _ in by_region[:REGIONS_NAMED]])
    parts = [f"{number:,} in {titles.get(code, code)}" for code, number in by_region[:REGIONS_NAMED]]
    if len(by_region) > REGIONS_NAMED:
        parts.append("others elsewhere")
    return join_words(parts)


def _plural(noun: str, number: int) -> str:
    if number == 1:
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
