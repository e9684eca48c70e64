"""The sentences that go with a forecast: what is forecast, what it rests on, and what limits it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from analytics.describe.words import join_words
from analytics.risk.groups import ALL_KINDS
from analytics.risk.results import Forecast, RiskTable
from warehouse.contract.dates import day_in_words

METHOD: Final = (
    "For every sea region and group, the number of incidents that the same sources will record is forecast with an empirical Bayes "
    "gamma-Poisson model: a long-run rate shrunk towards that of the area, the area's recent movement, a recent rate in which older "
    "incidents count less, and the season. The result is a negative binomial distribution, from which the intervals are read. For each "
    "year, the parameters are estimated on ASAM and IMB, linked, from earlier data only. Counts are over one constant set of sources in "
    "each region; days that the set does not watch are left out, not counted as calm. A level is given when the same sources have watched "
    "for two years and the 80% interval of the expected number spans at most two thresholds."
)
WEIGHTS: Final = (
    "Levels are thresholds of the expected number weighted by severity, in incidents of severity 4, the least. The weights and the "
    "thresholds are Anchorwatch's judgement, the same everywhere and at all times, and published here so that they can be challenged."
)


def basis_sentences(forecast: Forecast, table: RiskTable) -> str:
    """What one forecast rests on: n, since when, recorded by whom, with which parameters."""
    if not forecast.basis.watched:
        ended_sources = ", ".join(f"{ended.title} (until {day_in_words(ended.last_day)})" for ended in forecast.basis.ended)
        return f"Formerly watched by {ended_sources}." if ended_sources else "No source loaded here has ever watched it."
    who = join_words([table.source_titles.get(source, source) for source in forecast.basis.sources])
    since = f" since {day_in_words(forecast.basis.since)}" if forecast.basis.since else ""
    days = f"{forecast.basis.days:,} days watched by all of them"
    lines = [f"Based on n = {forecast.recorded:,} incidents recorded by {who}{since} ({days})."]
    if forecast.numbers is not None:
        numbers = forecast.numbers
        lines.append(
            f"Expected {numbers.expected:,.1f}; 80% interval {numbers.low80:,} to {numbers.high80:,}, 95% interval {numbers.low95:,} to "
            f"{numbers.high95:,}; at least one with probability {numbers.at_least_one:.0%}."
        )
        lines.append(f"Severity-weighted {numbers.score:,.1f} per 30 days.")
        lines.append(f"Mean severity weight {forecast.weight:.1f}; season factor {forecast.season:.2f}.")
        lines.append(f"Parameters from data before {day_in_words(table.parameters_from)}.")
        years = [
            f"{table.as_of.year - len(forecast.same_days) + place}: {count}"
            for place, count in enumerate(forecast.same_days)
            if count is not None
        ]
        if years:
            lines.append(f"The same days in earlier years: {', '.join(years)}.")
    return " ".join(lines)


def target_sentence(horizon: int, as_of: date) -> str:
    """What is forecast, in one sentence."""
    return (
        f"Incidents that the sources watching each region on {day_in_words(as_of)} are expected to record for the {horizon} days after it: "
        "not all crime, and not what other bodies will record."
    )


def risk_notes(
    as_of: date, until: date, horizon: int, rows: Iterable[Forecast], titles: Mapping[str, str], unplaced: int
) -> tuple[str, ...]:
    """What must be said wherever the figures are shown; `titles` of sources by id."""
    all_kinds = [row for row in rows if row.group == ALL_KINDS]
    lines = [target_sentence(horizon, as_of)]
    sets: dict[tuple[str, ...], int] = {}
    for row in all_kinds:
        if row.basis.watched:
            sets[row.basis.sources] = sets.get(row.basis.sources, 0) + 1
    if sets:
        used = "; ".join(
            f"{join_words([titles.get(source, source) for source in names])} ({_regions(count)})"
            for names, count in sorted(sets.items(), key=lambda item: -item[1])
        )
        lines.append(f"Counted over a constant set of sources in each region: {used}.")
    missing = [row for row in all_kinds if not row.basis.watched]
    if missing:
        lines.append(
            f"{len(missing)} of {_regions(len(all_kinds))} {'is' if len(missing) == 1 else 'are'} watched by no source on "
            f"{day_in_words(as_of)}: {'its' if len(missing) == 1 else 'their'} level is unknown, which does not mean calm."
        )
    if ended_sources := _ended_sources(all_kinds, as_of):
        lines.append(f"No longer reporting, and left out of past counts too where others continue: {ended_sources}.")
    young = sorted({source.title for row in all_kinds for source in row.basis.too_young})
    if young:
        lines.append(f"Too recent to compare with, and left out: {', '.join(young)}.")
    if until < as_of:
        lines.append(f"Reports for days after {day_in_words(until)} are still coming in; these days are not counted.")
    if unplaced:
        lines.append(f"{unplaced} incidents of the last year have no position and so belong to no region.")
    return tuple(lines)


def _regions(number: int) -> str:
    return f"{number} region{'' if number == 1 else 's'}"


def _ended_sources(rows: Sequence[Forecast], as_of: date) -> str:
    """Sources that stopped, each with its last day and the number of regions in which it fell silent before that."""
    lasts: dict[str, list[date]] = {}
    for row in rows:
        for source in row.basis.ended:
            lasts.setdefault(source.title, []).append(source.last_day_by(as_of))
    parts = []
    for title, days in sorted(lasts.items()):
        last, earlier = max(days), sum(day < max(days) for day in days)
        also = f", in {earlier} region{'' if earlier == 1 else 's'} earlier" if earlier else ""
        parts.append(f"{title} ({day_in_words(last)}{also})")
    return "; ".join(parts)
