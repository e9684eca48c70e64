"""Voyages: how fast one is assessed, and the back-test of 2,000 random ones on the snapshot in force.

`python -m bench voyage --write` stores the figures (`analytics/voyage/quality/backtest.json`) for *How good is this?*. They are meant to
come from ASAM and IMB, linked.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson

from analytics import trends
from analytics.voyage.assessment import VoyageAssessment, VoyagePlan, assess_voyage
from analytics.voyage.ground import ground_of
from analytics.voyage.quality import stored
from analytics.voyage.quality.backtest import YEARS, figures_of, try_voyages
from analytics.voyage.route.waypoints import find_waypoint
from analytics.voyage.security.judgement import Judgement
from analytics.voyage.security.ship import ShipProfile
from briefing import pdf, word
from briefing.crew import printed
from briefing.crew.brief import compose_brief
from briefing.crew.texts import english
from briefing.security.assessment import SecurityCase, compose_assessment
from warehouse.contract import settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store
from warehouse.queries.sources import sources
from warehouse.reader import LOCAL
from warehouse.view import view

COMMAND = "python -m bench voyage --write"
LONG_VOYAGE = ("Shanghai", "Rotterdam")
"""About 10,000 nm."""
KEPT = 40


def main(write: bool) -> None:
    """Print speed and figures, and with `write` store the figures for the page."""
    data = settings.load().data
    try:
        snapshot = Store(data).open()
    except SnapshotError as error:
        print(error)
        return
    measure_speed(snapshot)
    if snapshot.is_demo:
        print(f"The snapshot in {data} is simulated; the back-test needs ASAM and IMB. Name another folder in ANCHORWATCH_DATA.")
        return
    began = time.perf_counter()
    figures = back_test(snapshot)
    print_figures(figures)
    print(f"{time.perf_counter() - began:.0f} s")
    if write:
        stored.FILE.write_bytes(orjson.dumps(figures, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def measure_speed(snapshot: Snapshot) -> None:
    """Seconds for one long voyage: the first, and then others by the same ground."""
    read = caching_reader(snapshot)
    plan = VoyagePlan(tuple(find_waypoint(name) for name in LONG_VOYAGE), datetime(YEARS[1], 6, 2, tzinfo=UTC))
    began = time.perf_counter()
    ground = ground_of(read, date(YEARS[1], 6, 1))
    assessed = assess_voyage(read, plan, ground)
    print(f"{assessed.passage.route.length_nm:,.0f} nm, {len(assessed.legs)} legs: first {time.perf_counter() - began:.2f} s", end="")
    seconds = []
    for days in range(1, 6):
        later = VoyagePlan(plan.waypoints, plan.departure + timedelta(days=days))
        began = time.perf_counter()
        assess_voyage(read, later, ground)
        seconds.append(time.perf_counter() - began)
    print(f", warm {sorted(seconds)[2]:.2f} s (median of five)")
    measure_documents(assess_voyage(read, plan, ground), snapshot)


def measure_documents(assessment: VoyageAssessment, snapshot: Snapshot) -> None:
    """Seconds and bytes of the files made of one voyage: median of three each."""
    composed = compose_assessment(SecurityCase(assessment, ShipProfile(), Judgement(), (), datetime.now(UTC)), view(snapshot, LOCAL))
    brief = compose_brief(assessment, english())
    writers: dict[str, Callable[[], bytes]] = {
        "security assessment, DOCX": lambda: word.write_docx(composed),
        "security assessment, PDF": lambda: pdf.write_pdf(composed),
        "crew brief, PDF": lambda: printed.write_brief(brief),
    }
    for name, write in writers.items():
        seconds = []
        for _ in range(3):
            began = time.perf_counter()
            content = write()
            seconds.append(time.perf_counter() - began)
        print(f"{name}: {sorted(seconds)[1]:.2f} s, {len(content) / 1000:,.0f} kB")


def back_test(snapshot: Snapshot) -> dict[str, Any]:
    """The figures, with what they were made on."""
    read = caching_reader(snapshot)
    archives = [source for source in read(sources.all_sources) if source.reports and source.closed_on]
    described = {
        source.title: f"{source.reports:,} reports, {source.first_occurred_on} to {source.last_occurred_on}" for source in archives
    }
    results = try_voyages(read, told=_say_progress)
    return {
        "command": COMMAND,
        "made_on": datetime.now(UTC).date().isoformat(),
        "published_on": snapshot.published_at.date().isoformat(),
        "snapshot": described,
        "years": list(YEARS),
        **figures_of(results),
    }


def caching_reader(snapshot: Snapshot) -> Callable[..., Any]:
    """As the cache of the pages does: results by function and arguments, the latest KEPT."""
    run, results = trends.query_runner(snapshot.open_database()), OrderedDict[Any, Any]()

    def read(function: Callable[..., Any], *more: Any) -> Any:
        key = (function, *more)
        if key not in results:
            results[key] = run(function, *more)
            if len(results) > KEPT:
                results.popitem(last=False)
        return results[key]

    return read


def print_figures(figures: dict[str, Any]) -> None:
    """One line for all voyages, and one for each class of what was expected."""
    rows = [("all", figures["overall"]), *((f"{part['from']:g} to {part['to']:g}", part) for part in figures["sizes"])]
    for name, part in rows:
        rivals = "; ".join(
            f"{rival}: CRPS {scores['crps_better']:+.0%}, Brier {scores['brier_better']:+.0%}" for rival, scores in part["rivals"].items()
        )
        print(
            f"{name:12} n {part['n']:5,}  expected {part['expected']:7.1f}  recorded {part['recorded']:5,}  "
            f"80% interval {part['cover_80']:.1%}  CRPS {part['crps']:.4f}  Brier {part['brier']:.4f}  {rivals}"
        )


def _say_progress(number: int) -> None:
    if number % 200 == 0:
        print(f"{number} voyages", flush=True)
