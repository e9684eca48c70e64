"""What every chart over time carries: source lifetimes, breaks, hatched periods, gaps, and the notes that explain them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from textwrap import shorten
from typing import Final

from analytics.coverage.periods_watched import PeriodWatch, source_changes
from analytics.coverage.source_watch import SourceWatch, in_order_of_beginning, watched_in_words
from analytics.describe import charts
from analytics.describe.charts import Chart, Multiples
from analytics.describe.colours import source_colours
from analytics.describe.periods import Period, axis_position, period_range
from analytics.describe.words import join_words
from analytics.trends.counts import CountArray
from analytics.trends.scope import TrendScope

LEVEL_COLOUR: Final = "#7D8FA0"
_SHORTEST_BREAK: Final = 0.01
"""Breaks closer together than this share of the axis share one mark."""
# Characters of a source's name beside its strip: longer ones would widen the margin at the cost of the plot.
LONGEST_NAME: Final = 17
MOST_LINES: Final = 4
"""Rows of text for the labels of breaks; a break whose label does not fit is marked without one, and the strips below show it."""


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A chart with its text: `sentences` state the figures, `notes` qualify them; `sources` are titles.

    `source_change` says how the set of reporting sources changed within the dates shown; empty when it did not.
    `empty_reason` says why the chart is empty although there are incidents.
    """

    picture: Chart | Multiples
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    source_change: str = ""
    empty_reason: str = ""


def source_strips(
    scope: TrendScope, watchers: Iterable[SourceWatch] | None = None, axis: tuple[Period, ...] | None = None
) -> tuple[charts.Lifetime, ...]:
    """The strips below a time axis: one per source, broken where it fell silent.

    With `watchers`, the sources as they watched one region: those that do not watch it keep an empty strip.
    """
    periods = scope.axis if axis is None else axis
    colours = source_colours(sorted(scope.choices.sources))
    names = short_names([watcher.title for watcher in scope.everyone])
    # Every panel has the same strips in the same order, so that panels can be compared at a glance.
    by_source = {watcher.source: watcher for watcher in (scope.watchers if watchers is None else watchers)}
    return tuple(
        strip
        for watcher in in_order_of_beginning(scope.watchers)
        for strip in _strip_parts(names[watcher.title], by_source.get(watcher.source), periods, colours[watcher.source])
    )


def _strip_parts(name: str, watch: SourceWatch | None, axis: tuple[Period, ...], colour: str) -> list[charts.Lifetime]:
    spans = () if watch is None else watch.drawn_spans(axis[0].first, axis[-1].last)
    return [
        charts.Lifetime(
            name,
            axis_position(axis, span.first),
            axis_position(axis, span.last + timedelta(days=1)),
            colour,
            span.still_reports and span.last >= axis[-1].first,
        )
        for span in spans
    ] or [charts.Lifetime(name, 0.0, 0.0, colour)]


def short_names(titles: Sequence[str]) -> dict[str, str]:
    """Source titles as they appear beside a strip: cut at a comma or bracket and at `LONGEST_NAME`; in full where two would be the same."""
    short = {title: shorten(re.split(r"[,(]", title)[0].strip() or title, LONGEST_NAME, placeholder="…") for title in titles}
    taken = Counter(short.values())
    return {title: name if taken[name] == 1 else title for title, name in short.items()}


def source_breaks(axis: Sequence[Period], watchers: Sequence[SourceWatch]) -> tuple[charts.Break, ...]:
    """Marks where sources began or ended after the first period; silences in between show in the strips."""
    if not watchers:
        return ()
    edges_at: list[tuple[float, dict[str, list[str]]]] = []
    names = short_names([watcher.title for watcher in watchers])
    changes = source_changes(watchers, axis[0].last, axis[-1].last)
    edges = [(change.day, names[change.title], change.kind) for change in changes if change.kind in ("begins", "ends")]
    for day, title, edge_kind in sorted(edges):
        where = axis_position(tuple(axis), day)
        if not edges_at or where - edges_at[-1][0] >= _SHORTEST_BREAK * len(axis):
            edges_at.append((where, {"begins": [], "ends": []}))
        edges_at[-1][1][edge_kind].append(title)
    marks: list[charts.Break] = []
    # For each row of labels, the place up to which it is taken: a label goes on the first row on which it overlaps nothing.
    free = [0.0] * MOST_LINES
    for where, titles in edges_at:
        begins, ends = charts.room_of_break(where / len(axis))
        line = next((line for line, taken in enumerate(free) if begins >= taken), None)
        if line is None:
            marks.append(charts.Break(where, ""))
            continue
        free[line] = ends
        label = ", ".join(filter(None, (_break_label(titles["begins"], "begin"), _break_label(titles["ends"], "end"))))
        marks.append(charts.Break(where, label, line))
    return tuple(marks)


