"""What limits the figures of a span, in sentences: reports still to come, and sources that a comparison leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from analytics.coverage.source_watch import SourceWatch
from analytics.situation.comparison import Comparison, ComparisonBasis
from warehouse.contract.dates import day_in_words
from warehouse.queries.situation.spans import FEWEST_FOR_DELAY, ReportingDelay


def filling_note(delays: Iterable[ReportingDelay], titles: Mapping[str, str], until: date) -> str:
    """Says that reports for the days up to `until` are still coming in, and how fast each source publishes; empty when all are in.

    `delays` are those of the sources that cover the span and still report. A source's days are complete once it has gone on
    publishing for as long as 90% of its reports take.
    """
    late = [delay for delay in delays if (delay.last_published_on - until).days < delay.nine_tenths_days]
    if not late:
        return ""
    speeds = [
        f"{titles.get(delay.source, delay.source)} publishes half its reports {_within_days(delay.half_days)} "
        f"and 90% {_within_days(delay.nine_tenths_days)}"
        if delay.is_measured
        else f"how soon {titles.get(delay.source, delay.source)} publishes is not known yet ({delay.reports} of {FEWEST_FOR_DELAY} reports "
        "needed)"
        for delay in late
    ]
    return (
        f"Reports are still coming in: the last days will rise, and fewer than before is not yet a fall. {_capitalised('; '.join(speeds))}."
    )


def _capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _within_days(days: float) -> str:
    """`the same day`, `within 1 day`."""
    rounded = round(days)
    return "the same day" if rounded == 0 else f"within {rounded} day{'' if rounded == 1 else 's'}"


def basis_notes(comparison: Comparison, titles: Mapping[str, str], inside: Iterable[SourceWatch]) -> list[str]:
    """What limits the comparisons: sources left out, and those (`inside`) that begin or end within the span itself."""
    notes = [f"{coverage.title} covers only part of these days ({_covered_days(coverage)})." for coverage in inside]
    before = _basis_note(
        comparison.against_before,
        f"the {comparison.spans.days} days before",
        "both spans",
        titles,
        comparison.measures["incidents"].before_now,
    )
    mean = _basis_note(
        comparison.against_years,
        f"the mean of {comparison.spans.year_range}",
        f"these days now and in all of {comparison.spans.year_range}",
        titles,
        comparison.measures["incidents"].mean_now,
    )
    return [*notes, *(note for note in (before, mean) if note)]


def _basis_note(basis: ComparisonBasis, reference: str, covers: str, titles: Mapping[str, str], now: int | None) -> str:
    out = "; ".join(f"{coverage.title} ({_covered_days(coverage)})" for coverage in basis.left_out)
    if not basis.is_possible:
        return f"No comparison with {reference}: no source covers {covers}{f'. Covered only in part: {out}' if out else ''}."
    if not basis.left_out:
        return ""
    source_names = ", ".join(titles.get(source, source) for source in basis.sources)
    return f"Compared with {reference} over {source_names} only ({now} now), because the set of sources changed; left out: {out}."


def _covered_days(coverage: SourceWatch) -> str:
    return f"{day_in_words(coverage.first_day)} to {day_in_words(coverage.last_day)}"
