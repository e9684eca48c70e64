"""What a reader waits for after a publish: every page's first visit against later ones, and how long readers stay on the last snapshot.

`python -m bench visits --data FOLDER`: a data folder with real landings, which is copied. Ten new reports are landed and published by
commands, several times, while the server runs; then each page is run to its end on the server, as for a browser.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psutil

from bench.increments import NEW_REPORTS, new_reports
from bench.measure import print_figure, run_command

AIM: Final = 1.3
"""First visit to a page after a publish, in later visits."""
LATER_VISITS: Final = 3


class Visitor:
    """A reader of every page of the server that runs in this process."""

    def __init__(self) -> None:
        # The server reads its settings when it is imported.
        from pages.server import open_ahead
        from pages.shell import data, navigation

        self._open_page = open_ahead.open_page
        self._data = data
        self.pages = ["" if entry.default else entry.address for entry in navigation.all_entries()]

    def shown(self) -> str:
        """The id of the snapshot that readers are shown."""
        return self._data.in_force().snapshot.id

    async def seconds(self, page: str) -> float:
        """How long one visit takes."""
        started = time.perf_counter()
        await self._open_page(page)
        return time.perf_counter() - started

    async def first_and_later(self, page: str) -> tuple[float, float]:
        """Seconds of a first visit, and the median of later ones."""
        first = await self.seconds(page)
        return first, statistics.median([await self.seconds(page) for _ in range(LATER_VISITS)])


async def measure(data: Path, publishes: int) -> None:
    """Start the server in this process and print the figures of so many publishes, and those of each page over all of them."""
    from app import app

    visitor = Visitor()
    ratios: dict[str, list[float]] = {page: [] for page in visitor.pages}
    async with app.lifespan()(app):
        for number in range(publishes):
            waited = await _publish_and_wait(data, number, visitor)
            visits = {page: await visitor.first_and_later(page) for page in visitor.pages}
            for page, (first, later) in visits.items():
                ratios[page].append(first / later)
            print_figure(f"publish {number + 1}: shown to readers after", waited, "s")
            totals = [sum(seconds) for seconds in zip(*visits.values(), strict=True)]
            print_figure("  all pages, first visit in later visits", totals[0] / totals[1], "", aim=AIM)
            print_figure("  memory of the server", psutil.Process().memory_info().rss / 1e6, "MB")
    for page in visitor.pages:
        print_figure(f"{page or 'first page'}: first visit in later visits", statistics.median(ratios[page]), "", aim=AIM)


async def _publish_and_wait(data: Path, number: int, visitor: Visitor) -> float:
    """Publish ten new reports by commands; returns the seconds until readers are shown them."""
    file = data / "new.json"
    file.write_bytes(new_reports(NEW_REPORTS, 50_000 + number * NEW_REPORTS))
    before = visitor.shown()
    for words in (("add", "asam", str(file)), ("run", "--offline")):
        await asyncio.to_thread(run_command, *words, data=data)
    started = time.perf_counter()
    while visitor.shown() == before:
        await asyncio.sleep(0.1)
    return time.perf_counter() - started


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench visits", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="a data folder with real landings")
    parser.add_argument("--publishes", type=int, default=3, help="publishes in a row")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(temporary) / "data"
        shutil.copytree(args.data, data)
        run_command("run", "--offline", data=data)
        os.environ["ANCHORWATCH_DATA"] = str(data)
        asyncio.run(measure(data, args.publishes))
    return 0
