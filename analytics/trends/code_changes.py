"""Which codes of a column changed: the latest complete period against the same period a year earlier, tested together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from analytics.coverage import periods_watched
from analytics.coverage.periods_watched import PeriodWatch
from analytics.coverage.source_watch import SourceWatch
from analytics.describe.charts import Chart, Mark, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.describe.words import join_words
from analytics.trends import findings, rates, sentences
from analytics.trends.annotations import LEVEL_COLOUR, TrendChart
from analytics.trends.codes import BY_TITLE, titles_of
from analytics.trends.counts import count_table
from analytics.trends.findings import PeriodPair
from analytics.trends.rates import Ratio
from analytics.trends.regions import watchers_in_region
from analytics.trends.scope import QueryRunner, TrendRequest, TrendScope, query_frame, scope_of, watchkeeping_of
from analytics.trends.timeline import subject_of
from warehouse.filters import NOT_STATED
from warehouse.queries.trends import cubes as queries
from warehouse.queries.trends.cubes import MULTI_VALUED, By

MOST_ROWS: Final = 20
FEWEST_TESTED: Final = 5
"""Incidents in the two periods together that a test needs: with fewer no change could be clear, even five against none."""
WIDEST: Final = 6.0
"""Ratios beyond this are drawn at the edge: one sixfold rise would otherwise squeeze all others into the middle."""


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One code in a pair of periods: the ratio of rates, and its p value adjusted for all the codes tested."""

    code: str
    ratio: Ratio
    p: float


def changes_by_code(run_query: QueryRunner, request: TrendRequest, by: By = "sea_region") -> TrendChart | None:
    """Which codes of a column changed between the latest complete period and a year earlier: rate ratios with 95% intervals.

    p values are adjusted for all codes tested together (Holm 1979). By region, a source's own silence there rules out the test.
    """
    scope = scope_of(run_query, request)
    if scope is None:
        return None
    pair = findings.latest_pair(scope.watched, scope.a_year)
    titles = titles_of(by, scope.region_titles)
    sources = tuple(scope.titles(watcher.source for watcher in scope.watchers))
    if pair is None:
        note = "In the dates shown, no two years were covered throughout by the same sources, so no comparison is made."
        return TrendChart(_ratio_chart(scope, [], by, None, titles), (), (note,), sources)
    cube = query_frame(run_query, queries.counts_by_code, request.filters, by)
    rows, barred = _tested_codes(run_query, scope, cube, by, pair)
    barred_titles = [titles.get(code, code) for code in barred]
    notes = [f"Not compared, because coverage differed between the two periods: {join_words(barred_titles)}."] if barred else []
    return TrendChart(_ratio_chart(scope, rows, by, pair, titles), _change_sentences(scope, rows, pair, by, titles), tuple(notes), sources)


def _tested_codes(
    run_query: QueryRunner, scope: TrendScope, cube: pd.DataFrame, by: By, pair: PeriodPair
) -> tuple[list[CodeChange], list[str]]:
    """The codes that can be tested, most incidents first, and those whose coverage changed between the two periods."""
    counted = count_table(cube, scope.axis, scope.only)
    watchkeeping = watchkeeping_of(run_query, scope.request)
    tested: list[tuple[str, Ratio]] = []
    barred: list[str] = []
    for code in counted.codes:
        row = counted.row(code)
        if row[pair.now] + row[pair.before] < FEWEST_TESTED or (by == "sea_region" and code == NOT_STATED):
            continue
        code_pair, watchers = pair, scope.watchers
        # A region has its own watchers: a source may have fallen silent there alone, which would look like a fall.
        if by == "sea_region":
            watchers = watchers_in_region(scope, code, watchkeeping)
            watch_now, watch_before = _pair_watched(scope, watchers, pair)
            if watch_now.state != "whole" or watch_before.state != "whole" or watch_now.whole != watch_before.whole:
                barred.append(code)
                continue
            code_pair = PeriodPair(pair.now, pair.before, watch_now.whole)
        dispersion = findings.month_dispersion(scope, cube, code_pair, watchers, code)
        tested.append((code, findings.pair_ratio(row, scope.axis, code_pair, dispersion)))
    tested.sort(key=lambda tested_code: -(tested_code[1].now + tested_code[1].before))
    # Cut before the adjustment: only the codes shown count as tested, chosen by their size and not by their change.
    tested = tested[:MOST_ROWS]
    adjusted = rates.holm_adjusted([ratio.p for _, ratio in tested])
    return [CodeChange(code, ratio, p) for (code, ratio), p in zip(tested, adjusted, strict=True)], barred


def _pair_watched(scope: TrendScope, watchers: Sequence[SourceWatch], pair: PeriodPair) -> tuple[PeriodWatch, PeriodWatch]:
    now, before = (
        periods_watched.watch_of_period(watchers, scope.axis[place], scope.span, scope.today) for place in (pair.now, pair.before)
    )
    return now, before


