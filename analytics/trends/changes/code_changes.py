"""Which codes of a column changed: the days in question against as many before them, on the sources that watched both, tested together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import pandas as pd
from scipy import stats

from analytics.coverage.equal.spans import Days, latest_months, without_years_to_come
from analytics.coverage.equal.watch import EqualWatch, equal_watch_before, watched_both, waters_named
from analytics.coverage.policies import Strictness
from analytics.coverage.source_watch import SourceWatch, last_day_watched
from analytics.coverage.watchkeeping import Watchkeeping
from analytics.describe.periods import periods_between
from analytics.describe.words import join_words
from analytics.trends import rates, sentences
from analytics.trends.codes import BY_TITLE, titles_of
from analytics.trends.counts import count_table, reported_by
from analytics.trends.rates import Ratio
from analytics.trends.regions import watchers_in_region
from analytics.trends.scope import QueryRunner, TrendScope, query_frame, watchkeeping_of
from warehouse.filters import NOT_STATED
from warehouse.queries.trends import cubes as queries
from warehouse.queries.trends.cubes import By

FEWEST_TESTED: Final = 5
"""Incidents in the two spans together that a test needs: with fewer no change could be clear, even five against none."""
YEARS_OF_HISTORY: Final = 5
"""Years before both spans from which it is told how much a code's months vary of themselves."""
FEWEST_OF_HISTORY: Final = 20
"""Incidents in these years without which a code's months are taken to vary as those of all codes do."""
MOST_NAMED: Final = 8

