"""The pipeline from landing to snapshot, for the real files and for simulated reports."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.measure import REAL_DATA, print_figure, run_command

MILLION = 1_000_000


def measure_real(folder: Path) -> None:
    """The real records from landing to snapshot, and a run with nothing new."""
    if not REAL_DATA.is_dir():
        print(f"the real files are not here ({REAL_DATA}); name their folder in REAL_DATA")
        return
    landing = run_command("add", "asam", str(REAL_DATA / "asam/asam_archive_1978_2024.json"), data=folder).seconds
    landing += run_command("add", "imb_crime_at_sea", str(REAL_DATA / "imb/pirate_attacks.csv"), data=folder).seconds
    full = run_command("run", data=folder)
    print_figure("real records, landing to snapshot", landing + full.seconds, "s", aim=20)
    print_figure("  of which run", full.seconds, "s")
    print_figure("  peak memory", full.peak_bytes / 1e9, "GB")
    print_figure("run with nothing new", run_command("run", data=folder).seconds, "s", aim=2)


def measure_simulated(folder: Path, reports: int) -> None:
    """Simulated reports: drawn and landed, then read, linked and published."""
    simulation = run_command("simulate", "--reports", str(reports), data=folder)
    print_figure(f"{reports:,} simulated reports drawn and landed", reports / simulation.seconds, "reports/s")
    print_figure("  peak memory", simulation.peak_bytes / 1e9, "GB", aim=2)
    run = run_command("run", data=folder)
    print_figure("  landing to snapshot", reports / run.seconds, "reports/s", aim=10_000, higher_is_better=True)
    print_figure("  peak memory", run.peak_bytes / 1e9, "GB", aim=2)
    print_figure("  run with nothing new", run_command("run", data=folder).seconds, "s", aim=2)


def main(sizes: tuple[int, ...] = (12_000, MILLION)) -> None:
    with tempfile.TemporaryDirectory() as folder:
        measure_real(Path(folder) / "real")
        for size in sizes:
            measure_simulated(Path(folder) / f"demo-{size}", size)


if __name__ == "__main__":
    main()
