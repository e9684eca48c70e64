"""The forecast's back-test on the snapshot in force: parameters year by year, scores against simple forecasts, calibration.

`python -m bench forecast --write` also stores the parameters (`analytics/risk/parameters.json`) and the figures
(`analytics/risk/quality/backtest.json`) that the pages show. They are meant to come from ASAM and IMB, linked.
"""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import orjson

from analytics.coverage.policies import RISK_BASIS
from analytics.coverage.watchkeeping import keep_watch
from analytics.risk import parameters
from analytics.risk.assessment import EARLIEST, sea_cells
from analytics.risk.groups import GROUPS, group_by_category
from analytics.risk.quality import evaluation
from analytics.risk.quality.backtest import BacktestForecasts, month_starts, replay_origins, run_backtest
from warehouse.contract import settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store
from warehouse.filters import Filters
from warehouse.queries.risk import daily as risk
from warehouse.queries.sources import sources

FIRST_KNOWN = date(1995, 1, 1)
"""Origins from here on give the windows on which parameters are estimated."""
FIRST_TESTED = date(2000, 1, 1)
COMMAND = "python -m bench forecast --write"


def main(write: bool) -> None:
    """Print the figures, and with `write` store them for the pages."""
    data = settings.load().data
    try:
        snapshot = Store(data).open()
    except SnapshotError as error:
        print(error)
        return
    if snapshot.is_demo:
        print(f"The snapshot in {data} is simulated; the back-test needs ASAM and IMB. Name another folder in ANCHORWATCH_DATA.")
        return
    began = time.perf_counter()
    figures = back_test(snapshot)
    for horizon, scores in figures["horizons"].items():
        print_scores(int(horizon), scores)
    print(f"{time.perf_counter() - began:.0f} s")
    if write:
        # Two files: the parameters are read for every forecast, the figures only by the page on quality.
        years = figures.pop("years")
        stored = {key: figures[key] for key in ("command", "made_on", "published_on", "snapshot", "incidents")} | {"years": years}
        parameters.FILE.write_bytes(orjson.dumps(stored, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        evaluation.FILE.write_bytes(orjson.dumps(figures, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def back_test(snapshot: Snapshot) -> dict[str, Any]:
    """The figures of both horizons, and the parameters of every year."""
    con = snapshot.open_database()
    # The test ends where the last closed archive does: the latest months of a live source are still being filled in.
    archives = [source for source in sources.all_sources(con) if source.reports and source.closed_on]
    last = max(source.closed_on for source in archives if source.closed_on)
    daily, cells = risk.daily_counts(con, Filters(), group_by_category(), EARLIEST, last), sea_cells()
    watchers = keep_watch(con, snapshot.published_at, RISK_BASIS).by_region(cells.regions)
    years: dict[str, dict[str, Any]] = {}
    horizons: dict[str, Any] = {}
    for horizon in parameters.HORIZONS:
        origins = [origin for origin in month_starts(FIRST_KNOWN, last) if (last - origin).days + 1 >= horizon]
        replayed = replay_origins(daily, cells, watchers, origins, horizon)
        # One year more than the data hold: its parameters serve the forecasts made after the last report.
        forecasts: BacktestForecasts = run_backtest(replayed, range(FIRST_TESTED.year, last.year + 2))
        for year, estimated in forecasts.parameters.items():
            years.setdefault(str(year), {})[str(horizon)] = asdict(estimated)
        horizons[str(horizon)] = evaluation.backtest_figures(replayed, forecasts, cells, FIRST_TESTED)
    described = {
        source.title: f"{source.reports:,} reports, {source.first_occurred_on} to {source.last_occurred_on}" for source in archives
    }
    return {
        "command": COMMAND,
        "made_on": datetime.now(UTC).date().isoformat(),
        "published_on": snapshot.published_at.date().isoformat(),
        "snapshot": described,
        "incidents": int(daily["incidents"].sum()),
        "regions": len(cells.regions),
        "groups": list(GROUPS),
        "horizons": horizons,
        "years": years,
    }


def print_scores(horizon: int, scores: dict[str, Any]) -> None:
    """The scores of one horizon, a line for each part of the windows."""
    print(f"-- {horizon} days, origins {scores['first_origin']} to {scores['last_origin']}, the first of every month")
    rows = [("all cells", scores["overall"]), *scores["groups"].items()]
    rows += [(f"expected {part['from']:g} to {part['to']:g}", part) for part in scores["sizes"]]
    rows += [(f"{part['from']} to {part['to']}", part) for part in scores["periods"]] + [("region totals", scores["all_kinds"])]
    for name, part in rows:
        print(f"{name:24} n {part['n']:6,}  80 % interval: {_coverage_text(part)}  CRPS {part['crps']:.4f}{_skill_text(part)}")


def _coverage_text(part: dict[str, Any]) -> str:
    coverage = part["cover_80"]
    return f"shown {coverage['shown']:.1%}, randomised {coverage['randomised']:.1%}"


def _skill_text(part: dict[str, Any]) -> str:
    comparisons = [
        f"{name} {against['crps_better']:+.0%} (deviance {against['deviance_better']:+.0%})"
        for name, against in part["rivals"].items()
        if against["n"]
    ]
    return f"  better than {'; '.join(comparisons)}" if comparisons else ""
