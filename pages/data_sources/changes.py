"""The tab of changes: what is new, revised, withdrawn, merged or split since a day, to read and as files for machines."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pyarrow as pa
import streamlit as st

from pages.charts import cards
from pages.shell import data, handling, page_links
from warehouse.contract.dates import day_in_words
from warehouse.contract.taxonomy import ACT
from warehouse.queries.changes.change_list import KIND_TITLE, MOST, changes_since
from warehouse.queries.sources.sources import SourceRow
from warehouse.view import SnapshotView

USUAL: Final = timedelta(days=7)
MOST_SHOWN: Final = 500


def changes_tab(sources: tuple[SourceRow, ...], snapshot: SnapshotView, now: datetime) -> None:
    """The day stands in the address once it differs from a week ago."""
    chosen = st.date_input(
        "Changes since",
        (now - USUAL).date(),
        min_value=date(1970, 1, 2),
        max_value=now.date(),
        key="since",
        format="YYYY-MM-DD",
        bind="query-params",
        width=150,
    )
    since = datetime.combine(chosen, time.min, UTC)
    shown = data.query(changes_since, snapshot, since, MOST_SHOWN)
    titles = {source.source: source.title for source in sources}
    more = f" The latest {MOST_SHOWN:,}; the files hold up to {MOST:,}." if shown.num_rows == MOST_SHOWN else ""
    cards.show_table(
        f"What changed since {day_in_words(chosen)}, latest first",
        _as_rows(shown, titles, data.as_of()),
        snapshot,
        sorted({titles.get(source, source) for source in shown["source"].to_pylist()}),
        name="change_list",
        alt=f"{shown.num_rows} changes since {day_in_words(chosen)}, each with its time, kind, report and incident",
        columns={
            "changed_at": st.column_config.DatetimeColumn("When (UTC)", format="D MMM YYYY, HH:mm", timezone="UTC", width=130),
            "kind": st.column_config.TextColumn("Change", width=110),
            "source": st.column_config.TextColumn("Source", width=110),
            "report_id": st.column_config.TextColumn("Report", width=150),
            "occurred_on": st.column_config.DateColumn("Day of the event", format="D MMM YYYY", width=110),
            "act": st.column_config.TextColumn("Act", width=110),
            "vessel_name": st.column_config.TextColumn("Ship", width=140),
            "revision": st.column_config.NumberColumn("Revision", width=70),
            "link": st.column_config.LinkColumn("Card", display_text="Open", width=58),
        },
        footnotes=(
            "Withdrawn reports leave every count; their cards stay. Reports that drop out of a service's recent list are not withdrawn. "
            f"“Merged” and “Split” are people's decisions; reports that the model linked are listed as “Another report”.{more}",
        ),
        empty="Nothing has changed since then.",
        height=560 if shown.num_rows > 15 else None,
        export=lambda: data.query(changes_since, snapshot, since),
    )
    handed = handling.current()
    st.download_button(
        "JSON",
        data=lambda: handling.card_json("changes", data.query(changes_since, snapshot, since), snapshot, handed),
        file_name=f"anchorwatch_{'simulated_' if snapshot.is_demo else ''}changes_{snapshot.id}.json",
        mime="application/json",
        icon=":material/data_object:",
        type="tertiary",
        on_click="ignore",
        help="The same for machines: times, kinds and ids.",
    )
    st.link_button(
        "API", page_links.API_DOCUMENTATION, icon=":material/api:", type="tertiary", help="The same for programs, and as an Atom feed."
    )


def _as_rows(changes: pa.Table, titles: dict[str, str], kept: str | None) -> pa.Table:
    """The table as a reader sees it: titles for codes, and a link to each card, on the snapshot `kept` where one is shown."""
    words = {
        "kind": [KIND_TITLE[kind] for kind in changes["kind"].to_pylist()],
        "source": [titles.get(source, source) for source in changes["source"].to_pylist()],
        "act": [ACT[act].title if act in ACT else "" for act in changes["act"].to_pylist()],
    }
    for name, values in words.items():
        changes = changes.set_column(changes.column_names.index(name), name, pa.array(values, pa.string()))
    links = [page_links.incident_link(incident, kept) for incident in changes["incident_id"].to_pylist()]
    return changes.append_column("link", pa.array(links, pa.string()))
