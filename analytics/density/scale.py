"""Steps and colours of a density: round numbers, each about three times the one before, in a perceptually even scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

NIGHT: Final = ("#8F0DA4", "#B42E8D", "#D14E72", "#E56B5D", "#F48948", "#FDAB33", "#FCCD25", "#F3F027")
DAY: Final = ("#FC8A62", "#F66C5C", "#E55064", "#CA3E72", "#AA337D", "#892881", "#6A1C81", "#4A1079")
"""Colours from sparse to dense, evenly spaced in lightness and away from the sea on either theme: on the night sea the denser the
lighter (matplotlib's plasma), on the day sea the denser the darker (its magma, reversed)."""

MOST_STEPS: Final = len(NIGHT)


def round_steps(highest: float, lowest: float) -> tuple[float, ...]:
    """Lower bounds of the steps, ascending: 1 or 3 times a power of ten, up to MOST_STEPS, the last at most `highest`.

    They go down to `lowest`, the density that one incident makes, where that is not too far. None where `highest` is not positive.
    """
    if highest <= 0:
        return ()
    step = _round_below(highest)
    steps = [step]
    while len(steps) < MOST_STEPS and steps[-1] > lowest:
        steps.append(_next_below(steps[-1]))
    return tuple(reversed(steps))


def step_colours(number: int, dark: bool) -> tuple[str, ...]:
    """Colours of `number` steps; the last is always the densest."""
    colours = NIGHT if dark else DAY
    return colours[len(colours) - number :] if number else ()


def step_titles(steps: Sequence[float]) -> tuple[str, ...]:
    """`0.3 to 1`, … `30 and more`."""
    spans = [f"{low:,g} to {high:,g}" for low, high in pairwise(steps)]
    return (*spans, f"{steps[-1]:,g} and more") if steps else ()


def _round_below(value: float) -> float:
    power = math.floor(math.log10(value))
    # 10.0**-1 is exact enough, 3 * 10.0**-1 is not: rounding gives the number that is printed.
    return max(float(f"{factor}e{power}") for factor in (1, 3) if factor == 1 or float(f"{factor}e{power}") <= value)


def _next_below(step: float) -> float:
    mantissa, power = f"{step:.0e}".split("e")
    return float(f"1e{power}") if mantissa == "3" else float(f"3e{int(power) - 1}")
