"""`python -m bench tasks --data FOLDER [--screens FOLDER] [NUMBER ...]`: a line for each task; exit status 1 where one misses its aim.

The aim: the right answer in at most five clicks from the overview. Choices typed and texts entered are counted apart.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Error, sync_playwright

from bench.browser import CHROMIUM, FLAGS
from bench.first_screen import HEIGHT, WIDTH
from bench.tasks.reader import Missing, Reader
from bench.tasks.steps import TASKS, Task, WrongAnswer
from bench.tasks.truth import Truth
from tests.support.server import APP, running_server

MOST_CLICKS: Final = 5


def main(words: Sequence[str]) -> int:
    """Do the tasks and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench tasks", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("numbers", nargs="*", type=int, help="tasks to do, counted from 1; default: all")
    parser.add_argument("--data", type=Path, required=True, help="data folder, with the real files of ASAM and IMB")
    parser.add_argument("--screens", type=Path, help="folder for a picture of each answer")
    args = parser.parse_args(words)
    truth = Truth(args.data)
    if args.screens:
        args.screens.mkdir(parents=True, exist_ok=True)
    missed = 0
    print(f"{'task':<52}{'clicks':>7}{'typed':>7}{'seconds':>9}  {'aim':<8}answer")
    with running_server(APP, args.data.resolve()) as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for number, task in enumerate(TASKS, start=1):
            if not args.numbers or number in args.numbers:
                screen = args.screens / f"task_{number}.png" if args.screens else None
                missed += not _carry_out(task, number, browser, address, truth, screen)
        browser.close()
    return 1 if missed else 0


def _carry_out(task: Task, number: int, browser: Browser, address: str, truth: Truth, screen: Path | None) -> bool:
    """Do a task in a browser of its own, print its line and say whether it reached its aim."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, accept_downloads=True)
    reader = Reader(page)
    reader.open(address)
    started, right = time.perf_counter(), True
    try:
        answer = task.carry_out(reader, truth)
    except (Missing, WrongAnswer, Error) as error:
        answer, right = str(error).split("\n")[0], False
    seconds = time.perf_counter() - started
    if screen:
        page.screenshot(path=screen)
    page.close()
    reached = right and reader.clicks <= MOST_CLICKS
    aim = "reached" if reached else "MISSED"
    print(f"{number:>2} {task.title:<49}{reader.clicks:>7}{reader.entries:>7}{seconds:>9.1f}  {aim:<8}{answer}", flush=True)
    return reached
