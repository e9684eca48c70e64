"""*Reporting gap*, delay and nowcast: how late reports come, what the last months will come to, totals that moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import duckdb
import pandas as pd
import streamlit as st

from analytics.coverage import freshness
from analytics.delays import charts, delay_curves, nowcast, nowcast_charts, revised_totals
from analytics.describe.explained import Explained
from pages.charts import cards, explained_card
from pages.shell import data
from warehouse.contract.dates import day_in_words
from warehouse.contract.snapshot import Snapshot, SnapshotError
from warehouse.filters import Filters
from warehouse.queries.delays import publication_delays
from warehouse.queries.delays import moved as moved_queries
from warehouse.queries.sources import report_days, sources

SHOWN_MONTHS: Final = 12
BASIS: Final = {"landed": "by the first file that came after the year", "stated": "by the days of publication that the source states"}


@dataclass(frozen=True, slots=True)
class Delays:
    """The pictures of one selection."""

    curves: Explained
    cells: dict[str, tuple[Explained, Explained]]
    titles: dict[str, str]
    numbering: tuple[Explained, ...]
    source_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """What moved: a sentence a source, the years and the regions."""

    words: tuple[str, ...]
    by_year: pd.DataFrame
    by_region: pd.DataFrame
    silent: tuple[str, ...]


def late(con: duckdb.DuckDBPyConnection, filters: Filters, category_titles: tuple[tuple[str, str], ...]) -> Delays:
    """Delay curves under `filters`; for sources without days of publication the least delays that their numbering proves."""
    known = [one for one in sources.sources(con) if one.reports]
    titles = {one.source: one.title for one in known}
    found = delay_curves.curves(publication_delays.delay_counts(con, filters, delay_curves.LONGEST))
    regions = sources.region_titles(con)
    numbered = []
    for source in sorted({one.source for one in found if one.by == "source" and not one.reports}):
        least = delay_curves.by_numbering(report_days.references(con, source))
        if len(least) >= delay_curves.FEWEST:
            numbered.append(charts.numbering_chart(least, titles.get(source, source), source))
    return Delays(
        charts.curves_chart(found, titles),
        {
            source: (
                charts.cells_chart(found, "sea_region", regions, source, titles[source]),
                charts.cells_chart(found, "category", dict(category_titles), source, titles[source]),
            )
            for source in dict.fromkeys(one.source for one in found if one.by == "source" and one.share)
        },
        titles,
        tuple(numbered),
        tuple(titles.values()),
    )


def foreseen(con: duckdb.DuckDBPyConnection, filters: Filters, now: datetime) -> Explained:
    """The nowcast of the last months over the sources that still report."""
    live = [one for one in sources.sources(con) if one.reports and freshness.state(one, now)[0] == "live"]
    titles = [one.title for one in live]
    if not live:
        nothing = nowcast.Nowcast(
            now.date(), 0.8, (), 0, "No source that still reports: no month is filling up, the last ones are not watched."
        )
        return nowcast_charts.nowcast_chart(nothing, titles)
    since = now.date() - timedelta(days=nowcast.LEARN_DAYS + nowcast.LONGEST)
    frame = publication_delays.publication_days(con, filters.without("date_from").without("date_to"), [one.source for one in live], since)
    days = nowcast.Days.of(frame)
    on = _last_published(days, now.date())
    return nowcast_charts.nowcast_chart(nowcast.nowcast(days, on, SHOWN_MONTHS), titles)


def _last_published(days: nowcast.Days, today: date) -> date:
    """The last day on which anything was published: what the sources said after it is not here yet."""
    if not len(days.published):
        return today
    return min(today, date(1970, 1, 1) + timedelta(days=int(days.published.max())))


def totals(con: duckdb.DuckDBPyConnection) -> Totals:
    """What each source said of a year when it was over, and says now."""
    found = moved_queries.moved_totals(con)
    titles = {one.source: one.title for one in sources.sources(con) if one.reports}
    words = tuple(revised_totals.words(one, titles.get(one.source, one.source), BASIS) for one in revised_totals.summary(found))
    by_year, by_region = revised_totals.totals(found), revised_totals.totals(found, sources.region_titles(con))
    for frame in (by_year, by_region):
        frame["source"] = [titles.get(source, source) for source in frame["source"]]
    silent = tuple(title for source, title in titles.items() if source not in set(found["source"]))
    return Totals(words, by_year, by_region, silent)


def show(snapshot: Snapshot, now: datetime, filters: Filters, category_titles: tuple[tuple[str, str], ...]) -> None:
    """The whole part."""
    st.markdown(
        "How long it takes until an incident is in the reports, and what the months that are still filling up will come to. "
        "Delays are of reports; the nowcast counts incidents."
    )
    explained_card.show(
        data.query(foreseen, snapshot, filters, now), snapshot, data.query(late, snapshot, filters, category_titles).source_titles
    )
    found = data.query(late, snapshot, filters, category_titles)
    explained_card.show(found.curves, snapshot, found.source_titles)
    for one in found.numbering:
        explained_card.show(one, snapshot, found.source_titles)
    _cells(snapshot, found)
    _moved(snapshot, found.source_titles)


def _cells(snapshot: Snapshot, found: Delays) -> None:
    if not found.cells:
        return
    chosen = next(iter(found.cells))
    if len(found.cells) > 1:
        chosen = st.selectbox(
            "Source", list(found.cells), key="delay_source", bind="query-params", format_func=lambda one: found.titles[one], width=360
        )
    left, right = st.columns(2)
    for column, explained in zip((left, right), found.cells[chosen], strict=True):
        with column:
            explained_card.show(explained, snapshot, (found.titles[chosen],))


def _moved(snapshot: Snapshot, source_titles: tuple[str, ...]) -> None:
    found = data.query(totals, snapshot)
    notes = [*found.words]
    if found.silent:
        notes.append(
            f"Of what {', '.join(found.silent)} said earlier nothing is known: their reports came as one file, without days of publication."
        )
    columns = {
        "year": st.column_config.NumberColumn("Year", format="%d", width=70),
        "source": st.column_config.TextColumn("Source", width=240),
        "sea_region": st.column_config.TextColumn("Sea region", width=220),
        "then": st.column_config.DateColumn("Then", format="D MMM YYYY", width=110),
        "said_then": st.column_config.NumberColumn("Said then", format="localized", width=100),
        "says_now": st.column_config.NumberColumn("Says now", format="localized", width=100),
        "difference": st.column_config.NumberColumn("Difference", format="%+d", width=100),
        "share": st.column_config.NumberColumn("Share", format="percent", width=90),
    }
    for title, name, frame in (
        ("by year", "moved_totals", found.by_year),
        ("by sea region, where they moved", "moved_by_region", found.by_region),
    ):
        cards.table(
            f"Totals that moved, {title}: reports of a year that a body had published when it was over, and has now",
            frame,
            snapshot,
            source_titles,
            name=name,
            alt=f"{len(frame)} rows of reports said then and said now",
            columns={key: column for key, column in columns.items() if key in frame},
            footnotes=notes,
            empty=" ".join(notes) or "No total is known to have moved.",
            height=320 if len(frame) > 8 else None,
        )
    _between_snapshots(snapshot, source_titles)


def _between_snapshots(snapshot: Snapshot, source_titles: tuple[str, ...]) -> None:
    earlier = [one for one in data.store().ids() if one < snapshot.id]
    if not earlier:
        st.caption("Incidents of earlier snapshots: this is the only one kept so far, so there is nothing to hold it against.")
        return
    try:
        before = data.kept(earlier[0])
        frame = revised_totals.between_snapshots(
            data.query(moved_queries.incident_totals, before), data.query(moved_queries.incident_totals, snapshot)
        )
    except SnapshotError:
        st.caption("The earliest kept snapshot cannot be read: there is nothing to hold this one against.")
        return
    cards.table(
        f"Incidents by year, then ({day_in_words(before.published_at)}) and now",
        frame,
        snapshot,
        source_titles,
        name="moved_incidents",
        alt=f"{len(frame)} years whose number of incidents changed between two snapshots",
        columns={
            "year": st.column_config.NumberColumn("Year", format="%d", width=70),
            "said_then": st.column_config.NumberColumn("Incidents then", format="localized", width=120),
            "says_now": st.column_config.NumberColumn("Incidents now", format="localized", width=120),
            "difference": st.column_config.NumberColumn("Difference", format="%+d", width=100),
        },
        footnotes=("New reports, revised days, links made or undone: each can move a total.",),
        empty=f"No year has changed since the snapshot of {day_in_words(before.published_at)}.",
    )
