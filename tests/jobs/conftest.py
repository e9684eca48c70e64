"""A watch on a simulated clock, whose one feed answers on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data_pipeline.feeds.fetch import fetch_sources
from data_pipeline.feeds.model import Request, Result
from data_pipeline.jobs import watch as watch_module
from data_pipeline.jobs.clocks import Clock
from data_pipeline.jobs.watch import Watch
from data_pipeline.registry import SourceDescription
from tests.feeds.conftest import _no_proxy, at_server, patient, server
from tests.jobs.simulated_clock import SimulatedClock
from tests.pipeline.helpers import settings_in
from tests.support.feed_server import FeedServer
from warehouse.contract.settings import Settings

__all__ = ["_no_proxy", "server"]
START = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass
class Watching:
    """A watch and its surroundings; `asked`: the moments, by the clock's elapsed seconds, at which a source was asked."""

    watch: Watch
    clock: SimulatedClock
    settings: Settings
    said: list[str]
    asked: list[float] = field(default_factory=list)

    def turns_for(self, time: timedelta) -> None:
        """Let it work for so long."""
        ends = self.clock.elapsed() + time.total_seconds()
        while self.clock.elapsed() < ends:
            self.clock.wait(min(self.watch.turn(), ends - self.clock.elapsed()))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data", feeds="ukmto", feeds_from_private_addresses="true", contact="ops@example.com")


@pytest.fixture
def rare_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn every ten minutes at least instead of every minute, for tests of days in which little happens."""
    monkeypatch.setattr(watch_module, "LONGEST_WAIT", 600.0)


NewWatch = Callable[..., Watching]


@pytest.fixture
def new_watch(settings: Settings, server: FeedServer) -> NewWatch:
    """`new_watch()`: a watch of UKMTO's feed at the path /ukmto."""

    def watch(clock: SimulatedClock | None = None, sources: Sequence[SourceDescription] | None = None) -> Watching:
        clock, said, asked = clock or SimulatedClock(START), list[str](), list[float]()

        def ask(settings: Settings, due: Sequence[SourceDescription], at: Clock) -> Iterator[Result]:
            asked.append(at.elapsed())
            return fetch_sources(settings, due, Request(now=True), new_client=patient, at=at.now())

        at_work = sources or [at_server("ukmto", f"{server.address}/ukmto")]
        return Watching(Watch(settings, at_work, clock, said.append, ask), clock, settings, said, asked)

    return watch
