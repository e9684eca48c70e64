"""The incidents that need attention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from analytics.describe.words import span_in_words
from analytics.situation.attention import RULE, NotableIncident
from analytics.situation.situation import notable_incidents
from briefing import dates
from briefing.blocks import Block, Paragraphs, TableColumn, TextTable
from briefing.sections.context import Context
from warehouse.contract.taxonomy import ACT, CATEGORY, SEVERITY, VESSEL_TYPE
from warehouse.queries.incidents import incidents

# Shares of the width; the text columns need several words a line, the others one value.
COLUMNS: Final = (
    TableColumn("Day", 0.13),
    TableColumn("What", 0.18),
    TableColumn("Severity", 0.12),
    TableColumn("Where", 0.18),
    TableColumn("Vessel", 0.19),
    TableColumn("Why shown", 0.2),
)
LONGEST_NARRATIVE: Final = 600
"""Characters of a narrative: about a third of a slide."""


def notable_section(context: Context) -> tuple[Block, ...]:
    """A table of the notable incidents, with their narratives where the audience gets them."""
    candidates = notable_incidents(context.con, context.last, context.days, (), context.settings.filters)
    listed = candidates[: context.settings.audience_profile.notable]
    span = span_in_words((context.first, context.last))
    notes = [f"{len(listed):,} of {len(candidates):,} incidents that need attention; {context.summary.incidents:,} incidents in all.", RULE]
    rows = tuple(_table_row(context, notable) for notable in listed)
    table = TextTable(
        "notable", f"Incidents that need attention, {span}", COLUMNS, rows, tuple(notes), "No incident scores enough points under the rule."
    )
    return (table, *_narratives(context, listed))


def _table_row(context: Context, notable: NotableIncident) -> tuple[str, ...]:
    row = notable.incident
    category_and_act = [CATEGORY[row["category"]].title, ACT[row["act"]].title.lower() if row["act"] in ACT else ""]
    region = context.situation.region_titles.get(row["sea_region"] or "", "No position")
    where = [_text_or_empty(row["place"]), region]
    return (
        dates.format_day(row["occurred_on"], context.settings.dates),
        ": ".join(part for part in category_and_act if part),
        _severity_text(row["severity"]),
        ", ".join(part for part in where if part),
        _vessel_text(row),
        notable.points_in_words,
    )


def _severity_text(level: object) -> str:
    if not isinstance(level, int):
        return "Not known"
    return SEVERITY[level].title


def _vessel_text(row: Mapping[str, Any]) -> str:
    kind = VESSEL_TYPE[row["vessel_type"]].title if row["vessel_type"] in VESSEL_TYPE else ""
    return ", ".join(part for part in (_text_or_empty(row["vessel_name"]), kind) if part) or "Not stated"


def _text_or_empty(value: object) -> str:
    # Rows come from a data frame, where a missing text is None or NaN.
    return value if isinstance(value, str) and not pd.isna(value) else ""


def _narratives(context: Context, listed: tuple[NotableIncident, ...]) -> tuple[Block, ...]:
    """The narrative of the first report that has one, for each incident, shortened where it is long."""
    if not context.settings.audience_profile.narratives:
        return ()
    paragraphs = []
    for notable in listed:
        reports = incidents.incident_reports(context.con, notable.incident["incident_id"])
        text, source = next(((row["narrative"], row["source_title"]) for row in reports if _text_or_empty(row["narrative"])), ("", ""))
        if text:
            day = dates.format_day(notable.incident["occurred_on"], context.settings.dates)
            cut = text if len(text) <= LONGEST_NARRATIVE else f"{text[:LONGEST_NARRATIVE].rsplit(' ', 1)[0]} …"
            paragraphs.append(f"{day}, {_vessel_text(notable.incident)}: {cut} ({source})")
    return (Paragraphs(tuple(paragraphs), "What was reported"),) if paragraphs else ()
