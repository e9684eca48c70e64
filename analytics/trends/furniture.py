"""What every picture over time carries: source lifetimes, breaks, hatched periods, gaps, and notes that say what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from textwrap import shorten
from typing import Final

from analytics import charts
from analytics.charts import Chart, Multiples
from analytics.colours import CATEGORY_COLOUR, SEVERITY_COLOUR, SOURCE_COLOURS, of_sources
from analytics.trends import watch, words
from analytics.trends.counts import Numbers
from analytics.trends.periods import Period, place
from analytics.trends.view import View
from analytics.trends.watch import Watched, Watcher
from warehouse.filters import NOT_STATED
from warehouse.queries.trends import By
from warehouse.taxonomy import CODE_LISTS

BY_TITLE: Final[dict[By, str]] = {
    "none": "All together",
    "category": "Category",
    "act": "Act",
    "severity": "Severity",
    "weapon": "Weapons",
    "crew_harm": "Crew harm",
    "vessel_type": "Vessel type",
    "vessel_status": "Vessel status",
    "sea_region": "Sea region",
}
"""Columns to count by: code to title, in the order they are offered."""

OTHERS: Final = "others"
OTHERS_COLOUR: Final = "#A5ACB5"
MISSING_COLOUR: Final = "#878E9A"
LEVEL_COLOUR: Final = "#7D8FA0"
_IN_ORDER: Final[tuple[By, ...]] = ("severity", "vessel_status")
_PALETTE: Final = tuple(colour for colour in SOURCE_COLOURS if colour != MISSING_COLOUR)
_SHORTEST_BREAK: Final = 0.04
"""Breaks nearer to one another than this share of the axis are marked once."""


@dataclass(frozen=True, slots=True)
class Told:
    """A picture and what is said of it: `sentences` from the figures, `notes` on what limits them; `sources` are titles."""

    picture: Chart | Multiples
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]


def lifetimes(axis: Sequence[Period], watchers: Iterable[Watcher]) -> tuple[charts.Lifetime, ...]:
    """The strips under a time axis: one a source, in parts where it fell silent."""
    known = tuple(watchers)
    colours = of_sources([one.source for one in known])
    return tuple(
        charts.Lifetime(
            one.title,
            place(tuple(axis), first),
            place(tuple(axis), last + timedelta(days=1)),
            colours[one.source],
            one.is_open and last == one.last and last >= axis[-1].first,
        )
        for one in sorted(known, key=lambda one: (one.first, one.source))
        for first, last in one.spells
        if first <= axis[-1].last and last >= axis[0].first
    )


def breaks(axis: Sequence[Period], watchers: Sequence[Watcher]) -> tuple[charts.Break, ...]:
    """Marks where sources began or ended after the first period; silences in between are seen in the strips."""
    if not watchers:
        return ()
    at: list[tuple[float, dict[str, list[str]]]] = []
    edges = [(one.first, one.title, "begins") for one in watchers]
    edges += [(one.last + timedelta(days=1), one.title, "ends") for one in watchers if not one.is_open]
    for day, title, what in sorted(edges):
        if not axis[0].last < day <= axis[-1].last:
            continue
        where = place(tuple(axis), day)
        if not at or where - at[-1][0] >= _SHORTEST_BREAK * len(axis):
            at.append((where, {"begins": [], "ends": []}))
        at[-1][1][what].append(title)
    return tuple(
        charts.Break(where, ", ".join(filter(None, (_edge(names["begins"], "begin"), _edge(names["ends"], "end"))))) for where, names in at
    )


def _edge(titles: Sequence[str], verb: str) -> str:
    """`ASAM ends`, `2 sources end`."""
    if not titles:
        return ""
    return f"{shorten(titles[0], 26, placeholder='…')} {verb}s" if len(titles) == 1 else f"{len(titles)} sources {verb}"


def values(counts: Sequence[float] | Numbers, watched: Sequence[Watched]) -> tuple[float | None, ...]:
    """Counts as a chart shows them: None where nobody watched, and nothing is known."""
    return tuple(None if one.state == "unwatched" and not count else float(count) for count, one in zip(counts, watched, strict=True))


def partial(watched: Sequence[Watched]) -> tuple[bool, ...]:
    """True for the periods that are not known whole."""
    return tuple(one.state != "whole" for one in watched)


def notes(view: View, watchers: Sequence[Watcher] | None = None, watched: Sequence[Watched] | None = None) -> tuple[str, ...]:
    """Footnotes on the axis: what hatching means here, which periods nobody watched, and who is counted."""
    seen = view.watched if watched is None else watched
    said = []
    if view.asked.constant:
        said.append(f"Constant set of sources: incidents that {_any_of(view)} saw.")
    filling = [period.title for period, one in zip(view.axis, seen, strict=True) if one.state == "filling"]
    part = [period.title for period, one in zip(view.axis, seen, strict=True) if one.state == "part"]
    if filling:
        said.append(f"Hatched, still filling up: {ranged(filling)}.")
    if part:
        said.append(f"Hatched, known in part (a source began, ended or fell silent, or the dates cut it): {ranged(part)}.")
    gone = _unwatched(view.axis, seen)
    if gone:
        said.append(f"Gap, nobody watched: {gone}. That is missing knowledge, not calm.")
    return tuple(said)


def changed_sources(view: View) -> str:
    """Says that the set of reporting sources changed within the days shown; empty when it did not."""
    if view.asked.constant or not view.is_broken:
        return ""
    first, last = view.shown
    slack = view.axis[0].tolerance
    found = [f"{label} {words.day(day)}" for day, label in watch.changes(view.everyone, first + slack, last - slack)]
    if not found:
        return ""
    shown = "; ".join(found[-6:])
    earlier = f" and {len(found) - 6} earlier changes" if len(found) > 6 else ""
    return f"The set of reporting sources changed: {shown}{earlier}. Counts before and after are not alike; no test is made across."


def ranged(titles: Sequence[str], most: int = 4) -> str:
    """The first and last of many titles, or all of few."""
    if len(titles) <= most:
        return words.listed(list(titles))
    return f"{len(titles)} periods, {titles[0]} to {titles[-1]}"


def titles_of(by: By, region_titles: Mapping[str, str]) -> dict[str, str]:
    """Titles of the codes of a column, in the order of their definition."""
    if by == "none":
        return {"": "Incidents"}
    if by == "sea_region":
        return dict(region_titles)
    missing = "None told" if by == "crew_harm" else "Not stated"
    return {code: one.title for code, one in CODE_LISTS[by].items()} | {NOT_STATED: missing, OTHERS: "Others"}


def colours_of(by: By, codes: Sequence[str]) -> dict[str, str]:
    """A colour per code: the fixed ones of categories and severities, else the palette in the order of the definition."""
    if by == "category":
        return dict(CATEGORY_COLOUR) | {OTHERS: OTHERS_COLOUR}
    if by == "severity":
        return {str(level): colour for level, colour in SEVERITY_COLOUR.items() if level is not None} | {
            NOT_STATED: MISSING_COLOUR,
            OTHERS: OTHERS_COLOUR,
        }
    silent = {NOT_STATED: MISSING_COLOUR, "not_stated": MISSING_COLOUR, "unknown": MISSING_COLOUR, OTHERS: OTHERS_COLOUR}
    spoken = [code for code in codes if code not in silent]
    return {code: _PALETTE[number % len(_PALETTE)] for number, code in enumerate(spoken)} | silent


def in_order(by: By, codes: Sequence[str]) -> tuple[str, ...]:
    """Codes as a legend shows them: by definition where that is an order, else as given; what is not stated comes last."""
    known = list(CODE_LISTS.get(by, {}))
    ordered = sorted(codes, key=lambda code: known.index(code) if code in known else len(known)) if by in _IN_ORDER else list(codes)
    late = (NOT_STATED, "not_stated", "unknown", OTHERS)
    return (*(code for code in ordered if code not in late), *(code for code in late if code in ordered))


def _any_of(view: View) -> str:
    titles = sorted(one.title for one in view.watchers)
    return titles[0] if len(titles) == 1 else f"at least one of {words.listed(titles)}" if titles else "no source"


def _unwatched(axis: Sequence[Period], seen: Sequence[Watched]) -> str:
    stretches: list[list[Period]] = []
    for number, (period, one) in enumerate(zip(axis, seen, strict=True)):
        if one.state != "unwatched":
            continue
        if stretches and seen[number - 1].state == "unwatched":
            stretches[-1].append(period)
        else:
            stretches.append([period])
    return words.listed([words.spanned(one[0], one[-1]) for one in stretches[-3:]]) if stretches else ""
