"""Plain words for a board: spans, changes and expected numbers, whole and in percent, without ratios or tests."""

from __future__ import annotations

from typing import Final

from scipy import stats

from analytics.compare.change import change_between
from analytics.coverage.equal.spans import days_before, in_span, titles_of_spans
from analytics.situation.comparison import ComparedCounts
from briefing.sections.context import Context

EQUAL: Final = (1.0, 1.0)
"""Exposures of two spans that are as long as one another."""

LIKELY_CHANCE: Final = 0.05
"""Probability of a change as large by chance alone, shared among all rows of a table, below which it is called a change."""


def span_phrase(context: Context) -> str:
    """`in 2020`, `in the 12 months to 25 June 2024`, `from 1 January 2023 to 25 June 2024`."""
    days = context.first, context.last
    return in_span(titles_of_spans(days, days_before(days))[0])


def incidents_in_words(number: int) -> str:
    """`no incident`, `1 incident`, `1,340 incidents`."""
    return "no incident" if not number else "1 incident" if number == 1 else f"{number:,} incidents"


def watched_in_words(context: Context) -> str:
    """What to say after "no incident": `watched throughout`, `watched only in part`, `watched by nobody`."""
    watch = context.situation.watch
    return "watched throughout" if watch.whole else "watched only in part" if watch.partly else "watched by nobody"


def change_in_words(counts: ComparedCounts, exposures: tuple[float, float] = EQUAL) -> str:
    """`36% more`, `as many`, `up from 3 to 9`; empty where there is no comparison. The percentage is that of the page Compare."""
    if counts.before is None or counts.before_now is None:
        return ""
    now, before, per_day = counts.before_now, counts.before, "" if exposures[0] == exposures[1] else " per day watched"
    percent = change_between(now, before, *exposures).percent
    if now == before and (not per_day or percent is None):
        return "as many"
    if not now or percent is None:
        return f"{'up' if now > before else 'down'} from {before:,} to {now:,}"
    return f"{abs(percent):,}% {'more' if percent > 0 else 'fewer'}{per_day}" if percent else f"about as many{per_day}"


def than_or_as(change: str) -> str:
    """What follows `36% more` (than) and `about as many per day watched` (as)."""
    return "as" if "as many" in change else "than"


def is_clear(counts: ComparedCounts, rows: int, exposures: tuple[float, float] = EQUAL) -> bool:
    """True when chance hardly explains the change; `rows`: how many changes are looked at together (Bonferroni).

    Given their sum, one of two Poisson counts with equal rates is binomial (Przyborowski and Wilenski 1940).
    """
    if counts.before is None or counts.before_now is None or counts.before + counts.before_now == 0:
        return False
    both = counts.before + counts.before_now
    return float(stats.binomtest(counts.before_now, both, exposures[0] / sum(exposures)).pvalue) * max(rows, 1) < LIKELY_CHANCE


def expected_in_words(expected: float, low: int, high: int) -> str:
    """`5 (between 2 and 9)`, `fewer than 1 (between 0 and 2)`."""
    middle = f"{round(expected):,}" if expected >= 0.5 else "fewer than 1"
    return f"{middle} (between {low:,} and {high:,})" if high > low else middle


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
