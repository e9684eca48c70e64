"""The reporting gap where the truth is known: worlds drawn by formula, worlds of the simulator, and the whole pipeline on its reports."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np

from analytics.coverage.policies import AS_DESCRIBED
from analytics.coverage.watchkeeping import keep_watch
from analytics.gap import cell_estimates
from analytics.gap.quality import simulation
from analytics.gap.quality.simulation import Kind, World, WorldResult
from bench.measure import run_command
from data_pipeline import landing as landing_zone
from data_pipeline import registry
from data_pipeline.sources.demo.simulator.simulate import ReportingOptions, simulate
from warehouse.contract.snapshot import Snapshot, Store
from warehouse.filters import Filters
from warehouse.queries.gap import source_histories

SEED: Final = 1852
END: Final = date(2026, 10, 31)
REPORTS: Final = 20_000
BODIES: Final = ("demo_navy", "demo_bureau", "demo_asia")
# The kinds that all three bodies may report; other kinds are reported by some of them only, by design.
KINDS: Final = ("piracy_robbery", "cargo_theft")
SPANS: Final = ((2012, 2015), (2016, 2019), (2020, 2023))


def _draw_simulation(folder: Path, reporting: ReportingOptions) -> Path:
    """Run the simulator; returns its folder."""
    simulate(folder, REPORTS, SEED, END, reporting=reporting)
    return folder


def demo_world(folder: Path, heterogeneous: bool) -> World:
    """The true incidents of robbery and theft in waters that three bodies watch, with each body's true chance to learn of them."""
    simulated = _draw_simulation(folder, ReportingOptions(heterogeneous=heterogeneous, independent=True))
    chances = ", ".join(f"chance_{body}" for body in BODIES)
    file = (simulated / "truth" / "incidents.parquet").as_posix()
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    rows = duckdb.connect().execute(f"SELECT {chances} FROM '{file}' WHERE category IN ({kinds})").fetchnumpy()
    pool = np.column_stack([rows[f"chance_{body}"] for body in BODIES]).astype(float)
    kind: Kind = "differ" if heterogeneous else "hold"
    title = "Simulator's truth, " + ("hidden classes and grave incidents easier to find" if heterogeneous else "every body one chance")
    return World(f"demo_{kind}", title, kind, pool[(pool > 0).all(axis=1)])


def estimates_through_chain(folder: Path, independent: bool, heterogeneous: bool) -> list[dict[str, Any]]:
    """Simulated reports with their usual errors through the whole pipeline: estimates from our links beside the true numbers."""
    reporting = ReportingOptions(heterogeneous=heterogeneous, independent=independent)
    simulated = folder / "demo_drawn"
    for file in simulate(simulated, REPORTS, SEED, END, reporting=reporting):
        source = registry.source(file.stem)
        landing_zone.land_file(folder / "landing", source, landing_zone.recognise_format(source, file), file)
        file.unlink()
    (simulated / "truth").rename(folder / "demo_truth")
    run_command("run", data=folder)
    return [_against_truth(Store(folder).open(), folder / "demo_truth", span, reporting) for span in SPANS]


def _against_truth(snapshot: Snapshot, truth: Path, span: tuple[int, int], reporting: ReportingOptions) -> dict[str, Any]:
    """All waters that two bodies watch in all years of the span; robbery and theft only, which every body may report."""
    con = snapshot.open_database()
    watching = keep_watch(con, datetime(END.year, END.month, END.day, tzinfo=UTC), AS_DESCRIBED).watches
    filters = Filters(categories=KINDS)
    frame, links = source_histories.source_histories(con, filters, ()), source_histories.uncertain_links(con, filters)
    con.close()
    result = cell_estimates.estimate_of_years(frame, watching, *span, links)
    plain = cell_estimates.estimate_of_years(frame, watching, *span)
    file = (truth / "incidents.parquet").as_posix()
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    [(true,)] = (
        duckdb.connect()
        .execute(f"SELECT count(*) FROM '{file}' WHERE category IN ({kinds}) AND year(occurred_at) BETWEEN {span[0]} AND {span[1]}")
        .fetchall()
    )
    assert result.estimate is not None and result.interval is not None and plain.interval is not None
    return {
        "bodies_repeat": not reporting.independent,
        "incidents_differ": reporting.heterogeneous,
        "first_year": span[0],
        "last_year": span[1],
        "true": int(true),
        "observed": result.observed,
        "estimate": round(result.estimate),
        "low": round(result.interval.low),
        "high": round(result.interval.high),
        "low_were_links_right": round(plain.interval.low),
        "high_were_links_right": round(plain.interval.high),
        "lower_bound": round(result.lower.estimate) if result.lower else None,
        "as_published": next((round(variant.abundance) for variant in result.variants if variant.name == "as published"), None),
    }


def _print_worlds(results: Iterable[WorldResult]) -> None:
    print(f"{'world':<50}{'lists':>6}{'size':>7}{'est.':>6}{'covered':>9}{'bias':>8}{'width':>8}{'bound<=N':>10}{'low<=N':>8}")
    for result in results:
        shares = f"{result.covered:>9.3f}{result.bias:>8.3f}{result.width:>8.3f}{result.bound_below:>10.3f}{result.bound_low_below:>8.3f}"
        print(f"{result.title:<50.49}{result.lists:>6}{result.size:>7}{result.estimated:>6}{shares}", flush=True)


def main(write: bool, runs: int = simulation.RUNS) -> None:
    """All worlds at six sizes, and the whole pipeline; with `write`, the results are stored for the pages."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        demo = [demo_world(folder / "alike", False), demo_world(folder / "differ", True)]
        results = simulation.simulate_worlds([*simulation.drawn_worlds(), *demo], runs=runs)
        _print_worlds(results)
        rows = []
        for number, (independent, heterogeneous) in enumerate(((True, False), (False, False), (False, True))):
            rows += estimates_through_chain(folder / f"chain{number}", independent, heterogeneous)
        for row in rows:
            print(row)
    if write:
        written_by = "python -m bench gap --simulate --write"
        simulation.RESULTS_FILE.write_text(
            simulation.results_as_json(results, rows, written_by, f"{datetime.now(UTC):%Y-%m-%d}"), encoding="utf-8"
        )
