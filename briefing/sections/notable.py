"""The incidents that need attention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from analytics.situation import overview
from analytics.situation.attention import RULE, Notable
from analytics.situation.situation import notable_incidents
from briefing import dates
from briefing.blocks import Block, Column, Table, Words
from briefing.sections.context import Context
from warehouse.contract.taxonomy import ACT, CATEGORY, SEVERITY, VESSEL_TYPE
from warehouse.queries.incidents import incidents

COLUMNS: Final = (
    Column("Day", 0.13),
    Column("What", 0.19),
    Column("Severity", 0.09),
    Column("Where", 0.19),
    Column("Vessel", 0.2),
    Column("Why shown", 0.2),
)
LONGEST_NARRATIVE: Final = 600


def build(context: Context) -> tuple[Block, ...]:
    """A table of the notable incidents, and what was told of them where the audience wants it."""
    found = notable_incidents(context.con, context.last, context.days, (), context.settings.filters)
    shown = found[: context.settings.reader.notable]
    span = overview.period((context.first, context.last))
    notes = [f"{len(shown):,} of {len(found):,} incidents that need attention; {context.summary.incidents:,} incidents in all.", RULE]
    rows = tuple(_row(context, one) for one in shown)
    table = Table(
        "notable", f"Incidents that need attention, {span}", COLUMNS, rows, tuple(notes), "No incident reaches the points of the rule."
    )
    return (table, *_told(context, shown))


def _row(context: Context, one: Notable) -> tuple[str, ...]:
    row = one.incident
    what = [CATEGORY[row["category"]].title, ACT[row["act"]].title.lower() if row["act"] in ACT else ""]
    region = context.situation.region_titles.get(row["sea_region"] or "", "No position")
    where = [_text(row["place"]), region]
    return (
        dates.written(row["occurred_on"], context.settings.dates),
        ": ".join(part for part in what if part),
        _severity(row["severity"]),
        ", ".join(part for part in where if part),
        _vessel(row),
        one.why,
    )


def _severity(level: object) -> str:
    if not isinstance(level, int):
        return "Not known"
    return SEVERITY[level].title.split(" ")[0] + (f" {level}" if level else "")


def _vessel(row: Mapping[str, Any]) -> str:
    kind = VESSEL_TYPE[row["vessel_type"]].title if row["vessel_type"] in VESSEL_TYPE else ""
    return ", ".join(part for part in (_text(row["vessel_name"]), kind) if part) or "Not stated"


def _text(value: object) -> str:
    return value if isinstance(value, str) and not pd.isna(value) else ""


def _told(context: Context, shown: tuple[Notable, ...]) -> tuple[Block, ...]:
    """What the first report with a text says of each, cut where it is long."""
    if not context.settings.reader.narratives:
        return ()
    told = []
    for one in shown:
        reports = incidents.incident_reports(context.con, one.incident["incident_id"])
        text, source = next(((row["narrative"], row["source_title"]) for row in reports if _text(row["narrative"])), ("", ""))
        if text:
            day = dates.written(one.incident["occurred_on"], context.settings.dates)
            cut = text if len(text) <= LONGEST_NARRATIVE else f"{text[:LONGEST_NARRATIVE].rsplit(' ', 1)[0]} …"
            told.append(f"{day}, {_vessel(one.incident)}: {cut} ({source})")
    return (Words(tuple(told), "What was told"),) if told else ()
