"""The watch: never faster than the cadence whatever the clocks do, back soon after a failure, one at a time, stopped at any moment."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import pytest

from data_pipeline import registry
from data_pipeline.__main__ import main as pipeline
from data_pipeline.data_folder import lock_data_folder
from data_pipeline.errors import Busy, PipelineError, ProgramChanged
from data_pipeline.feeds.fetch import fetch_sources
from data_pipeline.feeds.model import Request
from data_pipeline.jobs.clocks import MachineClock
from data_pipeline.jobs.watch import Watch
from data_pipeline.landing import land_file, list_landings
from tests.conftest import ROOT
from tests.feeds.conftest import at_server, patient
from tests.feeds.helpers import ukmto, ukmto_record
from tests.jobs.conftest import NewWatch
from tests.jobs.simulated_clock import SimulatedClock
from tests.mapping.helpers import SIMPLE, keep, simple_rows
from tests.pipeline.helpers import content
from tests.support.feed_server import FeedServer, Reply, json_reply
from warehouse.contract.health.document import read_health
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def gaps(asked: list[float]) -> list[float]:
    return [later - earlier for earlier, later in itertools.pairwise(asked)]


def test_what_comes_is_published(new_watch: NewWatch, server: FeedServer, settings: Settings) -> None:
    server.give("/ukmto", json_reply(ukmto(1, 2)), json_reply(ukmto(1, 2)), json_reply(ukmto(1, 2, 3)))
    watching = new_watch()
    watching.turns_for(2 * HOUR + MINUTE)
    assert watching.asked == [0, 3600, 7200]
    assert len(list_landings(settings.landing)) == 2
    assert Store(settings.data).open().manifest.tables["reports"].rows == 3
    assert [line.split(":")[0] for line in watching.said] == ["ukmto", "publish", "ukmto", "ukmto", "publish"]
    health = read_health(settings.data)
    assert health is not None
    assert health.watch is not None
    assert health.watch.is_running(watching.clock.now())
    assert [(attempt.kind, attempt.records, attempt.expected) for attempt in health.feeds[0].attempts] == [
        ("landed", 2, None), ("unchanged", 2, 2), ("landed", 3, 2),
    ]  # fmt: skip
    assert health.alerts == ()


def test_a_table_and_then_its_corrected_mapping_are_published(
    new_watch: NewWatch, server: FeedServer, settings: Settings, tmp_path: Path
) -> None:
    server.give("/ukmto", json_reply(ukmto(1)))
    watching = new_watch()
    watching.turns_for(MINUTE)
    source = keep(settings, SIMPLE.replace("day_first", "month_first"))
    table = tmp_path / "table.csv"
    table.write_text(simple_rows(4), encoding="utf-8")
    land_file(settings.landing, source, "text", table)
    watching.turns_for(10 * MINUTE)
    days = [row["occurred_on"] for row in content(Store(settings.data).open())["reports"] if row["source"] == "simple"]
    assert days == [date(2025, 5, 1)]
    keep(settings, SIMPLE)
    watching.turns_for(10 * MINUTE)
    days = [row["occurred_on"] for row in content(Store(settings.data).open())["reports"] if row["source"] == "simple"]
    assert days == [date(2025, 1, 5)]
    registry.include_mappings(tmp_path / "nowhere")


@pytest.mark.parametrize("jump", [timedelta(hours=-30), timedelta(days=400)])
@pytest.mark.usefixtures("rare_turns")
def test_a_clock_that_is_set_changes_no_gap(new_watch: NewWatch, server: FeedServer, jump: timedelta) -> None:
    server.give("/ukmto", *(json_reply(ukmto(number)) for number in range(1, 9)))
    watching = new_watch()
    watching.turns_for(90 * MINUTE)
    watching.clock.set(watching.clock.now() + jump)
    watching.turns_for(5 * HOUR)
    assert set(gaps(watching.asked)) == {3600.0}
    assert len(watching.asked) == 7


@pytest.mark.parametrize(
    "start",
    [
        datetime(2028, 2, 28, 20, tzinfo=UTC),
        datetime(2027, 3, 27, 22, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2026, 10, 24, 22, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2026, 11, 20, 5, 30, tzinfo=ZoneInfo("Asia/Kolkata")),
    ],
    ids=["leap day", "to summer time", "from summer time", "half an hour off"],
)
@pytest.mark.usefixtures("rare_turns")
def test_days_and_zones_change_no_gap(
    new_watch: NewWatch, server: FeedServer, settings: Settings, start: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine that keeps the time of this zone."""
    monkeypatch.setenv("TZ", str(start.tzinfo))
    if hasattr(time, "tzset"):
        time.tzset()
    server.give("/ukmto", json_reply(ukmto(1)))
    watching = new_watch(SimulatedClock(start.astimezone(UTC)))
    watching.turns_for(8 * HOUR)
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()
    assert set(gaps(watching.asked)) == {3600.0}
    [landing] = list_landings(settings.landing)
    assert landing.landed_at == start
    health = read_health(settings.data)
    assert health is not None
    assert health.feeds[0].attempts[-1].at == start.astimezone(UTC) + 7 * HOUR


