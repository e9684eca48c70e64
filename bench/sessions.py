"""Many readers at once: sessions over real websockets, each rerunning a page after some seconds of think time.

    python -m bench sessions --sessions 50 --think 5 --seconds 600 [--data FOLDER] [--address http://127.0.0.1:8501] [--pages trends ...]

Every reader goes from page to page, over all of them, and to a few views of the overview. Before the crowd, one reader alone visits each
page: what a rerun costs by itself stands beside what it takes among others, so that the rest is known to be waiting for the processor.

Without `--address` a server is started on the data folder. Measured are the time from sending a rerun to the message that the script
has finished, including waiting in the server, and the server's resident memory. The readers run in a separate process, so that they
do not share the server's interpreter.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil
from websockets.asyncio.client import ClientConnection, connect

from bench.measure import print_figure, run_command
from pages.server.streamlit_private import BackMsg, ForwardMsg
from pages.shell import navigation
from tests.support.server import APP, running_server

SPANS: Final = ("days=7", "", "days=90")
ALONE: Final = 8
"""Reruns of each page by one reader alone; the first two, which fill caches, are left out."""
MEGABYTE: Final = 1e6


@dataclass
class Figures:
    """Seconds of every rerun after warming up, bytes received, the server's resident bytes and processor seconds."""

    by_page: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    alone: dict[str, float] = field(default_factory=dict)
    received: int = 0
    resident: list[int] = field(default_factory=list)
    busy: float = 0.0
    errors: int = 0

    @property
    def seconds(self) -> list[float]:
        return [seconds for of_page in self.by_page.values() for seconds in of_page]


def quantile(seconds: Sequence[float], share: float) -> float:
    """The value below which this share of `seconds` lies; 0 where there are none."""
    ordered = sorted(seconds) or [0.0]
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def time_rerun(socket: ClientConnection, page: str, query: str, figures: Figures) -> float:
    """Send one rerun and wait until the script has finished; returns the seconds."""
    request = BackMsg()
    request.rerun_script.page_name = page
    request.rerun_script.query_string = query
    started = time.perf_counter()
    await socket.send(request.SerializeToString())
    while True:
        frame = await socket.recv()
        figures.received += len(frame)
        message = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            figures.errors += 1
        # A page that switches to another one finishes early for the rerun and goes on.
        if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return time.perf_counter() - started


def open_session(address: str) -> connect:
    """A websocket to the server, as a browser opens it."""
    url = address.replace("http", "ws", 1) + "/_stcore/stream"
    return connect(url, subprotocols=["streamlit"], max_size=None, origin=address, compression=None)  # type: ignore[arg-type, list-item]


async def visit_alone(address: str, pages: Sequence[str], figures: Figures) -> None:
    """One reader, nobody else: the median seconds of each page's cached rerun."""
    async with open_session(address) as socket:
        for page in pages:
            seconds = [await time_rerun(socket, page, "", figures) for _ in range(ALONE)]
            figures.alone[page] = statistics.median(seconds[2:])


async def run_reader(address: str, number: int, think: float, until: float, warm: float, figures: Figures, pages: Sequence[str]) -> None:
    """One session: starts at a random moment and reads until `until`."""
    chance = random.Random(number)
    await asyncio.sleep(chance.random() * think)
    async with open_session(address) as socket:
        while time.perf_counter() < until:
            page = chance.choice(pages)
            took = await time_rerun(socket, page, chance.choice(SPANS) if not page else "", figures)
            if time.perf_counter() > warm:
                figures.by_page[page].append(took)
            await asyncio.sleep(think * (0.5 + chance.random()))


async def watch_server(process: psutil.Process, until: float, warm: float, figures: Figures) -> None:
    """The server's resident memory once a second, and its processor seconds after warming up."""
    before: float | None = None
    while time.perf_counter() < until:
        figures.resident.append(process.memory_info().rss)
        if before is None and time.perf_counter() > warm:
            before = sum(process.cpu_times()[:2])
        await asyncio.sleep(1.0)
    figures.busy = sum(process.cpu_times()[:2]) - (before or 0.0)


async def measure_sessions(
    address: str, server: psutil.Process | None, sessions: int, think: float, seconds: float, pages: Sequence[str]
) -> Figures:
    """The figures of one reader, then of `sessions` readers over `seconds`, without the first three think times."""
    figures = Figures()
    await visit_alone(address, pages, figures)
    figures.received = 0
    until = time.perf_counter() + seconds
    warm = time.perf_counter() + 3 * think
    async with asyncio.TaskGroup() as group:
        if server is not None:
            group.create_task(watch_server(server, until, warm, figures))
        for number in range(sessions):
            group.create_task(run_reader(address, number, think, until, warm, figures, pages))
    return figures


def print_report(figures: Figures, sessions: int, think: float) -> None:
    print_figure(f"{sessions} sessions, {think:g} s think time: reruns", len(figures.seconds), "")
    print_figure("  median", quantile(figures.seconds, 0.5) * 1000, "ms")
    print_figure("  p95", quantile(figures.seconds, 0.95) * 1000, "ms", aim=100)
    print_figure("  p99", quantile(figures.seconds, 0.99) * 1000, "ms")
    print_figure("  bytes a rerun", figures.received / max(1, len(figures.seconds)) / MEGABYTE, "MB", aim=1)
    print_figure("  exceptions shown", figures.errors, "", aim=0)
    print(f"  {'page':<36}{'alone':>8}{'median':>8}{'p95':>8}  ms")
    for page, seconds in sorted(figures.by_page.items()):
        times = (figures.alone[page], quantile(seconds, 0.5), quantile(seconds, 0.95))
        print(f"  {page or 'overview':<36}" + "".join(f"{1000 * value:>8.0f}" for value in times))
    if figures.resident:
        third = len(figures.resident) // 3
        middle, end = max(figures.resident[third : 2 * third]), max(figures.resident[2 * third :])
        print_figure("  server's processor time a rerun", figures.busy / max(1, len(figures.seconds)) * 1000, "ms")
        print_figure("  server's memory, middle third", middle / MEGABYTE, "MB")
        print_figure("  server's memory, last third", end / MEGABYTE, "MB", aim=round(middle / MEGABYTE * 1.05))


def main(words: Sequence[str]) -> int:
    """Measure as the command line asks, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench sessions", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sessions", type=int, default=50, help="how many readers")
    parser.add_argument("--think", type=float, default=5.0, help="seconds on average between an answer and the next rerun")
    parser.add_argument("--seconds", type=float, default=600.0, help="for how long")
    parser.add_argument("--pages", nargs="*", default=(), help="addresses of pages; default: all")
    parser.add_argument("--data", type=Path, help="data folder; default: simulated reports")
    parser.add_argument("--address", help="of a server that runs already")
    args = parser.parse_args(words)
    pages = args.pages or ["" if entry.default else entry.address for entry in navigation.all_entries()]
    if args.address is not None:
        _measure_at(args.address, None, args, pages)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        data = args.data.resolve() if args.data else Path(folder)
        if not args.data:
            run_command("simulate", data=data)
            run_command("run", data=data)
        with running_server(APP, data) as (address, process):
            _measure_at(address, process, args, pages)
    return 0


def _measure_at(address: str, process: psutil.Process | None, args: argparse.Namespace, pages: Sequence[str]) -> None:
    figures = asyncio.run(measure_sessions(address, process, args.sessions, args.think, args.seconds, pages))
    print_report(figures, args.sessions, args.think)
