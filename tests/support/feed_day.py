"""A day of the watch by a simulated clock: two feeds that change, fail and come back, and the accounting held against what they said."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from data_pipeline.chain import run
from data_pipeline.feeds.fetch import fetch_sources
from data_pipeline.feeds.model import Limits, Request, Result
from data_pipeline.jobs.clocks import Clock
from data_pipeline.jobs.watch import Watch
from data_pipeline.landing import list_landings
from data_pipeline.registry import SourceDescription
from tests.feeds.conftest import at_server, patient
from tests.feeds.helpers import ukmto_record
from tests.jobs.simulated_clock import SimulatedClock
from tests.pipeline.helpers import content
from tests.support.feed_server import FeedServer, Heard, Reply, json_reply, running_feed_server
from warehouse.contract import settings as settings_module
from warehouse.contract.health.document import read_health
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot, Store

START: Final = datetime(2026, 11, 20, 18, tzinfo=UTC)
WINDOW: Final = 12
"""Records that a feed shows at once: older ones leave it."""
_FAULTS: Final[dict[str, Callable[[bytes], Reply]]] = {
    "refused": lambda body: Reply(status=403),
    "web page": lambda body: Reply(b"<!doctype html><html><title>Down for maintenance</title></html>"),
    "cut off": lambda body: json_reply(body[: len(body) // 2]),
    "empty": lambda body: json_reply(b"[]"),
    "busy": lambda body: Reply(status=503, headers={"Retry-After": "5400"}),
    "not sent to the end": lambda body: replace(json_reply(body), announced=len(body) + 10),
}


@dataclass
class InventedFeed:
    """A service whose records change. `stated`: the texts that each reference ever had in a good answer, in order."""

    make: Callable[[int, int], dict[str, Any]]
    draw: random.Random
    versions: dict[int, int] = field(default_factory=dict)
    stated: dict[int, list[int]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    answers: int = 0

    def answer(self, heard: Heard) -> Reply:
        """What it gives to one request: records that have changed since the last one, or a fault."""
        self._change()
        shown = sorted(self.versions)[-WINDOW:]
        body = orjson.dumps([self.make(number, self.versions[number]) for number in shown])
        if self.answers and self.draw.random() < 0.3:
            fault = self.draw.choice(list(_FAULTS))
            self.faults[fault] += 1
            return _FAULTS[fault](body)
        self.answers += 1
        for number in shown:
            history = self.stated.setdefault(number, [])
            if history[-1:] != [self.versions[number]]:
                history.append(self.versions[number])
        return json_reply(body)

    def _change(self) -> None:
        arriving = 6 if not self.versions else self.draw.choice([0, 0, 1, 2])
        for _ in range(arriving):
            self.versions[len(self.versions) + 1] = 1
        if self.draw.random() < 0.4:
            self.versions[self.draw.choice(sorted(self.versions)[-WINDOW:])] += 1


@dataclass
class Day:
    """What came of it, in numbers."""

    hours: float = 0.0
    requests: int = 0
    publishes: int = 0
    reports: int = 0
    revisions: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    turns: int = 0


def live(data: Path, hours: float, seed: int = 1) -> Day:
    """Let a watch run for so many simulated hours and check every snapshot that it publishes. Raises AssertionError.

    In the middle the clock is set back by an hour, and the machine sleeps for one.
    """
    settings = _settings(data)
    clock, day = SimulatedClock(START), Day(hours)
    with _feeds(seed) as (server, feeds):
        sources = [
            at_server("ukmto", f"{server.address}/ukmto", every_hours=1.0),
            at_server("recaap", f"{server.address}/recaap", every_hours=2.0, days=0),
        ]

        def ask(settings: Settings, due: Sequence[SourceDescription], at: Clock) -> Iterator[Result]:
            day.requests += len(due)
            request = Request(now=True, limits=Limits(attempts=1))
            return fetch_sources(settings, due, request, new_client=patient, at=at.now())

        watch, published = Watch(settings, sources, clock, lambda line: None, ask), ""
        jumps = {hours / 3: lambda: clock.set(clock.now() - timedelta(hours=1)), hours / 2: lambda: clock.pass_time(timedelta(hours=1))}
        while clock.elapsed() < hours * 3_600:
            clock.wait(watch.turn())
            day.turns += 1
            if (current := Store(settings.data).current_id()) and current != published:
                published = current
                day.publishes += 1
                _check_snapshot(Store(settings.data).open(), feeds)
                _check_health(settings)
            for moment in [moment for moment in jumps if clock.elapsed() >= moment * 3_600]:
                jumps.pop(moment)()
        day.faults = feeds["ukmto"].faults + feeds["recaap"].faults
        before = Store(settings.data).open()
        day.reports = before.manifest.tables["reports"].rows
        day.revisions = before.manifest.tables["report_revisions"].rows
        _check_rebuild(settings, before)
    return day


def _settings(data: Path) -> Settings:
    return settings_module.load(
        {
            "ANCHORWATCH_DATA": str(data),
            "ANCHORWATCH_WORKERS": "1",
            "ANCHORWATCH_FEEDS": "ukmto,recaap",
            "ANCHORWATCH_ENABLED_SOURCES": "ukmto,recaap",
            "ANCHORWATCH_FEEDS_FROM_PRIVATE_ADDRESSES": "true",
        }
    )


@contextmanager
def _feeds(seed: int) -> Iterator[tuple[FeedServer, dict[str, InventedFeed]]]:
    feeds = {
        "ukmto": InventedFeed(_ukmto, random.Random(seed)),
        "recaap": InventedFeed(_recaap, random.Random(seed + 1)),
    }
    with running_feed_server() as server:
        for name, feed in feeds.items():
            server.give(f"/{name}", feed.answer)
        yield server, feeds


def _ukmto(number: int, version: int) -> dict[str, Any]:
    return ukmto_record(
        number,
        incidentTypeName=["Attack", "Advisory", "Suspicious Approach"][version % 3],
        locationLatitude=round(12.0 + number / 7, 2),
        vesselName=f"PALE STAR {number}",
        otherDetails=f"UKMTO WARNING {number:03}-26. A skiff fired on a tanker, message {version}.",
    )


def _recaap(number: int, version: int) -> dict[str, Any]:
    return {
        "id": 7000 + number, "incidentNo": f"EX-26-{number:03}", "timeOfIncident": f"2026-11-{1 + number % 20:02}T19:30:00.000+00:00",
        "positionLatitude": 1.0, "positionLongitude": 104.0, "positionSeaName": "Straits of Example", "shipName": f"Grey Heron {number}",
        "shipType": "Tanker", "shipFlag": "Panama", "incidentType": "Actual",
        "detailsAttackMethod": f"Five perpetrators armed with knives boarded the ship from astern. Message {version}.",
        "detailsStolenCargo": "Engine spares", "detailsDamages": "Nil", "incidentCaseDescription": None,
    }  # fmt: skip


def _check_snapshot(snapshot: Snapshot, feeds: dict[str, InventedFeed]) -> None:
    """The accounting adds up, for every landing and against what the feeds said; nothing is lost, doubled or in two incidents."""
    landings = snapshot.read_table("landings").to_pylist()
    for row in landings:
        assert row["read"] == row["new"] + row["revised"] + row["unchanged"] + row["repeated"] + row["quarantined"], row
        assert (row["quarantined"], row["failure"]) == (0, None), row
    incidents_told = snapshot.read_table("reports", ["report_id", "source", "revision"]).to_pylist()
    # What its body makes an advisory is stated as well, and counted apart.
    reports = incidents_told + snapshot.read_table("advisories", ["advisory_id", "source", "revision"]).to_pylist()
    for name, feed in feeds.items():
        revisions = [row["revision"] for row in reports if row["source"] == name]
        assert len(revisions) == len(feed.stated), f"{name}: {len(revisions)} reports of the {len(feed.stated)} records it stated"
        assert sum(revisions) == sum(map(len, feed.stated.values())), f"{name}: revisions"
    assert sum(row["new"] for row in landings) == len(reports)
    assert sum(row["new"] + row["revised"] for row in landings) == sum(row["revision"] for row in reports)
    members = snapshot.read_table("incident_reports", ["report_id"])["report_id"].to_pylist()
    assert sorted(members) == sorted(row["report_id"] for row in incidents_told)


def _check_health(settings: Settings) -> None:
    health = read_health(settings.data)
    assert health is not None
    landed = Counter(landing.source for landing in list_landings(settings.landing))
    for feed in health.feeds:
        assert sum(attempt.kind == "landed" for attempt in feed.attempts) == landed[feed.source]


def _check_rebuild(settings: Settings, before: Snapshot) -> None:
    rebuilt = run(settings, rebuild=True).snapshot
    assert rebuilt is not None
    # The states of sources follow the machine's clock.
    assert [(name, rows) for name, rows in content(before).items() if name != "sources"] == [
        (name, rows) for name, rows in content(rebuilt).items() if name != "sources"
    ]
