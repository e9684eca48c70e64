"""The situation in one sentence, with its key figures and the kinds of incident behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from analytics.coverage.equal.spans import in_span, span_title
from analytics.coverage.health.silent_sources import silence_in_words
from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import CATEGORY_COLOUR
from analytics.describe.words import join_words, span_in_words
from briefing import dates
from briefing.blocks import Block, BriefingFigure, Exhibit, KeyFigures, Page
from briefing.deck.words import capital, change_in_words, incidents_in_words, is_clear, span_phrase, than_or_as
from briefing.sections.context import Context
from warehouse.contract.taxonomy import CATEGORY
from warehouse.measures import MEASURES

TILES: Final = ("incidents", "severe", "boarded", "crew_harmed")
MOST_KINDS: Final = 7


def headline_section(context: Context) -> tuple[Block, ...]:
    """One page."""
    situation = context.situation
    if not situation.comparison.measures["incidents"].now and not situation.watch.whole:
        # A count of 0 would read as calm.
        return (Page(headline(context), ("That is missing knowledge, not calm.", *watch_notes(context))),)
    figures = KeyFigures("Key figures (incidents)", tuple(_tile(context, code) for code in TILES))
    kinds = [row for row in situation.comparison.categories.values() if row.now]
    exhibit = Exhibit(_kinds_chart(context), situation.sources) if kinds else None
    return (Page(headline(context), (), figures, exhibit, notes=(*watch_notes(context), *comparison_notes(context))),)


def headline(context: Context) -> str:
    """`Gulf of Aden: 50 incidents from 1 January 2023 to 25 June 2024, up from 9 to 50 …`."""
    situation = context.situation
    total = situation.comparison.measures["incidents"]
    waters = context.waters
    if not total.now:
        watch = situation.watch
        if watch.whole:
            return f"{waters}: watched by {join_words(watch.whole)}, and no incident known {span_phrase(context)}"
        who = "nobody watched throughout" if watch.partly else "nobody watched"
        return f"{waters}: {who}, and nothing is known {span_phrase(context)}"
    return f"{waters}: {incidents_in_words(total.now)} {span_phrase(context)}{change_clause(context)}"


def change_clause(context: Context) -> str:
    """`, 23% more than in the 7 days before, which chance alone could explain`; empty where there is no comparison."""
    total, (now, before) = context.compared.measures["incidents"], map(in_span, context.equal_watch.span_titles)
    change = change_in_words(total, context.equal_watch.exposures)
    if not change:
        return ""
    is_relative = not change.startswith(("up", "down"))
    is_doubtful = is_relative and than_or_as(change) == "than" and not is_clear(total, 1, context.equal_watch.exposures)
    doubt = ", which chance alone could explain" if is_doubtful else ""
    # The change is stated over fewer sources, or fewer days, than the count: its own counts are then named too.
    if total.before_now != context.situation.comparison.measures["incidents"].now:
        counts = f"{total.before_now:,} {now}, {total.before:,} {before}"
        return f"; on {context.equal_watch.carriers_in_words}, which watched both: {counts}{f', {change}' if is_relative else ''}{doubt}"
    if not is_relative:
        return f", against {total.before:,} {before}"
    return f", {change} {than_or_as(change)} {before}{doubt}"


def _tile(context: Context, code: str) -> BriefingFigure:
    measure, compared = MEASURES[code], context.compared.measures[code]
    now, change = context.situation.comparison.measures[code].now, change_in_words(compared, context.equal_watch.exposures)
    if not change:
        change = "no comparison with the period before"
    elif not change.startswith(("up", "down")):
        title = context.equal_watch.span_titles[1]
        # A tile has no room for two dates: they stand in the note.
        before = "before" if " to " in title else in_span(title)
        own = "" if compared.before_now == now else f" ({compared.before_now:,} against {compared.before:,})"
        change = f"{change} {than_or_as(change)} {before}{own}"
    return BriefingFigure(measure.title, f"{now:,}", change, "", measure.definition)


def watch_notes(context: Context) -> tuple[str, ...]:
    """Says where the period asked for was cut, that recent days are missing, and whose silence the figures suffer from."""
    silence = silence_in_words(context.sources, context.now, replace(context.settings.filters, date_to=context.last))
    silent = (dates.translate_days(silence, context.settings.dates),) if silence else ()
    if context.asked_last > context.last:
        return (f"Nobody watched {unwatched_end(context)}: figures end on the last day watched.", *silent)
    recent = context.recent
    return (*((recent.reason,) if recent is not None and not recent.is_today and context.last == recent.day else ()), *silent)


def unwatched_end(context: Context) -> str:
    """The days asked for after the last one watched: `from 26 June to 31 December 2024`."""
    return f"from {span_in_words((context.last + timedelta(days=1), context.asked_last))}"


def comparison_notes(context: Context) -> tuple[str, ...]:
    """On whose records, and on which days, the comparison rests."""
    watch = context.equal_watch
    if not watch.is_possible:
        return (f"No comparison with {watch.span_titles[1]}: no source watched both.",)
    cut = f", cut to equal days: {span_title(watch.a)} and {span_title(watch.b)}" if watch.is_cut else ""
    left_out = f"; left out, as they did not: {join_words([left.title for left in watch.left_out])}" if watch.left_out else ""
    return (f"Compared over {join_words(watch.titles)}, which watched both periods{cut}{left_out}.",)


def _kinds_chart(context: Context) -> Chart:
    rows = [row for row in context.situation.comparison.categories.values() if row.now][:MOST_KINDS]
    titles = tuple(CATEGORY[row.code].title for row in rows)
    values = tuple(float(row.now) for row in rows)
    return Chart(
        name="deck_kinds",
        title=f"Incidents by kind, {span_in_words((context.first, context.last))}",
        unit="incidents",
        place_title="Kind",
        places=titles,
        series=(Series("Incidents", "bar", values, tuple(CATEGORY_COLOUR[row.code] for row in rows), label="incidents"),),
        alt=capital(f"incidents by kind: {', '.join(f'{title} {row.now:,}' for title, row in zip(titles, rows, strict=True))}."),
        across=True,
        height=height_of_rows(len(rows)),
    )
