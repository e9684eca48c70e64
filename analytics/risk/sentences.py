"""The sentences that go with a forecast: what is forecast, what it rests on, and what limits it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from analytics.describe.words import join_words
from analytics.risk.groups import ALL_KINDS, GROUP_TITLES
from analytics.risk.levels import LEVELS
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


def table_summary(table: RiskTable, group: str) -> str:
    """The table in one paragraph: levels, the waters that stand out, and what is unknown."""
    rows = table.of_group(group)
    levels = [level for level in reversed(LEVELS) if any(row.level == level for row in rows)]
    counts = [f"{sum(row.level == level for row in rows)} {level.title.lower()}" for level in levels]
    group_suffix = "" if group == ALL_KINDS else f" ({GROUP_TITLES[group].lower()})"
    lines = []
    if counts:
        span = f"the {table.horizon} days after {day_in_words(table.as_of)}{group_suffix}"
        lines.append(f"Expected for {span}: {', '.join(counts)}, of {len(rows)} sea regions.")
    high = [row for row in rows if row.level and row.level.code in ("critical", "severe")][:4]
    if high:
        highest = [
            f"{row.title} ({row.level.title.lower()}, {_expected_text(row.numbers.expected).lower()} expected)"
            for row in high
            if row.level and row.numbers
        ]
        lines.append(f"Highest: {'; '.join(highest)}.")
    # Two kinds of ignorance that must not be added up: watched but uncertain, and not watched at all.
    thin = sum(row.level is None and row.basis.watched for row in rows)
    missing = sum(not row.basis.watched for row in rows)
    if thin:
        lines.append(f"For {thin} sea region{'' if thin == 1 else 's'} there are too few data for a level.")
    if missing:
        lines.append(f"{missing} {'is' if missing == 1 else 'are'} watched by no source: nothing is known there, which does not mean calm.")
    return " ".join(lines)


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
            f"{join_words([titles.get(source, source) for source in names])} ({count} regions)"
            for names, count in sorted(sets.items(), key=lambda item: -item[1])
        )
        lines.append(f"Counted over a constant set of sources in each region: {used}.")
    missing = [row for row in all_kinds if not row.basis.watched]
    if missing:
        lines.append(
            f"{len(missing)} of {len(all_kinds)} regions are watched by no source on {day_in_words(as_of)}: "
            "their level is unknown, which does not mean calm."
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


def forecast_sentences(forecast: Forecast, horizon: int, as_of: date, titles: Mapping[str, str]) -> str:
    """The forecast for one region and group in plain words; `titles` of sources by id."""
    incidents = "incidents of all kinds" if forecast.group == ALL_KINDS else f"incidents ({GROUP_TITLES[forecast.group].lower()})"
    if not forecast.basis.watched:
        return f"No source watches {forecast.title} on {day_in_words(as_of)}. What happens there is unknown, so no level is given."
    who = join_words([titles.get(source, source) for source in forecast.basis.sources])
    if forecast.numbers is None:
        return (
            f"{who} {'watches' if len(forecast.basis.sources) == 1 else 'watch'} {forecast.title}. {forecast.reason}: no forecast is made."
        )
    numbers = forecast.numbers
    span = f"in the {horizon} days after {day_in_words(as_of)}"
    sentences = [
        f"{_expected_text(numbers.expected)} {incidents} expected to be recorded by {who} {span}; "
        f"80% interval {numbers.low80} to {numbers.high80}, 95% interval {numbers.low95} to {numbers.high95}.",
        f"Level {forecast.level.title.lower()}: {forecast.level.meaning}." if forecast.level else f"No level. {forecast.reason}.",
        _yearly_sentence(forecast),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _yearly_sentence(forecast: Forecast) -> str:
    if forecast.year_before is None:
        return ""
    last, before = f"{forecast.last_year:,}", f"{forecast.year_before:,}"
    return f"The same sources recorded {last} in the last 365 days for which reports are in, and {before} in the 365 before."


def _expected_text(value: float) -> str:
    return "Under 0.1" if value < 0.1 else f"{value:,.1f}"
