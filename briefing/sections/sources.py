"""Data quality and sources."""

from __future__ import annotations

from typing import Final

from analytics.coverage import freshness, source_charts
from briefing import dates
from briefing.blocks import Block, Column, Picture, Table
from briefing.sections.context import Context
from warehouse.contract.issues import ISSUE_CODES
from warehouse.queries.sources import sources

COLUMNS: Final = (
    Column("Source", 0.22),
    Column("State", 0.08),
    Column("Reports", 0.1, "right"),
    Column("From", 0.14),
    Column("To", 0.14),
    Column("Why in this state", 0.32),
)
ODD: Final = (Column("Source", 0.2), Column("What is odd", 0.6), Column("Reports", 0.1, "right"), Column("Share", 0.1, "right"))
MOST_ISSUES: Final = 10


def build(context: Context) -> tuple[Block, ...]:
    """What every source covers, its reports over the years, and the commonest warnings on reports."""
    language = context.settings.dates
    rows = []
    for one in context.sources:
        if not one.reports:
            continue
        state, why = freshness.state(one, context.now)
        days = [dates.written(day, language) if day else "–" for day in (one.first_occurred_on, one.last_occurred_on)]
        rows.append((one.title, state, f"{one.reports:,}", *days, dates.translated(why, language)))
    table = Table("sources", "What each source covers", COLUMNS, tuple(rows), (), "There is no source with reports.")
    counts = sources.reports_by_year(context.con)
    chart = source_charts.reports_by_year_chart(counts, context.coverages)
    titles = tuple(one.title for one in context.coverages)
    return (table, *((Picture(chart, titles),) if not chart.is_empty else ()), *_issues(context))


def _issues(context: Context) -> tuple[Block, ...]:
    found = sources.issue_counts(context.con).sort_values("reports", ascending=False, kind="stable").head(MOST_ISSUES)
    rows = tuple(
        (context.source_titles.get(row["source"], row["source"]), _meaning(row["issue"]), f"{row['reports']:,}", f"{row['share']:.1%}")
        for row in found.to_dict("records")
    )
    if not rows:
        return ()
    return (
        Table(
            "issues", "The commonest warnings on reports", ODD, rows, ("Share of the source's reports. A warning stays with its report.",)
        ),
    )


def _meaning(code: str) -> str:
    return ISSUE_CODES.get(code, code)
