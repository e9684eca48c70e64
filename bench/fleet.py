"""A fleet re-assessed after a publish: FLEET voyages between real ports on the snapshot in force, and where the time goes.

Aim: 60 s on two cores. The geometry of routes (way, legs, corridor) is kept from one snapshot to the next, so that after a publish only
evidence is worked out anew; both are measured, with what is sealed for the comparison of the next day.
"""

from __future__ import annotations

import cProfile
import io
import pstats
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any, Final

from analytics.voyage.advice import advisories_on_the_way
from analytics.voyage.assessment import VoyageAssessment, VoyagePlan, assess_voyage
from analytics.voyage.ground import ground_of
from analytics.voyage.kept.since import differences, figures_of
from analytics.voyage.quality.backtest import draw_voyages
from bench.voyage import caching_reader
from members.voyages.sealing import Sealer
from warehouse.contract import settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store
from warehouse.queries.advisories.advisories import all_advisories

FLEET: Final = 500
AIM_SECONDS: Final = 60.0
DAYS: Final = 20
"""Departures are spread over so many days."""


def main() -> None:
    """Print seconds for the first assessment of the fleet and for one after a publish, by what they are spent on."""
    data = settings.load().data
    try:
        snapshot = Store(data).open()
    except SnapshotError as error:
        print(error)
        return
    day = _last_day(snapshot)
    plans = _plans(day)
    first, _ = _assess(snapshot, day, plans)
    print(f"{len(plans)} voyages as known on {day}: first time {first:.1f} s, ways and corridors worked out")
    began = time.process_time()
    profile = cProfile.Profile()
    seconds, assessments = _assess(snapshot, day, plans)
    processor = time.process_time() - began
    print(f"after a publish: {seconds:.1f} s, {processor:.1f} s of processor, {1000 * processor / len(plans):.0f} ms a voyage")
    print(f"aim: {AIM_SECONDS:.0f} s")
    kept = _figures(snapshot, assessments)
    print(f"figures, sealed and compared: {kept:.1f} s")
    profile.runcall(_assess, snapshot, day, plans)
    out = io.StringIO()
    pstats.Stats(profile, stream=out).sort_stats("cumulative").print_stats(r"analytics|warehouse", 40)
    print(out.getvalue())


def _last_day(snapshot: Snapshot) -> date:
    """The last day that any waters were well watched, of an archive in the past."""
    today = datetime.now(UTC).date()
    return max(ground_of(caching_reader(snapshot), today).known_until.values(), default=today)


def _plans(day: date) -> list[VoyagePlan]:
    departure = datetime.combine(day, clock(6), UTC)
    return [
        VoyagePlan(route.waypoints, departure + timedelta(days=1 + number % DAYS)) for number, (_, route) in enumerate(draw_voyages(FLEET))
    ]


def _assess(snapshot: Snapshot, day: date, plans: list[VoyagePlan]) -> tuple[float, list[VoyageAssessment]]:
    """Seconds with nothing kept of the snapshot, and the assessments."""
    began = time.perf_counter()
    read: Callable[..., Any] = caching_reader(snapshot)
    ground = ground_of(read, day)
    assessments = [assess_voyage(read, plan, ground, with_gaps=False) for plan in plans]
    return time.perf_counter() - began, assessments


def _figures(snapshot: Snapshot, assessments: list[VoyageAssessment]) -> float:
    began = time.perf_counter()
    box, advisories = Sealer(bytes(32)), caching_reader(snapshot)(all_advisories)
    for assessment in assessments:
        on_the_way = advisories_on_the_way(advisories, assessment.passage, assessment.passage.departure)
        figures = figures_of(assessment, on_the_way, snapshot.id, snapshot.published_at)
        box.unseal(box.seal(figures.to_fields()))
        differences(figures, figures, assessment)
    return time.perf_counter() - began
