"""Plain sentences from figures: what was counted, against what, with which uncertainty. No cause is ever named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from analytics.describe.words import join_words
from analytics.trends.models import Trend
from analytics.trends.rates import ALPHA, Ratio
from warehouse.contract.taxonomy import ACT, CATEGORY, SEVERITY, VESSEL_STATUS, VESSEL_TYPE, WEAPON
from warehouse.filters import NOT_STATED, Filters
from warehouse.reference.geography import AREAS

MOST_NAMED: Final = 2
FEWEST_FOR_PERCENT: Final = 5
"""Incidents before without which a percentage says nothing."""
MOST_TIMES: Final = 11.0
"""Ratios beyond which nobody can picture a percentage: both counts are then left to speak for themselves."""
NO_CHANGE: Final = "no clear change"
_KINDS: Final[tuple[tuple[str, str, Mapping[str, str]], ...]] = (
    ("acts", "acts", {code: entry.title for code, entry in ACT.items()}),
    ("severities", "severities", {str(level): entry.title for level, entry in SEVERITY.items()}),
    ("weapons", "weapons", {code: entry.title for code, entry in WEAPON.items()}),
    ("vessel_types", "vessel types", {code: entry.title for code, entry in VESSEL_TYPE.items()}),
    ("vessel_statuses", "vessel states", {code: entry.title for code, entry in VESSEL_STATUS.items()}),
)


def filter_subject(filters: Filters, region_titles: Mapping[str, str], source_titles: Mapping[str, str]) -> str:
    """What the filters leave, in words: `Piracy and armed robbery, anchored, Singapore Strait`; `All incidents` without filters."""
    category = {code: entry.title for code, entry in CATEGORY.items()}
    parts = [titles_or_count(filters.categories, category, "categories")] if filters.categories else ["All incidents"]
    for name, plural, titles in _KINDS:
        if codes := getattr(filters, name):
            parts.append(titles_or_count(codes, titles, plural).lower())
    if filters.regions:
        parts.append(titles_or_count(filters.regions, region_titles, "sea regions"))
    elif filters.areas:
        parts.append(titles_or_count(filters.areas, AREAS, "areas"))
    if filters.sources:
        parts.append(f"as reported by {titles_or_count(filters.sources, source_titles, 'sources')}")
    return ", ".join(parts) + (f" that mention “{filters.text}”" if filters.text else "")


def titles_or_count(codes: Sequence[str], titles: Mapping[str, str], plural: str) -> str:
    """One or two titles, or how many there are."""
    if len(codes) > MOST_NAMED:
        return f"{len(codes)} {plural}"
    return join_words([titles.get(code, "not stated" if code == NOT_STATED else code) for code in codes])


def comparison_sentence(subject: str, ratio: Ratio, now: str, before: str, p: float | None = None) -> str:
    """`X: 27 in 2023 against 5 in 2022, 440% more: a clear rise.`; without a percentage where the change is not clear.

    `p` is the adjusted p value where several were tested together.
    """
    counts = f"{subject}: {ratio.now:,} in {now} against {ratio.before:,} in {before}"
    if not ratio.now and not ratio.before:
        return f"{counts}."
    return f"{counts}{change_in_words(ratio, p)}."


def change_in_words(ratio: Ratio, p: float | None = None) -> str:
    """`, 440% more: a clear rise`, or `: no clear change`; `p` is the adjusted p value where several were tested."""
    verdict = change_verdict(ratio, p)
    percent = "" if verdict == NO_CHANGE else percent_in_words(ratio)
    return f"{f', {percent}' if percent else ''}: {verdict}"


def percent_in_words(ratio: Ratio) -> str:
    """The change of rates in whole percent: `440% more`; empty where too few were counted before, or none or ten times as many is now."""
    if ratio.ratio is None or not ratio.now or ratio.before < FEWEST_FOR_PERCENT or ratio.ratio > MOST_TIMES:
        return ""
    percent = round(100 * (ratio.ratio - 1))
    return f"{abs(percent):,}% {'more' if percent >= 0 else 'fewer'}"


def change_verdict(ratio: Ratio, p: float | None = None) -> str:
    """A rise, a fall or no clear change at the 5% level; `p` is the adjusted p value where several were tested."""
    if (ratio.p if p is None else p) >= ALPHA:
        return NO_CHANGE
    return "a clear rise" if ratio.ratio is None or ratio.ratio > 1 else "a clear fall"


def trend_sentence(trend: Trend, span: str, sources: str) -> str:
    """`From 2015 to 2023 (ASAM): about 4% fewer each year: a clear fall.`; empty where no trend is clear or none can be pictured."""
    percent = round(100 * (trend.factor - 1))
    if not trend.is_clear or not percent or trend.factor > 2:
        return ""
    verdict = "a clear rise" if percent > 0 else "a clear fall"
    return f"From {span} ({sources}): about {abs(percent)}% {'more' if percent > 0 else 'fewer'} each year: {verdict}."


def names_or_count(titles: Sequence[str]) -> str:
    """Sources in a few words: up to two by name, more by their number."""
    return join_words(list(titles)) if len(titles) <= MOST_NAMED else f"{len(titles)} sources"


def dispersion_sentence(dispersion: float) -> str:
    """Says that intervals are wider than counting alone would make them; empty when they are not."""
    if dispersion <= 1:
        return ""
    return f"Months vary {dispersion:.1f} times as much as independent events would; intervals allow for that."


def format_p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"
