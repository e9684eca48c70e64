"""A process that has everything imported and forks children that run one command each, so that they can be killed cheaply.

Reads one JSON line a command: `argv`, `data` (folder), and either `kill_after` (seconds, SIGKILL), or `die_at` (the child
ends itself, without any cleaning up, at the n-th step that changes a name on the disk), or neither. Answers one JSON line:
`status` (exit status, or minus the signal), `seconds`, `steps` (steps taken; only for children that ended of themselves).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from data_pipeline import chain, geography
from data_pipeline.__main__ import main
from data_pipeline.model import RawRecord
from data_pipeline.steps.normalise import read_chunk
from tests.pipeline.helpers import START, asam_record
from warehouse.reference.geography import sea_regions_table


def child(order: dict[str, Any], steps: Path) -> None:
    """Run the command in this process and end."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.environ |= {"ANCHORWATCH_DATA": order["data"], "ANCHORWATCH_WORKERS": "1"}
    _count_steps(order.get("die_at", -1), steps)
    os._exit(main(order["argv"]))


def _count_steps(die_at: int, steps: Path) -> None:
    taken = 0

    def step() -> None:
        nonlocal taken
        taken += 1
        steps.write_text(str(taken))
        if taken == die_at:
            os._exit(9)

    for owner, name in ((os, "replace"), (shutil, "rmtree"), (os, "chmod")):
        real = getattr(owner, name)

        def stepped(*args: Any, real: Any = real, **kwargs: Any) -> Any:
            step()
            result = real(*args, **kwargs)
            step()
            return result

        setattr(owner, name, stepped)


def warm_up() -> None:
    """Load what is loaded on first use, so that a child spends its time on its work. Nothing here starts a thread."""
    assert chain
    read_chunk("asam", "api_json", "", START.date(), 0, [RawRecord("0", asam_record())])
    geography.locate_positions(np.array([1.2]), np.array([103.9]))
    sea_regions_table()


def serve() -> None:
    warm_up()
    for line in sys.stdin:
        order = json.loads(line)
        steps = Path(order["data"] + ".steps")
        started = time.perf_counter()
        pid = os.fork()
        if pid == 0:
            child(order, steps)
        if "kill_after" in order:
            time.sleep(order["kill_after"])
            os.kill(pid, signal.SIGKILL)
        _, ended = os.waitpid(pid, 0)
        status = os.waitstatus_to_exitcode(ended)
        taken = int(steps.read_text() or 0) if steps.exists() else 0
        steps.unlink(missing_ok=True)
        print(json.dumps({"status": status, "seconds": time.perf_counter() - started, "steps": taken}), flush=True)


if __name__ == "__main__":
    serve()
