"""What readers of a replica are told, and what they cannot do there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.pages.conftest import Open, said
from tests.pages.test_link_review import key, sign, unsure
from tests.support.app import everything_sent
from warehouse.contract import settings
from warehouse.contract.health.replica import ReplicaHealth, write_replica_health
from warehouse.contract.snapshot import Snapshot

Publish = Callable[..., Snapshot]
ADDRESS = "s3://secret-bucket/watch"
SOURCES = "pages/data_sources/page.py"
NOW = datetime.now(UTC)


@pytest.fixture
def replica(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the page's server a replica whose health is this."""
    monkeypatch.setenv("ANCHORWATCH_SNAPSHOTS_FROM", ADDRESS)
    monkeypatch.setenv("ANCHORWATCH_TABLES_BY_PAGE", "true")

    def keep(**health: datetime | str) -> None:
        write_replica_health(settings.load().data, ReplicaHealth(ADDRESS, **health))  # type: ignore[arg-type]

    return keep


def test_a_replica_in_step_says_when_it_last_was(published: Publish, replica: Callable[..., None], open_page: Open) -> None:
    published()
    replica(reached_at=datetime(2026, 11, 20, 12, 3, tzinfo=UTC))
    at = open_page(SOURCES, tab="Feeds")
    assert "This server shows what another one publishes. It was up to date at 20 November 2026, 12:03 UTC." in said(at)
    assert "The server that publishes asks the feeds" in said(at)
    at = open_page(SOURCES, tab="Add a table")
    assert "Do it on the server that publishes" in said(at)
    assert not at.get("file_uploader")


def test_a_replica_that_is_behind_says_since_when_and_after_an_hour_on_every_page(
    published: Publish, replica: Callable[..., None], open_page: Open
) -> None:
    published()
    text = f"{ADDRESS} could not be reached"
    replica(reached_at=NOW, failing_since=NOW - timedelta(minutes=5), text=text)
    at = open_page(SOURCES)
    [warning] = [warning.value for warning in at.warning if "nothing newer could be fetched" in warning.value]
    assert "secret-bucket" not in everything_sent(at)
    assert not [warning for warning in open_page("pages/glossary/page.py").warning if "nothing newer" in warning.value]
    replica(reached_at=NOW, failing_since=NOW - timedelta(hours=2), text=text)
    assert [w for w in open_page("pages/trends/page.py").warning if "nothing newer could be fetched" in w.value]
    assert "may be out of date" in warning


@pytest.mark.parametrize("failing", [False, True])
def test_a_replica_without_anything_says_that_it_waits_for_the_publishing_server(
    failing: bool, replica: Callable[..., None], open_page: Open
) -> None:
    replica(**({"failing_since": datetime(2026, 11, 20, 12, 3, tzinfo=UTC), "text": f"{ADDRESS} is away"} if failing else {}))
    at = open_page("pages/trends/page.py")
    assert not at.exception
    assert ("since 20 November 2026, 12:03 UTC it could not be fetched" if failing else "is fetching it. Reload the page") in said(at)
    assert "data_pipeline run" not in said(at)
    assert "secret-bucket" not in everything_sent(at)


def test_links_are_not_decided_on_a_replica(base: Snapshot, published: Publish, replica: Callable[..., None], open_page: Open) -> None:
    published()
    replica(reached_at=NOW)
    at = open_page("pages/link_review/page.py", pair=key(unsure(base)))
    at = sign(at)
    assert at.button(key="review_same").disabled
    assert "Do it on the server that publishes" in said(at)
