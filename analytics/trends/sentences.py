"""Plain sentences from figures: what was counted, against what, with which uncertainty. No cause is ever named."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from analytics.describe.periods import Period
from analytics.describe.words import join_words
from analytics.trends.models import Trend
from analytics.trends.rates import ALPHA, Ratio
from warehouse.contract.taxonomy import ACT, CATEGORY, SEVERITY, VESSEL_STATUS, VESSEL_TYPE, WEAPON
from warehouse.filters import NOT_STATED, Filters
from warehouse.reference.geography import AREAS

MOST_NAMED: Final = 2
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
    """`X: 43 in 2024 against 37 in 2023: ratio 1.16 (95% 0.73 to 1.86): no clear change.`

    `p` is the adjusted p value where several were tested together.
    """
    counts = f"{subject}: {ratio.now:,} in {now} against {ratio.before:,} in {before}"
    if not ratio.now and not ratio.before:
        return f"{counts}."
    return f"{counts}: {ratio_text(ratio)}: {change_verdict(ratio, p)}."


def ratio_text(ratio: Ratio) -> str:
    """`ratio 1.16 (95% 0.73 to 1.86)`; without an upper end where nothing was counted before."""
    if ratio.ratio is None:
        return f"ratio at least {format_number(ratio.low)} (95%)"
    return f"ratio {format_number(ratio.ratio)} (95% {format_number(ratio.low)} to {format_number(ratio.high)})"


def change_verdict(ratio: Ratio, p: float | None = None) -> str:
    """A rise, a fall or no clear change at the 5% level; `p` is the adjusted p value where several were tested."""
    if (ratio.p if p is None else p) >= ALPHA:
        return NO_CHANGE
    return "a clear rise" if ratio.ratio is None or ratio.ratio > 1 else "a clear fall"


def trend_sentence(trend: Trend, span: str, sources: str) -> str:
    """`From 2015 to 2023 (ASAM): −4.2% a year (95% −6.0% to −2.3%): a clear fall.`"""
    verdict = NO_CHANGE if not trend.is_clear else "a clear rise" if trend.factor > 1 else "a clear fall"
    interval = f"95% {percent_change(trend.low)} to {percent_change(trend.high)}"
    return f"From {span} ({sources}): {percent_change(trend.factor)} a year ({interval}): {verdict}."


def names_or_count(titles: Sequence[str]) -> str:
    """Sources in a few words: up to two by name, more by their number."""
    return join_words(list(titles)) if len(titles) <= MOST_NAMED else f"{len(titles)} sources"


def percent_change(factor: float) -> str:
    """A factor as a signed change: `−4.2%`; above tenfold as `× 12`."""
    if factor > 10:
        # A short run with a steep slope can extrapolate to any size; the figure itself then says nothing.
        return f"× {factor:,.0f}" if factor < 1e6 else "beyond measure"
    change = 100 * (factor - 1)
    # ± where one decimal rounds to 0.0: neither a rise nor a fall is shown.
    return f"{'+' if change >= 0.05 else '−' if change <= -0.05 else '±'}{abs(change):.1f}%"


def format_number(value: float) -> str:
    """Two decimals, or fewer where the value is large."""
    if math.isinf(value):
        return "no limit"
    return f"{value:.2f}" if value < 10 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def dispersion_sentence(dispersion: float) -> str:
    """Says that intervals are wider than counting alone would make them; empty when they are not."""
    if dispersion <= 1:
        return ""
    return f"Months vary {dispersion:.1f} times as much as independent events would; intervals allow for that."


def format_p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def period_range(first: Period, last: Period) -> str:
    """`2015 to 2023`, or one period's title."""
    return first.title if first == last else f"{first.title} to {last.title}"
