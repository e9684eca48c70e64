"""What changed: waters, or within one sea region kinds of incident, against the period before, over the sources that watched both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from analytics.coverage.equal.spans import in_span
from analytics.describe.charts import Chart, Series, height_of_rows
from analytics.describe.colours import NEUTRAL
from analytics.describe.words import join_words
from analytics.situation.comparison import ComparedCounts
from briefing.blocks import Block, Exhibit, Page, TableColumn, TextTable
from briefing.deck.headline import comparison_notes
from briefing.deck.words import capital, change_in_words, is_clear
from briefing.sections.context import Context
from warehouse.contract.taxonomy import CATEGORY

MOST_ROWS: Final = 8
NAMED: Final = 3
"""Changes named in the title."""
BEFORE_COLOUR: Final = "#B4C0CA"
CLEAR_NOTE: Final = "“Clear”: chance alone hardly explains the change, given how many are looked at."
COLUMNS: Final = (
    TableColumn("", 0.33),
    TableColumn("Before", 0.15, "right"),
    TableColumn("Now", 0.12, "right"),
    TableColumn("Change", 0.24),
    TableColumn("Clear?", 0.16),
)

Row = tuple[str, ComparedCounts]
Exposures = tuple[float, float]


def changes_section(context: Context) -> tuple[Block, ...]:
    """One page: bars of both periods, and the changes in words beside them."""
    watch, notes = context.equal_watch, comparison_notes(context)
    _, before = watch.span_titles
    if not watch.is_possible:
        return (Page(f"What changed cannot be said: no source watched this period and {before}", notes=notes),)
    rows = _rows(context)
    if not rows:
        return (Page(f"Nothing to compare: no incident is known of this period or of {before}", notes=notes),)
    clear = [row for row in rows if is_clear(row[1], len(rows), watch.exposures)]
    # Changes that chance hardly explains first, the largest of each first.
    ordered = sorted(rows, key=lambda row: (row not in clear, -abs(row[1].change or 0), row[0]))[:MOST_ROWS]
    table = TextTable(
        "deck_changes", f"Change against {before}", COLUMNS, tuple(_table_row(row, clear, watch.exposures) for row in ordered)
    )
    title = _title(context, [row for row in ordered if row in clear])
    return (Page(title, exhibit=Exhibit(_chart(context, ordered), watch.titles), table=table, notes=(*notes, CLEAR_NOTE)),)


def _rows(context: Context) -> list[Row]:
    """The sea regions with an incident in either period; within a single one the kinds of incident."""
    compared = context.compared
    regions = _with_counts(compared.regions, context.situation.region_titles)
    return regions if len(regions) > 1 else _with_counts(compared.categories, {code: kind.title for code, kind in CATEGORY.items()})


def _with_counts(counts: Mapping[str, ComparedCounts], titles: Mapping[str, str]) -> list[Row]:
    return [(titles.get(code, code), row) for code, row in counts.items() if (row.before or 0) + (row.before_now or 0)]


def _title(context: Context, clear: list[Row]) -> str:
    total, watch = context.compared.measures["incidents"], context.equal_watch
    _, before = watch.span_titles
    if clear:
        named = [f"{title} {_as_words(row, watch.exposures)}" for title, row in clear[:NAMED]]
        return f"{join_words(named)}, against {before}"
    if is_clear(total, 1, watch.exposures):
        return capital(f"{_all_in_words(total, watch.exposures)} {in_span(before)}, but in no part clearly")
    return f"Nothing changed by more than chance explains, against {before}"


def _all_in_words(total: ComparedCounts, exposures: Exposures) -> str:
    """`36% more in all than`, `3 in all, against 40`: what goes before the words for the days before."""
    change = change_in_words(total, exposures)
    return f"{total.before_now:,} in all, against {total.before:,}" if change.startswith(("up", "down")) else f"{change} in all than"


def _as_words(row: ComparedCounts, exposures: Exposures) -> str:
    """`up 36%`, `down from 12 to 3`."""
    change = change_in_words(row, exposures)
    return change if change.startswith(("up", "down")) else f"{'up' if (row.change or 0) > 0 else 'down'} {change.split(' ')[0]}"


def _chart(context: Context, rows: Sequence[Row]) -> Chart:
    return Chart(
        name="deck_changes",
        title=f"Incidents, {' and '.join(context.equal_watch.span_titles)}",
        unit="incidents",
        place_title="",
        places=tuple(title for title, _ in rows),
        series=(
            Series("This period", "bar", tuple(float(row.before_now or 0) for _, row in rows), (NEUTRAL,)),
            Series("The period before", "bar", tuple(float(row.before or 0) for _, row in rows), (BEFORE_COLOUR,)),
        ),
        alt="Bars of incidents now and before: " + "; ".join(f"{title} {row.before_now:,} and {row.before:,}" for title, row in rows) + ".",
        across=True,
        grouped=True,
        height=height_of_rows(len(rows)),
    )


def _table_row(row: Row, clear: list[Row], exposures: Exposures) -> tuple[str, ...]:
    title, counts = row
    change = change_in_words(counts, exposures)
    # The numbers stand beside it: `Up`, not `Up from 4 to 59`.
    words = capital(change.split(" from ")[0])
    return title, f"{counts.before or 0:,}", f"{counts.before_now or 0:,}", words, "Yes" if row in clear else "No"
