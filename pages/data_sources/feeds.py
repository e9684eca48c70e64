"""The tab of the feeds: whether they answer, what came against what is usual, and the alerts raised."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from analytics.coverage.health.feed_health import STATES, alert_table, feed_sentence, feed_table
from pages.charts import cards
from pages.shell.text import plain
from warehouse.contract import settings
from warehouse.contract.health.document import read_health
from warehouse.queries.sources.sources import SourceRow
from warehouse.view import SnapshotView

_STATE_COLOURS: Final = ("green", "red", "gray")
_MOMENT: Final = "D MMM YYYY, HH:mm"


def feeds_tab(sources: tuple[SourceRow, ...], snapshot: SnapshotView) -> None:
    """As of the last fetch, also on a kept snapshot: feeds have no past state worth going back to."""
    now = datetime.now(UTC)
    titles = {source.source: source.title for source in sources}
    if settings.load().snapshots_from:
        st.markdown("The server that publishes asks the feeds; how they are doing is shown there, on this page.")
        return
    health = read_health(settings.load().data)
    st.markdown(plain(feed_sentence(health, titles, now)))
    if health is None:
        return
    feeds = feed_table(health, titles, now)
    shown = list(feeds["source"])
    cards.show_table(
        "Feeds, and what came of the last request",
        feeds,
        snapshot,
        shown,
        name="feeds",
        alt="Each feed with its state, last success, last request and what came of it, records against what is usual, and its history",
        columns=_feed_columns(),
        footnotes=(
            "Usual: the median of the last ten answers that brought something new. History: records in each of the last 100 answers, "
            "0 where the feed failed.",
        ),
        empty="No feed has been asked yet. Fetch, run and watch ask them.",
    )
    alerts = alert_table(health.alerts, titles)
    cards.show_table(
        "Alerts, latest first",
        alerts,
        snapshot,
        shown,
        name="alerts",
        alt="Each alert with its kind, what happened, when it was raised and when it ended",
        columns={
            "kind": st.column_config.TextColumn("Alert", width=95),
            "text": st.column_config.TextColumn("What happened", width=600),
            "raised_at": st.column_config.DatetimeColumn("Raised (UTC)", format=_MOMENT, timezone="UTC", width=130),
            "ended_at": st.column_config.DatetimeColumn("Ended (UTC)", format=_MOMENT, timezone="UTC", width=130),
        },
        footnotes=("One without an end is still in force.",),
        empty="No alert has been raised.",
        height=420 if len(alerts) > 11 else None,
    )


def _feed_columns() -> dict[str, Any]:
    return {
        "source": st.column_config.TextColumn("Source", width=110),
        "state": st.column_config.MultiselectColumn("State", options=STATES, color=_STATE_COLOURS, width=105),
        "history": st.column_config.BarChartColumn("History", help="Records in each of the last answers.", width=120),
        "records": st.column_config.NumberColumn("Records", format="localized", width=70),
        "expected": st.column_config.NumberColumn("Usual", format="localized", width=70),
        "text": st.column_config.TextColumn("What came", width=300),
        "asked_at": st.column_config.DatetimeColumn("Last asked (UTC)", format=_MOMENT, timezone="UTC", width=130),
        "succeeded_at": st.column_config.DatetimeColumn("Last success (UTC)", format=_MOMENT, timezone="UTC", width=130),
        "age_hours": st.column_config.NumberColumn("Hours since", format="%.1f", width=80),
        "seconds": st.column_config.NumberColumn("Seconds", format="%.1f", width=70, help="How long the last request took."),
        "due_at": st.column_config.DatetimeColumn("Next at the earliest (UTC)", format=_MOMENT, timezone="UTC", width=150),
    }
