"""The reporting gap where the truth is known: drawn worlds, worlds of the simulator's truth, and the simulator through the whole chain."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from analytics.coverage.freshness import coverage
from analytics.gap import cell_estimates, watches
from analytics.gap.quality import simulation
from analytics.gap.quality.simulation import Kind, Result, World
from bench.measure import command
from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.sources.demo.simulate import Reporting, simulate
from warehouse.contract.snapshot import Snapshot, Store
from warehouse.filters import Filters
from warehouse.queries.gap import source_histories
from warehouse.queries.sources.sources import sources

SEED: Final = 1852
END: Final = date(2026, 10, 31)
REPORTS: Final = 20_000
BODIES: Final = ("demo_navy", "demo_bureau", "demo_asia")
KINDS: Final = ("piracy_robbery", "cargo_theft")
SPANS: Final = ((2012, 2015), (2016, 2019), (2020, 2023))


def _draw(folder: Path, reporting: Reporting) -> Path:
    """Draw a simulation; returns its folder."""
    simulate(folder, REPORTS, SEED, END, reporting=reporting)
    return folder


def demo_world(folder: Path, heterogeneous: bool) -> World:
    """The true incidents of robbery and theft in waters that three bodies watch, with each body's true chance to hear of them."""
    drawn = _draw(folder, Reporting(heterogeneous=heterogeneous, independent=True))
    chances = ", ".join(f"chance_{body}" for body in BODIES)
    file = (drawn / "truth" / "incidents.parquet").as_posix()
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    rows = duckdb.connect().execute(f"SELECT {chances} FROM '{file}' WHERE category IN ({kinds})").fetchnumpy()
    pool = np.column_stack([rows[f"chance_{body}"] for body in BODIES]).astype(float)
    kind: Kind = "differ" if heterogeneous else "hold"
    title = "Simulator's truth, " + ("hidden classes and grave incidents easier to find" if heterogeneous else "every body one chance")
    return World(f"demo_{kind}", title, kind, pool[(pool > 0).all(axis=1)])


def chain(folder: Path, independent: bool, heterogeneous: bool) -> list[dict[str, Any]]:
    """Simulated reports with their usual errors through the whole chain: estimates from our links beside the true numbers."""
    reporting = Reporting(heterogeneous=heterogeneous, independent=independent)
    drawn = folder / "demo_drawn"
    for file in simulate(drawn, REPORTS, SEED, END, reporting=reporting):
        source = registry.source(file.stem)
        landing_zone.land(folder / "landing", source, landing_zone.recognise(source, file), file)
        file.unlink()
    (drawn / "truth").rename(folder / "demo_truth")
    command("run", data=folder)
    return [_against_truth(Store(folder).open(), folder / "demo_truth", span, reporting) for span in SPANS]


def _against_truth(snapshot: Snapshot, truth: Path, span: tuple[int, int], reporting: Reporting) -> dict[str, Any]:
    """All waters that two bodies watch in all years of the span; robbery and theft only, of which every body may hear."""
    con = snapshot.connect()
    known = sources(con)
    watching = watches(known, coverage(known, datetime(END.year, END.month, END.day, tzinfo=UTC)))
    filters = Filters(categories=KINDS)
    frame, links = source_histories.source_histories(con, filters, ()), source_histories.uncertain_links(con, filters)
    con.close()
    found = cell_estimates.of_span(frame, watching, *span, links)
    plain = cell_estimates.of_span(frame, watching, *span)
    file = (truth / "incidents.parquet").as_posix()
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    [(true,)] = (
        duckdb.connect()
        .execute(f"SELECT count(*) FROM '{file}' WHERE category IN ({kinds}) AND year(occurred_at) BETWEEN {span[0]} AND {span[1]}")
        .fetchall()
    )
    assert found.estimate is not None and found.interval is not None and plain.interval is not None
    return {
        "bodies_repeat": not reporting.independent,
        "incidents_differ": reporting.heterogeneous,
        "first_year": span[0],
        "last_year": span[1],
        "true": int(true),
        "observed": found.observed,
        "estimate": round(found.estimate),
        "low": round(found.interval.low),
        "high": round(found.interval.high),
        "low_were_links_right": round(plain.interval.low),
        "high_were_links_right": round(plain.interval.high),
        "lower_bound": round(found.lower.estimate) if found.lower else None,
        "as_published": next((round(one.abundance) for one in found.variants if one.name == "as published"), None),
    }


def _show(found: Iterable[Result]) -> None:
    print(f"{'world':<50}{'lists':>6}{'size':>7}{'est.':>6}{'covered':>9}{'bias':>8}{'width':>8}{'bound<=N':>10}{'low<=N':>8}")
    for one in found:
        shown = f"{one.covered:>9.3f}{one.bias:>8.3f}{one.width:>8.3f}{one.bound_below:>10.3f}{one.bound_low_below:>8.3f}"
        print(f"{one.title:<50.49}{one.lists:>6}{one.size:>7}{one.estimated:>6}{shown}", flush=True)


def main(write: bool, runs: int = simulation.RUNS) -> None:
    """All worlds at six sizes, and the chain; with `write`, the results are kept for the pages."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        demo = [demo_world(folder / "alike", False), demo_world(folder / "differ", True)]
        found = simulation.results([*simulation.worlds(), *demo], runs=runs)
        _show(found)
        rows = []
        for number, (independent, heterogeneous) in enumerate(((True, False), (False, False), (False, True))):
            rows += chain(folder / f"chain{number}", independent, heterogeneous)
        for row in rows:
            print(row)
    if write:
        made = "python -m bench gap --simulate --write"
        simulation.FILE.write_text(simulation.written(found, rows, made, f"{datetime.now(UTC):%Y-%m-%d}"), encoding="utf-8")
