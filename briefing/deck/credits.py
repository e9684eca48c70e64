"""Sources and attributions in full, as their licences ask, and what the document leaves out."""

from __future__ import annotations

from typing import Final

from briefing.blocks import Block, Page, TableColumn, TextTable
from briefing.sections.context import Context

COLUMNS: Final = (TableColumn("Source", 0.2), TableColumn("Licence", 0.22), TableColumn("Attribution", 0.58))
COUNTING: Final = (
    "One incident is one real event, however many sources report it. Two periods are compared only over sources that watched both."
)


def credits_section(context: Context) -> tuple[Block, ...]:
    """One page, with every source that has a report."""
    # Forecasts and the reporting gap rest on sources that may have no report in the period.
    sources = [source for source in context.sources if source.reports]
    rows = tuple((source.title, source.licence, source.attribution) for source in sources)
    attributions = {source.attribution for source in sources}
    points = tuple(line for line in context.closing if line not in attributions)
    table = TextTable("deck_credits", "Sources and attributions", COLUMNS, rows)
    number = len(rows)
    title = f"These figures rest on {number} source{'' if number == 1 else 's'}, credited here"
    return (Page(title, (*points, COUNTING), table=table),)
