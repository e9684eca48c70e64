"""The real commands killed at random moments: nothing torn, nothing lost, and the next run gives what an undisturbed one gives."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.hostile.misses import traceback_as_miss
from bench.hostile.results import Miss, PartResult
from data_pipeline.chain import run
from data_pipeline.doctor.examine import examine_data_folder
from data_pipeline.landing import list_landings
from tests.feeds.helpers import ukmto
from tests.pipeline.helpers import FEED, Rows, asam_json, asam_record, content, land_fixture, settings_in
from tests.pipeline.test_kill import Nursery, timeless
from tests.support.feed_server import Heard, Reply, json_reply, running_feed_server
from warehouse.contract.settings import ROOT
from warehouse.contract.snapshot import Store

_SHARES: Final = {"run": 0.3, "fetch": 0.4, "add": 0.15, "forget": 0.15}
"""How often each command is killed; `fetch` is a run that first asks a feed, which has something new."""
_FROM_THE_START: Final = {"run": 0.1, "fetch": 0.5, "add": 0.1, "forget": 0.1}
"""Share of kills at any moment from the start of the process; the others once it holds the data folder."""
_VERSION: Final = '"1"'
_UNFINISHED: Final = "never finished landing. Delete it and add the file again."


@dataclass(frozen=True, slots=True)
class Scene:
    """A data folder with a snapshot in force and unread landings, the words of each command, and what must hold afterwards:
    tables and number of landed files."""

    data: Path
    words: dict[str, tuple[str, ...]]
    before: Rows
    after: dict[str, Rows]
    landings: dict[str, int]
    seconds: dict[str, float]


def measure(seed: int, count: int, workers: int) -> PartResult:
    """Kill `count` processes. Misses: torn or other tables, unexpected words of doctor, a next run that fails or gives other tables."""
    result = PartResult("kills", seed)
    with tempfile.TemporaryDirectory(prefix="hostile-") as temporary, running_feed_server() as server, ExitStack() as stack:
        nurseries = [Nursery(stack.enter_context(_nursery())) for _ in range(workers)]
        scene = _prepare(Path(temporary), nurseries[0], server.give("/ukmto", _new_or_unchanged))
        free, lock = list(nurseries), threading.Lock()

        def kill_one(number: int) -> tuple[list[Miss], Counter[str]]:
            nursery = free.pop()
            try:
                return _kill_until_hit(scene, nursery, Path(temporary) / f"killed-{number}", seed, number)
            finally:
                free.append(nursery)

        with ThreadPoolExecutor(workers) as pool:
            for misses, noted in pool.map(kill_one, range(count)):
                with lock:
                    result.add(1, misses, noted)
        for nursery in nurseries:
            assert nursery.process.stdin
            nursery.process.stdin.close()
    return result


def _nursery() -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.pipeline.nursery"]
    return subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _new_or_unchanged(asked: Heard) -> Reply:
    if asked.headers.get("If-None-Match") == _VERSION:
        return Reply(status=304)
    return json_reply(ukmto(*range(1, 21)), ETag=_VERSION)


def _prepare(folder: Path, nursery: Nursery, feed: str) -> Scene:
    settings = settings_in(folder / "scene")
    for number in range(len(FEED) - 2):
        land_fixture(settings, number, number)
    run(settings)
    for number in range(len(FEED) - 2, len(FEED)):
        land_fixture(settings, number, number)
    added = folder / "added.json"
    added.write_bytes(asam_json(*(asam_record(number) for number in range(100, 160))))
    given_up = list_landings(settings.landing)[1].id
    pipeline = ("-m", "data_pipeline")
    words = {
        "run": (*pipeline, "run", "--offline"),
        "fetch": ("-m", "bench.hostile.fed_command", feed, "run"),
        "add": (*pipeline, "add", "asam", str(added)),
        "forget": (*pipeline, "forget", given_up, "--who", "bench", "--why", "a test"),
    }
    after, landings, seconds = {}, {}, {}
    for command, argv in words.items():
        data = shutil.copytree(settings.data, folder / f"right-{command}")
        _, seconds[command] = _start_and_kill(data, argv, None, 0.0)
        assert nursery.run(data, "run", "--offline")["status"] == 0
        after[command] = timeless(content(Store(data).open()))
        landings[command] = len(list_landings(settings_in(data).landing))
    assert after["fetch"] != after["run"], "the feed must bring something"
    return Scene(settings.data, words, timeless(content(Store(settings.data).open())), after, landings, seconds)


def _start_and_kill(data: Path, words: tuple[str, ...], share: float | None, seconds: float) -> tuple[int, float]:
    """Start a command and kill it; `share` of `seconds` after it holds the data folder, or from the start where negative; None: never.

    Returns its exit status, and the seconds from holding the folder until its end.
    """
    lock = data / ".lock"
    lock.unlink(missing_ok=True)
    environ = {**os.environ, "ANCHORWATCH_DATA": str(data), "ANCHORWATCH_WORKERS": "1"}
    with subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        if share is None or share >= 0:
            while process.poll() is None and not lock.exists():
                time.sleep(0.002)
        held = time.perf_counter()
        if share is not None:
            time.sleep(abs(share) * seconds)
            process.kill()
        return process.wait(), time.perf_counter() - held


def _kill_until_hit(scene: Scene, nursery: Nursery, data: Path, seed: int, number: int) -> tuple[list[Miss], Counter[str]]:
    """Kill one command; one that ended before is started again with less time."""
    draw = random.Random(f"{seed}-{number}")
    command = draw.choices(list(_SHARES), list(_SHARES.values()))[0]
    from_the_start = draw.random() < _FROM_THE_START[command]
    share, limit = draw.random(), scene.seconds[command] + from_the_start
    for _ in range(20):
        shutil.copytree(scene.data, data)
        status, _ = _start_and_kill(data, scene.words[command], -share if from_the_start else share, limit)
        if status != 0:
            break
        limit *= 0.8
        shutil.rmtree(data)
    label = f"{command} killed at {share:.3f} of {limit:.2f} s, kill {number} of seed {seed}"
    if status == 0:
        return [Miss("never killed", label, label)], Counter()
    misses: list[Miss] = []
    with traceback_as_miss(misses, label, label):
        # An error leaves in the list what was missed before it.
        misses.extend(_check(scene, nursery, data, command, label))
    shutil.rmtree(data, ignore_errors=True)
    return misses, Counter([f"{command} killed"])


def _check(scene: Scene, nursery: Nursery, data: Path, command: str, label: str) -> Iterator[Miss]:
    yield from _check_in_force(scene, data, command, label)
    if command != "run":
        words = scene.words[command]
        status = nursery.run(data, *words[2:])["status"] if words[1] == "data_pipeline" else _start_and_kill(data, words, None, 0.0)[0]
        # What is on record already is not put there twice.
        if status != 0 and not (command == "forget" and status == 2):
            yield Miss("not repeatable", f"{label}: {command} again ended with status {status}", label)
    if status := nursery.run(data, "run", "--offline")["status"]:
        yield Miss("next run failed", f"{label}: status {status}", label)
    if timeless(content(Store(data).open())) != scene.after[command]:
        yield Miss("other tables", f"{label}: the next run does not give what an undisturbed one gives", label)
    if (landed := len(list_landings(settings_in(data).landing))) != scene.landings[command]:
        yield Miss("landings", f"{label}: {landed} landed files instead of {scene.landings[command]}", label)
    if faults := _faults_of(data):
        yield Miss("doctor afterwards", f"{label}: {faults}", label)
    if (data / "work").exists():
        yield Miss("left behind", f"{label}: work", label)


def _check_in_force(scene: Scene, data: Path, command: str, label: str) -> Iterator[Miss]:
    in_force = Store(data).open()
    if faults := in_force.faults():
        yield Miss("torn", f"{label}: {faults}", label)
    if timeless(content(in_force)) not in [scene.before, *([scene.after[command]] if command in ("run", "fetch") else [])]:
        yield Miss("other tables", f"{label}: in force is neither the old state nor the new one", label)
    # Files of what is given up go one by one, before the record: missed until the command is given again, and said to be.
    given_up = scene.words["forget"][3] if command == "forget" else None
    if faults := [fault for fault in _faults_of(data) if given_up is None or given_up not in fault]:
        yield Miss("doctor", f"{label}: {faults}", label)


def _faults_of(data: Path) -> list[str]:
    """What doctor finds, besides a file whose landing was interrupted."""
    return [finding.text for finding in examine_data_folder(settings_in(data)) if not finding.ok and _UNFINISHED not in finding.text]