def test_after_a_sleep_it_catches_up_once(new_watch: NewWatch, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(ukmto(1)))
    watching = new_watch()
    watching.turns_for(10 * MINUTE)
    watching.clock.pass_time(timedelta(hours=9))
    watching.turns_for(59 * MINUTE)
    assert len(watching.asked) == 2
    watching.turns_for(2 * MINUTE)
    assert len(watching.asked) == 3


def test_a_restart_asks_no_faster(new_watch: NewWatch, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(ukmto(1)))
    first = new_watch()
    first.turns_for(70 * MINUTE)
    second = new_watch(first.clock)
    second.turns_for(2 * HOUR)
    assert set(gaps(first.asked + second.asked)) == {3600.0}


def test_what_another_process_asked_counts(new_watch: NewWatch, server: FeedServer, settings: Settings) -> None:
    server.give("/ukmto", json_reply(ukmto(1)))
    watching = new_watch()
    watching.turns_for(30 * MINUTE)
    source = at_server("ukmto", f"{server.address}/ukmto")
    list(fetch_sources(settings, [source], Request(now=True), new_client=patient, at=watching.clock.now()))
    watching.turns_for(59 * MINUTE)
    assert len(watching.asked) == 1
    watching.turns_for(2 * MINUTE)
    assert len(watching.asked) == 2


@pytest.mark.usefixtures("rare_turns")
def test_failures_in_a_row_are_asked_less_and_less(new_watch: NewWatch, server: FeedServer) -> None:
    server.give("/ukmto", Reply(status=403))
    watching = new_watch()
    watching.turns_for(timedelta(hours=30))
    assert gaps(watching.asked) == [3600, 7200, 14400, 21600, 21600, 21600]
    server.give("/ukmto", json_reply(ukmto(1)))
    watching.turns_for(timedelta(hours=8))
    assert gaps(watching.asked)[-2:] == [3600, 3600], "after a success it is as if nothing had been"


def test_a_service_that_cannot_be_reached_is_tried_again_soon(new_watch: NewWatch, server: FeedServer) -> None:
    watching = new_watch(sources=[at_server("ukmto", "http://127.0.0.1:9/ukmto")])
    watching.turns_for(timedelta(hours=5))
    assert gaps(watching.asked)[:8] == [60, 120, 240, 480, 960, 1920, 3600, 3600]


@pytest.mark.usefixtures("rare_turns")
def test_a_service_that_asks_for_time_gets_it(new_watch: NewWatch, server: FeedServer) -> None:
    server.give("/ukmto", Reply(status=503, headers={"Retry-After": "20000"}), json_reply(ukmto(1)))
    watching = new_watch()
    watching.turns_for(timedelta(hours=7))
    assert gaps(watching.asked) == [20_000, 3600]


def test_a_folder_in_use_is_waited_for(new_watch: NewWatch, server: FeedServer, settings: Settings) -> None:
    server.give("/ukmto", json_reply(ukmto(1)))
    watching = new_watch()
    with lock_data_folder(settings.data):
        watching.turns_for(5 * MINUTE)
    assert "another run is writing" in watching.said[0]
    watching.turns_for(HOUR)
    assert watching.asked == [0, 3600], "it has been asked, and the cadence holds"
    assert Store(settings.data).open().manifest.tables["reports"].rows == 1


def test_what_others_land_is_published(new_watch: NewWatch, server: FeedServer, settings: Settings) -> None:
    server.give("/ukmto", json_reply(ukmto(1)))
    watching = new_watch()
    watching.turns_for(5 * MINUTE)
    later = [at_server("ukmto", server.give("/other", json_reply(ukmto(1, 2))))]
    list(fetch_sources(settings, later, Request(now=True), new_client=patient, at=watching.clock.now()))
    watching.turns_for(2 * MINUTE)
    assert Store(settings.data).open().manifest.tables["reports"].rows == 2