def _break_label(titles: Sequence[str], verb: str) -> str:
    """`ASAM ends`, `2 sources end`."""
    if not titles:
        return ""
    return f"{shorten(titles[0].split(',')[0], 20, placeholder='…')} {verb}s" if len(titles) == 1 else f"{len(titles)} sources {verb}"


def values_where_watched(counts: Sequence[float] | CountArray, watched: Sequence[PeriodWatch]) -> tuple[float | None, ...]:
    """Counts as a chart shows them: None (a gap) where nobody watched and nothing is known."""
    return tuple(None if watch.state == "unwatched" and not count else float(count) for count, watch in zip(counts, watched, strict=True))


def partial_periods(watched: Sequence[PeriodWatch]) -> tuple[bool, ...]:
    """True for the periods that were not covered in full."""
    return tuple(watch.state != "whole" for watch in watched)


def axis_notes(
    scope: TrendScope, watchers: Sequence[SourceWatch] | None = None, watched: Sequence[PeriodWatch] | None = None
) -> tuple[str, ...]:
    """Footnotes on the axis: what the hatching means here, which periods nobody watched, and whose reports are counted."""
    watches = scope.watched if watched is None else watched
    lines = []
    if scope.request.constant:
        lines.append(f"Constant set of sources: only incidents reported by {_any_of_the_set(scope)}.")
    filling = [period.title for period, watch in zip(scope.axis, watches, strict=True) if watch.state == "filling"]
    in_part = [period.title for period, watch in zip(scope.axis, watches, strict=True) if watch.state == "part"]
    if filling:
        lines.append(f"Hatched, with reports still coming in: {titles_or_range(filling)}.")
    if in_part:
        lines.append(
            f"Hatched, only partly covered (a source began, ended or fell silent, or the dates cut the period): {titles_or_range(in_part)}."
        )
    unwatched = _unwatched_stretches(scope.axis, watches)
    if unwatched:
        lines.append(f"Gap, no source reporting: {unwatched}. That is missing knowledge, not calm.")
    return tuple(lines)


def source_change_note(scope: TrendScope) -> str:
    """Says how the set of reporting sources changed within the dates shown; empty when it did not."""
    if scope.request.constant or not scope.is_broken:
        return ""
    reporting = [watcher for watcher in in_order_of_beginning(scope.everyone) if watcher.touches(*scope.span)]
    if reporting and all(watcher.covers(*scope.span) for watcher in reporting):
        return ""
    spans = [watched_in_words(watcher, *scope.span) for watcher in reporting or in_order_of_beginning(scope.everyone)]
    changes = "; ".join(spans)
    return f"The set of reporting sources changed: {changes}. Counts before and after are not comparable, so nothing is tested across it."


def titles_or_range(titles: Sequence[str], most: int = 4) -> str:
    """All titles while there are at most `most`, otherwise their number with the first and the last."""
    if len(titles) <= most:
        return join_words(list(titles))
    return f"{len(titles)} periods, {titles[0]} to {titles[-1]}"


def _any_of_the_set(scope: TrendScope) -> str:
    titles = sorted(watcher.title for watcher in scope.watchers)
    return titles[0] if len(titles) == 1 else f"at least one of {join_words(titles)}" if titles else "no source"


def _unwatched_stretches(axis: Sequence[Period], watches: Sequence[PeriodWatch]) -> str:
    stretches = stretch_titles(axis, [watch.state == "unwatched" for watch in watches])
    # The latest three: a long history has many, and the recent ones bear on the figures.
    return join_words(stretches[-3:]) if stretches else ""


def stretch_titles(axis: Sequence[Period], included: Sequence[bool]) -> list[str]:
    """The stretches of neighbouring periods that are `included`, each as `1978 to 1983`."""
    stretches: list[list[Period]] = []
    for number, period in enumerate(axis):
        if included[number] and number and included[number - 1]:
            stretches[-1].append(period)
        elif included[number]:
            stretches.append([period])
    return [period_range(stretch[0], stretch[-1]) for stretch in stretches]
