"""The forecast's back-test on the snapshot in force: parameters year by year, scores beside simple forecasts, calibration.

`python -m bench forecast --write` also keeps the parameters (`analytics/risk/parameters.json`) and the figures
(`analytics/risk/backtest.json`) that the pages show. They are meant to come from ASAM and IMB, linked.
"""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import orjson

from analytics.risk import parameters as kept
from analytics.risk.assessment import EARLIEST, sea_cells, who_watches
from analytics.risk.groups import GROUPS, group_of
from analytics.risk.quality import evaluation
from analytics.risk.quality.backtest import Made, months, replay, run
from warehouse.contract import settings
from warehouse.contract.snapshot import Snapshot, SnapshotError, Store
from warehouse.filters import Filters
from warehouse.queries.risk import daily as risk
from warehouse.queries.sources import sources

FIRST_KNOWN = date(1995, 1, 1)
"""Origins from here on give the windows that parameters are estimated from."""
FIRST_TESTED = date(2000, 1, 1)
COMMAND = "python -m bench forecast --write"


def main(write: bool) -> None:
    data = settings.load().data
    try:
        snapshot = Store(data).open()
    except SnapshotError as error:
        print(error)
        return
    if snapshot.is_demo:
        print(f"The snapshot in {data} is simulated; the back-test wants ASAM and IMB. Name another folder in ANCHORWATCH_DATA.")
        return
    began = time.perf_counter()
    found = measure(snapshot)
    for horizon, said in found["horizons"].items():
        report(int(horizon), said)
    print(f"{time.perf_counter() - began:.0f} s")
    if write:
        parameters = {key: found[key] for key in ("command", "made_on", "published_on", "snapshot", "incidents")} | {
            "years": found.pop("years")
        }
        kept.FILE.write_bytes(orjson.dumps(parameters, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        evaluation.FILE.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def measure(snapshot: Snapshot) -> dict[str, Any]:
    """The figures of both horizons, and the parameters of every year."""
    con = snapshot.connect()
    watched = who_watches(con, snapshot.published_at)
    described = [one for one in sources.sources(con) if one.reports and one.closed_on]
    last = max(one.closed_on for one in described if one.closed_on)
    daily, cells = risk.daily(con, Filters(), group_of(), EARLIEST, last), sea_cells()
    years: dict[str, dict[str, Any]] = {}
    horizons: dict[str, Any] = {}
    for horizon in kept.HORIZONS:
        origins = [one for one in months(FIRST_KNOWN, last) if (last - one).days + 1 >= horizon]
        replayed = replay(daily, cells, watched.there, origins, horizon)
        made: Made = run(replayed, range(FIRST_TESTED.year, last.year + 2))
        for year, one in made.parameters.items():
            years.setdefault(str(year), {})[str(horizon)] = asdict(one)
        horizons[str(horizon)] = evaluation.figures(replayed, made, cells, FIRST_TESTED)
    return {
        "command": COMMAND,
        "made_on": datetime.now(UTC).date().isoformat(),
        "published_on": snapshot.published_at.date().isoformat(),
        "snapshot": {one.title: f"{one.reports:,} reports, {one.first_occurred_on} to {one.last_occurred_on}" for one in described},
        "incidents": int(daily["incidents"].sum()),
        "regions": len(cells.regions),
        "groups": list(GROUPS),
        "horizons": horizons,
        "years": years,
    }


def report(horizon: int, said: dict[str, Any]) -> None:
    """The figures in lines."""
    print(f"-- {horizon} days, origins {said['first_origin']} to {said['last_origin']}, the first of every month")
    rows = [("all cells", said["overall"]), *said["groups"].items()]
    rows += [(f"expected {one['from']:g} to {one['to']:g}", one) for one in said["sizes"]]
    rows += [(f"{one['from']} to {one['to']}", one) for one in said["periods"]] + [("region totals", said["all_kinds"])]
    for name, one in rows:
        print(f"{name:24} n {one['n']:6,}  80 % interval: {_cover(one)}  CRPS {one['crps']:.4f}{_better(one)}")


def _cover(one: dict[str, Any]) -> str:
    cover = one["cover_80"]
    return f"shown {cover['shown']:.1%}, randomised {cover['randomised']:.1%}"


def _better(one: dict[str, Any]) -> str:
    parts = [
        f"{name} {against['crps_better']:+.0%} (deviance {against['deviance_better']:+.0%})"
        for name, against in one["rivals"].items()
        if against["n"]
    ]
    return f"  better than {'; '.join(parts)}" if parts else ""
