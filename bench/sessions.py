"""Many readers at once: sessions over real websockets, each rerunning a page after some seconds of think time.

    python -m bench.sessions --sessions 50 --think 5 --seconds 60 [--data FOLDER] [--address http://127.0.0.1:8501]

Without `--address` a server is started on the data folder. Measured are the time from sending a rerun to the message that the script
has finished, including waiting in the server, and the server's resident memory. The readers run in a separate process, so that they
do not share the server's interpreter.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil
from websockets.asyncio.client import ClientConnection, connect

from bench.measure import print_figure, run_command
from bench.serving import APP, running_server
from pages.server.streamlit_private import BackMsg, ForwardMsg

SPANS: Final = ("days=7", "", "days=90")
PAGES: Final = ("", "data_sources")
MEGABYTE: Final = 1e6


@dataclass
class Figures:
    """Seconds of every rerun after warming up, bytes received, the server's resident bytes and processor seconds."""

    seconds: list[float] = field(default_factory=list)
    received: int = 0
    resident: list[int] = field(default_factory=list)
    busy: float = 0.0
    errors: int = 0

    def quantile(self, share: float) -> float:
        ordered = sorted(self.seconds)
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


async def run_reader(address: str, number: int, think: float, until: float, warm: float, figures: Figures) -> None:
    """One session: starts at a random moment and reads until `until`."""
    chance = random.Random(number)
    await asyncio.sleep(chance.random() * think)
    url = address.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(url, subprotocols=["streamlit"], max_size=None, origin=address, compression=None) as socket:  # type: ignore[arg-type, list-item]
        while time.perf_counter() < until:
            page = chance.choice(PAGES)
            took = await time_rerun(socket, page, chance.choice(SPANS) if not page else "", figures)
            if time.perf_counter() > warm:
                figures.seconds.append(took)
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


async def measure_sessions(address: str, server: psutil.Process | None, sessions: int, think: float, seconds: float) -> Figures:
    """The figures of `sessions` readers over `seconds`, without the first three think times."""
    figures = Figures()
    until = time.perf_counter() + seconds
    warm = time.perf_counter() + 3 * think
    async with asyncio.TaskGroup() as group:
        if server is not None:
            group.create_task(watch_server(server, until, warm, figures))
        for number in range(sessions):
            group.create_task(run_reader(address, number, think, until, warm, figures))
    return figures


def print_report(figures: Figures, sessions: int, think: float) -> None:
    print_figure(f"{sessions} sessions, {think:g} s think time: reruns", len(figures.seconds), "")
    print_figure("  median", figures.quantile(0.5) * 1000, "ms")
    print_figure("  p95", figures.quantile(0.95) * 1000, "ms", aim=100)
    print_figure("  p99", figures.quantile(0.99) * 1000, "ms")
    print_figure("  bytes a rerun", figures.received / max(1, len(figures.seconds)) / MEGABYTE, "MB", aim=1)
    print_figure("  exceptions shown", figures.errors, "", aim=0)
    if figures.resident:
        third = len(figures.resident) // 3
        middle, end = max(figures.resident[third : 2 * third]), max(figures.resident[2 * third :])
        print_figure("  server's processor time a rerun", figures.busy / max(1, len(figures.seconds)) * 1000, "ms")
        print_figure("  server's memory, middle third", middle / MEGABYTE, "MB")
        print_figure("  server's memory, last third", end / MEGABYTE, "MB", aim=round(middle / MEGABYTE * 1.05))


def main(sessions: int = 50, think: float = 5.0, seconds: float = 60.0, data: Path | None = None, address: str | None = None) -> None:
    if address is not None:
        print_report(asyncio.run(measure_sessions(address, None, sessions, think, seconds)), sessions, think)
        return
    with tempfile.TemporaryDirectory() as folder:
        if data is None:
            data = Path(folder)
            run_command("simulate", data=data)
            run_command("run", data=data)
        with running_server(APP, data) as (started, process):
            print_report(asyncio.run(measure_sessions(started, process, sessions, think, seconds)), sessions, think)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sessions", type=int, default=50)
    arguments.add_argument("--think", type=float, default=5.0, help="seconds on average")
    arguments.add_argument("--seconds", type=float, default=60.0)
    arguments.add_argument("--data", type=Path)
    arguments.add_argument("--address")
    main(**vars(arguments.parse_args()))
