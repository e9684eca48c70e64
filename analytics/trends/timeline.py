"""Incidents over time, together or by one column: bars of counts, or shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.describe.charts import Chart, Series
from analytics.describe.colours import NEUTRAL
from analytics.describe.key_figures import KeyFigure
from analytics.trends import annotations as furniture
from analytics.trends import findings, key_figures, models, words
from analytics.trends.annotations import LEVEL_COLOUR, TrendChart
from analytics.trends.codes import BY_TITLE, OTHERS, colours_of, in_order, titles_of
from analytics.trends.counts import Numbers, Table, table
from analytics.trends.findings import Findings, Level
from analytics.trends.scope import TrendRequest, QueryRunner, TrendScope, query_frame, scope_of
from warehouse.queries.trends import cubes as queries
from warehouse.queries.trends.cubes import SEVERAL, By

MOST_CODES: Final = 7
"""Codes shown by themselves; the rest stand together as others."""
LEAST_FOR_SHARES: Final = 10
"""Incidents of a period below which its shares are left blank: one more or less would move each by a tenth or more."""
MOST_STRETCHES: Final = 6
"""Stretches of blank periods that a footnote names; of more it gives the number."""
NO_SHARES: Final = f"No {{}} shown has {LEAST_FOR_SHARES} incidents, too few for shares. Choose longer periods, or look at the counts."


def over_time(read: QueryRunner, asked: TrendRequest, by: By = "category", shares: bool = False) -> TrendChart | None:
    """Incidents per period by the column `by`, in counts or (`shares`) as shares of all; None where no source reports.

    The sentences hold the latest whole period against the same one a year before, and tell the trend and the last change
    of level over the latest stretch that the same sources watched whole. All are of the total, not of single codes.
    """
    found = scope_of(read, asked)
    if found is None:
        return None
    total_cube = query_frame(read, queries.codes, asked.filters, "none")
    total = table(total_cube, found.axis, found.only).values.sum(axis=0)
    cube = total_cube if by == "none" else query_frame(read, queries.codes, asked.filters, by)
    counted = _few(table(cube, found.axis, found.only), by)
    said = findings.of_total(found, total, total_cube)
    picture = _picture(found, counted, total, by, shares, said.levels)
    sources = tuple(found.titles(one.source for one in found.watchers))
    none = NO_SHARES.format(found.grain) if shares and total.any() and not (total >= LEAST_FOR_SHARES).any() else ""
    return TrendChart(picture, _sentences(found, said), (), sources, furniture.source_change_note(found), none)


@dataclass(frozen=True, slots=True)
class Headline:
    """What stands above all pictures: key figures, sentences, and what is to be said of a changed set of sources (empty: unchanged)."""

    figures: tuple[KeyFigure, ...] = ()
    sentences: tuple[str, ...] = ()
    changed: str = ""


def headline(read: QueryRunner, asked: TrendRequest) -> Headline:
    """What is said of the total alone."""
    found = scope_of(read, asked)
    if found is None:
        return Headline()
    cube = query_frame(read, queries.codes, asked.filters, "none")
    total = table(cube, found.axis, found.only).values.sum(axis=0)
    said = findings.of_total(found, total, cube)
    return Headline(key_figures.figures(found, total, said), _sentences(found, said), furniture.source_change_note(found))


def subject_of(found: TrendScope) -> str:
    """What the filters leave, in words."""
    titles = {one.source: one.title for one in found.everyone}
    return words.filter_subject(found.asked.filters, found.region_titles, titles)


def _few(counted: Table, by: By) -> Table:
    """The fullest codes in their order, the rest together (unless an incident may stand under several)."""
    if len(counted.codes) <= MOST_CODES + 1:
        kept, rest = list(counted.codes), []
    else:
        kept, rest = list(counted.codes[:MOST_CODES]), list(counted.codes[MOST_CODES:])
    rows = {code: counted.row(code) for code in kept}
    if rest and by not in SEVERAL:
        rows[OTHERS] = np.sum([counted.row(code) for code in rest], axis=0)
    order = in_order(by, list(rows))
    width = counted.values.shape[1]
    return Table(order, np.array([rows[code] for code in order]).reshape(len(order), width))


def _sentences(found: TrendScope, known: Findings) -> tuple[str, ...]:
    if not found.watchers:
        return ()
    what = subject_of(found)
    said: list[str] = []
    pair, ratio = known.pair, known.ratio
    if pair is None or ratio is None:
        said.append(f"{what}: no two years of the days shown were watched by the same sources from end to end, so nothing is compared.")
    else:
        before = f"{found.axis[pair.before].title} ({words.names_or_count(found.titles(pair.sources))})"
        said.append(words.comparison_sentence(what, ratio, found.axis[pair.now].title, before))
        said.append(words.dispersion_sentence(ratio.dispersion))
    if known.run is not None and known.trend is not None:
        span = f"{found.axis[known.run.first].title} to {found.axis[known.run.last].title}"
        said.append(words.trend_sentence(known.trend, span, words.names_or_count(found.titles(known.run.sources))))
        said.append(_change(found, known.levels))
    return tuple(one for one in said if one)


def _change(found: TrendScope, levels: Sequence[Level]) -> str:
    """The last change of level, where one was found."""
    if len(levels) < 2:
        return ""
    last, before = levels[-1], levels[-2]
    assert last.ratio is not None
    more = f" (the last of {len(levels) - 1} changes found)" if len(levels) > 2 else ""
    return (
        f"The level changed in {found.axis[last.first].title}{more}: {words.format_number(last.a_period)} a {found.grain} since, "
        f"{words.format_number(before.a_period)} before: {words.ratio_text(last.ratio)}."
    )


def _picture(found: TrendScope, counted: Table, total: Numbers, by: By, shares: bool, levels: Sequence[Level]) -> Chart:
    titles = titles_of(by, found.region_titles)
    colours = colours_of(by, counted.codes)
    several = by in SEVERAL
    partial = furniture.partial_periods(found.watched)
    series = []
    for code, row in zip(counted.codes, counted.values, strict=True):
        drawn = _shares(row, total) if shares else furniture.values_where_watched(row, found.watched)
        colour = NEUTRAL if by == "none" else colours.get(code, NEUTRAL)
        series.append(Series(titles.get(code, code), "line" if several else "bar", drawn, (colour,), partial=partial))
    if len(levels) > 1 and not shares and not several:
        series.append(_level_line(levels, len(found.axis)))
    first, last = found.axis[0].title, found.axis[-1].title
    by_words = "" if by == "none" else f" by {BY_TITLE[by].lower()}"
    what = subject_of(found)
    strips = furniture.source_strips(found)
    return Chart(
        name=f"trends_{by}_{'shares' if shares else 'counts'}_{found.grain}",
        title=f"{what}{by_words}, per {found.grain}, {first} to {last}",
        unit="share of incidents" if shares else "incidents",
        place_title=found.grain.title(),
        places=tuple(period.title for period in found.axis),
        series=tuple(series),
        alt=_alt(found, total, by_words, shares),
        stacked=not several,
        percent=shares,
        breaks=furniture.source_breaks(found.axis, found.watchers) if found.watchers else (),
        lifetimes=strips,
        most=1.0 if shares and not several else None,
        footnotes=_footnotes(found, total, by, len(levels), shares),
        height=390 + 16 * len({one.name for one in strips}),
    )


def _shares(row: Numbers, total: Numbers) -> tuple[float | None, ...]:
    return tuple(float(count) / float(whole) if whole >= LEAST_FOR_SHARES else None for count, whole in zip(row, total, strict=True))


def _blank(found: TrendScope, total: Numbers) -> str:
    """Says which periods have incidents, but too few for shares."""
    few = [0 < count < LEAST_FOR_SHARES for count in total]
    stretches = furniture.stretch_titles(found.axis, few)
    which = words.join_words(stretches) if len(stretches) <= MOST_STRETCHES else f"{sum(few)} of {len(few)} {found.grain}s"
    return f"Blank, fewer than {LEAST_FOR_SHARES} incidents, too few for shares: {which}." if stretches else ""


def _level_line(levels: Sequence[Level], places: int) -> Series:
    line: list[float | None] = [None] * places
    for level in levels:
        line[level.first : level.last + 1] = [level.a_period] * (level.last - level.first + 1)
    return Series("Level between changes found", "line", tuple(line), (LEVEL_COLOUR,), decimals=1, dashed=True)


def _alt(found: TrendScope, total: Numbers, by_words: str, shares: bool) -> str:
    most = int(total.argmax()) if len(total) else 0
    return (
        f"{'Shares' if shares else 'Numbers'} of incidents{by_words} per {found.grain}, {int(total.sum()):,} in all; "
        f"most in {found.axis[most].title} ({int(total[most]):,}). Strips below show when each source reported."
    )


def _footnotes(found: TrendScope, total: Numbers, by: By, levels: int, shares: bool) -> tuple[str, ...]:
    said = [f"n = {int(total.sum()):,} incidents."]
    if shares and (blank := _blank(found, total)):
        said.append(blank)
    if by in SEVERAL:
        said.append("An incident may stand under several.")
    if levels > 1:
        said.append(
            f"Levels: PELT on Anscombe's transform, penalty {models.PENALTY:g} × noise variance × log n; "
            "waves that last for years can look like changes, and intervals do not allow for the search."
        )
    return (*said, *furniture.axis_notes(found))
