"""Alerts and the health document: raised once, kept, ended; readable by whoever monitors, whatever is in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from data_pipeline.feeds.attempts import KEPT, keep_attempt, read_attempts
from data_pipeline.jobs import alerts
from data_pipeline.jobs.alerts import keep_alerts, read_alerts
from tests.feeds.helpers import ukmto
from tests.jobs.conftest import START, NewWatch, Watching
from tests.pipeline.conftest import Cli, cli
from tests.support.feed_server import FeedServer, Reply, json_reply
from warehouse.contract.health.document import FILE, Alert, Attempt, Health, read_health, write_health
from warehouse.contract.settings import Settings

__all__ = ["cli"]
DAY = timedelta(days=1)


def health_of(watching: Watching) -> Health:
    health = read_health(watching.settings.data)
    assert health is not None
    return health


def test_a_feed_without_anything_new_is_silent_after_three_times_its_usual_gap(new_watch: NewWatch, server: FeedServer) -> None:
    """It answers well, so nothing has failed; only nothing is new."""
    server.give("/ukmto", json_reply(ukmto(1)))
    watching = new_watch()
    watching.turns_for(timedelta(minutes=2))
    assert health_of(watching).alerts == ()
    # The event of record 1 lies on 1 November, 19 days before.
    watching.clock.pass_time(3 * DAY)
    watching.turns_for(timedelta(minutes=2))
    [alert] = health_of(watching).alerts
    assert (alert.kind, alert.source, alert.ended_at) == ("silent", "ukmto", None)
    assert alert.text == "UKMTO is silent: its files hold nothing after 1 November 2026; new reports are usual every 7 days."
    watching.turns_for(timedelta(minutes=59))
    assert health_of(watching).alerts == (alert,), "raised once"
    late = orjson.loads(ukmto(1, 2))
    late[1] |= {"utcDateCreated": "2026-11-23T10:00:00Z", "utcDateOfIncident": "2026-11-23T09:00:00Z"}
    server.give("/ukmto", json_reply(orjson.dumps(late)))
    watching.turns_for(timedelta(hours=1))
    [ended] = health_of(watching).alerts
    assert ended == replace(alert, ended_at=ended.ended_at)
    assert ended.ended_at is not None


def test_a_feed_that_keeps_failing_raises_an_alert(new_watch: NewWatch, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(ukmto(1)), Reply(status=403))
    watching = new_watch()
    watching.turns_for(timedelta(hours=6, minutes=30))
    [alert] = health_of(watching).alerts
    assert (alert.kind, alert.source) == ("failing", "ukmto")
    assert alert.text.startswith("UKMTO has not answered well since 20 November 2026, 12:00 UTC: ")
    server.give("/ukmto", json_reply(ukmto(1)))
    watching.turns_for(timedelta(hours=6))
    assert [kept.ended_at is None for kept in health_of(watching).alerts] == [False]


def test_alerts_are_kept_up_to_a_number(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "KEPT", 5)
    settings.data.mkdir()
    for number in range(8):
        keep_alerts(settings, [Alert("failing", f"source{number}", "x", START + number * DAY)], START + number * DAY)
    kept = read_alerts(settings)
    assert [alert.source for alert in kept] == [f"source{number}" for number in range(3, 8)]
    assert [alert.ended_at is None for alert in kept] == [False] * 4 + [True]


def test_a_clock_set_back_ends_no_alert_before_it_began(settings: Settings) -> None:
    settings.data.mkdir()
    keep_alerts(settings, [Alert("failing", "ukmto", "x", START)], START)
    [ended] = keep_alerts(settings, [], START - DAY)
    assert ended.ended_at == START


def test_damaged_lines_are_left_out(settings: Settings) -> None:
    settings.data.mkdir()
    keep_alerts(settings, [Alert("failing", "ukmto", "x", START)], START)
    file = settings.data / alerts.FILE
    file.write_bytes(b'{"kind":\n\x00\n[]\n' + file.read_bytes() + b'{"kind": "failing"}')
    assert [alert.source for alert in read_alerts(settings)] == ["ukmto"]


def test_attempts_are_kept_up_to_a_number(settings: Settings) -> None:
    (settings.data / "feeds").mkdir(parents=True)
    for number in range(KEPT + 3):
        keep_attempt(settings, "ukmto", Attempt(START + number * DAY, "landed", "x", number))
    attempts = read_attempts(settings, "ukmto")
    assert [attempt.milliseconds for attempt in attempts] == list(range(3, KEPT + 3))


@pytest.mark.parametrize("content", [b"", b"[]", b'{"form": 2}', b"\xff\xfe", b'{"form": 1, "written_at": "yesterday"}', b'{"feeds": [1]}'])
def test_a_document_that_cannot_be_read_is_none(settings: Settings, content: bytes) -> None:
    settings.data.mkdir()
    (settings.data / FILE).write_bytes(content)
    assert read_health(settings.data) is None


def test_a_document_is_read_as_it_was_written(new_watch: NewWatch, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(ukmto(1)), Reply(b"<html><title>\x1b[31m*bold*</title></html>"))
    watching = new_watch()
    watching.turns_for(timedelta(hours=2))
    health = health_of(watching)
    write_health(watching.settings.data, health)
    assert read_health(watching.settings.data) == health
    assert health.feeds[0].last_attempt is not None
    assert health.feeds[0].last_attempt.kind == "failed"


def test_the_command_prints_health_and_ends_with_1_under_an_alert(cli: Cli, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_FEEDS", "ukmto")
    answer = cli("health")
    assert answer.status == 0
    assert "No watch is running." in answer.out
    assert "never" in answer.out
    (settings.data / "feeds").mkdir(parents=True)
    keep_attempt(settings, "ukmto", Attempt(START - 9 * DAY, "failed", "[red]a page[/red] came", 1_200))
    answer = cli("health")
    assert answer.status == 1
    assert "[red]a page[/red] came" in answer.out
    document = orjson.loads(cli("health", "--json").out)
    assert [feed["source"] for feed in document["feeds"]] == ["ukmto"]
    assert document["alerts"][0]["kind"] == "failing"
    assert orjson.loads((settings.data / FILE).read_bytes())["alerts"] == document["alerts"]
