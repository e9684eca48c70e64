"""The outlook: what the sources that watched are expected to record in the 30 days after the period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from analytics.risk import Forecast, RiskTable, assess_regions
from analytics.risk.groups import ALL_KINDS, GROUP_TITLES
from briefing.blocks import Block, Exhibit, Page, TableColumn, TextTable
from briefing.credits import credited_titles, sources_note
from briefing.deck.words import expected_in_words, incidents_in_words
from briefing.sections.context import Context
from briefing.sections.risk import HORIZON_DAYS, levels_map
from warehouse.contract.dates import day_in_words

MOST_ROWS: Final = 8
EXPECTED_NOTE: Final = (
    "Expected to be recorded by the sources that watched these waters on the last day: not all crime. A level weighs incidents by severity."
)


def outlook_section(context: Context) -> tuple[Block, ...]:
    """One page: the regions with the highest levels, with a map; of a single region its kinds of incident."""
    table = assess_regions(context.con, context.settings.filters, context.last, HORIZON_DAYS, context.now)
    rows = [row for row in table.of_group() if row.numbers]
    credits = sources_note(credited_titles(table.sources, context.licences))
    if not rows:
        title = f"No outlook can be given for the {HORIZON_DAYS} days after {day_in_words(context.last)}: too little is known"
        return (Page(title, _reasons(table), notes=credits),)
    notes = (EXPECTED_NOTE, *credits)
    if len(rows) == 1:
        kinds = [row for row in table.region(rows[0].region) if row.group != ALL_KINDS and row.numbers]
        listed = _listed(context, "Kind of incident", [(GROUP_TITLES[row.group], row) for row in kinds])
        return (Page(_title_of_one(context, rows[0]), _points(rows[0]), table=listed, notes=notes),)
    levels = levels_map(table)
    exhibit = None if levels.is_empty else Exhibit(replace(levels, footnotes=()), ())
    listed = _listed(context, "Sea region", [(row.title, row) for row in rows])
    return (Page(_title(context, rows), exhibit=exhibit, table=listed, notes=notes),)


def _reasons(table: RiskTable) -> tuple[str, ...]:
    """Why there is no forecast, each reason with the number of sea regions that it holds for."""
    rows = table.of_group()
    numbers: dict[str, int] = {}
    for row in rows:
        reason = row.reason.partition(":")[0]
        numbers[reason] = numbers.get(reason, 0) + 1
    return tuple(f"{reason}: {rows[0].title if len(rows) == 1 else f'{number} sea regions'}." for reason, number in numbers.items())


def _title(context: Context, rows: Sequence[Forecast]) -> str:
    level = f" ({rows[0].level.title.lower()})" if rows[0].level else ""
    return f"Outlook highest for {rows[0].title}{level}: {_expected(rows[0])} expected {_after(context)}"


def _title_of_one(context: Context, row: Forecast) -> str:
    level = f"level {row.level.title.lower()}, " if row.level else ""
    return f"{row.title}: {level}{_expected(row)} expected {_after(context)}"


def _expected(row: Forecast) -> str:
    """`about 5 incidents (between 2 and 9)`."""
    number, bracket, rest = _number(row).partition(" (")
    noun = "incident" if number in ("1", "fewer than 1") else "incidents"
    return f"{'' if number.startswith('fewer') else 'about '}{number} {noun}{bracket}{rest}"


def _number(row: Forecast) -> str:
    assert row.numbers is not None
    return expected_in_words(row.numbers.expected, row.numbers.low80, row.numbers.high80)


def _short_number(row: Forecast) -> str:
    """`5 (2 to 9)`, under a heading that says what the brackets hold."""
    return _number(row).replace("between ", "").replace(" and ", " to ")


def _after(context: Context) -> str:
    return f"in the {HORIZON_DAYS} days after {day_in_words(context.last)}"


def _points(row: Forecast) -> tuple[str, ...]:
    points = [f"Level {row.level.title.lower()}: {row.level.meaning}." if row.level else f"No level: {row.reason}."]
    points.append(f"The same sources recorded {incidents_in_words(row.last_year)} in the last 12 months.")
    if row.year_before is not None:
        points.append(f"In the 12 months before: {row.year_before:,}.")
    return tuple(points)


def _listed(context: Context, heading: str, rows: Sequence[tuple[str, Forecast]]) -> TextTable:
    columns = (TableColumn(heading, 0.42), TableColumn("Level", 0.25), TableColumn("Incidents expected (between)", 0.33))
    return TextTable(
        "deck_outlook",
        f"Highest first, {HORIZON_DAYS} days after {day_in_words(context.last)}",
        columns,
        tuple((title, row.level.title if row.level else "Too uncertain", _short_number(row)) for title, row in rows[:MOST_ROWS]),
    )
