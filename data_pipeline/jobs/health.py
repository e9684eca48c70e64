"""The health document, composed from what feeds and watch keep; written after every fetch and run, and by the watch each minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from data_pipeline.feeds.attempts import read_attempts
from data_pipeline.feeds.state import state_or_none_known
from data_pipeline.jobs.alerts import feed_reasons, keep_alerts, silent_reasons
from data_pipeline.jobs.sign_of_life import read_sign_of_life
from data_pipeline.registry import SourceDescription
from data_pipeline.upload.job import upload_health
from warehouse.contract.dates import moment_in_words
from warehouse.contract.health.document import LONGEST_TEXT, Alert, FeedHealth, Health, write_health
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store


def keep_health(settings: Settings, sources: Sequence[SourceDescription], now: datetime) -> Health:
    """Raise and end alerts, write the document into the data folder and return it. `sources`: those whose feeds are asked.

    Raises OSError when the folder cannot be written.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    watch = read_sign_of_life(settings)
    feeds = tuple(_feed_health(settings, source, now) for source in sources)
    snapshot = _snapshot_in_force(settings)
    titles = {source.id: source.title for source in sources}
    reasons = [*feed_reasons(feeds, titles, now), *silent_reasons(snapshot, sources, now)]
    if watch is not None and watch.run_failed:
        reasons.append(Alert("unpublished", "", f"What has landed could not be published: {watch.health.run_text}", now))
    upload = upload_health(settings)
    if upload is not None and upload.failing_since is not None:
        since = moment_in_words(upload.failing_since)
        reasons.append(
            Alert("not_uploaded", "", f"Other servers have got no snapshot since {since} UTC: {upload.text}"[:LONGEST_TEXT], now)
        )
    alerts = keep_alerts(settings, reasons, now)
    health = Health(now, snapshot.id if snapshot else "", watch.health if watch else None, feeds, tuple(alerts), upload)
    write_health(settings.data, health)
    return health


def _feed_health(settings: Settings, source: SourceDescription, now: datetime) -> FeedHealth:
    assert source.feed is not None
    state = state_or_none_known(settings, source.id)
    return FeedHealth(
        source=source.id,
        every_minutes=round(source.feed.every_hours * 60),
        succeeded_at=state.succeeded_at,
        due_at=state.due_at(source.feed.every_hours, now),
        attempts=read_attempts(settings, source.id),
    )


def _snapshot_in_force(settings: Settings) -> Snapshot | None:
    try:
        snapshot = Store(settings.data).open()
        _ = snapshot.manifest
    except SnapshotError:
        return None
    return snapshot
