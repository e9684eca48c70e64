"""Acts, kinds and regions by the number of incidents, with the change to equal days before."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.describe.words import join_words
from analytics.trends import sentences
from analytics.trends.changes.change_charts import NOTHING_COMPARED
from analytics.trends.changes.code_changes import CodeChange, code_changes
from analytics.trends.codes import BY_TITLE, titles_of
from analytics.trends.scope import QueryRunner, TrendRequest, query_frame, scope_of
from analytics.trends.timeline import subject_of
from warehouse.filters import NOT_STATED
from warehouse.queries.trends import cubes as queries
from warehouse.queries.trends.cubes import MULTI_VALUED, By


@dataclass(frozen=True, slots=True)
class RankedTotals:
    """The codes of a column by the number of incidents in the dates shown.

    `frame` has the columns title, incidents, share (of all, in percent), now, before and change (whole percent; missing where none can be
    stated); the last three are missing where nothing is compared. `now_title` and `before_title` name the spans of the comparison.
    """

    by: By
    title: str
    frame: pd.DataFrame
    now_title: str
    before_title: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def ranked_totals(run_query: QueryRunner, request: TrendRequest, by: By) -> RankedTotals | None:
    """The codes of a column ranked by incidents in the dates shown, with the change to equal days before; None where no source reports."""
    scope = scope_of(run_query, request)
    if scope is None:
        return None
    cube = query_frame(run_query, queries.counts_by_code, request.filters, by)
    totals = cube.groupby("code")["incidents"].sum()
    changes = code_changes(run_query, scope, by, tuple(totals.index))
    compared = {row.code: row for row in changes.rows} if changes else {}
    codes = sorted({*totals.index, *compared}, key=lambda code: (code == NOT_STATED, -int(totals.get(code, 0)), code))
    titles, total = titles_of(by, scope.region_titles), max(int(totals.sum()), 1)
    frame = pd.DataFrame({
        "title": [titles.get(code, code) for code in codes],
        "incidents": [int(totals.get(code, 0)) for code in codes],
        "share": [100 * int(totals.get(code, 0)) / total for code in codes],
        "now": pd.array([compared[code].ratio.now if code in compared else None for code in codes], "Int64"),
        "before": pd.array([compared[code].ratio.before if code in compared else None for code in codes], "Int64"),
        "change": pd.array([_whole_percent(compared.get(code)) for code in codes], "Int64"),
    })  # fmt: skip
    now_title, before_title = changes.watch.span_titles if changes else ("", "")
    sources = tuple(scope.titles(watcher.source for watcher in changes.watch.carriers)) if changes else scope.counted_titles
    notes = (
        f"n = {int(totals.sum()):,} incidents, {scope.axis[0].title} to {scope.axis[-1].title}.",
        f"Change: {now_title} against {before_title}, on {join_words(sources)}." if changes else NOTHING_COMPARED,
        *(("Both are cut to the days that were watched.",) if changes and changes.watch.is_cut else ()),
        "0: watched, none known. –: not watched, or too few for a percentage.",
        *(("An incident can count under several values.",) if by in MULTI_VALUED else ()),
    )  # fmt: skip
    title = f"{subject_of(scope)} by {BY_TITLE[by].lower()}"
    return RankedTotals(by, title, frame, now_title, before_title, sources, notes)


def _whole_percent(change: CodeChange | None) -> int | None:
    if change is None or change.ratio.ratio is None or change.ratio.before < sentences.FEWEST_FOR_PERCENT:
        return None
    return round(100 * (change.ratio.ratio - 1)) if change.ratio.ratio <= sentences.MOST_TIMES else None
