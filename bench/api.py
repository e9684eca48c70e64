"""The API under many programs at once, and whole collections.

    python -m bench api [--clients 50] [--requests 1000] [--incidents 20000] [--whole 1000000] [--data FOLDER] [--whole-data FOLDER]

Each client sends its requests one after the other without a pause over a connection of its own: pages of features under drawn filters,
single features, boxes, conditional requests, descriptions of collections, changes, and some figures. Half are drawn from what everybody
asks, half are a client's own. Beside it stand one client alone, the queries of the same pages of features asked directly in one thread,
and how long the server's own health check takes meanwhile, which waits as pages do. Then all of a larger snapshot is read as Parquet,
beside DuckDB writing the same rows into a file.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from bench.measure import print_figure
from bench.sessions import quantile
from tests.support.server import APP, running_server
from tests.support.snapshots import build_snapshot
from warehouse import cache
from warehouse.contract.snapshot import Store
from warehouse.contract.taxonomy import CODE_LISTS
from warehouse.queries.features.conditions import AllOf, Compare, OneOf
from warehouse.queries.features.feature_rows import feature_page, page_and_number, stream_features
from warehouse.queries.features.published import INCIDENTS
from warehouse.reader import LOCAL
from warehouse.view import SnapshotView, view

AIM_P95: Final = 0.150
AIM_RATIO: Final = 1.3
AIM_SPEED: Final = 100.0
LIMIT: Final = 25
ROOT: Final = "/api/v1"
REGIONS: Final = ("singapore_strait", "gulf_of_guinea", "malacca_strait", "java_sea", "gulf_of_aden", "bay_of_bengal")
MEGABYTE: Final = 1e6


def requests_of(rng: random.Random, ids: Sequence[str], number: int) -> list[str]:
    """So many addresses, drawn."""
    categories = list(CODE_LISTS["category"])

    def features() -> str:
        year = rng.randint(2012, 2026)
        return (
            f"/collections/incidents/items?limit={LIMIT}&category={rng.choice(categories)}&datetime={year}-01-01/{year}-12-31"
            f"&sea_region={rng.choice(REGIONS)}"
        )

    def box() -> str:
        west, south = rng.uniform(-180, 160), rng.uniform(-60, 40)
        bounds = f"{west:.2f},{south:.2f},{west + 20:.2f},{south + 20:.2f}"
        return f"/collections/{rng.choice(('incidents', 'reports'))}/items?limit={LIMIT}&bbox={bounds}"

    def cql() -> str:
        text = f"severity <= {rng.randint(1, 4)} AND occurred_on >= DATE('{rng.randint(2012, 2025)}-{rng.randint(1, 12):02}-01')"
        return f"/collections/incidents/items?limit={LIMIT}&filter={quote(text)}"

    kinds: dict[Callable[[], str], int] = {
        features: 40,
        box: 15,
        cql: 10,
        lambda: f"/collections/incidents/items/{quote(rng.choice(ids))}": 20,
        lambda: rng.choice(("/collections", "/collections/incidents", "/collections/ports/items?limit=100", "/conformance")): 8,
        lambda: f"/changes?since=2026-{rng.randint(6, 10):02}-{rng.randint(1, 28):02}&limit=50": 5,
        lambda: rng.choice(("/figures/regional-risk", "/figures/coverage", f"/figures/trends?region={rng.choice(REGIONS)}")): 2,
    }
    return [make() for make in rng.choices(list(kinds), list(kinds.values()), k=number)]


class Client:
    """One program with a connection of its own."""

    def __init__(self, address: str) -> None:
        self.host, self.port = urlsplit(address).hostname, urlsplit(address).port
        self.tags: dict[str, str] = {}
        self.seconds: list[float] = []
        self.statuses: Counter[int] = Counter()

    async def run(self, paths: Sequence[str]) -> None:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        for path in paths:
            condition = f"If-None-Match: {self.tags[path]}\r\n" if path in self.tags else ""
            request = f"GET {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nAccept-Encoding: zstd\r\n{condition}\r\n"
            started = time.perf_counter()
            writer.write(request.encode())
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            length = int(headers.get("content-length", 0))
            await reader.readexactly(length)
            self.seconds.append(time.perf_counter() - started)
            self.statuses[int(first.split(" ", 2)[1])] += 1
            if "etag" in headers:
                self.tags[path] = headers["etag"]
        writer.close()


async def health(address: str, seconds: list[float]) -> None:
    """Ask for the server's health ten times a second, until it is cancelled."""
    client = Client(address)
    while True:
        await client.run(["/_stcore/health"])
        seconds.append(client.seconds[-1])
        await asyncio.sleep(0.1)


async def crowd(address: str, of_clients: Sequence[Sequence[str]]) -> tuple[list[Client], list[float], float]:
    """All clients at once; gives them, the seconds of health checks meanwhile, and how long all took."""
    clients = [Client(address) for _ in of_clients]
    checks: list[float] = []
    watching = asyncio.create_task(health(address, checks))
    started = time.perf_counter()
    await asyncio.gather(*(client.run(paths) for client, paths in zip(clients, of_clients, strict=True)))
    lasted = time.perf_counter() - started
    watching.cancel()
    return clients, checks, lasted


