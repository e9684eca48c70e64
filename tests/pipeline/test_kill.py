"""A run killed at any moment leaves a whole snapshot in force, and the next run gives what an undisturbed one gives."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from data_pipeline.doctor.examine import examine_data_folder
from data_pipeline.landing import list_landings
from tests.pipeline.helpers import ASAM, IMB, Rows, asam_json, asam_record, content, land_bytes, settings_in
from warehouse.contract.files import sha256
from warehouse.contract.settings import ROOT
from warehouse.contract.snapshot import Store

MOST_STEPS = 10
"""Steps of a command at which it dies, evenly spread where there are more."""
KILLS = {"run": 4, "rebuild": 2, "add": 2}
"""Kills at random moments, spread over each command's whole time; `python -m bench hostile --parts kills` makes a thousand."""

GIVEN = ASAM / "export_csv.csv"
TIMES = {"landing_id", "landed_at", "first_seen_at", "last_changed_at", "first_published_at", "last_landed_at"}


class Nursery:
    """Runs commands in forked children that can be killed; see nursery.py."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def run(self, data: Path, *argv: str, **order: Any) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"argv": argv, "data": str(data), **order}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    if not hasattr(os, "fork"):
        pytest.skip("Windows cannot fork, and a fresh process for each kill would take an hour")
    command = [sys.executable, "-m", "tests.pipeline.nursery"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Nursery(process)
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0


@pytest.fixture(scope="module")
def half_done(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a snapshot in force and two new files landed: three formats of ASAM, revisions, quarantine."""
    data = tmp_path_factory.mktemp("half") / "data"
    shutil.copytree(published, data)
    settings = settings_in(data)
    land_bytes(settings, "asam", GIVEN.read_bytes(), "export_csv", "export.csv", day=2)
    land_bytes(settings, "asam", asam_json(asam_record(1), asam_record(2, reference=None)), "api_json", "more.json", day=3)
    return data


@pytest.fixture(scope="module")
def undisturbed(nursery: Nursery, half_done: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, float], Rows]:
    """How long each command takes, and what the snapshot holds after it."""
    folder = tmp_path_factory.mktemp("undisturbed")
    seconds = {}
    for command in ("run", "rebuild"):
        data = shutil.copytree(half_done, folder / command)
        answer = nursery.run(data, command)
        assert answer["status"] == 0
        seconds[command] = answer["seconds"]
    first, second = content(Store(folder / "run").open()), content(Store(folder / "rebuild").open())
    assert first == second
    data = shutil.copytree(half_done, folder / "add")
    seconds["add"] = nursery.run(data, "add", "imb_crime_at_sea", str(IMB / "data_set_csv.csv"))["seconds"]
    return seconds, first


def check_in_force(data: Path, allowed: list[Rows]) -> None:
    """What a reader finds after a kill: one whole snapshot, in its old state or the new one."""
    in_force = Store(data).open()
    assert in_force.faults() == []
    assert content(in_force) in allowed
    con = in_force.open_database()
    told = "SELECT count(*), count(DISTINCT report_id), count(DISTINCT incident_id) FROM incident_reports"
    counted = "SELECT (SELECT count(*) FROM reports), (SELECT count(*) FROM reports), (SELECT count(*) FROM incidents)"
    assert con.execute(told).fetchone() == con.execute(counted).fetchone(), "every report in one incident, every incident with a report"
    con.close()
    faults = [finding.text for finding in examine_data_folder(settings_in(data)) if not finding.ok]
    assert faults == []


def shares(command: str) -> Iterator[float]:
    """Shares of a command's time: random, and evenly spread; endless, because some children end before they are killed."""
    draw = random.Random(command)
    while True:
        yield from ((number + draw.random()) / KILLS[command] for number in draw.sample(range(KILLS[command]), KILLS[command]))


@pytest.mark.slow
@pytest.mark.parametrize("command", ["run", "rebuild"])
def test_killed_at_random_moments(
    nursery: Nursery, half_done: Path, undisturbed: tuple[dict[str, float], Rows], tmp_path: Path, command: str
) -> None:
    times, right = undisturbed
    before, seconds, killed = content(Store(half_done).open()), times[command], 0
    for number, share in enumerate(shares(command)):
        data = shutil.copytree(half_done, tmp_path / str(number))
        status = nursery.run(data, command, kill_after=share * seconds)["status"]
        assert number < 4 * KILLS[command], "children end before they are killed"
        assert status in (-9, 0)
        if status == 0:
            seconds *= 0.9
            continue
        killed += 1
        check_in_force(data, [before, right])
        in_force = Store(data).current_id()
        answer = nursery.run(data, "run")
        assert answer["status"] == 0
        check_in_force(data, [right])
        # The machine may be faster or slower by now; a killed run that had published already leaves nothing to time.
        seconds = answer["seconds"] if Store(data).current_id() != in_force else seconds
        assert not (data / "work").exists()
        assert not list(data.glob("**/.*.tmp"))
        shutil.rmtree(data)
        if killed == KILLS[command]:
            return


