"""Pictures of how good the estimates are where the truth is known, for the page *How good is this?*."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from analytics.charts import Chart, Mark, Series
from analytics.colours import SOURCE_COLOURS
from analytics.gap.simulation import Result, Simulated

LEAST_COVERED: Final = 0.90
LEAST_BELOW: Final = 0.95


def coverage(found: Simulated) -> Chart:
    """How often the 95 % interval missed the truth though the assumptions held, by the number of true incidents."""
    kept = [one for one in found.results if one.kind == "hold"]
    least = min((one.covered for one in kept), default=math.nan)
    return _chart(
        "gap_coverage",
        "How often the 95 % interval misses the true number, when the assumptions hold",
        kept,
        [1 - one.covered for one in kept],
        (Mark(0.05, "5 %, as promised"), Mark(1 - LEAST_COVERED, "10 %, the most allowed")),
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
        (Mark(1 - LEAST_BELOW, "5 %, the most allowed"),),
        f"In drawn worlds the bound stayed below the truth in {least:.0%} of runs or more, the lower end of its interval in {ends:.0%}."
        if kept
        else "No simulation is stored.",
        found,
    )


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
