"""A feed's service on this machine, and a data folder that is filled from it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data_pipeline import registry
from data_pipeline.feeds.client import Client
from data_pipeline.feeds.fetch import fetch_sources
from data_pipeline.feeds.model import Limits, Request, Result
from data_pipeline.registry import SourceDescription
from tests.pipeline.helpers import settings_in
from tests.support.feed_server import FeedServer, running_feed_server
from warehouse.contract.settings import Settings

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")

Ask = Callable[..., Result]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with running_feed_server() as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data", feeds="ukmto", feeds_from_private_addresses="true", contact="ops@example.com")


def at_server(source_id: str, url: str, **changes: Any) -> SourceDescription:
    """The source, with its feed at another address."""
    source = registry.source(source_id)
    assert source.feed is not None
    return replace(source, feed=replace(source.feed, url=url, **changes))


def patient(settings: Settings, limits: Limits, stop: threading.Event) -> Client:
    """A client that does not really wait between attempts."""
    return Client(settings, limits, stop, sleep=lambda seconds: None)


@pytest.fixture
def ask(settings: Settings, server: FeedServer) -> Ask:
    """`ask()`: the result of asking one feed, by default UKMTO's at the path /ukmto, regardless of its cadence."""

    def ask_once(source: SourceDescription | None = None, at: datetime = NOW, **how: Any) -> Result:
        asked = source or at_server("ukmto", f"{server.address}/ukmto")
        [result] = fetch_sources(settings, [asked], Request(**{"now": True, **how}), new_client=patient, at=at)
        return result

    return ask_once
