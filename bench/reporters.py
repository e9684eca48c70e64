"""Many people who report at once, and a server that is killed while they do.

    python -m bench reporters --reporters 50 --seconds 300 --kills 200 [--database postgresql+psycopg://...]

A reporter opens the form, fills it in, is told what could identify somebody, leaves it out and gets a receipt; now and then one looks up
what became of it. Measured is the time to each answer. Afterwards every receipt must have its report, and there must be no other report.

When the server is killed, what reporters were sending may be kept or not; but every receipt that somebody saw must have its report, and
who sends the same form again after the restart must end with a receipt and one report.
"""

from __future__ import annotations

import argparse
import html
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

from sqlalchemy import func, select

from bench.measure import ROOT, print_figure
from members.reports.deeds import status_of
from members.store.engine import MemberStore, open_store, sqlite_url
from members.store.tables import MemberReport
from tests.members.test_deeds import SENT
from tests.support.server import APP, free_port, running_server

AIM: Final = 0.5
"""Seconds to an answer, 95 of 100 times."""
LOOK_UPS: Final = 30
"""Receipts looked up during the crowd, each of which costs a slow hash."""
SENDERS: Final = 6
"""Reporters at the moment of a kill."""
OPEN: Final = {
    "ANCHORWATCH_MEMBER_REPORTS": "true",
    "ANCHORWATCH_REPORTS_AN_HOUR": "1000000",
    "ANCHORWATCH_REPORTS_AN_HOUR_FROM_ONE_ADDRESS": "1000000",
}
"""Settings of a server that takes any number of reports."""
_RECEIPT: Final = re.compile(r'class="receipt">([^<]+)<')
_HIDDEN: Final = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_Fields = list[tuple[str, str]]


@dataclass
class Answers:
    """Seconds to each answer, the receipts, and answers that were none: by all reporters, from their threads."""

    seconds: list[float] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    looked_up: int = 0


class Reporter:
    """One person with a browser: one connection, one form at a time."""

    def __init__(self, address: str, answers: Answers) -> None:
        self._host = urlsplit(address).netloc
        self._answers = answers
        self._connection = http.client.HTTPConnection(self._host, timeout=30)

    def open_form(self) -> _Fields:
        """The form filled in, with what stands in it unseen."""
        hidden = _hidden_fields(self._ask("GET", "/report/attack"))
        return [*((name, value) for name, values in SENT.items() for value in values), *hidden]

    def send(self, form: _Fields) -> str | None:
        """Send it, leave out what identifies, and return the receipt; None for an answer without one. Raises OSError, HTTPException."""
        page = self._ask("POST", "/report/attack", [*form, ("step", "check")])
        if not _RECEIPT.search(page) and (hidden := _hidden_fields(page)):
            page = self._ask("POST", "/report/attack", [*hidden, ("step", "mask")])
        found = _RECEIPT.search(page)
        if found is None:
            self._answers.failures.append(re.sub(r"<[^>]+>|\s+", " ", page)[-300:])
            return None
        self._answers.receipts.append(found[1])
        return found[1]

    def status_page(self, receipt: str) -> str:
        """The page on what became of a report."""
        hidden = _hidden_fields(self._ask("GET", "/report/receipt"))
        return self._ask("POST", "/report/receipt", [*hidden, ("receipt", receipt)])

    def look_up(self, receipt: str) -> None:
        """What became of a report that nobody has judged."""
        if "waiting for an analyst" not in self.status_page(receipt):
            self._answers.failures.append(f"no status for the receipt {receipt}")

    def _ask(self, method: str, path: str, fields: _Fields | None = None) -> str:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        started = time.perf_counter()
        is_reused = self._connection.sock is not None
        try:
            try:
                answer = self._exchange(method, path, fields, headers)
            except ConnectionError:
                # The server ends a connection on which nothing is asked for five seconds; browsers then ask again on a new one.
                if not is_reused:
                    raise
                self._connection.close()
                answer = self._exchange(method, path, fields, headers)
        except BaseException:
            self._connection.close()
            raise
        self._answers.seconds.append(time.perf_counter() - started)
        return answer

    def _exchange(self, method: str, path: str, fields: _Fields | None, headers: dict[str, str]) -> str:
        self._connection.request(method, path, urlencode(fields) if fields else None, headers)
        return self._connection.getresponse().read().decode()


def _hidden_fields(page: str) -> _Fields:
    return [(html.unescape(name), html.unescape(value)) for name, value in _HIDDEN.findall(page)]


