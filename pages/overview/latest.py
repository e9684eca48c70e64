"""The latest incidents up to a day, each with a link to its card."""

from __future__ import annotations

from datetime import date
from typing import Final

from pages.charts import cards
from pages.incidents import rows as incident_rows
from pages.shell import data
from warehouse.contract.dates import day_in_words
from warehouse.queries.situation import spans
from warehouse.queries.sources import sources
from warehouse.view import SnapshotView

EARLIEST: Final = date(1900, 1, 1)


def show_latest(snapshot: SnapshotView, until: date, most: int) -> None:
    """The `most` latest incidents up to `until`. They may lie before the span of the page, so their own sources are named."""
    incidents = data.query(spans.latest_incidents, snapshot, EARLIEST, until, most)
    source_titles = {source.source: source.title for source in data.query(sources.all_sources, snapshot)}
    reporting = {source_titles.get(code, code) for codes in incidents["sources"] for code in codes}
    day = day_in_words(until)
    cards.show_table(
        f"Latest incidents, up to {day}",
        incident_rows.incident_table(incidents, source_titles, data.as_of() and snapshot.id),
        snapshot,
        tuple(sorted(reporting)),
        name="latest_incidents",
        alt=f"The {len(incidents)} latest incidents up to {day} with day, category, place, vessel and sources",
        columns=incident_rows.incident_columns(),
        footnotes=(f"The {len(incidents)} latest.",),
        empty=f"No incident is known up to {day}.",
        export=lambda: incidents,
    )
