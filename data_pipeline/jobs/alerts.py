"""Alerts: what asks for a person is raised once, kept, and ended when it is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa

from data_pipeline.registry import SourceDescription
from warehouse.contract.dates import day_in_words, moment_in_words
from warehouse.contract.files import write_atomically
from warehouse.contract.health.document import LONGEST_TEXT, Alert, FeedHealth, as_line, parse_alert
from warehouse.contract.health.silence import silence_at
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot
from warehouse.contract.typed_fields import FieldFault, json_fields, read_small_file

FILE: Final = "alerts.jsonl"
KEPT: Final = 500
_FAILING_AFTER: Final = 3
_FAILING_AT_LEAST: Final = timedelta(hours=6)
"""A feed is failing when it has not answered well for three times its cadence, and for so long at least."""


def read_alerts(settings: Settings) -> list[Alert]:
    """All that are kept, in the order in which they were raised; a line that cannot be read is left out."""
    try:
        lines = read_small_file(settings.data / FILE).splitlines()
    except FieldFault:
        return []
    return list(_readable_alerts(lines))


def keep_alerts(settings: Settings, reasons: Sequence[Alert], now: datetime) -> list[Alert]:
    """Raise an alert for each of `reasons` that has none yet, and end those whose reason is gone; returns all. Raises OSError."""
    kept = read_alerts(settings)
    current = {(reason.kind, reason.source): reason for reason in reasons}
    in_force = {(alert.kind, alert.source) for alert in kept if alert.ended_at is None}
    over = in_force - set(current)
    alerts = [
        replace(alert, ended_at=max(now, alert.raised_at)) if alert.ended_at is None and (alert.kind, alert.source) in over else alert
        for alert in kept
    ]
    alerts = [*alerts, *(reason for key, reason in current.items() if key not in in_force)][-KEPT:]
    if alerts != kept:
        write_atomically(settings.data / FILE, b"".join(map(as_line, alerts)))
    return alerts


def feed_reasons(feeds: Iterable[FeedHealth], titles: dict[str, str], now: datetime) -> Iterator[Alert]:
    """The feeds that have not answered well for too long."""
    for feed in feeds:
        last = feed.last_attempt
        if last is None or last.kind != "failed":
            continue
        patience = max(timedelta(minutes=_FAILING_AFTER * feed.every_minutes), _FAILING_AT_LEAST)
        since = feed.succeeded_at or feed.attempts[0].at
        if now - since > patience:
            never = "has never answered well" if feed.succeeded_at is None else f"has not answered well since {moment_in_words(since)} UTC"
            yield Alert("failing", feed.source, f"{titles[feed.source]} {never}: {last.text}"[:LONGEST_TEXT], now)


def silent_reasons(snapshot: Snapshot | None, sources: Iterable[SourceDescription], now: datetime) -> Iterator[Alert]:
    """The live sources in a snapshot that have brought nothing new for three times their usual gap."""
    rows = {row["source"]: row for row in _source_rows(snapshot)} if snapshot else {}
    for source in sources:
        row = rows.get(source.id)
        if row is None or source.cadence_days is None or source.closed_on is not None or row["last_landed_at"] is None:
            continue
        silence = silence_at(source.cadence_days, row["last_landed_at"], row["last_occurred_on"], now)
        if silence is not None:
            usual = f"new reports are usual every {source.cadence_days:g} days"
            if silence == "nothing_landed":
                evidence = f"nothing has landed since {moment_in_words(row['last_landed_at'])} UTC"
            else:
                evidence = f"its files hold nothing after {day_in_words(row['last_occurred_on'])}"
            yield Alert("silent", source.id, f"{source.title} is silent: {evidence}; {usual}.", now)


def _source_rows(snapshot: Snapshot) -> list[dict[str, Any]]:
    try:
        return _read_source_rows(snapshot)
    except (OSError, pa.ArrowException):
        # Damaged files are found and told by those who serve them.
        return []


@lru_cache(maxsize=1)
def _read_source_rows(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Read once for a snapshot: the watch asks each minute."""
    rows: list[dict[str, Any]] = snapshot.read_table("sources", ["source", "last_landed_at", "last_occurred_on"]).to_pylist()
    return rows


def _readable_alerts(lines: Iterable[bytes]) -> Iterator[Alert]:
    for line in lines:
        try:
            yield parse_alert(json_fields(line))
        except FieldFault:
            continue
