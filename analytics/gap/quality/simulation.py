"""How good the estimates are where the truth is known: coverage of the interval when the assumptions hold, and whether the lower bound
stays below the truth when incidents differ in how easily they are found.

A world is a pool of incidents, each with its chance of being on each list. A run takes a number of them, draws which lists hold each,
and estimates; the truth is the number taken. `simulated.json` holds the results of `python -m bench gap --simulate`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from scipy.special import expit

from analytics.gap.recapture import bounds, closed_population
from analytics.gap.recapture.estimate import RESAMPLES, estimate
from analytics.gap.recapture.histories import Histories, Reals

RESULTS_FILE: Final = Path(__file__).with_name("simulated.json")
SIZES: Final = (100, 200, 400, 800, 1600, 3200)
RUNS: Final = 200
SEED: Final = 1852
POOL: Final = 20_000
"""Incidents in a world: several times the largest sample, so that drawing without replacement makes little difference."""
Kind = Literal["hold", "differ"]


@dataclass(frozen=True)
class World:
    """A pool of incidents: `chances` is incidents x lists. The second list also takes over a share `taken_over` of the first one's.

    `kind` is what it tests: whether the interval covers the truth because the assumptions `hold`, or whether the lower bound stays
    below it although incidents `differ`.
    """

    name: str
    title: str
    kind: Kind
    chances: Reals
    taken_over: float = 0.0


@dataclass(frozen=True, slots=True)
class WorldResult:
    """One world at one size: of `runs` runs `estimated` gave an estimate; `covered` is the share of these whose interval holds the
    truth; `bias` how far the mean estimate lies from it (0.1: ten per cent above); `width` the median width of the interval, as a share
    of the truth; `bound_below` the share of all runs with a lower bound whose value does not exceed the truth, `bound_low_below` the
    same for the lower end of the bound's interval.
    """

    world: str
    title: str
    kind: Kind
    lists: int
    size: int
    runs: int
    estimated: int
    covered: float
    bias: float
    width: float
    bound_below: float
    bound_low_below: float

    @property
    def covered_error(self) -> float:
        """Standard error of `covered` for the number of runs."""
        return math.sqrt(self.covered * (1 - self.covered) / self.estimated) if self.estimated else math.nan


def drawn_worlds() -> tuple[World, ...]:
    """The worlds drawn by formula. Lists learn of 30 to 50% of all incidents, as the bodies of the simulator do."""
    rng = np.random.default_rng(SEED)

    def alike(*chances: float) -> Reals:
        return np.tile(np.array(chances), (POOL, 1))

    def differing(spread: float, *chances: float) -> Reals:
        """Log-odds that vary from incident to incident, by the same amount for all lists."""
        middle = np.log(np.array(chances) / (1 - np.array(chances)))
        return np.asarray(expit(middle + spread * rng.normal(size=(POOL, 1))))

    easy = rng.random((POOL, 1)) < 0.4
    return (
        World("two_alike", "Two independent sources", "hold", alike(0.45, 0.5)),
        World("three_alike", "Three independent sources", "hold", alike(0.45, 0.5, 0.35)),
        World("four_alike", "Four independent sources", "hold", alike(0.45, 0.5, 0.35, 0.3)),
        World("three_one_repeats", "Three sources, one repeats another", "hold", alike(0.4, 0.35, 0.45), taken_over=0.3),
        World("three_differ", "Three sources, incidents differ smoothly", "differ", differing(1.5, 0.45, 0.5, 0.35)),
        World("four_differ", "Four sources, incidents differ smoothly", "differ", differing(1.5, 0.45, 0.5, 0.35, 0.3)),
        World("four_two_kinds", "Four sources, two kinds of incident", "differ", np.where(easy, 0.7, [0.15, 0.2, 0.1, 0.15])),
    )


def simulate_worlds(every: Iterable[World], sizes: Sequence[int] = SIZES, runs: int = RUNS, seed: int = SEED) -> list[WorldResult]:
    """The results of all worlds at all sizes."""
    return [simulate_world(world, size, runs, seed) for world in every for size in sizes]


def simulate_world(world: World, size: int, runs: int = RUNS, seed: int = SEED, resamples: int = RESAMPLES) -> WorldResult:
    """The result of one world at one size: the same for the same arguments."""
    # Seeded by the name too: no world's runs depend on which others are simulated, or in which order.
    rng = np.random.default_rng([seed, size, *world.name.encode()])
    outcomes = [_simulate_run(world, size, resamples, rng) for _ in range(runs)]
    estimated = [outcome for outcome in outcomes if outcome["total"] is not None]
    bounded = [outcome for outcome in outcomes if outcome["bound"] is not None]
    return WorldResult(
        world=world.name,
        title=world.title,
        kind=world.kind,
        lists=world.chances.shape[1],
        size=size,
        runs=runs,
        estimated=len(estimated),
        covered=_mean_or_nan(outcome["low"] <= size <= outcome["high"] for outcome in estimated),
        bias=_mean_or_nan(outcome["total"] / size - 1 for outcome in estimated),
        width=float(np.median([(outcome["high"] - outcome["low"]) / size for outcome in estimated])) if estimated else math.nan,
        bound_below=_mean_or_nan(outcome["bound"] <= size for outcome in bounded),
        bound_low_below=_mean_or_nan(outcome["bound_low"] <= size for outcome in bounded),
    )


def _simulate_run(world: World, size: int, resamples: int, rng: np.random.Generator) -> dict[str, Any]:
    rows = rng.choice(len(world.chances), size, replace=size > len(world.chances))
    held = rng.random((size, world.chances.shape[1])) < world.chances[rows]
    # The second list repeats a share of the first one's incidents: dependence of the kind that bodies really have.
    held[:, 1] |= held[:, 0] & (rng.random(size) < world.taken_over)
    histories = Histories.from_rows([f"list {number}" for number in range(held.shape[1])], held)
    if world.kind == "differ":
        # Only the bound is asked for: the bootstrap of the estimate would be wasted.
        used = histories.without_empty_lists()
        bound = (
            bounds.lower_bound(used, {fit.name: fit for fit in closed_population.closed_population_fits(used)})
            if len(used.lists) > 1 and used.shared
            else None
        )
        return {"total": None, "bound": bound and bound.estimate, "bound_low": bound and bound.interval.low}
    result = estimate(histories, resamples=resamples, seed=int(rng.integers(2**31)))
    ends = {"low": result.interval.low, "high": result.interval.high} if result.interval else {}
    bound = result.lower
    return {"total": result.estimate, "bound": bound and bound.estimate, "bound_low": bound and bound.interval.low, **ends}


def _mean_or_nan(values: Iterable[float]) -> float:
    numbers = list(values)
    return float(np.mean(numbers)) if numbers else math.nan


@dataclass(frozen=True)
class StoredSimulation:
    """The stored results, how they were computed, and runs of the simulator through the whole pipeline (`chain`: rows of plain values)."""

    command: str
    made_on: str
    seed: int
    results: tuple[WorldResult, ...]
    chain: tuple[Mapping[str, Any], ...]


def results_as_json(results: Sequence[WorldResult], chain: Sequence[Mapping[str, Any]], command: str, made_on: str) -> str:
    """The text of `simulated.json`; NaN is written as null."""
    rows = [{key: _json_value(value) for key, value in asdict(result).items()} for result in results]
    content = {"command": command, "made_on": made_on, "seed": SEED, "results": rows, "chain": [dict(row) for row in chain]}
    return json.dumps(content, indent=1) + "\n"


@cache
def stored_results(file: Path = RESULTS_FILE) -> StoredSimulation:
    """The stored results."""
    content = json.loads(file.read_text(encoding="utf-8"))
    rows = tuple(_result_from_json(row) for row in content["results"])
    return StoredSimulation(content["command"], content["made_on"], content["seed"], rows, tuple(content["chain"]))


def _result_from_json(row: dict[str, Any]) -> WorldResult:
    fields: dict[str, Any] = {key: math.nan if value is None else value for key, value in row.items()}
    return WorldResult(**fields)


def _json_value(value: object) -> object:
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    return value
