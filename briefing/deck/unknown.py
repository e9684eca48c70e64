"""What is not known: days and waters that nobody watched, incidents that nobody reports, facts that are missing."""

from __future__ import annotations

from typing import Final

from analytics.gap import explanations
from analytics.gap.estimation_data import estimation_data
from briefing import dates
from briefing.blocks import Block, Page, TableColumn, TextTable
from briefing.deck.headline import unwatched_end, watch_notes
from briefing.deck.words import incidents_in_words, span_phrase
from briefing.sections.context import Context
from warehouse.contract.dates import day_in_words

COLUMNS: Final = (
    TableColumn("Source", 0.28),
    TableColumn("Watched from", 0.26),
    TableColumn("To", 0.26),
    TableColumn("This period", 0.2),
)
WIDEST: Final = 0.5
"""Width of a range of shares, from 0 to 1, beyond which it cannot carry a sentence."""


def unknown_section(context: Context) -> tuple[Block, ...]:
    """One page."""
    gap = gap_sentence(context)
    unwatched = _unwatched_sentence(context)
    points = [*watch_notes(context), unwatched, gap, *_missing_facts(context)]
    table = TextTable("deck_watch", "Who watched these waters", COLUMNS, _watch_rows(context), (), "Nobody.")
    return (Page(_title(context), tuple(point for point in points if point), table=table),)


def _title(context: Context) -> str:
    if context.asked_last > context.last:
        return f"Nothing is known of these waters {unwatched_end(context)}: silence is not safety"
    if not (context.situation.watch.whole or context.situation.watch.partly):
        return f"Nobody watched these waters {span_phrase(context)}: silence is not safety"
    recent = context.recent
    if recent is not None and not recent.is_today and context.last == recent.day:
        return f"Too little is known after {day_in_words(context.last)}: silence is not safety"
    if context.situation.unwatched:
        return "Some waters were watched by nobody, and some incidents reach no source"
    return "Some incidents reach no source, and some facts are never reported"


def gap_sentence(context: Context) -> str:
    """The share of incidents that nobody reports, or that it cannot be told."""
    filters = context.with_days(None, context.last).without("sources")
    latest = explanations.latest_estimate(estimation_data(context.con, filters, context.watchkeeping.watches).estimates_by_period())
    share = latest.estimate.unreported if latest else None
    if latest is None or share is None:
        return "How many incidents nobody reports cannot be told here: two sources must watch the same waters for years."
    if share.high - share.low > WIDEST:
        return f"Some incidents of {latest.title} are reported by nobody; the data are too few to say how many."
    return f"Of incidents in {latest.title}, about {share.share:.0%} are reported by nobody (between {share.low:.0%} and {share.high:.0%})."


def _unwatched_sentence(context: Context) -> str:
    regions = context.settings.filters.regions or tuple(context.situation.region_titles)
    number = len(context.situation.unwatched)
    if not number:
        return ""
    if number == len(regions):
        return "No source watched these waters on all days of this period."
    return f"{number} of {len(regions)} sea regions were watched by nobody on all days: no incident there means no report, not calm."


def _missing_facts(context: Context) -> list[str]:
    total = len(context.rows)
    without_position = sum(not row["sea_region"] for row in context.rows)
    without_severity = sum(row["severity"] is None or row["severity"] != row["severity"] for row in context.rows)
    sentences = []
    if without_position:
        sentences.append(f"No position is known of {without_position:,} of the {incidents_in_words(total)}.")
    if without_severity:
        sentences.append(f"For {without_severity:,} of the {incidents_in_words(total)} too little is reported to rate the severity.")
    return sentences


def _watch_rows(context: Context) -> tuple[tuple[str, ...], ...]:
    style, filters = context.settings.dates, context.settings.filters
    rows = []
    for watch in context.coverages:
        if not watch.watches_any(filters.regions) or (filters.sources and watch.source not in filters.sources):
            continue
        whole, some = watch.covers(context.first, context.last), watch.touches(context.first, context.last)
        part = "All days" if whole else "Some days" if some else "No day"
        rows.append((watch.title, dates.format_day(watch.first_day, style), dates.format_day(watch.last_day, style), part))
    return tuple(rows)
