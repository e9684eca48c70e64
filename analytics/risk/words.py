"""What is said with a forecast: what is forecast, on what it rests, what limits it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from analytics.risk.groups import ALL, TITLES
from analytics.risk.levels import LEVELS
from analytics.risk.results import Forecast, RiskTable
from analytics.situation.overview import day

METHOD: Final = (
    "For every sea region and group, the number that the same sources will record is forecast by an empirical Bayes gamma-Poisson model: "
    "a long-run rate shrunk to that of the area, the recent movement of the area, a recent rate discounted with age, and the season. "
    "The result is a negative binomial distribution, from which the intervals come. Its parameters are estimated on ASAM and IMB, "
    "linked, for each year from data before it. Counts are over one constant set of sources in each region; days that it does not watch "
    "are left out and are not calm days. A level is given when the same sources have watched for two years and the 80% interval of the "
    "expected number reaches over at most two thresholds."
)
WEIGHTS: Final = (
    "Levels are thresholds of the expected number weighed by severity, in incidents of CAT 4. The order is ReCAAP's; the distances and the "
    "thresholds are Anchorwatch's judgement, the same everywhere and at all times, published here so that they can be argued with."
)


def summary(table: RiskTable, group: str) -> str:
    """The table in one paragraph: levels, the waters that stand out, and what is not known."""
    rows = table.of(group)
    levels = [one for one in reversed(LEVELS) if any(row.level == one for row in rows)]
    counts = [f"{sum(row.level == one for row in rows)} {one.title.lower()}" for one in levels]
    what = "" if group == ALL else f" ({TITLES[group].lower()})"
    said = []
    if counts:
        said.append(
            f"Expected for the {table.horizon} days after {day(table.as_of)}{what}: {', '.join(counts)}, of {len(rows)} sea regions."
        )
    high = [row for row in rows if row.level and row.level.code in ("critical", "severe")][:4]
    if high:
        named = [
            f"{row.title} ({row.level.title.lower()}, {_number(row.numbers.expected).lower()} expected)"
            for row in high
            if row.level and row.numbers
        ]
        said.append(f"Highest: {'; '.join(named)}.")
    thin = sum(row.level is None and row.basis.watched for row in rows)
    missing = sum(not row.basis.watched for row in rows)
    if thin:
        said.append(f"For {thin} sea region{'' if thin == 1 else 's'} the data are too thin to say.")
    if missing:
        said.append(f"{missing} {'is' if missing == 1 else 'are'} watched by no source: nothing is known there, which is not calm.")
    return " ".join(said)


def rests_on(one: Forecast, table: RiskTable) -> str:
    """What one forecast rests on: n, since when, by whom, on what parameters."""
    if not one.basis.watched:
        gone = ", ".join(f"{ended.title} (until {day(ended.spans[-1][1])})" for ended in one.basis.ended)
        return f"Watched before by: {gone}." if gone else "No source that is loaded ever watched it."
    who = _names(one.basis.sources, table.source_titles)
    since = f" since {day(one.basis.since)}" if one.basis.since else ""
    said = [f"Rests on n = {one.recorded:,} incidents recorded by {who}{since} ({one.basis.days:,} days on which all of them watched)."]
    if one.numbers is not None:
        said.append(f"Mean severity weight {one.weight:.1f}; season factor {one.season:.2f}.")
        said.append(f"Parameters from data before {day(table.parameters_from)}.")
        years = [
            f"{table.as_of.year - len(one.same_days) + place}: {count}" for place, count in enumerate(one.same_days) if count is not None
        ]
        if years:
            said.append(f"The same days of earlier years: {', '.join(years)}.")
    return " ".join(said)


def target(horizon: int, as_of: date) -> str:
    """What is forecast, in one sentence."""
    return (
        f"Incidents that the sources watching each region on {day(as_of)} are expected to record for the {horizon} days after it: "
        "not all crime, and not what other bodies will record."
    )


def notes(as_of: date, until: date, horizon: int, rows: Iterable[Forecast], titles: Mapping[str, str], unplaced: int) -> tuple[str, ...]:
    """What must be said wherever the figures are shown."""
    whole = [one for one in rows if one.group == ALL]
    said = [target(horizon, as_of)]
    sets: dict[tuple[str, ...], int] = {}
    for one in whole:
        if one.basis.watched:
            sets[one.basis.sources] = sets.get(one.basis.sources, 0) + 1
    if sets:
        used = "; ".join(f"{_names(names, titles)} ({count} regions)" for names, count in sorted(sets.items(), key=lambda item: -item[1]))
        said.append(f"Counted over a constant set of sources in each region: {used}.")
    missing = [one for one in whole if not one.basis.watched]
    if missing:
        said.append(
            f"{len(missing)} of {len(whole)} regions are watched by no source on {day(as_of)}: their level is not known, which is not calm."
        )
    if gone := _ended(whole, as_of):
        said.append(f"No longer reporting, and left out of past counts too where others go on: {gone}.")
    young = sorted({one.title for row in whole for one in row.basis.too_young})
    if young:
        said.append(f"Too young to compare with, and left out: {', '.join(young)}.")
    if until < as_of:
        said.append(f"Days after {day(until)} are still filling up and are not counted.")
    if unplaced:
        said.append(f"{unplaced} incidents of the last year without a position are in no region.")
    return tuple(said)


def _ended(whole: Sequence[Forecast], as_of: date) -> str:
    """Sources that stopped, each with its last day, and in how many regions it fell silent before that."""
    lasts: dict[str, list[date]] = {}
    for row in whole:
        for one in row.basis.ended:
            lasts.setdefault(one.title, []).append(min(one.spans[-1][1], as_of))
    said = []
    for title, days in sorted(lasts.items()):
        last, earlier = max(days), sum(one < max(days) for one in days)
        also = f", in {earlier} region{'' if earlier == 1 else 's'} earlier" if earlier else ""
        said.append(f"{title} ({day(last)}{also})")
    return "; ".join(said)


def panel(one: Forecast, horizon: int, as_of: date, titles: Mapping[str, str]) -> str:
    """One region and group in plain words."""
    what = "incidents of all kinds" if one.group == ALL else f"incidents ({TITLES[one.group].lower()})"
    if not one.basis.watched:
        return f"No source watches {one.title} on {day(as_of)}. What happens there is not known, and no level is given."
    who = _names(one.basis.sources, titles)
    if one.numbers is None:
        return f"{who} {'watches' if len(one.basis.sources) == 1 else 'watch'} {one.title}. {one.reason}: no forecast is made."
    numbers = one.numbers
    sentences = [
        f"{_number(numbers.expected)} {what} expected to be recorded by {who} in the {horizon} days after {day(as_of)}; "
        f"80% interval {numbers.low80} to {numbers.high80}, 95% interval {numbers.low95} to {numbers.high95}.",
        f"Level {one.level.title.lower()}: {one.level.meaning}." if one.level else f"No level. {one.reason}.",
        _years(one),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _years(one: Forecast) -> str:
    if one.year_before is None:
        return ""
    return f"The same sources recorded {one.last_year:,} in the last 365 days that are in, and {one.year_before:,} in the 365 before."


def _number(value: float) -> str:
    return "Under 0.1" if value < 0.1 else f"{value:,.1f}"


def _names(sources: Sequence[str], titles: Mapping[str, str]) -> str:
    names = [titles.get(source, source) for source in sources]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
