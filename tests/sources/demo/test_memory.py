"""Memory depends on the size of a block, not on that of the simulation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_RUN = """
import resource, sys
from datetime import date
from pathlib import Path
from data_pipeline.sources.demo.simulator import simulate
simulate.RECORDS_PER_BLOCK = int(sys.argv[3])
simulate.simulate(Path(sys.argv[1]), int(sys.argv[2]), 1, date(2026, 10, 31), rows_per_group=5_000)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _peak_mb(folder: Path, reports: int, records_per_block: int) -> float:
    # The system allocator returns memory; pools that keep it would hide what is measured.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
    command = [sys.executable, "-c", _RUN, str(folder), str(reports), str(records_per_block)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=ROOT)
    return int(done.stdout) / 1024


def test_many_blocks_take_little_more_memory_than_few(tmp_path: Path) -> None:
    few, many = _peak_mb(tmp_path / "few", 15_000, 5_000), _peak_mb(tmp_path / "many", 90_000, 5_000)
    assert many < few + 50, (few, many)
