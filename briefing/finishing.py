"""What every block passes before it enters a document: sources credited by licence, and no chart of a single bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from analytics.describe.charts import Chart
from briefing.blocks import Block, Exhibit, Page, TableColumn, TextTable
from briefing.credits import credited_titles


def finished_block(block: Block, licences: Mapping[str, str]) -> Block:
    """The block as a document holds it; `licences` of sources by title."""
    if isinstance(block, Page):
        exhibit = block.exhibit and finished_block(block.exhibit, licences)
        if isinstance(exhibit, TextTable):
            # A page has one picture or one table, and a table that stands there already says more than a single bar.
            return replace(block, exhibit=None, table=block.table or exhibit)
        return replace(block, exhibit=exhibit if isinstance(exhibit, Exhibit) else None)
    if not isinstance(block, Exhibit):
        return block
    credited = replace(block, sources=credited_titles(block.sources, licences))
    return as_table(credited) if isinstance(credited.description, Chart) and has_one_bar(credited.description) else credited


def has_one_bar(chart: Chart) -> bool:
    """True when values are drawn at fewer than two places: no comparison that a picture could show."""
    drawn = [series for series in chart.series if series.kind != "number"]
    places = {place for series in drawn for place, value in enumerate(series.values) if value}
    return not chart.is_empty and len(places) < 2


def as_table(exhibit: Exhibit) -> TextTable:
    """The numbers of a chart as a table."""
    frame = exhibit.description.frame()
    names = [str(name) for name in frame.columns]
    columns = tuple(
        TableColumn(name, 0.4 if place == 0 else 0.6 / max(len(names) - 1, 1), "left" if place == 0 else "right")
        for place, name in enumerate(names)
    )
    percent = isinstance(exhibit.description, Chart) and exhibit.description.percent
    rows = tuple(tuple(_value_in_words(value, percent) for value in row) for row in frame.itertuples(index=False))
    return TextTable(exhibit.description.name, exhibit.title, columns, rows, exhibit.notes)


def _value_in_words(value: object, percent: bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, int | float):
        return "–" if pd.isna(value) else f"{value:.0%}" if percent else f"{value:,.1f}".removesuffix(".0")
    return "–" if value is None else str(value)
