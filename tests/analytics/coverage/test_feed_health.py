"""The health of feeds as tables, for readers who may see all sources or only some."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from analytics.coverage.health.feed_health import alert_table, feed_sentence, feed_table
from warehouse.contract.health.document import Alert, Attempt, FeedHealth, Health, WatchHealth

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TITLES = {"ukmto": "UKMTO", "asam": "ASAM"}


def health(*kinds: str, watch: WatchHealth | None = None, alerts: tuple[Alert, ...] = ()) -> Health:
    attempts = tuple(
        Attempt(NOW - (len(kinds) - place) * HOUR, kind, kind, 1_500, None if kind == "failed" else 30 + place, 31)
        for place, kind in enumerate(kinds)
    )
    succeeded = max((attempt.at for attempt in attempts if attempt.kind != "failed"), default=None)
    feeds = (FeedHealth("ukmto", 60, succeeded, NOW, attempts), FeedHealth("asam", 43_200, None, NOW, ()))
    return Health(NOW, "x", watch, feeds, alerts)


def test_a_row_for_each_feed() -> None:
    rows = feed_table(health("landed", "unchanged", "failed"), TITLES, NOW).to_dict("records")
    assert [row["source"] for row in rows] == ["UKMTO", "ASAM"]
    assert (rows[0]["state"], rows[0]["age_hours"], rows[0]["seconds"], rows[0]["history"]) == (["failing"], 2.0, 1.5, [30, 31, 0])
    assert (rows[0]["records"], rows[0]["expected"]) == (None, 31)
    assert rows[1]["state"] == ["not asked yet"]


def test_whether_the_warehouse_fills_itself() -> None:
    watch = WatchHealth(NOW - 9 * HOUR, NOW - timedelta(minutes=1), None, None, "")
    assert feed_sentence(None, TITLES, NOW) == "No feed has been asked yet."
    filling = "A watch has been filling the warehouse since 23 November 2026, 03:00 UTC."
    assert feed_sentence(health("landed", watch=watch), TITLES, NOW) == f"{filling} 2 of 2 feeds are answering."
    idle = "No watch is running: feeds are asked only when somebody fetches or runs the pipeline."
    told = f"{idle} 1 of 2 feeds are answering; UKMTO failed last time."
    assert feed_sentence(health("failed", watch=watch), TITLES, NOW + HOUR) == told, "not seen for an hour"
    assert feed_sentence(health("failed"), TITLES, NOW) == told


def test_a_reader_learns_nothing_of_sources_that_he_may_not_see() -> None:
    alerts = (
        Alert("failing", "ukmto", "UKMTO fails", NOW),
        Alert("silent", "asam", "ASAM is silent", NOW, NOW),
        Alert("unpublished", "", "hidden: ukmto", NOW),
    )
    visible = {"asam": "ASAM"}
    assert list(feed_table(health("landed"), visible, NOW)["source"]) == ["ASAM"]
    assert "UKMTO" not in feed_sentence(health("failed"), visible, NOW)
    assert list(alert_table(alerts, visible)["text"]) == [
        "What has landed could not be published. The log of the watch says why.",
        "ASAM is silent",
    ]
    assert list(alert_table(alerts, TITLES)["kind"]) == ["Not published", "Silent", "Failing"]
