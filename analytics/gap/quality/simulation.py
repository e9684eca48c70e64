"""How good the estimates are where the truth is known: coverage of the interval when the assumptions hold, and whether the lower bound
stays below the truth when incidents differ in how easily they are found.

A world is a pool of incidents, each with its chance to be on each list. A run takes so many of them, lets every list hear, and
estimates; the truth is the number taken. `analytics/gap/simulated.json` holds the results of `python -m bench gap --simulate`.
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

FILE: Final = Path(__file__).with_name("simulated.json")
SIZES: Final = (100, 200, 400, 800, 1600, 3200)
RUNS: Final = 200
SEED: Final = 1852
POOL: Final = 20_000
Kind = Literal["hold", "differ"]


@dataclass(frozen=True)
class World:
    """A pool of incidents: `chances` is incidents x lists. Of the incidents of the first list the second takes over a share besides.

    `kind` is what it tests: whether the interval covers the truth because the assumptions `hold`, or whether the lower bound stays
    below it though incidents `differ`.
    """

    name: str
    title: str
    kind: Kind
    chances: Reals
    taken_over: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
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


def worlds() -> tuple[World, ...]:
    """The worlds drawn by formula. Lists hear of 30 to 50% of all incidents, as the bodies of the simulator do."""
    rng = np.random.default_rng(SEED)

    def alike(*chances: float) -> Reals:
        return np.tile(np.array(chances), (POOL, 1))

    def differing(spread: float, *chances: float) -> Reals:
        """Log-odds that vary from incident to incident, alike for all lists."""
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


def results(every: Iterable[World], sizes: Sequence[int] = SIZES, runs: int = RUNS, seed: int = SEED) -> list[Result]:
    """All worlds at all sizes."""
    return [result(world, size, runs, seed) for world in every for size in sizes]


def result(world: World, size: int, runs: int = RUNS, seed: int = SEED, resamples: int = RESAMPLES) -> Result:
    """One world at one size: the same for the same arguments."""
    rng = np.random.default_rng([seed, size, *world.name.encode()])
    drawn = [_run(world, size, resamples, rng) for _ in range(runs)]
    known = [one for one in drawn if one["total"] is not None]
    bounded = [one for one in drawn if one["bound"] is not None]
    return Result(
        world=world.name,
        title=world.title,
        kind=world.kind,
        lists=world.chances.shape[1],
        size=size,
        runs=runs,
        estimated=len(known),
        covered=_mean(one["low"] <= size <= one["high"] for one in known),
        bias=_mean(one["total"] / size - 1 for one in known),
        width=float(np.median([(one["high"] - one["low"]) / size for one in known])) if known else math.nan,
        bound_below=_mean(one["bound"] <= size for one in bounded),
        bound_low_below=_mean(one["bound_low"] <= size for one in bounded),
    )


def _run(world: World, size: int, resamples: int, rng: np.random.Generator) -> dict[str, Any]:
    rows = rng.choice(len(world.chances), size, replace=size > len(world.chances))
    held = rng.random((size, world.chances.shape[1])) < world.chances[rows]
    held[:, 1] |= held[:, 0] & (rng.random(size) < world.taken_over)
    histories = Histories.of([f"list {number}" for number in range(held.shape[1])], held)
    if world.kind == "differ":
        # Only the bound is asked for: the bootstrap of the estimate would be wasted.
        kept = histories.informative()
        bound = bounds.lower(kept, {fit.name: fit for fit in closed_population.fits(kept)}) if len(kept.lists) > 1 and kept.shared else None
        return {"total": None, "bound": bound and bound.estimate, "bound_low": bound and bound.interval.low}
    found = estimate(histories, resamples=resamples, seed=int(rng.integers(2**31)))
    ends = {"low": found.interval.low, "high": found.interval.high} if found.interval else {}
    bound = found.lower
    return {"total": found.estimate, "bound": bound and bound.estimate, "bound_low": bound and bound.interval.low, **ends}


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return float(np.mean(known)) if known else math.nan


@dataclass(frozen=True)
class Simulated:
    """The stored results, how they were made, and the runs of the simulator through the whole chain (rows of plain values)."""

    command: str
    made_on: str
    seed: int
    results: tuple[Result, ...]
    chain: tuple[Mapping[str, Any], ...]


def written(found: Sequence[Result], chain: Sequence[Mapping[str, Any]], command: str, made_on: str) -> str:
    """The text of `simulated.json`; what is not a number there is null."""
    rows = [{key: _rounded(value) for key, value in asdict(one).items()} for one in found]
    made = {"command": command, "made_on": made_on, "seed": SEED, "results": rows, "chain": [dict(row) for row in chain]}
    return json.dumps(made, indent=1) + "\n"


@cache
def stored(file: Path = FILE) -> Simulated:
    """The stored results."""
    found = json.loads(file.read_text(encoding="utf-8"))
    rows = tuple(_read(row) for row in found["results"])
    return Simulated(found["command"], found["made_on"], found["seed"], rows, tuple(found["chain"]))


def _read(row: dict[str, Any]) -> Result:
    known: dict[str, Any] = {key: math.nan if value is None else value for key, value in row.items()}
    return Result(**known)


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    return value
