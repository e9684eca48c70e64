"""Data quality and sources."""

from __future__ import annotations

from typing import Final

from analytics.coverage import source_charts, source_states
from briefing import dates
from briefing.blocks import Block, Exhibit, TableColumn, TextTable
from briefing.sections.context import Context
from warehouse.queries.sources import sources

COLUMNS: Final = (
    TableColumn("Source", 0.22),
    TableColumn("State", 0.08),
    TableColumn("Reports", 0.1, "right"),
    TableColumn("From", 0.14),
    TableColumn("To", 0.14),
    TableColumn("Reason for the state", 0.32),
)


def sources_section(context: Context) -> tuple[Block, ...]:
    """What each source covers, and its reports by year."""
    language = context.settings.dates
    rows = []
    for source in context.sources:
        if not source.reports:
            continue
        state, why = source_states.state_at(source, context.now)
        days = [dates.format_day(day, language) if day else "–" for day in (source.first_occurred_on, source.last_occurred_on)]
        rows.append((source.title, state, f"{source.reports:,}", *days, dates.translate_days(why, language)))
    table = TextTable("sources", "What each source covers", COLUMNS, tuple(rows), (), "No source has any reports.")
    counts = sources.reports_by_year(context.con)
    chart = source_charts.reports_by_year_chart(counts, context.coverages)
    titles = tuple(source.title for source in context.coverages)
    return (table, *((Exhibit(chart, titles),) if not chart.is_empty else ()))
