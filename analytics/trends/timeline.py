"""Incidents over time, together or by one column: bars of counts, or shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.describe.charts import Chart, Label, Series
from analytics.describe.colours import NEUTRAL
from analytics.describe.key_figures import KeyFigure
from analytics.describe.words import join_words
from analytics.trends import findings, key_figures, sentences
from analytics.trends.annotations import (
    LEVEL_COLOUR,
    TrendChart,
    axis_notes,
    partial_periods,
    source_breaks,
    source_change_note,
    source_strips,
    stretch_titles,
    values_where_watched,
)
from analytics.trends.codes import BY_TITLE, OTHERS, colours_of, in_order, titles_of
from analytics.trends.counts import CountArray, CountTable, count_table
from analytics.trends.findings import Findings
from analytics.trends.levels import LevelStretch, about, levels_in_words
from analytics.trends.scope import QueryRunner, TrendRequest, TrendScope, query_frame, scope_of
from warehouse.queries.trends import cubes as queries
from warehouse.queries.trends.cubes import MULTI_VALUED, By

HEIGHT: Final = 440
"""Pixels of the chart without its strips: the largest thing on the first screen."""
MOST_CODES: Final = 7
"""Codes shown separately; the rest are combined as others."""
LEAST_FOR_SHARES: Final = 10
"""Incidents in a period below which its shares are left blank: one incident more or less would move them by a tenth or more."""
MOST_STRETCHES: Final = 6
"""Stretches of blank periods that a footnote lists; beyond that it gives their number."""
NO_SHARES: Final = f"No {{}} shown has {LEAST_FOR_SHARES} incidents, the minimum for shares. Choose longer periods, or switch to counts."


def over_time(run_query: QueryRunner, request: TrendRequest, by: By = "category", shares: bool = False) -> TrendChart | None:
    """Incidents per period by the column `by`, as counts or (`shares`) as shares of all; None where no source reports.

    The sentences compare the latest complete period with the same period a year earlier, and state the trend and the last
    change of level over the latest stretch that the same sources covered in full. All describe the total, not single codes.
    """
    scope = scope_of(run_query, request)
    if scope is None:
        return None
    total_cube = query_frame(run_query, queries.counts_by_code, request.filters, "none")
    total = count_table(total_cube, scope.axis, scope.only).values.sum(axis=0)
    cube = total_cube if by == "none" else query_frame(run_query, queries.counts_by_code, request.filters, by)
    counted = _fullest_codes(count_table(cube, scope.axis, scope.only), by)
    total_findings = findings.findings_of_total(scope, total, total_cube)
    picture = _timeline_chart(scope, counted, total, by, shares, total_findings.levels)
    sources = scope.counted_titles
    empty_reason = NO_SHARES.format(scope.grain) if shares and total.any() and not (total >= LEAST_FOR_SHARES).any() else ""
    return TrendChart(picture, _trend_sentences(scope, total_findings), (), sources, source_change_note(scope), empty_reason)


@dataclass(frozen=True, slots=True)
class Headline:
    """What stands above all charts: key figures, sentences, and how the set of sources changed (empty: it did not)."""

    figures: tuple[KeyFigure, ...] = ()
    sentences: tuple[str, ...] = ()
    source_change: str = ""


def headline_findings(run_query: QueryRunner, request: TrendRequest) -> Headline:
    """The findings on the total alone, without a chart."""
    scope = scope_of(run_query, request)
    if scope is None:
        return Headline()
    cube = query_frame(run_query, queries.counts_by_code, request.filters, "none")
    total = count_table(cube, scope.axis, scope.only).values.sum(axis=0)
    total_findings = findings.findings_of_total(scope, total, cube)
    return Headline(
        key_figures.trend_key_figures(scope, total, total_findings),
        _trend_sentences(scope, total_findings),
        source_change_note(scope),
    )


def subject_of(scope: TrendScope) -> str:
    """What the filters leave, in words."""
    titles = {watcher.source: watcher.title for watcher in scope.everyone}
    return sentences.filter_subject(scope.request.filters, scope.region_titles, titles)


def _fullest_codes(counted: CountTable, by: By) -> CountTable:
    """The codes with most incidents in their order, and the rest combined (unless an incident can count under several codes)."""
    # One code more than the limit is shown too: "others" in its place would take the same room and say less.
    if len(counted.codes) <= MOST_CODES + 1:
        shown_codes, other_codes = list(counted.codes), []
    else:
        shown_codes, other_codes = list(counted.codes[:MOST_CODES]), list(counted.codes[MOST_CODES:])
    rows = {code: counted.row(code) for code in shown_codes}
    if other_codes and by not in MULTI_VALUED:
        rows[OTHERS] = np.sum([counted.row(code) for code in other_codes], axis=0)
    order = in_order(by, list(rows))
    width = counted.values.shape[1]
    return CountTable(order, np.array([rows[code] for code in order]).reshape(len(order), width))


def _trend_sentences(scope: TrendScope, total_findings: Findings) -> tuple[str, ...]:
    if not scope.watchers:
        return ()
    subject = subject_of(scope)
    lines: list[str] = []
    pair, ratio = total_findings.pair, total_findings.ratio
    if pair is None or ratio is None:
        lines.append(f"{subject}: in the dates shown, no two years were covered throughout by the same sources, so no comparison is made.")
    else:
        before = f"{scope.axis[pair.before].title} ({sentences.names_or_count(scope.titles(pair.sources))})"
        lines.append(sentences.comparison_sentence(subject, ratio, scope.axis[pair.now].title, before))
        lines.append(sentences.dispersion_sentence(ratio.dispersion))
    if total_findings.run is not None and total_findings.trend is not None:
        span = f"{scope.axis[total_findings.run.first].title} to {scope.axis[total_findings.run.last].title}"
        lines.append(
            sentences.trend_sentence(total_findings.trend, span, sentences.names_or_count(scope.titles(total_findings.run.sources)))
        )
    return tuple(line for line in (*lines, *levels_in_words(total_findings.levels, scope)) if line)


def _timeline_chart(
    scope: TrendScope, counted: CountTable, total: CountArray, by: By, shares: bool, levels: Sequence[LevelStretch]
) -> Chart:
    titles = titles_of(by, scope.region_titles)
    colours = colours_of(by, counted.codes)
    multi_valued = by in MULTI_VALUED
    partial = partial_periods(scope.watched)
    series = []
    for code, counts in zip(counted.codes, counted.values, strict=True):
        values = _period_shares(counts, total) if shares else values_where_watched(counts, scope.watched)
        colour = NEUTRAL if by == "none" else colours.get(code, NEUTRAL)
        series.append(Series(titles.get(code, code), "line" if multi_valued else "bar", values, (colour,), partial=partial))
    # Levels are of the total: over shares or several lines they would be read as those of a code.
    with_levels = len(levels) > 1 and not shares and not multi_valued
    if with_levels:
        series.append(_level_line(scope, levels))
    by_words = "" if by == "none" else f" by {BY_TITLE[by].lower()}"
    subject = subject_of(scope)
    strips = source_strips(scope)
    return Chart(
        name=f"trends_{by}_{'shares' if shares else 'counts'}_{scope.grain}",
        title=f"{subject}{by_words}, per {scope.grain}, {scope.span_in_title}",
        unit="share of incidents" if shares else "incidents",
        place_title=scope.grain.title(),
        places=tuple(period.title for period in scope.axis),
        series=tuple(series),
        alt=_alt_text(scope, total, by_words, shares),
        stacked=not multi_valued,
        percent=shares,
        breaks=source_breaks(scope.axis, scope.watchers) if scope.watchers else (),
        lifetimes=strips,
        most=1.0 if shares and not multi_valued else None,
        labels=_level_labels(levels, total) if with_levels else (),
        footnotes=_chart_footnotes(scope, total, by, with_levels, shares),
        height=HEIGHT + 16 * len({strip.name for strip in strips}),
    )


def _period_shares(row: CountArray, total: CountArray) -> tuple[float | None, ...]:
    return tuple(
        float(count) / float(period_total) if period_total >= LEAST_FOR_SHARES else None
        for count, period_total in zip(row, total, strict=True)
    )


def _blank_note(scope: TrendScope, total: CountArray) -> str:
    """Says which periods have incidents but too few for shares; empty when none has."""
    few = [0 < count < LEAST_FOR_SHARES for count in total]
    stretches = stretch_titles(scope.axis, few)
    which = join_words(stretches) if len(stretches) <= MOST_STRETCHES else f"{sum(few)} of {len(few)} {scope.grain}s"
    return f"Blank, fewer than {LEAST_FOR_SHARES} incidents, too few for shares: {which}." if stretches else ""


def _level_line(scope: TrendScope, levels: Sequence[LevelStretch]) -> Series:
    line: list[float | None] = [None] * len(scope.axis)
    for level in levels:
        line[level.first : level.last + 1] = [level.a_period] * (level.last - level.first + 1)
    return Series(f"Level, a {scope.grain}", "line", tuple(line), (LEVEL_COLOUR,), decimals=1, steps=True)


def _level_labels(levels: Sequence[LevelStretch], total: CountArray) -> tuple[Label, ...]:
    """The levels as figures, each in the middle of its stretch and above all its bars."""
    return tuple(
        Label((level.first + level.last) / 2, float(max(total[level.first : level.last + 1].max(), level.a_period)), about(level.a_period))
        for level in levels
    )


def _alt_text(scope: TrendScope, total: CountArray, by_words: str, shares: bool) -> str:
    most = int(total.argmax()) if len(total) else 0
    return (
        f"{'Shares' if shares else 'Numbers'} of incidents{by_words} per {scope.grain}, {int(total.sum()):,} in all; "
        f"most in {scope.axis[most].title} ({int(total[most]):,}). Strips below show when each source reported."
    )


def _chart_footnotes(scope: TrendScope, total: CountArray, by: By, with_levels: bool, shares: bool) -> tuple[str, ...]:
    lines = [f"n = {int(total.sum()):,} incidents."]
    if shares and (blank := _blank_note(scope, total)):
        lines.append(blank)
    if by in MULTI_VALUED:
        lines.append("An incident can count under several values.")
    if with_levels:
        lines.append("Grey line with its figure: the level between steps, under one set of sources.")
    return (*lines, *axis_notes(scope))