def _change_sentences(scope: TrendScope, rows: Sequence[CodeChange], pair: PeriodPair, by: By, titles: dict[str, str]) -> tuple[str, ...]:
    now, before = scope.axis[pair.now].title, scope.axis[pair.before].title
    column = BY_TITLE[by].lower()
    if not rows:
        return (f"By {column}, there are too few incidents in {now} and {before} to compare.",)
    clear = [row for row in rows if row.p < rates.ALPHA]
    tested = f"{len(rows)} {'was' if len(rows) == 1 else 'were'} tested together"
    if not clear:
        return (f"By {column}, there is no clear change from {before} to {now} ({tested}, Holm-adjusted).",)
    clearest = sorted(clear, key=lambda row: row.p)[:4]
    change_sentences = [sentences.comparison_sentence(titles.get(row.code, row.code), row.ratio, now, before, row.p) for row in clearest]
    return (f"By {column}, {len(clear)} of {len(rows)} changed clearly from {before} to {now} (Holm-adjusted).", *change_sentences)


def _ratio_chart(scope: TrendScope, rows: Sequence[CodeChange], by: By, pair: PeriodPair | None, titles: dict[str, str]) -> Chart:
    """Dots with intervals; 1 means no change."""
    now, before = (scope.axis[pair.now].title, scope.axis[pair.before].title) if pair else ("", "")
    clear = [row.p < rates.ALPHA for row in rows]
    colours = tuple(NEUTRAL if is_clear else LEVEL_COLOUR for is_clear in clear) or (NEUTRAL,)
    # At least 2, so that small changes are not blown up to the full width.
    widest = min(WIDEST, max([2.0, *(row.ratio.high for row in rows if np.isfinite(row.ratio.high))]))
    cut = sum(row.ratio.high > widest for row in rows)
    subject = subject_of(scope)
    return Chart(
        name=f"trends_changes_{by}_{scope.grain}",
        title=f"{subject} by {BY_TITLE[by].lower()}: {now} against {before}" if pair else f"{subject}: nothing to compare",
        unit="ratio, 1 is no change",
        place_title=BY_TITLE[by],
        places=tuple(titles.get(row.code, row.code) for row in rows),
        series=(
            _ratio_dots(rows, colours, widest, cut),
            Series(f"Incidents {now}", "number", tuple(float(row.ratio.now) for row in rows), (NEUTRAL,), label=now),
            Series(f"Incidents {before}", "number", tuple(float(row.ratio.before) for row in rows), (NEUTRAL,), label=before),
            *_data_columns(rows),
        ),
        alt=f"Dots with intervals of {len(rows)} ratios; {sum(clear)} changed clearly.",
        across=True,
        marks=(Mark(1.0, "no change"),) if rows else (),
        most=widest,
        footnotes=(
            *(
                (f"Sources: those that covered both periods in full ({sentences.names_or_count(scope.titles(pair.sources))}).",)
                if pair
                else ()
            ),
            "Blue: clear after Holm adjustment for all the tests. Intervals are unadjusted and allow for incidents that cluster in time.",
            f"Shown with at least {FEWEST_TESTED} incidents in the two periods together.",
            *((f"Intervals cut off at {widest:g} (in full in the data): {cut}.",) if cut else ()),
            *(("An incident can count under several values.",) if by in MULTI_VALUED else ()),
        ),
        height=height_of_rows(len(rows)),
    )


def _ratio_dots(rows: Sequence[CodeChange], colours: tuple[str, ...], widest: float, cut: int) -> Series:
    """The ratios as drawn: whatever lies beyond `widest` is placed at the edge."""
    values = [widest if row.ratio.ratio is None else min(row.ratio.ratio, widest) for row in rows]
    lows, highs = (tuple(min(getattr(row.ratio, end), widest) for row in rows) for end in ("low", "high"))
    name = f"Ratio, 95% interval, drawn up to {widest:g}" if cut else "Ratio, 95% interval"
    return Series(name, "dot", tuple(values), colours, lows, highs, decimals=2)


def _data_columns(rows: Sequence[CodeChange]) -> tuple[Series, ...]:
    """Columns for the data download only: uncut ratios and intervals (None: no upper limit), adjusted p values, dispersions."""
    columns: dict[str, list[float | None]] = {
        "Ratio": [row.ratio.ratio for row in rows],
        "Ratio, 95% low": [row.ratio.low for row in rows],
        "Ratio, 95% high": [row.ratio.high if np.isfinite(row.ratio.high) else None for row in rows],
        "p, Holm-adjusted": [row.p for row in rows],
        "Dispersion": [row.ratio.dispersion for row in rows],
    }
    return tuple(Series(name, "number", tuple(values), (NEUTRAL,), decimals=3) for name, values in columns.items())