def measure_crowd(data: Path, url: str, reporters: int, seconds: float) -> bool:
    """`reporters` at once for `seconds`, each with a few seconds of thought between two pages; whether nothing was lost."""
    answers = Answers()
    environ = OPEN | {"ANCHORWATCH_MEMBERS_DATABASE": url, "ANCHORWATCHOPEN_AHEAD": "false"}
    with running_server(APP, data, None, (), **environ) as (address, server):
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(reporters) as pool:
            list(pool.map(lambda seed: _report_until(until, address, answers, seed), range(reporters)))
        memory = server.memory_info().rss
    store = open_store(url)
    without_report = [receipt for receipt in answers.receipts if status_of(store, receipt) is None]
    kept = _number_of_reports(store)
    store.close()
    p95 = statistics.quantiles(answers.seconds, n=20)[-1]
    print_figure("reports sent", len(answers.receipts), "")
    print_figure("answers", len(answers.seconds), "")
    print_figure("seconds to an answer, median", statistics.median(answers.seconds), "s")
    print_figure("seconds to an answer, p95", p95, "s", aim=AIM)
    print_figure("memory of the server", memory / 1e6, "MB")
    print_figure("answers without a receipt", len(answers.failures), "", aim=0)
    print_figure("receipts without a report", len(without_report), "", aim=0)
    print_figure("reports without a receipt", kept - len(answers.receipts), "", aim=0)
    for failure in answers.failures[:3]:
        print(f"  {failure}")
    return not (answers.failures or without_report or kept != len(answers.receipts))


def _report_until(until: float, address: str, answers: Answers, seed: int) -> None:
    draw = random.Random(seed)
    time.sleep(draw.uniform(0, 3))
    reporter = Reporter(address, answers)
    while time.monotonic() < until:
        form = reporter.open_form()
        time.sleep(draw.uniform(1, 5))
        receipt = reporter.send(form)
        if receipt and answers.looked_up < LOOK_UPS and draw.random() < 0.05:
            answers.looked_up += 1
            time.sleep(draw.uniform(0.5, 2))
            reporter.look_up(receipt)


def measure_kills(data: Path, url: str, kills: int, seed: int) -> bool:
    """Kill the server `kills` times while reports come in; whether each receipt has one report, and each form sent again a receipt."""
    draw = random.Random(seed)
    answers, port = Answers(), free_port()
    sent_again: list[str] = []
    store = open_store(url)
    kept_before = _number_of_reports(store)
    for _ in range(kills):
        server = _start_routes(data, url, port)
        lost: list[_Fields] = []
        senders = [threading.Thread(target=_send_until_killed, args=(f"http://127.0.0.1:{port}", answers, lost)) for _ in range(SENDERS)]
        for sender in senders:
            sender.start()
        time.sleep(draw.uniform(0.02, 0.6))
        server.kill()
        server.wait()
        for sender in senders:
            sender.join()
        server = _start_routes(data, url, port)
        again = Reporter(f"http://127.0.0.1:{port}", answers)
        sent_again += [receipt for form in lost if (receipt := again.send(form))]
        server.kill()
        server.wait()
    # A form whose report was kept before the kill gives the same receipt as then, whether or not somebody saw it.
    seen = set(answers.receipts)
    without_report = [receipt for receipt in seen if status_of(store, receipt) is None]
    kept = _number_of_reports(store) - kept_before
    store.close()
    print_figure("kills while reports came in", kills, "")
    print_figure("receipts seen", len(seen), "")
    print_figure("forms sent again after a restart", len(sent_again), "")
    print_figure("forms refused when sent again", len(answers.failures), "", aim=0)
    print_figure("receipts without a report", len(without_report), "", aim=0)
    print_figure("reports kept twice, or without a receipt", kept - len(seen), "", aim=0)
    for failure in answers.failures[:3]:
        print(f"  {failure}")
    return not (answers.failures or without_report or kept != len(seen))


def _send_until_killed(address: str, answers: Answers, lost: list[_Fields]) -> None:
    """Send one report after another; the form whose answer did not come is left in `lost`."""
    reporter = Reporter(address, answers)
    while True:
        try:
            form = reporter.open_form()
        except (OSError, http.client.HTTPException):
            return
        try:
            reporter.send(form)
        except (OSError, http.client.HTTPException):
            lost.append(form)
            return


def _start_routes(data: Path, url: str, port: int) -> subprocess.Popen[bytes]:
    """The routes of /report on `port`, once they answer. Raises TimeoutError."""
    environ = {**os.environ, **OPEN, "ANCHORWATCH_DATA": str(data), "ANCHORWATCH_MEMBERS_DATABASE": url}
    server = subprocess.Popen([sys.executable, "-m", "bench.report_routes", str(port)], cwd=ROOT, env=environ)
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/report")
            connection.getresponse().read()
            return server
        except OSError:
            time.sleep(0.05)
    server.kill()
    raise TimeoutError("the routes of /report do not answer")


def _number_of_reports(store: MemberStore) -> int:
    with store.reading() as session:
        return session.scalars(select(func.count()).select_from(MemberReport)).one()


def main(arguments: Sequence[str]) -> int:
    """Measure as the command line asks; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench reporters", description="People who report at once; a server that is killed.")
    parser.add_argument("--reporters", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="address of an empty database (default: a new SQLite file)")
    args = parser.parse_args(arguments)
    well = True
    with tempfile.TemporaryDirectory(prefix="reporters-") as temporary:
        data = Path(temporary)
        url = args.database or sqlite_url(data / "members.db")
        if args.reporters and args.seconds:
            well &= measure_crowd(data, url, args.reporters, args.seconds)
        if args.kills:
            well &= measure_kills(data, url, args.kills, args.seed)
    return 0 if well else 1
