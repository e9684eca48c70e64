"""What every picture over time carries: source lifetimes, breaks, hatched periods, gaps, and notes that say what they mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from textwrap import shorten
from typing import Final

from analytics.coverage.periods_watched import Watched, Watcher
from analytics.describe import charts
from analytics.describe.charts import Chart, Multiples
from analytics.describe.colours import of_sources
from analytics.describe.periods import Period, place
from analytics.trends import words
from analytics.trends.counts import Numbers
from analytics.trends.scope import TrendScope

LEVEL_COLOUR: Final = "#7D8FA0"
_SHORTEST_BREAK: Final = 0.01
"""Breaks nearer to one another than this share of the axis are marked once."""
LONGEST_NAME: Final = 17
MOST_LINES: Final = 3
"""Lines of text that the labels of breaks may take; what finds no room on them, the strips below tell."""


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A picture and what is said of it: `sentences` from the figures, `notes` on what limits them; `sources` are titles.

    `changed` says how the set of reporting sources changed within the days shown; empty when it did not. `none` says why the
    picture is empty though there are incidents.
    """

    picture: Chart | Multiples
    sentences: tuple[str, ...]
    axis_notes: tuple[str, ...]
    sources: tuple[str, ...]
    changed: str = ""
    none: str = ""


def source_strips(view: TrendScope, watchers: Iterable[Watcher] | None = None, axis: tuple[Period, ...] | None = None) -> tuple[charts.Lifetime, ...]:
    """The strips under a time axis: one a source, in parts where it fell silent.

    With `watchers`, how the sources watched one region: those that do not watch it keep an empty strip.
    """
    periods = view.axis if axis is None else axis
    colours = of_sources(sorted(view.choices.sources))
    names = short_names([one.title for one in view.everyone])
    there = {one.source: one for one in (view.watchers if watchers is None else watchers)}
    return tuple(
        strip
        for one in sorted(view.watchers, key=lambda one: (one.first, one.source))
        for strip in _strip_parts(names[one.title], one, there.get(one.source), periods, colours[one.source])
    )


def _strip_parts(name: str, one: Watcher, there: Watcher | None, axis: tuple[Period, ...], colour: str) -> list[charts.Lifetime]:
    spells = [] if there is None else [spell for spell in there.spells if spell[0] <= axis[-1].last and spell[1] >= axis[0].first]
    return [
        charts.Lifetime(
            name,
            place(axis, first),
            place(axis, last + timedelta(days=1)),
            colour,
            one.is_open and last == one.last and last >= axis[-1].first,
        )
        for first, last in spells
    ] or [charts.Lifetime(name, 0.0, 0.0, colour)]


def short_names(titles: Sequence[str]) -> dict[str, str]:
    """Titles of sources as they stand beside a strip: without what follows a comma or bracket, and cut; whole where two would be alike."""
    short = {title: shorten(re.split(r"[,(]", title)[0].strip() or title, LONGEST_NAME, placeholder="…") for title in titles}
    taken = Counter(short.values())
    return {title: name if taken[name] == 1 else title for title, name in short.items()}


def source_breaks(axis: Sequence[Period], watchers: Sequence[Watcher]) -> tuple[charts.Break, ...]:
    """Marks where sources began or ended after the first period; silences in between are seen in the strips."""
    if not watchers:
        return ()
    at: list[tuple[float, dict[str, list[str]]]] = []
    names = short_names([one.title for one in watchers])
    edges = [(one.first, names[one.title], "begins") for one in watchers]
    edges += [(one.last + timedelta(days=1), names[one.title], "ends") for one in watchers if not one.is_open]
    for day, title, what in sorted(edges):
        if not axis[0].last < day <= axis[-1].last:
            continue
        where = place(tuple(axis), day)
        if not at or where - at[-1][0] >= _SHORTEST_BREAK * len(axis):
            at.append((where, {"begins": [], "ends": []}))
        at[-1][1][what].append(title)
    found: list[charts.Break] = []
    free = [0.0] * MOST_LINES
    for where, edge in at:
        begins, ends = charts.room_of_break(where / len(axis))
        line = next((line for line, taken in enumerate(free) if begins >= taken), None)
        if line is None:
            found.append(charts.Break(where, ""))
            continue
        free[line] = ends
        label = ", ".join(filter(None, (_break_label(edge["begins"], "begin"), _break_label(edge["ends"], "end"))))
        found.append(charts.Break(where, label, line))
    return tuple(found)


