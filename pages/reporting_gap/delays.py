"""*Reporting gap*, delay and nowcast: how late reports come, what the last months will come to, revised totals."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from analytics.coverage.recent_end import RecentEnd
from analytics.delays import revised_totals
from analytics.delays.explained_delays import DelayPictures, compared_totals, delay_pictures, nowcast_picture
from pages.charts import cards, explained_card
from pages.shell import data, page_top
from pages.shell.text import plain
from warehouse.contract.dates import day_in_words
from warehouse.contract.snapshot import SnapshotError
from warehouse.filters import Filters
from warehouse.queries.delays import publication_delays
from warehouse.view import SnapshotView

MOST_ROWS_UNSCROLLED: Final = 8


def show_delays(snapshot: SnapshotView, now: datetime, filters: Filters, ending: RecentEnd | None) -> None:
    """Draw the whole part; `ending` is the last day on which the waters chosen were well watched."""
    pictures = data.query(delay_pictures, snapshot, filters)
    nowcast = data.query(nowcast_picture, snapshot, filters, now)
    offered = (nowcast, pictures.curves, *pictures.numbering)
    # The first that the data can carry is the answer's picture; the others, and why there is none of them, follow.
    first = next((explained for explained in offered if not explained.refusal), pictures.curves)
    runs_to = page_top.runs_to(ending)
    page_top.show_answer(f"{pictures.sentence} {runs_to}")
    explained_card.show_picture(first)
    with page_top.details():
        if ending is not None and runs_to:
            st.markdown(plain(ending.reason))
        st.markdown(
            "How long incidents take to appear in the reports, and what the months that are still filling up will come to. "
            "Delays are measured on reports; the nowcast counts incidents."
        )
        explained_card.show_basis(first, snapshot, pictures.source_titles)
    for explained in offered:
        if explained is not first:
            explained_card.show_explained(explained, snapshot, pictures.source_titles)
    _show_delays_of_source(snapshot, pictures)
    _show_revised_totals(snapshot, pictures.source_titles)


def _show_delays_of_source(snapshot: SnapshotView, pictures: DelayPictures) -> None:
    if not pictures.cells:
        return
    source = next(iter(pictures.cells))
    if len(pictures.cells) > 1:
        source = st.selectbox(
            "Source", list(pictures.cells), key="delay_source", bind="query-params", format_func=pictures.titles.__getitem__, width=360
        )
    for column, explained in zip(st.columns(2), pictures.cells[source], strict=True):
        with column:
            explained_card.show_explained(explained, snapshot, (pictures.titles[source],))


def _show_revised_totals(snapshot: SnapshotView, source_titles: tuple[str, ...]) -> None:
    totals = data.query(compared_totals, snapshot)
    notes = [*totals.sentences]
    if totals.past_unknown:
        notes.append(
            f"Nothing is known of the earlier totals of {', '.join(totals.past_unknown)}: their reports came as one file, without "
            "publication dates."
        )
    columns = {
        "year": st.column_config.NumberColumn("Year", format="%d", width=70),
        "source": st.column_config.TextColumn("Source", width=240),
        "sea_region": st.column_config.TextColumn("Sea region", width=220),
        "then": st.column_config.DateColumn("Then", format="D MMM YYYY", width=110),
        "said_then": st.column_config.NumberColumn("Reported then", format="localized", width=100),
        "says_now": st.column_config.NumberColumn("Reported now", format="localized", width=100),
        "difference": st.column_config.NumberColumn("Difference", format="%+d", width=100),
        "share": st.column_config.NumberColumn("Share", format="percent", width=90),
    }
    for title, file_name, frame in (
        ("by year", "moved_totals", totals.by_year),
        ("by sea region, where they changed", "moved_by_region", totals.by_region),
    ):
        cards.show_table(
            f"Revised totals, {title}: reports of a year that a body had published when the year was over, and has now",
            frame,
            snapshot,
            source_titles,
            name=file_name,
            alt=f"{len(frame)} rows with the reports published then and now",
            columns={name: column for name, column in columns.items() if name in frame},
            footnotes=notes,
            empty=" ".join(notes) or "No total is known to have been revised.",
            height=320 if len(frame) > MOST_ROWS_UNSCROLLED else None,
        )
    _show_changes_between_snapshots(snapshot, source_titles)


def _show_changes_between_snapshots(snapshot: SnapshotView, source_titles: tuple[str, ...]) -> None:
    # Ids of snapshots begin with their time: they sort in the order of publication.
    earlier = [snapshot_id for snapshot_id in data.store().ids() if snapshot_id < snapshot.id]
    if not earlier:
        st.caption("Incidents in earlier snapshots: this is the only snapshot kept so far, so there is nothing to compare it with.")
        return
    try:
        before = data.kept(earlier[0])
        frame = revised_totals.between_snapshots(
            data.query(publication_delays.incident_totals, before), data.query(publication_delays.incident_totals, snapshot)
        )
    except SnapshotError:
        st.caption("The earliest kept snapshot cannot be read, so there is nothing to compare this one with.")
        return
    cards.show_table(
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
        footnotes=("New reports, revised dates, and links made or undone can each change a total.",),
        empty=f"No year has changed since the snapshot of {day_in_words(before.published_at)}.",
    )
