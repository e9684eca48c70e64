"""Changed addresses against the pages, in worker processes: no error box, no folder of the server."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from streamlit.testing.v1 import AppTest

from bench.hostile.misses import traceback_as_miss
from bench.hostile.results import Miss, PartResult
from bench.hostile.spoiled_addresses import mutated_addresses
from pages.server import first_paint
from tests.support.addresses import script_and_parameters
from tests.support.app import app_at
from tests.support.snapshots import build_snapshot
from warehouse.contract.settings import ROOT

INCIDENTS: Final = 300
SLOW: Final = 10.0
"""Seconds for one page that are worth knowing."""
_BATCH: Final = 50


def measure(seed: int, count: int, workers: int) -> PartResult:
    """Open `count` addresses. Misses: what `faults_shown` names, and an exception raised."""
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
        started = time.perf_counter()
        with traceback_as_miss(misses, address, address[:2_000]):
            script, parameters = script_and_parameters(address)
            at = app_at(script)
            for name, values in parameters.items():
                at.query_params[name] = values
            at.run()
            misses += [Miss(kind, f"{address}: {text[:300]}", address[:2_000]) for kind, text in faults_shown(at)]
            noted["pages with an alert"] += bool(at.error or at.warning)
        noted["pages over 10 seconds"] += time.perf_counter() - started > SLOW
    return len(addresses), misses, noted


def faults_shown(at: AppTest) -> Iterator[tuple[str, str]]:
    """What a page must not show, with the words that show it: an exception, a live link or picture, a folder of the server."""
    yield from (("error box", str(box.message)) for box in at.exception)
    for kind in (at.title, at.subheader, at.markdown, at.caption, at.info, at.warning, at.error):
        yield from (("live Markdown", str(element.value)) for element in kind if "](http" in str(element.value).replace("\\]", ""))
    folders = (os.environ["ANCHORWATCH_DATA"], str(ROOT), tempfile.gettempdir())
    # Every element of the page in words, whatever its kind.
    texts = [str(element.proto) if hasattr(element, "proto") else str(element) for element in (*at.main, *at.sidebar)]
    yield from (("path of the server", text) for text in texts if any(folder in text.replace("\\\\", "") for folder in folders))
