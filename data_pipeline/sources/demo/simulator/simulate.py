"""Running a simulation: true incidents, the reports of four bodies on some of them, and the truth to compare with.

Time is divided into blocks of whole months. Every block has its own random streams, derived from the seed and the block's
number: one for what happens, one for which body learns of it, and one per body for its errors. So incidents and
notifications stay the same when only `noise` changes, and nothing depends on how many rows are written at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from data_pipeline.errors import UsageError
from data_pipeline.sources.demo.simulator.bodies import BodySimulation
from data_pipeline.sources.demo.simulator.files import OutputFiles
from data_pipeline.sources.demo.simulator.fleet import Fleet, fleet_size
from data_pipeline.sources.demo.simulator.incidents import IncidentGenerator
from data_pipeline.sources.demo.simulator.model import RealArray, SimulationModel, load_model
from data_pipeline.sources.demo.simulator.rates import Month, expected_records, monthly_truth, months_between, notification_chances
from data_pipeline.sources.demo.simulator.tables import TableBuilder

RECORDS_PER_BLOCK = 30_000
"""About how many records are held in memory at once; a block has at least one month, however many records that gives."""
ROWS_PER_GROUP: Final = 50_000
MIN_REPORTS, MAX_REPORTS = 100, 20_000_000
"""The smallest and largest number of reports that can be requested."""


@dataclass(frozen=True)
class ReportingOptions:
    """How the bodies report.

    noise: multiplies every error rate in bodies.toml; 0 gives perfect copies without re-issues and revisions.
    heterogeneous: a body's chance of learning of an incident depends on its category, severity and hidden class (which
        biases capture-recapture); False: it is one number per body in its waters (the method's assumptions hold).
    independent: no body repeats another's reports; False: `demo_navy` does, as stated in bodies.toml.
    """

    noise: float = 1.0
    heterogeneous: bool = True
    independent: bool = False


@dataclass(frozen=True)
class SimulationPlan:
    """The months to simulate, the incidents expected (months x regions x categories), and the months per block."""

    span: list[Month]
    expected: RealArray
    months_per_block: int

    @property
    def blocks(self) -> list[slice]:
        """The months of each block, as slices of `span`."""
        return [slice(first, first + self.months_per_block) for first in range(0, len(self.span), self.months_per_block)]


def simulate(
    folder: Path,
    reports: int,
    seed: int,
    end: date | None = None,
    years: int = 15,
    progress: Callable[[int, int], None] | None = None,
    *,
    reporting: ReportingOptions | None = None,
    rows_per_group: int = ROWS_PER_GROUP,
) -> list[Path]:
    """Write one Parquet file per body into `folder`, and `truth/incidents.parquet`, `truth/reports.parquet` below it.

    Together the files hold about `reports` records (at the default noise; the number is drawn) of events in the `years`
    years up to and including `end` (default: yesterday, so that a first look at the pages shows a present), as far as published by then.
    `progress(done, expected)` counts records. The same arguments give the same content; `rows_per_group`, the rows written
    at once, does not affect it. Returns the files of the bodies that published anything. Raises UsageError for an
    impossible size or span.
    """
    end = end or datetime.now(UTC).date() - timedelta(days=1)
    reporting = reporting or ReportingOptions()
    _check_arguments(reports, seed, years, reporting)
    model = load_model()
    start = _years_before(end, years) + timedelta(days=1)
    chances = notification_chances(model, reporting.heterogeneous)
    plan = _plan(model, months_between(start, end), chances, reports, reporting.independent)
    fleet = Fleet(model, fleet_size(model, float(plan.expected.sum())), seed)
    bodies = BodySimulation(model, TableBuilder(model, fleet), chances, end, reporting.noise, reporting.independent)
    metadata = {
        "anchorwatch": "demo", "simulated": "yes", "reports": str(reports), "seed": str(seed), "end": end.isoformat(), "years": str(years),
        "noise": str(reporting.noise), "heterogeneous": str(reporting.heterogeneous), "independent": str(reporting.independent),
    }  # fmt: skip
    generator = IncidentGenerator(model, fleet, start, end)
    done, first_number = 0, 1
    with OutputFiles(folder, [body.id for body in model.bodies], metadata, rows_per_group) as files:
        for number, months_of_block in enumerate(plan.blocks):
            streams = _random_streams(seed, number, len(model.bodies))
            incident_rng, notification_rng, *error_rngs = (np.random.default_rng(stream) for stream in streams)
            incidents = generator.draw_block(plan.span[months_of_block], plan.expected[months_of_block], first_number, incident_rng)
            block = bodies.simulate_block(incidents, notification_rng, error_rngs)
            done += files.write(block)
            first_number += len(incidents)
            if progress:
                progress(done, max(reports, done))
    return files.published


def _random_streams(seed: int, block: int, bodies: int) -> list[np.random.SeedSequence]:
    return np.random.SeedSequence(seed, spawn_key=(block,)).spawn(2 + bodies)


def _plan(model: SimulationModel, span: list[Month], chances: RealArray, reports: int, independent: bool) -> SimulationPlan:
    truth = monthly_truth(model, span)
    records = expected_records(model, span, truth, chances, independent)
    if records <= 0:
        raise UsageError("no simulated body was active in the requested years; choose a later end")
    # From the arguments alone, not from what was drawn so far: the same arguments must give the same blocks and streams.
    months_per_block = max(1, int(len(span) * RECORDS_PER_BLOCK / reports))
    return SimulationPlan(span, truth * (reports / records), months_per_block)


def _years_before(day: date, years: int) -> date:
    """The same day `years` years before; the last day of a month stays the last, so 29 February becomes 28 February."""
    if (day + timedelta(days=1)).day == 1:
        following = day + timedelta(days=1)
        return following.replace(year=following.year - years) - timedelta(days=1)
    return day.replace(year=day.year - years)


def _check_arguments(reports: int, seed: int, years: int, reporting: ReportingOptions) -> None:
    if not MIN_REPORTS <= reports <= MAX_REPORTS:
        raise UsageError(f"{reports:,} reports cannot be simulated; choose {MIN_REPORTS:,} to {MAX_REPORTS:,}")
    if not 1 <= years <= 30:
        raise UsageError(f"{years} years cannot be simulated; choose 1 to 30")
    if seed < 0:
        raise UsageError(f"seed {seed} is negative")
    if not 0 <= reporting.noise <= 10:
        raise UsageError(f"noise {reporting.noise} is outside the range 0 to 10")