def test_a_publish_that_fails_is_told_and_tried_again(
    new_watch: NewWatch, server: FeedServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PipelineError("the disk is full")

    server.give("/ukmto", json_reply(ukmto(1)))
    watching = new_watch()
    with monkeypatch.context() as patched:
        patched.setattr("data_pipeline.chain.publish_all", fail)
        watching.turns_for(20 * MINUTE)
    assert watching.said.count("publish: the disk is full") == 5, "after 0, 1, 3, 7 and 15 minutes"
    health = read_health(settings.data)
    assert health is not None
    assert [(alert.kind, alert.ended_at) for alert in health.alerts] == [("unpublished", None)]
    watching.turns_for(HOUR)
    assert Store(settings.data).open().manifest.tables["reports"].rows == 1
    health = read_health(settings.data)
    assert health is not None
    assert [alert.ended_at is None for alert in health.alerts] == [False]


def test_another_program_is_not_run_under_the_old_one(new_watch: NewWatch, server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The snapshot would bear the hash of a program that did not make it."""
    server.give("/ukmto", json_reply(ukmto(1)), json_reply(ukmto(1, 2)))
    watching = new_watch()
    watching.turns_for(5 * MINUTE)
    monkeypatch.setattr("data_pipeline.jobs.watch.program_hash", lambda: "0" * 16)
    with pytest.raises(ProgramChanged, match="Start the watch again"):
        watching.turns_for(HOUR + MINUTE)


def test_one_watch_at_a_time(new_watch: NewWatch, server: FeedServer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    server.give("/ukmto", json_reply(ukmto(1)))
    first, second = new_watch(), new_watch()

    def try_another(seconds: float) -> None:
        with pytest.raises(Busy, match="another watch runs"):
            second.watch.run()
        raise KeyboardInterrupt

    monkeypatch.setattr(first.clock, "wait", try_another)
    with pytest.raises(KeyboardInterrupt):
        first.watch.run()
    assert second.asked == []
    health = read_health(settings.data)
    assert health is not None
    assert health.watch is not None
    assert not health.watch.is_running(first.clock.now()), "it was stopped"


@pytest.mark.parametrize("silent", [True, False], ids=["in the middle of a fetch", "while it waits"])
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are not sent on Windows")
def test_a_signal_stops_it_cleanly(settings: Settings, server: FeedServer, silent: bool, sent: signal.Signals) -> None:
    server.give("/ukmto", Reply(silent=True) if silent else json_reply(orjson.dumps([ukmto_record(1)])))
    code = (
        "import sys; from dataclasses import replace; from data_pipeline import registry; from data_pipeline.__main__ import main\n"
        "known = dict(registry.sources()); ukmto = known['ukmto']\n"
        f"known['ukmto'] = replace(ukmto, feed=replace(ukmto.feed, url='{server.address}/ukmto'))\n"
        "registry.sources = lambda: known\n"
        # A shell that starts the tests in the background has its children ignore the interruption.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "sys.exit(main(['watch']))"
    )
    environ = {**os.environ, "ANCHORWATCH_DATA": str(settings.data), "ANCHORWATCH_FEEDS": "ukmto",
               "ANCHORWATCH_FEEDS_FROM_PRIVATE_ADDRESSES": "true", "ANCHORWATCH_WORKERS": "1"}  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        deadline = time.monotonic() + 60
        while not (server.heard if silent else (settings.data / "CURRENT").exists()):
            assert time.monotonic() < deadline
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(sent)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert (process.returncode, err) == (0, "")
    assert out.splitlines()[-1].endswith("stopped")
    with lock_data_folder(settings.data):
        assert not list(settings.data.rglob("*.tmp"))
    health = read_health(settings.data)
    assert health is not None
    assert health.watch is not None
    assert health.watch.stopped_at is not None


def test_the_machines_clocks() -> None:
    clock = MachineClock()
    before, started = clock.now(), clock.elapsed()
    clock.wait(0.05)
    assert clock.elapsed() - started >= 0.05
    assert clock.now() >= before
    assert clock.now().tzinfo is UTC


def test_it_runs_for_members_reports_alone_but_not_for_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(Watch, "run", lambda _: ran.append("ran"))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    for name, value in {"DATA": str(tmp_path), "FEEDS": "none", "ADVISORY_FEEDS": "none"}.items():
        monkeypatch.setenv(f"ANCHORWATCH_{name}", value)
    assert pipeline(["watch"]) == 2 and "no feed is switched on" in "".join(capsys.readouterr()) and ran == []
    monkeypatch.setenv("ANCHORWATCH_MEMBER_REPORTS", "true")
    assert pipeline(["watch"]) == 0 and ran == ["ran"] and "what members report" in "".join(capsys.readouterr())