@pytest.mark.slow
def test_add_killed_at_random_moments(nursery: Nursery, half_done: Path, tmp_path: Path) -> None:
    file = tmp_path / "given.json"
    file.write_bytes(asam_json(*(asam_record(number) for number in range(100, 400))))
    data = shutil.copytree(half_done, tmp_path / "right")
    seconds, killed = nursery.run(data, "add", "asam", str(file))["seconds"], 0
    assert nursery.run(data, "run")["status"] == 0
    right = timeless(content(Store(data).open()))
    for number, share in enumerate(shares("add")):
        data = shutil.copytree(half_done, tmp_path / str(number))
        status = nursery.run(data, "add", "asam", str(file), kill_after=share * seconds)["status"]
        assert number < 8 * KILLS["add"], "children end before they are killed"
        assert status in (-9, 0)
        if status == 0:
            seconds *= 0.9
            continue
        killed += 1
        only_unfinished(data)
        answer = nursery.run(data, "add", "asam", str(file))
        assert answer["status"] == 0
        seconds = max(answer["seconds"], 0.01)
        [landed] = [landing for landing in list_landings(settings_in(data).landing) if landing.origin == file.name]
        assert sha256(landed.file) == landed.sha256 == sha256(file)
        if number % 3 == 0:
            assert nursery.run(data, "run")["status"] == 0
            assert timeless(content(Store(data).open())) == right
        shutil.rmtree(data)
        if killed == KILLS["add"]:
            return


def only_unfinished(data: Path) -> None:
    faults = [finding.text for finding in examine_data_folder(settings_in(data)) if not finding.ok]
    assert all("never finished landing. Delete it and add the file again." in fault for fault in faults), faults


def timeless(tables: Rows) -> Rows:
    """Without what the clock says: `add` lands at another moment every time."""
    return {
        table: sorted(({name: value for name, value in row.items() if name not in TIMES} for row in rows), key=repr)
        for table, rows in tables.items()
    }


@pytest.mark.slow
@pytest.mark.parametrize("argv", [("run",), ("add", "imb_crime_at_sea", str(IMB / "data_set_csv.csv"))], ids=["run", "add"])
def test_dead_at_every_step_that_changes_a_name(
    nursery: Nursery, half_done: Path, undisturbed: tuple[dict[str, float], Rows], tmp_path: Path, argv: tuple[str, ...]
) -> None:
    """Before and after renames and deletes: the moments that random kills seldom hit."""
    _, right = undisturbed
    before = content(Store(half_done).open())
    # The file that is added landed already under another name; under this one it is new.
    if argv[0] == "add":
        other = tmp_path / "other.csv"
        other.write_bytes(IMB.joinpath("data_set_csv.csv").read_bytes() + b"\n")
        argv = (*argv[:2], str(other))
    data = shutil.copytree(half_done, tmp_path / "counted")
    steps = nursery.run(data, *argv)["steps"]
    assert steps >= 6
    for number in sorted({round(1 + place * (steps - 1) / (MOST_STEPS - 1)) for place in range(MOST_STEPS)}):
        data = shutil.copytree(half_done, tmp_path / str(number))
        assert nursery.run(data, *argv, die_at=number)["status"] == 9
        if argv[0] == "add":
            only_unfinished(data)
            assert nursery.run(data, *argv)["status"] == 0
            assert content(Store(data).open()) == before
        else:
            check_in_force(data, [before, right])
            assert nursery.run(data, "run")["status"] == 0
            check_in_force(data, [right])
        shutil.rmtree(data)


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.3, 0.8])
def test_the_real_command_killed(half_done: Path, undisturbed: tuple[dict[str, float], Rows], tmp_path: Path, share: float) -> None:
    """The same with the command as people start it."""
    _, right = undisturbed
    before = content(Store(half_done).open())
    data = shutil.copytree(half_done, tmp_path / "data")
    environ = {**os.environ, "ANCHORWATCH_DATA": str(data), "ANCHORWATCH_WORKERS": "1"}
    command = [sys.executable, "-m", "data_pipeline", "run"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_for_work(data, process)
        time.sleep(share * 0.5)
        process.kill()
    check_in_force(data, [before, right])
    answer = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    check_in_force(data, [right])


def wait_for_work(data: Path, process: subprocess.Popen[Any]) -> None:
    while process.poll() is None and not (data / "work").exists():
        time.sleep(0.01)


@pytest.mark.slow
def test_workers_end_with_a_killed_run(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data")
    long = "On 5 January robbers boarded. " + " " * 9000
    land_bytes(settings, "asam", asam_json(*(asam_record(n, description=long) for n in range(1, 3000))), "api_json")
    environ = {**os.environ, "ANCHORWATCH_DATA": str(settings.data), "ANCHORWATCH_WORKERS": "2"}
    command = [sys.executable, "-m", "data_pipeline", "run"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        children: list[psutil.Process] = []
        while process.poll() is None and len(children) < 3:  # two workers and their resource tracker
            children = psutil.Process(process.pid).children(recursive=True)
            time.sleep(0.02)
        assert process.poll() is None, "the run ended before its workers were seen"
        process.kill()
    gone, alive = psutil.wait_procs(children, timeout=15)
    assert alive == []
    assert len(gone) == 3
