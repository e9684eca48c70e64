"""What changed as a chart and in one sentence: every code of a column now and before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from analytics.coverage.equal.spans import in_span
from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.trends import sentences
from analytics.trends.annotations import LEVEL_COLOUR, TrendChart
from analytics.trends.changes.code_changes import CodeChange, CodeChanges, barred_note, change_sentences, code_changes
from analytics.trends.codes import BY_TITLE, titles_of
from analytics.trends.scope import QueryRunner, TrendRequest, TrendScope, scope_of
from analytics.trends.timeline import subject_of
from warehouse.queries.trends.cubes import MULTI_VALUED, By

MOST_ROWS: Final = 20
BEFORE_COLOUR: Final = "#B9C4CE"
NOTHING_COMPARED: Final = "No source watched enough of these days and of those before them, so nothing is compared."


def changes_by_code(run_query: QueryRunner, request: TrendRequest, by: By = "sea_region") -> TrendChart | None:
    """Which codes of a column changed between the days in question and as many before them; None where no source reports."""
    scope = scope_of(run_query, request)
    if scope is None:
        return None
    changes = code_changes(run_query, scope, by)
    if changes is None:
        title = f"{subject_of(scope)}: nothing to compare"
        empty = Chart(f"trends_changes_{by}", title, "incidents", BY_TITLE[by], (), (), "Nothing to compare.", across=True)
        return TrendChart(empty, (), (NOTHING_COMPARED,), scope.counted_titles)
    lines = change_sentences(changes, by, scope.region_titles)
    note = barred_note(changes, scope.region_titles)
    sources = tuple(scope.titles(watcher.source for watcher in changes.watch.carriers))
    return TrendChart(_change_chart(scope, changes, by), lines, (note,) if note else (), sources)


def answer(run_query: QueryRunner, request: TrendRequest) -> str:
    """The page's one sentence: how many in the days in question, how many in as many before, and whether that is a clear change."""
    scope = scope_of(run_query, request)
    if scope is None:
        return ""
    changes = code_changes(run_query, scope, "none", ("",))
    subject = subject_of(scope)
    if changes is None:
        return f"{subject}: {NOTHING_COMPARED[:1].lower()}{NOTHING_COMPARED[1:]}"
    ratio, (now_words, before_words) = changes.rows[0].ratio, map(in_span, changes.watch.span_titles)
    who = sentences.names_or_count(scope.titles(watcher.source for watcher in changes.watch.carriers))
    if not ratio.now and not ratio.before:
        return f"{subject}: none known {now_words} or {before_words}, though watched ({who})."
    now, before = (f"{count:,}" if count else "none known though watched" for count in (ratio.now, ratio.before))
    counts = f"{now} {now_words}, {before} {before_words}"
    return f"{subject}: {counts} ({who}){sentences.change_in_words(ratio)}."


def _change_chart(scope: TrendScope, changes: CodeChanges, by: By) -> Chart:
    """Two bars for each code; the clear changes come first, the largest of them on top."""
    titles, (now_title, before_title) = titles_of(by, scope.region_titles), changes.watch.span_titles
    clear = changes.clear
    rows = (*clear, *(row for row in changes.rows if not row.is_clear))[:MOST_ROWS]
    colours = tuple(NEUTRAL if row.is_clear else LEVEL_COLOUR for row in rows)
    now, before = now_title[:1].upper() + now_title[1:], before_title[:1].upper() + before_title[1:]
    series = (
        Series(before, "bar", tuple(float(row.ratio.before) for row in rows), (BEFORE_COLOUR,)),
        Series(now, "bar", tuple(float(row.ratio.now) for row in rows), colours or (NEUTRAL,)),
        *_data_columns(rows),
    )
    left_out = len(changes.rows) - len(rows)
    return Chart(
        name=f"trends_changes_{by}",
        title=f"{subject_of(scope)} by {BY_TITLE[by].lower()}: {now_title} against {before_title}",
        unit="incidents",
        place_title=BY_TITLE[by],
        places=tuple(titles.get(row.code, row.code) for row in rows),
        series=series,
        alt=f"Pairs of bars of {len(rows)} codes in both spans; {len(clear)} changed clearly.",
        across=True,
        grouped=True,
        footnotes=(
            "Blue: a clear change.",
            *((f"The {MOST_ROWS} with most incidents or a clear change are shown.",) if left_out else ()),
            *(("Both are cut to the days that were watched.",) if changes.watch.is_cut else ()),
            *(("An incident can count under several values.",) if by in MULTI_VALUED else ()),
        ),
        height=height_of_rows(len(rows)) + 6 * len(rows),
    )


def _data_columns(rows: Sequence[CodeChange]) -> tuple[Series, ...]:
    """Columns for the data download only: ratios and 95% intervals (None: no upper limit), adjusted p values, dispersions."""
    columns: dict[str, list[float | None]] = {
        "Ratio": [row.ratio.ratio for row in rows],
        "Ratio, 95% low": [row.ratio.low for row in rows],
        "Ratio, 95% high": [row.ratio.high if np.isfinite(row.ratio.high) else None for row in rows],
        "p, adjusted": [row.p for row in rows],
        "Dispersion": [row.ratio.dispersion for row in rows],
    }
    return tuple(Series(name, "number", tuple(values), (NEUTRAL,), decimals=3) for name, values in columns.items())
