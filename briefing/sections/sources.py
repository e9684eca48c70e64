"""Data quality and sources."""

from __future__ import annotations

from typing import Final

from analytics.coverage import source_charts, source_states
from briefing import dates
from briefing.blocks import Block, Exhibit, TableColumn, TextTable
from briefing.sections.context import Context
from warehouse.contract.issues import ISSUE_CODES
from warehouse.queries.sources import sources

COLUMNS: Final = (
    TableColumn("Source", 0.22),
    TableColumn("State", 0.08),
    TableColumn("Reports", 0.1, "right"),
    TableColumn("From", 0.14),
    TableColumn("To", 0.14),
    TableColumn("Reason for the state", 0.32),
)
ISSUE_COLUMNS: Final = (
    TableColumn("Source", 0.2),
    TableColumn("Warning", 0.6),
    TableColumn("Reports", 0.1, "right"),
    TableColumn("Share", 0.1, "right"),
)
MOST_ISSUES: Final = 10


def sources_section(context: Context) -> tuple[Block, ...]:
    """What each source covers, its reports by year, and the commonest warnings on reports."""
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
    return (table, *((Exhibit(chart, titles),) if not chart.is_empty else ()), *_issue_table(context))


def _issue_table(context: Context) -> tuple[Block, ...]:
    # A stable sort keeps the query's order among equals, so that a briefing made twice reads the same.
    counts = sources.issue_counts(context.con).sort_values("reports", ascending=False, kind="stable").head(MOST_ISSUES)
    rows = tuple(
        (
            context.source_titles.get(row["source"], row["source"]),
            _issue_meaning(row["issue"]),
            f"{row['reports']:,}",
            f"{row['share']:.1%}",
        )
        for row in counts.to_dict("records")
    )
    if not rows:
        return ()
    notes = ("Shares are of the source's reports. A warning stays with its report.",)
    return (TextTable("issues", "The commonest warnings on reports", ISSUE_COLUMNS, rows, notes),)


def _issue_meaning(code: str) -> str:
    # A snapshot may hold codes of a later version.
    return ISSUE_CODES.get(code, code)
