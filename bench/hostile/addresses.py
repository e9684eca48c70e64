"""Changed addresses against the pages, in worker processes: no error box, no folder of the server."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

from streamlit.testing.v1 import AppTest

from bench.hostile.results import Miss, PartResult
from bench.hostile_addresses import mutated_addresses
from pages.server import first_paint
from tests.support.app import app_at
from tests.support.snapshots import build_snapshot
from warehouse.contract.settings import ROOT

INCIDENTS: Final = 300
SLOW: Final = 10.0
"""Seconds for one page that are worth knowing."""
_BATCH: Final = 50


def measure(seed: int, count: int, workers: int) -> PartResult:
    """Open `count` addresses. Misses: an exception shown or raised, a path of the server among the words of the page."""
    result = PartResult("addresses", seed)
    with tempfile.TemporaryDirectory(prefix="hostile-") as temporary:
        data = Path(temporary) / "data"
        build_snapshot(data, INCIDENTS)
        addresses = mutated_addresses(seed, count)
        batches = [addresses[first : first + _BATCH] for first in range(0, count, _BATCH)]
        with ProcessPoolExecutor(workers, initializer=partial(_prepare, data)) as pool:
            for tried, misses, noted in pool.map(_open_all, batches):
                result.add(tried, misses, noted)
        shutil.rmtree(data)
    return result


def _prepare(data: Path) -> None:
    os.environ["ANCHORWATCH_DATA"] = str(data)
    # Nobody paints here, so there is nothing to wait for.
    first_paint.LONGEST = 0.0
    logging.disable(logging.CRITICAL)


def _open_all(addresses: list[str]) -> tuple[int, list[Miss], Counter[str]]:
    misses: list[Miss] = []
    noted: Counter[str] = Counter()
    for address in addresses:
        page, _, query = address.partition("?")
        started = time.perf_counter()
        try:
            at = app_at(f"pages/{page or 'overview'}/page.py")
            for name, values in parse_qs(query, keep_blank_values=True).items():
                at.query_params[name] = values
            at.run()
            misses += [Miss("error box", f"{address}: {box.message}", address[:2_000]) for box in at.exception]
            noted["pages with an alert"] += bool(at.error or at.warning)
            if leaks := paths_shown(at):
                misses.append(Miss("path of the server", f"{address}: {leaks[0][:300]}", address[:2_000]))
        except Exception:
            misses.append(Miss("traceback", f"{address}: {traceback.format_exc()}", address[:2_000]))
        noted["pages over 10 seconds"] += time.perf_counter() - started > SLOW
    return len(addresses), misses, noted


def paths_shown(at: AppTest) -> list[str]:
    """Texts on the page that name the server's folders: those of the data, of the program, of temporary files."""
    folders = (os.environ["ANCHORWATCH_DATA"], str(ROOT), tempfile.gettempdir())
    # Every element of the page in words, whatever its kind.
    texts = [str(element.proto) if hasattr(element, "proto") else str(element) for element in (*at.main, *at.sidebar)]
    return [text for text in texts if any(folder in text.replace("\\\\", "") for folder in folders)]
