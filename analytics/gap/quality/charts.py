"""Pictures of how good the estimates are where the truth is known, for the page *How good is this?*."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from analytics.describe.charts import Chart, Mark, Series, height_of_rows
from analytics.describe.colours import NEUTRAL, SOURCE_COLOURS
from analytics.gap.quality.simulation import Result, Simulated

LEAST_COVERED: Final = 0.90
LEAST_BELOW: Final = 0.95


def coverage(found: Simulated) -> Chart:
    """How often the 95% interval missed the truth though the assumptions held, by the number of true incidents."""
    kept = [one for one in found.results if one.kind == "hold"]
    least = min((one.covered for one in kept), default=math.nan)
    return _chart(
        "gap_coverage",
        "How often the 95% interval misses the true number, when the assumptions hold",
        kept,
        [1 - one.covered for one in kept],
        (Mark(0.05, "5%, as promised"), Mark(1 - LEAST_COVERED, "10%, the most allowed")),
        f"In drawn worlds the interval held the truth in {least:.0%} of runs or more." if kept else "No simulation is stored.",
        found,
    )


def bound_below(found: Simulated) -> Chart:
    """How often the lower bound lay above the truth though incidents differ, by the number of true incidents."""
    kept = [one for one in found.results if one.kind == "differ"]
    least = min((one.bound_below for one in kept), default=math.nan)
    ends = min((one.bound_low_below for one in kept), default=math.nan)
    return _chart(
        "gap_bound",
        "How often the lower bound lies above the true number, when incidents differ in how easily they are found",
        kept,
        [1 - one.bound_below for one in kept],
        (Mark(1 - LEAST_BELOW, "5%, the most allowed"),),
        f"In drawn worlds the bound stayed below the truth in {least:.0%} of runs or more, the lower end of its interval in {ends:.0%}."
        if kept
        else "No simulation is stored.",
        found,
    )


def chain(found: Simulated) -> Chart:
    """Simulated reports through the whole chain, errors, links and all: the estimates beside the true numbers."""
    rows = found.chain
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
    known = Series("Known", "number", tuple(float(row["observed"]) for row in rows), (NEUTRAL,), label="Known")
    far = max((abs(row["estimate"] / row["true"] - 1) for row in rows), default=math.nan)
    return Chart(
        name="gap_chain",
        title="Simulated reports through the whole chain: estimates beside the true number of incidents",
        unit="incidents, unreported ones included",
        place_title="Years and world",
        places=tuple(_world(row) for row in rows),
        series=(estimates, true, known) if rows else (),
        alt=f"{held} of {len(rows)} intervals hold the true number; the estimates lie at most {far:.0%} from it." if rows else "None.",
        across=True,
        footnotes=(
            f"{held} of {len(rows)} intervals hold the true number; the estimates lie at most {far:.0%} from it.",
            "Robbery and theft of the simulator, with the bodies' usual errors, linked as real reports are. Reports that name the wrong "
            "kind of crime are missing from the count: the estimates lie a little low.",
            f"Made on {found.made_on} with `{found.command}`.",
        ),
        height=height_of_rows(len(rows)),
    )


def _world(row: Mapping[str, Any]) -> str:
    kinds = ["bodies repeat" if row["bodies_repeat"] else "bodies alone", *(["incidents differ"] if row["incidents_differ"] else [])]
    return f"{row['first_year']} to {row['last_year']}, {', '.join(kinds)}"


def _chart(
    name: str, title: str, kept: Sequence[Result], values: Sequence[float], marks: tuple[Mark, ...], alt: str, found: Simulated
) -> Chart:
    sizes = sorted({one.size for one in kept})
    of = {(one.world, one.size): value for one, value in zip(kept, values, strict=True)}
    worlds = list(dict.fromkeys((one.world, one.title) for one in kept))
    runs = max((one.runs for one in kept), default=0)
    return Chart(
        name=name,
        title=title,
        unit="share of runs",
        place_title="True incidents",
        places=tuple(f"{size:,}" for size in sizes),
        series=tuple(
            Series(shown, "line", tuple(of.get((world, size)) for size in sizes), (SOURCE_COLOURS[place % len(SOURCE_COLOURS)],))
            for place, (world, shown) in enumerate(worlds)
        ),
        alt=alt,
        percent=True,
        marks=marks,
        most=0.2,
        footnotes=(
            alt,
            f"{runs} runs a point: sampling error about {math.sqrt(0.95 * 0.05 / max(runs, 1)):.1%}. Runs that were refused are left out.",
            f"Made on {found.made_on} with `{found.command}`, seed {found.seed}.",
        ),
        height=360,
    )
