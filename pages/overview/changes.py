"""What changed since the reader was here last, or since a chosen day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pyarrow as pa
import streamlit as st

from analytics.situation.recent_changes import KIND_TITLE, MOST_INCIDENTS, RecentChanges, changes_since
from pages.charts import cards
from pages.incidents import rows as incident_rows
from pages.overview import visits
from pages.shell import data
from pages.shell.text import plain
from warehouse.contract.dates import day_in_words, moment_in_words
from warehouse.view import SnapshotView

USUAL: Final = timedelta(days=7)
ROWS_WITHOUT_SCROLLING: Final = 7


def show_changes(snapshot: SnapshotView, now: datetime) -> None:
    """The section; its day appears in the address once it differs from the default."""
    # On a kept snapshot "now" is when that was published: the last visit has no meaning there.
    last_visit = None if data.as_of() else visits.previous_visit()
    default = last_visit.date() if last_visit is not None else (now - USUAL).date()
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        heading = st.empty()
        chosen = st.date_input(
            "Changes since",
            default,
            min_value=date(1970, 1, 2),
            max_value=now.date(),
            key="since",
            format="YYYY-MM-DD",
            bind="query-params",
            width=150,
        )
    # The widget knows days only; on the day of the last visit the visit's own minute is meant.
    since = last_visit if last_visit is not None and chosen == last_visit.date() else datetime.combine(chosen, time.min, UTC)
    when = f"your last visit, {moment_in_words(since)} UTC" if since == last_visit else day_in_words(chosen)
    heading.subheader(plain(f"What changed since {when}"), anchor=False)
    changes = data.query(changes_since, snapshot, since, now)
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in changes.sentences))
    rows = _changed_rows(changes, data.as_of())
    if rows.num_rows:
        cards.show_table(
            "Incidents that are new or have changed, latest event first",
            rows,
            snapshot,
            changes.reporting_titles,
            name="changes",
            alt=f"{rows.num_rows} incidents that are new or have changed since {when}",
            columns={
                "kind": st.column_config.TextColumn("Change", width=105),
                "known": st.column_config.DatetimeColumn("Known (UTC)", format="D MMM YYYY, HH:mm", timezone="UTC", width=130),
                **incident_rows.incident_columns(),
            },
            footnotes=(
                f"At most {MOST_INCIDENTS}. Incidents merged or split when the linkage model was run again, without a new report, "
                "are not listed.",
            ),
            height=300 if rows.num_rows > ROWS_WITHOUT_SCROLLING else None,
        )


def _changed_rows(changes: RecentChanges, kept: str | None) -> pa.Table:
    """The incidents as table rows; links lead to the snapshot `kept` where one is shown."""
    incidents = changes.incidents
    rows = incident_rows.incident_table(incidents, changes.source_titles, kept)
    rows = rows.append_column("kind", pa.array([KIND_TITLE[kind] for kind in incidents["kind"]], pa.string()))
    return rows.append_column("known", pa.array(incidents["changed_at"], pa.timestamp("us", tz="UTC")))
