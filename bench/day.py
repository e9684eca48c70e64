"""Twenty-four hours of the watch by a simulated clock, with feeds that change, fail and come back."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bench.measure import print_figure
from tests.support import feed_day

HOURS = 24
SEEDS = (1, 2, 3)


def main() -> None:
    """Raises AssertionError where the accounting does not add up after a publish, or a rebuild gives other tables."""
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            day = feed_day.live(Path(folder) / "data", HOURS, seed)
            print(f"-- day {seed}: the accounting added up after all {day.publishes} publishes, and a rebuild gives the same tables")
            print_figure("turns of the watch", day.turns, "")
            print_figure("requests", day.requests, "")
            print_figure(f"  faults ({', '.join(sorted(day.faults))})", day.faults.total(), "")
            print_figure("reports", day.reports, "")
            print_figure("  texts of theirs", day.revisions, "")
            print_figure("seconds in all", time.perf_counter() - started, "s")


if __name__ == "__main__":
    main()
