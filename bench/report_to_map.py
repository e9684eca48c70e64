"""From a member's report to the map that readers see, with the server and both watches running, as an operator runs them.

    python -m bench report_to_map [--data FOLDER] [--reports 3]

The clock starts when the report is sent by the form; it is accepted at once. Told apart are: handed over (`members watch`), published
(`data_pipeline watch`), shown (the server has opened all pages on the new snapshot), and drawn (a browser opens it on the incident map).
No feed is asked. The data are those of `--data`, which is copied, or the real archives.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil
from playwright.sync_api import Page, sync_playwright

from bench.browser import CHROMIUM, FLAGS
from bench.increments import land_real_files
from bench.measure import ROOT, print_figure, run_command
from bench.reporters import OPEN, Answers, Reporter
from members.desk.queue import waiting_reports
from members.desk.verdicts import Verdict, judge_report
from members.store import MemberStore, open_store
from members.store.engine import sqlite_url
from tests.support.server import APP, running_server
from warehouse.contract.snapshot import Store

AIM: Final = 60.0
"""Seconds from sent to drawn."""
LONGEST: Final = 600.0
LOOK_EVERY: Final = 2.0
PUBLISHED: Final = "part of the picture that was published"
"""What the page of a receipt says once the snapshot that readers are shown holds the report."""


@contextmanager
def running_watch(module: str, environ: dict[str, str]) -> Iterator[None]:
    """`python -m <module> watch` beside the server."""
    watch = subprocess.Popen([sys.executable, "-m", module, "watch"], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        watch.terminate()
        watch.wait(60)


def measure_report(address: str, server: psutil.Process, data: Path, store: MemberStore, page: Page) -> float:
    """Send and accept one report and follow it to the map; prints when it got how far, and returns the seconds to the map.

    The processor seconds of the server's preparation are printed too: other programs on the machine change them less. Raises TimeoutError.
    """
    reporter = Reporter(address, answers := Answers())
    form = reporter.open_form()
    started = time.monotonic()
    receipt = reporter.send(form)
    if receipt is None:
        raise RuntimeError(f"no receipt: {answers.failures}")
    report_id = waiting_reports(store)[0].report_id
    judge_report(store, report_id, Verdict("accepted", "for measuring"), "bench")
    before = Store(data).current_id()
    reached = {"accepted": time.monotonic() - started}

    def note(state: str, is_reached: Callable[[], bool]) -> None:
        while not is_reached():
            if time.monotonic() - started > LONGEST:
                raise TimeoutError(f"not {state} after {LONGEST:.0f} s")
            time.sleep(LOOK_EVERY)
        reached[state] = time.monotonic() - started

    accepted = data / "members" / "accepted.json"
    note("handed over", lambda: accepted.is_file() and report_id.encode() in accepted.read_bytes())
    note("published", lambda: Store(data).current_id() != before)
    worked = sum(server.cpu_times()[:2])
    note("shown", lambda: PUBLISHED in reporter.status_page(receipt))
    worked = sum(server.cpu_times()[:2]) - worked
    page.goto(f"{address}/incident_map?incident=members:{report_id}")
    page.get_by_text("paint").first.wait_for(timeout=1000 * LONGEST)
    reached["drawn"] = time.monotonic() - started
    last = 0.0
    for state, seconds in reached.items():
        print_figure(f"sent to {state}", seconds, "s", aim=AIM if state == "drawn" else None)
        print_figure("  of it since the step before", seconds - last, "s")
        if state == "shown":
            print_figure("  processor time of the server for it", worked, "s")
        last = seconds
    return last


def main(arguments: Sequence[str]) -> int:
    """Measure as the command line asks; 1 where a report took longer than the aim."""
    parser = argparse.ArgumentParser(prog="python -m bench report_to_map", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, help="a data folder with real landings (default: the real files are landed)")
    parser.add_argument("--reports", type=int, default=3)
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="report-to-map-") as temporary, sync_playwright() as playwright:
        data = Path(temporary) / "data"
        if args.data:
            shutil.copytree(args.data, data)
        else:
            land_real_files(data)
        own = OPEN | {"ANCHORWATCH_FEEDS": "none", "ANCHORWATCH_DATA": str(data)}
        run_command("run", "--offline", data=data, **own)
        store = open_store(sqlite_url(data / "members" / "members.db"))
        environ = {**os.environ, **own}
        with (
            running_server(APP, data, None, (), **own) as (address, server),
            running_watch("members", environ),
            running_watch("data_pipeline", environ),
        ):
            page = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_page()
            # A reader has been here before: the program's files are in the browser, and the pages have been opened once.
            page.goto(f"{address}/incident_map")
            page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=1000 * LONGEST)
            seconds = [measure_report(address, server, data, store, page) for _ in range(args.reports)]
        store.close()
    return 0 if max(seconds) <= AIM else 1
