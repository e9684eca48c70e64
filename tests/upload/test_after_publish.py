"""What follows a publish: the watch and the command put the snapshot into the bucket, and a bucket that is away holds nothing up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data_pipeline.upload.upload import published_pointer
from tests.feeds.conftest import _no_proxy, server
from tests.feeds.helpers import ukmto
from tests.jobs.conftest import NewWatch, new_watch
from tests.jobs.conftest import settings as watch_settings
from tests.pipeline.conftest import Cli, cli
from tests.support.feed_server import FeedServer, json_reply
from tests.upload.conftest import ADDRESS, published
from tests.upload.test_upload import refuse
from warehouse.contract.bucket.access import Bucket
from warehouse.contract.health.document import read_health
from warehouse.contract.settings import Settings, SettingsError, load

__all__ = ["_no_proxy", "cli", "new_watch", "server", "watch_settings"]
HOUR = timedelta(hours=1)


@pytest.fixture
def settings(watch_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Those of a watch that has published nothing yet."""
    monkeypatch.setenv("ANCHORWATCH_SNAPSHOTS_TO", ADDRESS)
    object.__setattr__(watch_settings, "snapshots_to", ADDRESS)
    return watch_settings


def test_the_watch_uploads_what_it_publishes_and_tries_again_what_failed(
    new_watch: NewWatch, server: FeedServer, settings: Settings, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.give("/ukmto", json_reply(ukmto(1)), json_reply(ukmto(1, 2)))
    watching = new_watch()
    watching.turns_for(timedelta(minutes=1))
    first = published(settings)
    seen = published_pointer(bucket)
    assert seen is not None
    assert seen.pointer.snapshot_id == first.id
    with monkeypatch.context() as away:
        away.setattr(Bucket, "put", refuse)
        watching.turns_for(HOUR + timedelta(minutes=4))
        assert published(settings).id != first.id, "the publish is in force here all the same"
        assert published_pointer(bucket) == seen
        # At once, then 30 seconds, 1 minute and 2 minutes later, each after the one before.
        assert [line for line in watching.said if "could not be reached" in line] == [f"upload: {ADDRESS} could not be reached"] * 4
        health = read_health(settings.data)
        assert health is not None
        assert health.upload is not None
        assert (health.upload.snapshot, health.upload.failing_since is None) == (first.id, False)
        [alert] = [alert for alert in health.alerts if alert.kind == "not_uploaded"]
        assert alert.ended_at is None
    watching.turns_for(timedelta(minutes=5))
    health = read_health(settings.data)
    assert health is not None
    assert health.upload is not None
    assert (health.upload.snapshot, health.upload.failing_since) == (published(settings).id, None)
    assert [alert.ended_at is None for alert in health.alerts if alert.kind == "not_uploaded"] == [False]


def test_commands_say_what_became_of_the_upload(cli: Cli, settings: Settings, bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORWATCH_DEMO_REPORTS", "100")
    with monkeypatch.context() as away:
        away.setattr(Bucket, "put", refuse)
        answer = cli("run", "--offline")
        assert answer.status == 1, "something failed, and a snapshot was published"
        assert f"not uploaded {ADDRESS} could not be reached. The next run tries again." in answer.out
    assert cli("run", "--offline", "--if-new").status == 0
    seen = published_pointer(bucket)
    assert seen is not None
    assert seen.pointer.snapshot_id == published(settings).id
    assert f"In {ADDRESS} since" in cli("health").out
    assert "went up" in cli("upload").out
    monkeypatch.setenv("ANCHORWATCH_SNAPSHOTS_TO", "")
    assert "snapshots_to is empty" in cli("upload").err


@pytest.mark.parametrize(
    "place", ["bucket", "s3://", "s3://b", "https://bucket/prefix", "s3://bucket/../other?x=1", "s3://key:secret@bucket"]
)
def test_a_place_that_is_none_is_named(place: str) -> None:
    with pytest.raises(SettingsError, match=r"ANCHORWATCH_SNAPSHOTS_TO: .* is not a place such as s3://bucket/prefix"):
        load({"ANCHORWATCH_SNAPSHOTS_TO": place})


def test_a_replica_publishes_nothing() -> None:
    with pytest.raises(SettingsError, match="a replica, which has snapshots_from, publishes nothing"):
        load({"ANCHORWATCH_SNAPSHOTS_TO": ADDRESS, "ANCHORWATCH_SNAPSHOTS_FROM": ADDRESS})
