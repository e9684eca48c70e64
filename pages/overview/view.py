"""The parts of the overview: what is computed once for all sessions, and how it is laid out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import duckdb
import pyarrow as pa

from analytics.describe.charts import Chart
from analytics.describe.key_figures import KeyFigure
from analytics.situation import overview as words
from analytics.situation.comparison import Comparison, Row
from analytics.situation.situation import Situation, situation
from pages.charts import cards
from pages.incidents import rows
from pages.shell import data
from warehouse.contract.snapshot import Snapshot
from warehouse.measures import MEASURES
from warehouse.queries.situation import spans
from warehouse.queries.sources import sources

EARLIEST: Final = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class View:
    """The situation of a span and its pictures: kept per snapshot and span, for all sessions."""

    situation: Situation
    by_category: Chart
    by_region: Chart


def view(con: duckdb.DuckDBPyConnection, until: date, days: int, now: datetime) -> View:
    """The comparison of the `days` days up to `until`, in figures, words and pictures; sources as they stand at `now`."""
    found = situation(con, until, days, now)
    return View(found, words.category_chart(found.comparison), words.region_chart(found.comparison, found.region_titles))


def key_figures(compared: Comparison, filling: bool) -> None:
    """One card a measure: now, the difference from before, and the five-year mean; "so far" while days are filling up."""
    cards.key_figures(
        [
            KeyFigure(
                measure.title,
                f"{row.now:,}",
                "No five-year mean" if row.mean is None else f"5-year mean {row.mean:,.1f} ({row.low:,}–{row.high:,})",
                f"{measure.definition} Unit: {measure.unit}.",
                "" if row.change is None else f"{row.change:,}",
                _against(row, filling),
            )
            for measure in MEASURES.values()
            for row in (compared.measures[measure.code],)
        ]
    )


def _against(row: Row, filling: bool) -> str:
    """The count before; and that of now over the same sources where it is another than the card's."""
    if row.before is None:
        return ""
    so_far = " so far" if filling else ""
    return f"vs {row.before:,}{so_far}" if row.before_now == row.now else f"{row.before_now:,} vs {row.before:,}{so_far}"


def latest_table(snapshot: Snapshot, until: date, most: int) -> None:
    """The latest incidents up to a day, each with a link to its card. They may lie before the span: their own sources are named."""
    shown, source_titles = data.query(_latest_rows, snapshot, until, most, data.as_of() and snapshot.id)
    cards.table(
        f"Latest incidents, up to {words.day(until)}",
        shown,
        snapshot,
        source_titles,
        name="latest_incidents",
        alt=f"The {len(shown)} latest incidents up to {words.day(until)} with day, category, place, vessel and sources",
        columns=rows.columns(),
        footnotes=(f"The {len(shown)} latest.",),
        empty=f"No incident is known up to {words.day(until)}.",
        export=lambda: data.query(spans.latest, snapshot, EARLIEST, until, most),
    )


def _latest_rows(con: duckdb.DuckDBPyConnection, until: date, most: int, kept: str | None) -> tuple[pa.Table, tuple[str, ...]]:
    """The rows as they are shown and the titles of their sources; links lead to the kept snapshot `kept` where one is shown."""
    titles = {one.source: one.title for one in sources.sources(con)}
    found = spans.latest(con, EARLIEST, until, most)
    named = {titles.get(code, code) for codes in found["sources"] for code in codes}
    return rows.table(found, titles, kept), tuple(sorted(named))
