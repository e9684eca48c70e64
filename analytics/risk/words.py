"""What is said with a forecast: what is forecast, on what it rests, what limits it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from analytics.overview import day
from analytics.risk.groups import ALL, TITLES
from analytics.risk.results import Forecast


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
        said.append(f"{title} ({day(last)}{f', in {earlier} regions earlier' if earlier else ''})")
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
        f"80 % interval {numbers.low80} to {numbers.high80}, 95 % interval {numbers.low95} to {numbers.high95}.",
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
