"""What changed: in the span against the one before, and in the data since the reader was here last or a chosen day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pyarrow as pa
import streamlit as st

from analytics.situation.headline import change_lines
from analytics.situation.recent_changes import KIND_TITLE, MOST_INCIDENTS, RecentChanges, changes_since
from analytics.situation.situation import Situation
from pages.charts import cards
from pages.incidents import rows as incident_rows
from pages.overview import visits
from pages.shell import data
from pages.shell.text import plain
from warehouse.contract.dates import day_in_words, moment_in_words
from warehouse.view import SnapshotView

USUAL: Final = timedelta(days=7)
ROWS_WITHOUT_SCROLLING: Final = 7
MOST_LINES: Final = 4
"""Lines about the data before the rest is folded away."""


def show_changes(snapshot: SnapshotView, situation: Situation, now: datetime) -> None:
    """Both side by side, at most MOST_LINES of each; the day and the incidents are one click away.

    The day appears in the address once it differs from the default.
    """
    # On a kept snapshot "now" is when that was published: the last visit has no meaning there.
    last_visit = None if data.as_of() else visits.previous_visit()
    default = last_visit.date() if last_visit is not None else (now - USUAL).date()
    left, right = st.columns(2)
    with left:
        st.subheader(plain(f"These {situation.comparison.spans.days} days against those before"), anchor=False)
        _show_lines(change_lines(situation.comparison, situation.region_titles))
    heading = right.empty()
    summary = right.container()
    with st.expander("All changes, and since when"):
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
        changes = data.query(changes_since, snapshot, since, now)
        _show_lines(changes.sentences[MOST_LINES:])
        _show_changed_incidents(snapshot, changes, when)
    heading.subheader(plain(f"What changed since {when}"), anchor=False)
    with summary:
        _show_lines(changes.sentences[:MOST_LINES])


def _show_lines(sentences: Sequence[str]) -> None:
    if sentences:
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))


def _show_changed_incidents(snapshot: SnapshotView, changes: RecentChanges, when: str) -> None:
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
