"""Charts of how good the estimates are where the truth is known, for the page *How good is this?*."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from analytics.describe.charts import Chart, Mark, Series, height_of_rows
from analytics.describe.colours import NEUTRAL, SOURCE_COLOURS
from analytics.gap.quality.simulation import StoredSimulation, WorldResult

LEAST_COVERED: Final = 0.90
"""Least share of nominal 95% intervals that must contain the truth: small samples are allowed to fall somewhat short."""
LEAST_BELOW: Final = 0.95
"""Least share of runs in which the lower bound must stay below the truth."""


def interval_coverage_chart(stored: StoredSimulation) -> Chart:
    """How often the 95% interval missed the truth though the assumptions held, by the number of true incidents."""
    results = [result for result in stored.results if result.kind == "hold"]
    least = min((result.covered for result in results), default=math.nan)
    return _miss_chart(
        "gap_coverage",
        "How often the 95% interval misses the true number when the assumptions hold",
        results,
        [1 - result.covered for result in results],
        (Mark(0.05, "5%, nominal"), Mark(1 - LEAST_COVERED, "10%, the most allowed")),
        f"In every simulated world the interval contained the true number in at least {least:.0%} of runs."
        if results
        else "No simulation is stored.",
        stored,
    )


def lower_bound_chart(stored: StoredSimulation) -> Chart:
    """How often the lower bound lay above the truth though incidents differ, by the number of true incidents."""
    results = [result for result in stored.results if result.kind == "differ"]
    least = min((result.bound_below for result in results), default=math.nan)
    ends = min((result.bound_low_below for result in results), default=math.nan)
    return _miss_chart(
        "gap_bound",
        "How often the lower bound lies above the true number when incidents differ in how easily they are found",
        results,
        [1 - result.bound_below for result in results],
        (Mark(1 - LEAST_BELOW, "5%, the most allowed"),),
        f"In every simulated world the bound stayed below the true number in at least {least:.0%} of runs, the lower end of its interval "
        f"in at least {ends:.0%}."
        if results
        else "No simulation is stored.",
        stored,
    )


def pipeline_chart(stored: StoredSimulation) -> Chart:
    """Simulated reports through the whole pipeline, with their errors and links: the estimates beside the true numbers."""
    rows = stored.chain
    held = sum(row["low"] <= row["true"] <= row["high"] for row in rows)
    estimates = Series(
        "Estimate",
        "dot",
        tuple(float(row["estimate"]) for row in rows),
        (NEUTRAL,),
        tuple(float(row["low"]) for row in rows),
        tuple(float(row["high"]) for row in rows),
    )
    true = Series("True number", "point", tuple(float(row["true"]) for row in rows), (SOURCE_COLOURS[1],))
    # What is known already, beside the estimate: the difference is what the estimate has to find.
    known_numbers = Series("Known", "number", tuple(float(row["observed"]) for row in rows), (NEUTRAL,), label="Known")
    far = max((abs(row["estimate"] / row["true"] - 1) for row in rows), default=math.nan)
    return Chart(
        name="gap_chain",
        title="Simulated reports through the whole pipeline: estimates beside the true number of incidents",
        unit="incidents, unreported ones included",
        place_title="Years and world",
        places=tuple(_world_in_words(row) for row in rows),
        series=(estimates, true, known_numbers) if rows else (),
        alt=f"{held} of {len(rows)} intervals hold the true number; the estimates lie at most {far:.0%} from it." if rows else "None.",
        across=True,
        footnotes=(
            f"{held} of {len(rows)} intervals hold the true number; the estimates lie at most {far:.0%} from it.",
            "Simulated robbery and theft, with the bodies' usual errors, linked as real reports are. Reports that name the wrong kind of "
            "crime are missing from the count, so the estimates are slightly low.",
            f"Computed on {stored.made_on} with `{stored.command}`.",
        ),
        height=height_of_rows(len(rows)),
    )


def _world_in_words(row: Mapping[str, Any]) -> str:
    kinds = ["bodies repeat" if row["bodies_repeat"] else "bodies alone", *(["incidents differ"] if row["incidents_differ"] else [])]
    return f"{row['first_year']} to {row['last_year']}, {', '.join(kinds)}"


def _miss_chart(
    name: str,
    title: str,
    results: Sequence[WorldResult],
    values: Sequence[float],
    marks: tuple[Mark, ...],
    alt: str,
    stored: StoredSimulation,
) -> Chart:
    sizes = sorted({result.size for result in results})
    value_of = {(result.world, result.size): value for result, value in zip(results, values, strict=True)}
    worlds = list(dict.fromkeys((result.world, result.title) for result in results))
    runs = max((result.runs for result in results), default=0)
    return Chart(
        name=name,
        title=title,
        unit="share of runs",
        place_title="True incidents",
        places=tuple(f"{size:,}" for size in sizes),
        series=tuple(
            Series(title, "line", tuple(value_of.get((world, size)) for size in sizes), (SOURCE_COLOURS[place % len(SOURCE_COLOURS)],))
            for place, (world, title) in enumerate(worlds)
        ),
        alt=alt,
        percent=True,
        marks=marks,
        most=0.2,
        footnotes=(
            alt,
            f"{runs} runs per point: sampling error about {math.sqrt(0.95 * 0.05 / max(runs, 1)):.1%}. Runs that gave no estimate are left "
            "out.",
            f"Computed on {stored.made_on} with `{stored.command}`, seed {stored.seed}.",
        ),
        height=360,
    )
