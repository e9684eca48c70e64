"""Which codes of a column changed: the latest whole period against the same one a year before, tested together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from analytics.coverage import periods_watched
from analytics.coverage.periods_watched import Watched, Watcher
from analytics.describe.charts import Chart, Mark, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.trends import findings, rates, words
from analytics.trends.annotations import LEVEL_COLOUR, TrendChart
from analytics.trends.codes import BY_TITLE, titles_of
from analytics.trends.counts import table
from analytics.trends.findings import Pair
from analytics.trends.rates import Ratio
from analytics.trends.regions import regional
from analytics.trends.scope import TrendRequest, QueryRunner, TrendScope, query_frame, end_of_day, own_silences, scope_of
from analytics.trends.timeline import subject_of
from warehouse.filters import NOT_STATED
from warehouse.queries.trends import cubes as queries
from warehouse.queries.trends.cubes import SEVERAL, By

MOST_ROWS: Final = 20
FEWEST_TESTED: Final = 5
"""Incidents in both periods together that a test needs: with fewer no change could be clear."""
WIDEST: Final = 6.0
"""Ratios beyond are drawn at the edge."""


@dataclass(frozen=True, slots=True)
class Row:
    """One code in a pair of periods: the ratio and its p value, adjusted for all that were tested."""

    code: str
    ratio: Ratio
    p: float


def changes(read: QueryRunner, asked: TrendRequest, by: By = "sea_region") -> TrendChart | None:
    """Which codes of a column changed from a year before to the latest whole period: rate ratios with 95% intervals.

    p values are adjusted for all codes tested together (Holm). By region, a source's own silence there bars the test.
    """
    found = scope_of(read, asked)
    if found is None:
        return None
    pair = findings.latest_pair(found.watched, found.a_year)
    titles = titles_of(by, found.region_titles)
    sources = tuple(found.titles(one.source for one in found.watchers))
    if pair is None:
        note = "No two years of the days shown were watched by the same sources from end to end, so nothing is compared."
        return TrendChart(_ratios(found, [], by, None, titles), (), (note,), sources)
    cube = query_frame(read, queries.codes, asked.filters, by)
    rows, barred = _rows(read, found, cube, by, pair)
    barred_titles = [titles.get(code, code) for code in barred]
    notes = [f"Not alike watched in both, so not compared: {words.join_words(barred_titles)}."] if barred else []
    return TrendChart(_ratios(found, rows, by, pair, titles), _said(found, rows, pair, by, titles), tuple(notes), sources)


def _rows(read: QueryRunner, found: TrendScope, cube: pd.DataFrame, by: By, pair: Pair) -> tuple[list[Row], list[str]]:
    """The codes that can be tested, most incidents first, and those whose watch changed between the two periods."""
    counted = table(cube, found.axis, found.only)
    silences = read(own_silences, end_of_day(found.asked.now)) if by == "sea_region" else {}
    tested: list[tuple[str, Ratio]] = []
    barred: list[str] = []
    for code in counted.codes:
        row = counted.row(code)
        if row[pair.now] + row[pair.before] < FEWEST_TESTED or (by == "sea_region" and code == NOT_STATED):
            continue
        here, watchers = pair, found.watchers
        if by == "sea_region":
            watchers = regional(found, code, silences)
            one, other = _pair_watched(found, watchers, pair)
            if one.state != "whole" or other.state != "whole" or one.whole != other.whole:
                barred.append(code)
                continue
            here = Pair(pair.now, pair.before, one.whole)
        varied = findings.spread(found, cube, here, watchers, code)
        tested.append((code, findings.ratio(row, found.axis, here, varied)))
    tested.sort(key=lambda one: -(one[1].now + one[1].before))
    tested = tested[:MOST_ROWS]
    adjusted = rates.adjusted([ratio.p for _, ratio in tested])
    return [Row(code, ratio, p) for (code, ratio), p in zip(tested, adjusted, strict=True)], barred


def _pair_watched(found: TrendScope, watchers: Sequence[Watcher], pair: Pair) -> tuple[Watched, Watched]:
    now, before = (periods_watched.watched(watchers, found.axis[place], found.shown, found.today) for place in (pair.now, pair.before))
    return now, before


def _said(found: TrendScope, rows: Sequence[Row], pair: Pair, by: By, titles: dict[str, str]) -> tuple[str, ...]:
    now, before = found.axis[pair.now].title, found.axis[pair.before].title
    what = BY_TITLE[by].lower()
    if not rows:
        return (f"By {what}, incidents in {now} and {before} are too few to be compared.",)
    clear = [row for row in rows if row.p < rates.ALPHA]
    tested = f"{len(rows)} {'was' if len(rows) == 1 else 'were'} tested together"
    if not clear:
        return (f"By {what}, nothing changed clearly from {before} to {now} ({tested}, Holm-adjusted).",)
    shown = sorted(clear, key=lambda row: row.p)[:4]
    named = [words.comparison_sentence(titles.get(row.code, row.code), row.ratio, now, before, row.p) for row in shown]
    return (f"By {what}, {len(clear)} of {len(rows)} changed clearly from {before} to {now} (Holm-adjusted).", *named)


def _ratios(found: TrendScope, rows: Sequence[Row], by: By, pair: Pair | None, titles: dict[str, str]) -> Chart:
    """Dots with intervals, 1 is no change."""
    now, before = (found.axis[pair.now].title, found.axis[pair.before].title) if pair else ("", "")
    clear = [row.p < rates.ALPHA for row in rows]
    colours = tuple(NEUTRAL if one else LEVEL_COLOUR for one in clear) or (NEUTRAL,)
    widest = min(WIDEST, max([2.0, *(row.ratio.high for row in rows if np.isfinite(row.ratio.high))]))
    cut = sum(row.ratio.high > widest for row in rows)
    what = subject_of(found)
    return Chart(
        name=f"trends_changes_{by}_{found.grain}",
        title=f"{what} by {BY_TITLE[by].lower()}: {now} against {before}" if pair else f"{what}: nothing to compare",
        unit="ratio, 1 is no change",
        place_title=BY_TITLE[by],
        places=tuple(titles.get(row.code, row.code) for row in rows),
        series=(
            _dots(rows, colours, widest, cut),
            Series(f"Incidents {now}", "number", tuple(float(row.ratio.now) for row in rows), (NEUTRAL,), label=now),
            Series(f"Incidents {before}", "number", tuple(float(row.ratio.before) for row in rows), (NEUTRAL,), label=before),
            *_figures(rows),
        ),
        alt=f"Dots with intervals of {len(rows)} ratios; {sum(clear)} changed clearly.",
        across=True,
        marks=(Mark(1.0, "no change"),) if rows else (),
        most=widest,
        footnotes=(
            *((f"Sources: those that watched both whole ({words.names_or_count(found.titles(pair.sources))}).",) if pair else ()),
            "Blue: clear after adjustment for all that were tested (Holm). Intervals are single ones, and allow for months that cluster.",
            f"At least {FEWEST_TESTED} incidents in both together.",
            *((f"Intervals cut at {widest:g}, whole in the data: {cut}.",) if cut else ()),
            *(("An incident may stand under several.",) if by in SEVERAL else ()),
        ),
        height=height_of_rows(len(rows)),
    )


def _dots(rows: Sequence[Row], colours: tuple[str, ...], widest: float, cut: int) -> Series:
    """The ratios as far as they are drawn: what lies beyond stands at the edge."""
    drawn = [widest if row.ratio.ratio is None else min(row.ratio.ratio, widest) for row in rows]
    lows, highs = (tuple(min(getattr(row.ratio, end), widest) for row in rows) for end in ("low", "high"))
    name = f"Ratio, 95% interval, drawn up to {widest:g}" if cut else "Ratio, 95% interval"
    return Series(name, "dot", tuple(drawn), colours, lows, highs, decimals=2)


def _figures(rows: Sequence[Row]) -> tuple[Series, ...]:
    """What only the data hold: ratios and intervals whole (None: without limit), adjusted p values, dispersions."""
    columns: dict[str, list[float | None]] = {
        "Ratio": [row.ratio.ratio for row in rows],
        "Ratio, 95% low": [row.ratio.low for row in rows],
        "Ratio, 95% high": [row.ratio.high if np.isfinite(row.ratio.high) else None for row in rows],
        "p, Holm-adjusted": [row.p for row in rows],
        "Dispersion": [row.ratio.dispersion for row in rows],
    }
    return tuple(Series(name, "number", tuple(values), (NEUTRAL,), decimals=3) for name, values in columns.items())