def query_seconds(seen: SnapshotView, number: int) -> list[float]:
    """Seconds of the two queries behind a page of features, asked directly."""
    rng, seconds = random.Random(3), []
    for _ in range(number):
        category, region = rng.choice(list(CODE_LISTS["category"])), rng.choice(REGIONS)
        criterion = AllOf((OneOf("category", (category,)), Compare("sea_region", "=", region)))
        started = time.perf_counter()
        cache.ask(page_and_number, seen, INCIDENTS, criterion, None, LIMIT + 1)
        seconds.append(time.perf_counter() - started)
    return seconds


def measure_crowd(data: Path, clients: int, number: int) -> None:
    """The API under many clients, and one alone."""
    seen = view(Store(data).open(), LOCAL)
    ids = cache.ask(feature_page, seen, INCIDENTS, AllOf(()), None, 5_000)["incident_id"].to_pylist()
    shared = requests_of(random.Random(0), ids, 500)
    of_clients = []
    for at in range(clients):
        rng = random.Random(at + 1)
        own = requests_of(rng, ids, number)
        of_clients.append([f"{ROOT}{path if rng.random() < 0.5 else rng.choice(shared)}" for path in own])
    with running_server(APP, data, ANCHORWATCH_OPEN_AHEAD="false") as (address, process):
        alone = Client(address)
        pages = [f"{ROOT}{path}" for path in requests_of(random.Random(9), ids, 1_000) if "category=" in path][:200]
        asyncio.run(alone.run(pages))
        direct = query_seconds(seen, 200)
        one, query = statistics.median(alone.seconds), statistics.median(direct)
        print_figure("a page of features, one client alone, median", one * 1000, "ms")
        print_figure("its two queries asked directly, median", query * 1000, "ms")
        print_figure("the one over the other", one / query, "times", AIM_RATIO)
        before = process.cpu_times()
        done, checks, lasted = asyncio.run(crowd(address, of_clients))
        after = process.cpu_times()
    seconds = [each for client in done for each in client.seconds]
    statuses = sum((client.statuses for client in done), Counter[int]())
    print_figure(f"{clients} clients of {number:,} requests: answered in a second", len(seconds) / lasted, "requests")
    print_figure("  median", quantile(seconds, 0.5) * 1000, "ms")
    print_figure("  p95", quantile(seconds, 0.95) * 1000, "ms", AIM_P95 * 1000)
    busy = after.user + after.system - before.user - before.system
    print_figure("  processor for a request", busy / len(seconds) * 1000, "ms")
    print_figure("  health check meanwhile, p95", quantile(checks, 0.95) * 1000, "ms")
    print(f"  statuses: {dict(sorted(statuses.items()))}")


def measure_whole(data: Path) -> None:
    """All incidents as Parquet over HTTP, beside DuckDB reading the same rows and writing them into a file."""
    with running_server(APP, data, ANCHORWATCH_OPEN_AHEAD="false") as (address, process):
        started, size = time.perf_counter(), asyncio.run(_read_whole(address))
        lasted = time.perf_counter() - started
        resident = process.memory_info().rss
    print_figure("all incidents as Parquet: size", size / MEGABYTE, "MB")
    print_figure("  speed", size / MEGABYTE / lasted, "MB/s", AIM_SPEED, higher_is_better=True)
    seen = view(Store(data).open(), LOCAL)
    con = seen.connect()
    started = time.perf_counter()
    rows = sum(batch.nbytes for batch in stream_features(con, INCIDENTS, AllOf(()), 122_880))
    reading = time.perf_counter() - started
    con.close()
    print_figure("  the same rows unpacked", rows / MEGABYTE, "MB")
    print_figure("  unpacked rows handed out", rows / MEGABYTE / lasted, "MB/s", AIM_SPEED, higher_is_better=True)
    print_figure("  the query itself, read and thrown away", rows / MEGABYTE / reading, "MB/s")
    print_figure("  memory of the server afterwards", resident / MEGABYTE, "MB")


async def _read_whole(address: str) -> int:
    """Bytes of the body, which comes in pieces whose lengths stand before them."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=2**24)
    writer.write(f"GET {ROOT}/whole/incidents.parquet HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    size = 0
    while length := int(await reader.readline(), 16):
        await reader.readexactly(length + 2)
        size += length
    writer.close()
    return size


def main(arguments: Sequence[str]) -> int:
    """Measure both; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench api", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--requests", type=int, default=1_000)
    parser.add_argument("--incidents", type=int, default=20_000)
    parser.add_argument("--whole", type=int, default=1_000_000, help="incidents of the second snapshot; 0: do without")
    parser.add_argument("--data", type=Path, help="a data folder with a snapshot, instead of --incidents")
    parser.add_argument("--whole-data", type=Path, help="the same for --whole")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        data = args.data or build_snapshot(Path(temporary) / "some", args.incidents).folder.parent.parent
        measure_crowd(data, args.clients, args.requests)
        if args.whole_data or args.whole:
            measure_whole(args.whole_data or build_snapshot(Path(temporary) / "whole", args.whole).folder.parent.parent)
    return 0
