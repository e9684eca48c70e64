"""The answer of a span in one sentence, and in which waters and kinds the counts changed most, like for like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from analytics.describe.words import join_words
from analytics.situation.comparison import ComparedCounts, Comparison
from analytics.situation.situation import Situation
from analytics.situation.summary import Sentence, SentenceFigure
from warehouse.contract.dates import day_in_words
from warehouse.contract.taxonomy import CATEGORY
from warehouse.filters import Filters

BUSIEST: Final = 2
"""Waters named in the sentence."""

LEAST_CHANGE: Final = 2
"""One incident more or fewer is not worth a line."""

MOST_CHANGES: Final = 2
"""Rises, and falls, named in a line."""


def answer_sentence(situation: Situation, filters: Filters, where: str = "", ending: str = "") -> Sentence:
    """`29 incidents in the 30 days to 25 June 2024: 6 more than before, 8 severe; busiest: Gulf of Aden and Red Sea.`

    `filters` are those under which the situation was assessed, `where` names their waters ("in your waters"), `ending` says on which
    day the span ends and why ("to 25 June 2024, last watched day"). A count of 0 says who watched; a span that no source covers whole,
    or that cannot be compared, says so.
    """
    comparison = situation.comparison
    total, spans = comparison.measures["incidents"], comparison.spans
    span = f"{spans.days} days {ending or f'to {day_in_words(spans.now[1])}'}"
    if not total.now:
        none_known = situation.watch.none_known
        return Sentence(f"{span}{where}: {none_known[0].lower()}{none_known[1:]}", filters=filters)
    figures = [SentenceFigure(f"{total.now:,}", total.now, "incidents", (spans.now,))]
    opening = f"{total.now:,} incident{'' if total.now == 1 else 's'}{where}"
    if not situation.covering:
        text = f"{opening} known from parts of the {span}: no source covers all of them. That is missing knowledge, not calm."
        return Sentence(text, tuple(figures), filters=filters)
    change, change_figures = _change_in_words(comparison, " so far" if situation.filling else "")
    severe = comparison.measures["severe"].now
    figures += [*change_figures, SentenceFigure(f"{severe:,}", severe, "severe", (spans.now,))]
    titles = [situation.region_titles.get(row.code, row.code) for row in comparison.regions.values() if row.now][:BUSIEST]
    # Of one region chosen, the busiest is that one.
    busiest = f"; busiest: {join_words(titles)}" if len(comparison.regions) > 1 and titles else ""
    return Sentence(f"{opening} in the {span}: {change}, {severe:,} severe{busiest}.", tuple(figures), filters=filters)


def change_lines(comparison: Comparison, region_titles: Mapping[str, str]) -> tuple[str, ...]:
    """At most two lines: the waters and the kinds whose counts rose and fell most against the span before, over the same sources."""
    if not comparison.against_before.is_possible:
        return (f"No source covers both these {comparison.spans.days} days and those before, so no change can be told.",)
    regions = {region_titles.get(row.code, row.code): row for row in comparison.regions.values()}
    kinds = {CATEGORY[row.code].title: row for row in comparison.categories.values()}
    lines = [_most_changed(name, rows) for name, rows in (("Waters", regions), ("Kinds", kinds))]
    days = comparison.spans.days
    return tuple(line for line in lines if line) or (
        f"No waters and no kind changed by {LEAST_CHANGE} or more from the {days} days before.",
    )


def _change_in_words(comparison: Comparison, so_far: str) -> tuple[str, list[SentenceFigure]]:
    total, spans = comparison.measures["incidents"], comparison.spans
    sources = comparison.against_before.sources
    if total.before is None or total.before_now is None or total.change is None:
        return "not comparable with the days before", []
    figures = []
    same = ""
    if total.before_now != total.now:
        figures.append(SentenceFigure(f"{total.before_now:,}", total.before_now, "incidents", (spans.now,), sources=sources))
        same = f"{total.before_now:,} from sources that also cover the days before, "
    if not total.change:
        return f"{same}as many{so_far} as before", figures
    size = f"{abs(total.change):,}"
    figures.append(SentenceFigure(size, abs(total.change), "incidents", (spans.now, spans.before), "difference", sources=sources))
    return f"{same}{size} {'more' if total.change > 0 else 'fewer'}{so_far} than before", figures


def _most_changed(name: str, rows: Mapping[str, ComparedCounts]) -> str:
    """`Waters: more in Gulf of Aden (7 against 2); fewer in Singapore Strait (1 against 6).`; empty where nothing changed enough."""
    changed = {title: row for title, row in rows.items() if row.change is not None and abs(row.change) >= LEAST_CHANGE}
    ranked = sorted(changed.items(), key=lambda item: (-abs(item[1].change or 0), item[0]))
    more = _counts_against([(title, row) for title, row in ranked if (row.change or 0) > 0])
    fewer = _counts_against([(title, row) for title, row in ranked if (row.change or 0) < 0])
    parts = [f"{word} {listed}" for word, listed in (("more", more), ("fewer", fewer)) if listed]
    return f"{name}: {'; '.join(parts)}." if parts else ""


def _counts_against(rows: Iterable[tuple[str, ComparedCounts]]) -> str:
    named = [f"{title} ({_watched_count(row.before_now)} against {_watched_count(row.before)})" for title, row in rows][:MOST_CHANGES]
    return join_words(named) if named else ""


def _watched_count(count: int | None) -> str:
    """A count by sources that watched both spans."""
    return f"{count:,}" if count else "none known though watched"