def _break_label(titles: Sequence[str], verb: str) -> str:
    """`ASAM ends`, `2 sources end`."""
    if not titles:
        return ""
    return f"{shorten(titles[0].split(',')[0], 20, placeholder='…')} {verb}s" if len(titles) == 1 else f"{len(titles)} sources {verb}"


def values_where_watched(counts: Sequence[float] | Numbers, watched: Sequence[Watched]) -> tuple[float | None, ...]:
    """Counts as a chart shows them: None where nobody watched, and nothing is known."""
    return tuple(None if one.state == "unwatched" and not count else float(count) for count, one in zip(counts, watched, strict=True))


def partial_periods(watched: Sequence[Watched]) -> tuple[bool, ...]:
    """True for the periods that are not known whole."""
    return tuple(one.state != "whole" for one in watched)


def axis_notes(view: TrendScope, watchers: Sequence[Watcher] | None = None, watched: Sequence[Watched] | None = None) -> tuple[str, ...]:
    """Footnotes on the axis: what hatching means here, which periods nobody watched, and who is counted."""
    seen = view.watched if watched is None else watched
    said = []
    if view.asked.constant:
        said.append(f"Constant set of sources: incidents that {_any_of_the_set(view)} saw.")
    filling = [period.title for period, one in zip(view.axis, seen, strict=True) if one.state == "filling"]
    part = [period.title for period, one in zip(view.axis, seen, strict=True) if one.state == "part"]
    if filling:
        said.append(f"Hatched, still filling up: {titles_or_range(filling)}.")
    if part:
        said.append(f"Hatched, known in part (a source began, ended or fell silent, or the dates cut it): {titles_or_range(part)}.")
    gone = _unwatched_stretches(view.axis, seen)
    if gone:
        said.append(f"Gap, nobody watched: {gone}. That is missing knowledge, not calm.")
    return tuple(said)


def source_change_note(view: TrendScope) -> str:
    """Says that the set of reporting sources changed within the days shown; empty when it did not."""
    if view.asked.constant or not view.is_broken:
        return ""
    said = [_reporting_span(one, *view.shown) for one in sorted(view.everyone, key=lambda one: (one.first, one.source))]
    return f"The set of reporting sources changed: {'; '.join(said)}. Counts before and after are not alike; no test is made across."


def _reporting_span(one: Watcher, first: date, last: date) -> str:
    """`ASAM to 25 June 2024, silent at times in 2018`."""
    begins = f" from {words.format_day(one.first)}" if one.first > first else ""
    ends = f" to {words.format_day(one.last)}" if one.last < last and not one.is_open else ""
    pauses = [(end, begin) for (_, end), (begin, _) in pairwise(one.spells) if begin > first and end < last]
    years = sorted({year for end, begin in pauses for year in range(end.year, begin.year + 1)})
    when = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}" if years else ""
    silent = f", silent at times in {when}" if years else ""
    return f"{one.title}{begins}{ends or ('' if begins else ' throughout')}{silent}"


def titles_or_range(titles: Sequence[str], most: int = 4) -> str:
    """The first and last of many titles, or all of few."""
    if len(titles) <= most:
        return words.join_words(list(titles))
    return f"{len(titles)} periods, {titles[0]} to {titles[-1]}"


def _any_of_the_set(view: TrendScope) -> str:
    titles = sorted(one.title for one in view.watchers)
    return titles[0] if len(titles) == 1 else f"at least one of {words.join_words(titles)}" if titles else "no source"


def _unwatched_stretches(axis: Sequence[Period], seen: Sequence[Watched]) -> str:
    gone = stretch_titles(axis, [one.state == "unwatched" for one in seen])
    return words.join_words(gone[-3:]) if gone else ""


def stretch_titles(axis: Sequence[Period], there: Sequence[bool]) -> list[str]:
    """The stretches of periods that are `there`, each as `1978 to 1983`."""
    found: list[list[Period]] = []
    for number, period in enumerate(axis):
        if there[number] and number and there[number - 1]:
            found[-1].append(period)
        elif there[number]:
            found.append([period])
    return [words.period_range(one[0], one[-1]) for one in found]