METHOD: Final = (
    "Clear means: the exact test of two Poisson rates given their sum (Przyborowski and Wilenski 1940), its counts divided by how much "
    f"more than independent events the code's own months varied in the {YEARS_OF_HISTORY} years before both spans (quasi-Poisson, "
    "McCullagh and Nelder 1989), and p values of all codes of a column adjusted together (Benjamini and Hochberg 1995): of the changes "
    "listed, at most 5% are expected to be chance. Counted is what the sources report that watched all days of both spans."
)


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One code in both spans: the ratio of rates, and its p value adjusted for all the codes tested (1 where it was not tested)."""

    code: str
    ratio: Ratio
    p: float = 1.0

    @property
    def is_clear(self) -> bool:
        return self.p < rates.ALPHA

    @property
    def difference(self) -> int:
        return self.ratio.now - self.ratio.before


@dataclass(frozen=True, slots=True)
class CodeChanges:
    """The codes of a column in the spans of `watch`, most incidents first; of `barred` codes no source watched both spans."""

    watch: EqualWatch
    rows: tuple[CodeChange, ...]
    barred: tuple[str, ...] = ()

    @property
    def clear(self) -> tuple[CodeChange, ...]:
        """The clear changes in both directions, the largest difference first."""
        return tuple(sorted((row for row in self.rows if row.is_clear), key=lambda row: (-abs(row.difference), row.code)))


def code_changes(run_query: QueryRunner, scope: TrendScope, by: By, also: Collection[str] = ()) -> CodeChanges | None:
    """How the codes of a column changed, and codes `also` without incidents in either span; None where no source watched both spans.

    By region, the sources that carry the comparison are those of the region: one may have fallen silent there alone.
    """
    watchkeeping = watchkeeping_of(run_query, scope.request)
    watch = _equal_watch(scope, watchkeeping)
    if not watch.is_possible:
        return None
    now, before = (_span_frame(run_query, scope, by, days) for days in (watch.a, watch.b))
    counted: list[tuple[str, int, int]] = []
    who: dict[str, tuple[SourceWatch, ...]] = {}
    barred = []
    for code in sorted({*now["code"], *before["code"], *also}):
        regional = by == "sea_region" and code != NOT_STATED
        who[code] = watched_both(watchers_in_region(scope, code, watchkeeping), watch.a, watch.b) if regional else watch.carriers
        if not who[code]:
            barred.append(code)
            continue
        counts = [_reported(frame[frame["code"] == code], who[code]) for frame in (now, before)]
        if any(counts) or code in also:
            counted.append((code, *counts))
    noise = _history_dispersions(run_query, scope, by, watch.b[0], {code: who[code] for code, *_ in counted})
    changes = [CodeChange(code, rates.rate_ratio(a, b, *watch.exposures, noise[code])) for code, a, b in counted]
    return CodeChanges(watch, _adjusted(changes), tuple(barred))


def change_sentences(changes: CodeChanges, by: By, region_titles: Mapping[str, str]) -> tuple[str, ...]:
    """The clear changes, largest first, after a sentence that says how many there are."""
    titles, column, (now_title, before_title) = titles_of(by, region_titles), BY_TITLE[by].lower(), changes.watch.span_titles
    tested = sum(row.ratio.now + row.ratio.before >= FEWEST_TESTED for row in changes.rows)
    if not tested:
        return (f"By {column}, there are too few incidents in {now_title} and {before_title} to compare.",)
    if not changes.clear:
        return (f"By {column}, nothing changed clearly: {now_title} against {before_title}, {tested} tested.",)
    first = f"By {column}, {len(changes.clear)} of {tested} changed clearly: {now_title} against {before_title}."
    named = [f"{titles.get(row.code, row.code)}: {_counts_in_words(row.ratio)}." for row in changes.clear[:MOST_NAMED]]
    rest = len(changes.clear) - len(named)
    return (first, *named, *((f"And {rest} smaller changes.",) if rest else ()))


def barred_note(changes: CodeChanges, region_titles: Mapping[str, str]) -> str:
    """Names the regions that are not compared; empty where all are."""
    names = [region_titles.get(code, code) for code in changes.barred]
    return f"Not compared, because no source watched them on all days of both spans: {join_words(names)}." if names else ""


def _equal_watch(scope: TrendScope, watchkeeping: Watchkeeping) -> EqualWatch:
    """Who carries the comparison of the dates shown, or of the last 12 watched months, with as many days before."""
    filters = scope.request.filters
    recent = scope.request.recent_day or last_day_watched(scope.everyone)
    _, last = without_years_to_come((date.min, filters.date_to or recent), scope.today)
    first = filters.date_from or latest_months(last)[0]
    counted = {watcher.source for watcher in scope.watchers}
    return equal_watch_before(watchkeeping, waters_named(filters, scope.choices), (min(first, last), last), counted)


def _counts_in_words(ratio: Ratio) -> str:
    """`27 against 5 (440% more)`, `none known, though watched, against 13`."""
    percent = sentences.percent_in_words(ratio)
    now = f"{ratio.now:,}" if ratio.now else "none known, though watched,"
    before = f"{ratio.before:,}" if ratio.before else "none known before, though watched"
    return f"{now} against {before}{f' ({percent})' if percent else ''}"


def _adjusted(changes: Sequence[CodeChange]) -> tuple[CodeChange, ...]:
    tested = [change for change in changes if change.ratio.now + change.ratio.before >= FEWEST_TESTED]
    p_of = _adjusted_p_values(tested)
    rows = [replace(change, p=p_of.get(change.code, 1.0)) for change in changes]
    return tuple(sorted(rows, key=lambda row: (-row.ratio.now, -row.ratio.before, row.code)))


def _adjusted_p_values(tested: Sequence[CodeChange]) -> dict[str, float]:
    if not tested:
        return {}
    p_values = stats.false_discovery_control([change.ratio.p for change in tested])
    return {change.code: float(p) for change, p in zip(tested, p_values, strict=True)}


def _span_frame(run_query: QueryRunner, scope: TrendScope, by: By, days: Days) -> pd.DataFrame:
    filters = replace(scope.request.filters, date_from=days[0], date_to=days[1])
    return query_frame(run_query, queries.counts_by_code, filters, by)


def _reported(rows: pd.DataFrame, watchers: Sequence[SourceWatch]) -> int:
    return int(reported_by(rows, {watcher.source for watcher in watchers})["incidents"].sum())


def _history_dispersions(
    run_query: QueryRunner, scope: TrendScope, by: By, end: date, who: Mapping[str, tuple[SourceWatch, ...]]
) -> dict[str, float]:
    """How much more the months before `end` varied, within twelve of them, than independent events would; 1 or more, by code.

    The spans compared are left out: a step between or within them is what is looked for, not noise.
    """
    first = date(end.year - YEARS_OF_HISTORY, end.month, 1)
    months = [month for month in periods_between(first, end, "month") if month.last < end]
    cube = _span_frame(run_query, scope, by, (first, end - timedelta(days=1)))
    groups: dict[str, list[tuple[list[float], list[float]]]] = {}
    for watchers in set(who.values()):
        watched = [all(watcher.covers(month.first, month.last, Strictness(month.tolerance)) for watcher in watchers) for month in months]
        table = count_table(cube, months, {watcher.source for watcher in watchers})
        for code in (code for code, watching in who.items() if watching == watchers):
            counts = table.row(code)
            years = [[at for at in range(start, min(start + 12, len(months))) if watched[at]] for start in range(0, len(months), 12)]
            groups[code] = [([float(counts[at]) for at in year], [float(months[at].days) for at in year]) for year in years if year]
    pooled = rates.pearson_dispersion([group for code in sorted(groups) for group in groups[code]])
    return {
        code: rates.pearson_dispersion(own) if sum(sum(counts) for counts, _ in own) >= FEWEST_OF_HISTORY else pooled
        for code, own in groups.items()
    }
