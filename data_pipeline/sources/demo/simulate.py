"""The simulator: true incidents, four bodies that report some of them, and the truth beside.

Time runs in blocks of whole months. Every block has its own random streams, made from the seed and the block's number,
one for what happens, one for who hears of it, and one a body for its errors; so what happens and who hears of it stay
the same when only `noise` changes, and nothing depends on how many rows are written at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from data_pipeline.errors import UsageError
from data_pipeline.sources.demo.bodies import Bodies
from data_pipeline.sources.demo.files import Files
from data_pipeline.sources.demo.parameters import Model, Reals, model
from data_pipeline.sources.demo.rates import Month, chance_to_hear, expected_records, monthly_truth, months
from data_pipeline.sources.demo.records import Records
from data_pipeline.sources.demo.ships import Fleet, fleet_size
from data_pipeline.sources.demo.truth import Draw

RECORDS_A_BLOCK = 30_000
"""About so many records are held in memory at once; a block has at least one month, however many that holds."""
ROWS_A_GROUP: Final = 50_000
FEWEST, MOST = 100, 20_000_000
"""Sizes that can be asked for."""


@dataclass(frozen=True)
class Reporting:
    """How the bodies report.

    noise: multiplies every error rate of bodies.toml; 0 gives perfect copies without re-issues and revisions.
    heterogeneous: a body's chance to hear depends on category, severity and a hidden class of the incident (so
        capture-recapture is biased); False: it is one number per body in its waters (the assumptions hold).
    independent: no body repeats another's reports; False: `demo_navy` does, as bodies.toml states.
    """

    noise: float = 1.0
    heterogeneous: bool = True
    independent: bool = False


@dataclass(frozen=True)
class Plan:
    """What is to be expected: months, true incidents per month, region and category, and months a block."""

    span: list[Month]
    expected: Reals
    months_a_block: int

    @property
    def blocks(self) -> list[slice]:
        return [slice(first, first + self.months_a_block) for first in range(0, len(self.span), self.months_a_block)]


def last_month_end(today: date) -> date:
    """The last day of the month before `today`: the usual end of a simulation."""
    return today.replace(day=1) - timedelta(days=1)


def simulate(
    folder: Path,
    reports: int,
    seed: int,
    end: date | None = None,
    years: int = 15,
    progress: Callable[[int, int], None] | None = None,
    *,
    reporting: Reporting | None = None,
    rows_a_group: int = ROWS_A_GROUP,
) -> list[Path]:
    """Write one Parquet file per body into `folder`, and `truth/incidents.parquet`, `truth/reports.parquet` below it.

    The files hold about `reports` records together (at the default noise; the number is drawn), of events in the
    `years` years up to and including `end` (default: the last day of the month before today), as far as they are
    published by then. `progress(done, expected)` counts records. Same arguments, same content; `rows_a_group`, the
    rows written at once, changes no content. Returns the files of the bodies that published anything. Raises UsageError
    for a size or span that cannot be.
    """
    end = end or last_month_end(date.today())
    reporting = reporting or Reporting()
    _check(reports, seed, years, reporting)
    said = model()
    start = _years_before(end, years) + timedelta(days=1)
    chance = chance_to_hear(said, reporting.heterogeneous)
    plan = _plan(said, months(start, end), chance, reports, reporting.independent)
    fleet = Fleet(said, fleet_size(said, float(plan.expected.sum())), seed)
    bodies = Bodies(said, Records(said, fleet), chance, end, reporting.noise, reporting.independent)
    about = {
        "anchorwatch": "demo", "simulated": "yes", "reports": str(reports), "seed": str(seed), "end": end.isoformat(), "years": str(years),
        "noise": str(reporting.noise), "heterogeneous": str(reporting.heterogeneous), "independent": str(reporting.independent),
    }  # fmt: skip
    draw = Draw(said, fleet, start, end)
    done, first_number = 0, 1
    with Files(folder, [body.id for body in said.bodies], about, rows_a_group) as files:
        for number, months_of_block in enumerate(plan.blocks):
            happens, hears, *errs = (np.random.default_rng(one) for one in _streams(seed, number, len(said.bodies)))
            incidents = draw.block(plan.span[months_of_block], plan.expected[months_of_block], first_number, happens)
            block = bodies.block(incidents, hears, errs)
            done += files.write(block)
            first_number += len(incidents)
            if progress:
                progress(done, max(reports, done))
    return files.published


def _streams(seed: int, block: int, bodies: int) -> list[np.random.SeedSequence]:
    return np.random.SeedSequence(seed, spawn_key=(block,)).spawn(2 + bodies)


def _plan(said: Model, span: list[Month], chance: Reals, reports: int, independent: bool) -> Plan:
    truth = monthly_truth(said, span)
    records = expected_records(said, span, truth, chance, independent)
    if records <= 0:
        raise UsageError("no simulated body works in the years asked for; end later")
    a_block = max(1, int(len(span) * RECORDS_A_BLOCK / reports))
    return Plan(span, truth * (reports / records), a_block)


def _years_before(day: date, years: int) -> date:
    """The same day `years` years before; 28 February for 29 February; the last of the month stays the last."""
    if (day + timedelta(days=1)).day == 1:
        following = day + timedelta(days=1)
        return following.replace(year=following.year - years) - timedelta(days=1)
    return day.replace(year=day.year - years)


def _check(reports: int, seed: int, years: int, reporting: Reporting) -> None:
    if not FEWEST <= reports <= MOST:
        raise UsageError(f"{reports:,} reports cannot be simulated; ask for {FEWEST:,} to {MOST:,}")
    if not 1 <= years <= 30:
        raise UsageError(f"{years} years cannot be simulated; ask for 1 to 30")
    if seed < 0:
        raise UsageError(f"seed {seed} is below 0")
    if not 0 <= reporting.noise <= 10:
        raise UsageError(f"noise {reporting.noise} lies outside 0 to 10")
