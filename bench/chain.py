"""The chain: landing to snapshot for the real files and for simulated reports."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.measure import REAL_DATA, command, show

MILLION = 1_000_000


def real(folder: Path) -> None:
    """The real records from landing to snapshot, and a run with nothing new."""
    if not REAL_DATA.is_dir():
        print(f"the real files are not here ({REAL_DATA}); name their folder in REAL_DATA")
        return
    landing = command("add", "asam", str(REAL_DATA / "asam/asam_archive_1978_2024.json"), data=folder).seconds
    landing += command("add", "imb_crime_at_sea", str(REAL_DATA / "imb/pirate_attacks.csv"), data=folder).seconds
    full = command("run", data=folder)
    show("real records, landing to snapshot", landing + full.seconds, "s", aim=20)
    show("  of which run", full.seconds, "s")
    show("  peak memory", full.peak_bytes / 1e9, "GB")
    show("run with nothing new", command("run", data=folder).seconds, "s", aim=2)


def simulated(folder: Path, reports: int) -> None:
    """Simulated reports: drawn and landed, then read, linked and published."""
    drawn = command("simulate", "--reports", str(reports), data=folder)
    show(f"{reports:,} simulated reports drawn and landed", reports / drawn.seconds, "reports/s")
    show("  peak memory", drawn.peak_bytes / 1e9, "GB", aim=2)
    run = command("run", data=folder)
    show("  landing to snapshot", reports / run.seconds, "reports/s", aim=10_000, higher_is_better=True)
    show("  peak memory", run.peak_bytes / 1e9, "GB", aim=2)
    show("  run with nothing new", command("run", data=folder).seconds, "s", aim=2)


def main(sizes: tuple[int, ...] = (12_000, MILLION)) -> None:
    with tempfile.TemporaryDirectory() as folder:
        real(Path(folder) / "real")
        for size in sizes:
            simulated(Path(folder) / f"demo-{size}", size)


if __name__ == "__main__":
    main()
