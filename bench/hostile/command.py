"""`python -m bench hostile`: its options and what it prints."""

from __future__ import annotations

import argparse
import logging
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from bench.hostile import addresses, flips, inputs, kills, texts
from bench.hostile.results import PartResult, keep_misses, print_table

Measure = Callable[[int, int, int], PartResult]
PARTS: Final[dict[str, tuple[int, Measure]]] = {
    "inputs": (20_000, inputs.measure),
    "kills": (1_000, kills.measure),
    "flips": (400, lambda seed, count, workers: flips.measure(seed, count)),
    "addresses": (4_000, addresses.measure),
    "texts": (40, lambda seed, count, workers: texts.measure(seed, count)),
}
"""Full size, and the function that takes a seed, a count and a number of processes."""


def main(arguments: Sequence[str]) -> int:
    """Run the parts and print one table; returns 1 when anything was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench hostile", description="What nothing hostile may do, tried many times.")
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS), help="default: all")
    sizes = ", ".join(f"{name} {count:,}" for name, (count, _) in PARTS.items())
    parser.add_argument("--count", type=int, help=f"how many of each part (default: {sizes})")
    parser.add_argument("--share", type=float, default=1.0, help="share of the default counts, such as .05")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same inputs, moments, bits and addresses")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes at once (default: one a core)")
    parser.add_argument(
        "--keep", type=Path, default=Path(tempfile.gettempdir()) / "anchorwatch-hostile", help="folder for inputs of misses"
    )
    options = parser.parse_args(arguments)
    # Every damaged snapshot is logged, as it should be.
    logging.disable(logging.CRITICAL)
    results = []
    for name in options.parts:
        usual, measure = PARTS[name]
        print(f"-- {name}", flush=True)
        results.append(measure(options.seed, options.count or max(1, round(usual * options.share)), options.workers))
        keep_misses(results[-1], options.keep)
    return 0 if print_table(results, options.keep) else 1
