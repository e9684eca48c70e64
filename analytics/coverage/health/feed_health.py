"""How the feeds are doing, as tables: what came of the last requests, counted against what is usual, and the alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import pandas as pd

from analytics.describe.key_figures import list_with_rest
from warehouse.contract.dates import moment_in_words
from warehouse.contract.health.document import Alert, Attempt, FeedHealth, Health

STATES: Final = ("answering", "failing", "not asked yet")
ALERT_TITLE: Final = {"silent": "Silent", "failing": "Failing", "unpublished": "Not published", "not_uploaded": "Not passed on"}
_WITHOUT_SOURCE: Final = {
    "unpublished": "What has landed could not be published. The log of the watch says why.",
    "not_uploaded": "What was published could not be passed on to other servers. The log of the watch says why.",
}
"""What one without a source quotes may come from a source that the reader may not see, or name a place of no concern to readers."""


def feed_sentence(health: Health | None, titles: Mapping[str, str], now: datetime) -> str:
    """Whether the warehouse fills itself, in one or two sentences. `titles` of the sources that the reader may see, by id."""
    feeds = [feed for feed in health.feeds if feed.source in titles] if health else []
    if health is None or not feeds:
        return "No feed has been asked yet."
    failing = [titles[feed.source] for feed in feeds if feed.last_attempt is not None and feed.last_attempt.kind == "failed"]
    answering = f"{len(feeds) - len(failing)} of {len(feeds)} feeds are answering"
    failures = f"; {list_with_rest(failing, '')} failed last time" if failing else ""
    if health.watch is not None and health.watch.is_running(now):
        return f"A watch has been filling the warehouse since {moment_in_words(health.watch.started_at)} UTC. {answering}{failures}."
    return f"No watch is running: feeds are asked only when somebody fetches or runs the pipeline. {answering}{failures}."


def feed_table(health: Health, titles: Mapping[str, str], now: datetime) -> pd.DataFrame:
    """A row for each feed that the reader may see: source, state, succeeded_at, age_hours, asked_at, text, records, expected, seconds,
    and `history`, the records in each of the answers kept, 0 where it failed."""
    rows = [_feed_row(feed, titles[feed.source], now) for feed in health.feeds if feed.source in titles]
    return pd.DataFrame(
        rows,
        columns=["source", "state", "succeeded_at", "age_hours", "asked_at", "text", "records", "expected", "seconds", "history", "due_at"],
    )


def alert_table(alerts: Sequence[Alert], titles: Mapping[str, str]) -> pd.DataFrame:
    """A row for each alert that concerns no source or one that the reader may see, the latest first: kind, text, raised_at, ended_at."""
    shown = [alert for alert in reversed(alerts) if not alert.source or alert.source in titles]
    rows = [
        (
            ALERT_TITLE.get(alert.kind, alert.kind),
            alert.text if alert.source else _WITHOUT_SOURCE.get(alert.kind, ""),
            alert.raised_at,
            alert.ended_at,
        )
        for alert in shown
    ]
    return pd.DataFrame(rows, columns=["kind", "text", "raised_at", "ended_at"])


def _feed_row(feed: FeedHealth, title: str, now: datetime) -> tuple[object, ...]:
    last = feed.last_attempt
    age = (now - feed.succeeded_at).total_seconds() / 3_600 if feed.succeeded_at else None
    if last is None:
        return (title, [STATES[2]], feed.succeeded_at, age, None, "", None, None, None, [], feed.due_at)
    state = STATES[1] if last.kind == "failed" else STATES[0]
    history = [_records(attempt) for attempt in feed.attempts]
    seconds = last.milliseconds / 1_000
    return (title, [state], feed.succeeded_at, age, last.at, last.text, last.records, last.expected, seconds, history, feed.due_at)


def _records(attempt: Attempt) -> int:
    return attempt.records or 0
