"""The commands `fetch` and `run`: a line for each source, their exit status, and a first start with and without a network."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import run as launcher
from data_pipeline import registry
from data_pipeline.commands import fetching
from data_pipeline.landing import list_landings
from data_pipeline.registry import SourceDescription
from tests.conftest import ROOT
from tests.feeds.conftest import at_server
from tests.feeds.helpers import ukmto
from tests.pipeline.conftest import Answer, Cli, cli
from tests.pipeline.helpers import FIXTURES
from tests.support.feed_server import FeedServer, Reply, json_reply
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Store

__all__ = ["cli"]
IMB = FIXTURES / "imb_crime_at_sea" / "data_set_csv.csv"
Place = Callable[..., None]


@pytest.fixture
def place(cli: Cli, server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> Place:
    """`place(ukmto=Reply(...))`: switches these feeds on, and lets the test's server answer for them. None: nobody is there."""
    described = dict(registry.sources())

    def place_feeds(**replies: Reply | None) -> None:
        placed: dict[str, SourceDescription] = dict(described)
        for source_id, reply in replies.items():
            url = "http://127.0.0.1:9/" if reply is None else server.give(f"/{source_id}", reply)
            placed[source_id] = at_server(source_id, url, paging="") if described[source_id].feed else described[source_id]
        monkeypatch.setenv("ANCHORWATCH_FEEDS", ",".join(replies))
        monkeypatch.setenv("ANCHORWATCH_FEEDS_FROM_PRIVATE_ADDRESSES", "true")
        monkeypatch.setattr(registry, "sources", lambda: placed)

    monkeypatch.setenv("ANCHORWATCH_DEMO_REPORTS", "300")
    return place_feeds


def lines(answer: Answer) -> list[str]:
    return answer.out.splitlines()


def test_fetch_prints_a_line_for_each_source(cli: Cli, place: Place, settings: Settings) -> None:
    place(ukmto=json_reply(ukmto(1, 2)), imb_crime_at_sea=Reply(IMB.read_bytes()))
    answer = cli("fetch")
    assert answer.status == 0
    assert "ukmto: 2 records landed as UKMTO service, JSON" in lines(answer)
    assert any(line.startswith("imb_crime_at_sea: ") and "landed as Crime at Sea, CSV" in line for line in lines(answer))
    assert lines(answer)[-1] == "Now publish with `python -m data_pipeline run`."
    again = cli("fetch", "ukmto")
    assert again.status == 0
    assert [line.startswith("ukmto: asked at ") for line in lines(again)] == [True]
    assert cli("fetch", "ukmto", "--now").out.startswith("ukmto: 2 records, unchanged since ")


def test_fetch_ends_with_2_when_a_source_failed(cli: Cli, place: Place, settings: Settings) -> None:
    place(ukmto=json_reply(ukmto(1)), imb_crime_at_sea=Reply(b"<html><title>[red]Denied[/red]</title>", status=200))
    answer = cli("fetch")
    assert answer.status == 2
    assert "imb_crime_at_sea: failed: a web page titled “[red]Denied[/red]” came instead of records." in answer.out
    assert "what landed before stays in use" in answer.out
    assert [landing.source for landing in list_landings(settings.landing)] == ["ukmto"]


def test_a_feed_without_an_open_licence_is_off_and_asks_its_question(cli: Cli, server: FeedServer) -> None:
    answer = cli("fetch", "recaap")
    assert answer.status == 2
    assert "licenses nobody to copy them" in answer.err
    assert "name it under feeds and enabled_sources in anchorwatch.toml" in answer.err


def test_both_settings_switch_a_feed_on(cli: Cli, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    recaap = (FIXTURES / "recaap" / "map_json.json").read_bytes()
    place(recaap=json_reply(recaap))
    assert cli("fetch").out == "No feed is switched on: name sources under feeds in anchorwatch.toml.\n"
    monkeypatch.setenv("ANCHORWATCH_ENABLED_SOURCES", "recaap")
    assert "recaap: 6 records landed as Incident map, JSON" in cli("fetch").out


@pytest.mark.parametrize(
    ("words", "feeds", "message"),
    [
        (["fetch", "imo_gisis"], "ukmto", "imo_gisis has no feed: land its files with `add`"),
        (["fetch", "nobody"], "ukmto", "there is no source 'nobody'"),
        (["fetch"], "imo_gisis", "setting feeds names imo_gisis, which has no feed"),
        (["run"], "nobody", "there is no source 'nobody'"),
    ],
)
def test_a_source_that_cannot_be_fetched_is_named(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, words: list[str], feeds: str, message: str
) -> None:
    monkeypatch.setenv("ANCHORWATCH_FEEDS", feeds)
    answer = cli(*words)
    assert answer.status == 2
    assert message in answer.err


def test_run_fetches_first(cli: Cli, place: Place, settings: Settings, server: FeedServer) -> None:
    place(ukmto=json_reply(ukmto(1, 2)))
    answer = cli("run")
    assert answer.status == 0
    assert "No real reports yet: asking UKMTO for them, 30 seconds at most (Ctrl+C skips this)." in answer.out
    assert "ukmto: 2 records landed" in answer.out
    assert not Store(settings.data).open().is_demo
    assert "reports are simulated" not in answer.out
    assert cli("run", "--if-new").out.strip() == ""
    assert len(server.heard) == 1


def test_run_offline_asks_nobody(cli: Cli, place: Place, settings: Settings, server: FeedServer) -> None:
    place(ukmto=json_reply(ukmto(1, 2)))
    answer = cli("run", "--offline")
    assert answer.status == 0
    assert server.heard == []
    assert Store(settings.data).open().is_demo


def test_a_first_start_without_a_network_shows_simulated_reports(cli: Cli, place: Place, settings: Settings) -> None:
    place(ukmto=None, imb_crime_at_sea=None)
    answer = cli("run", "--if-new")
    assert answer.status == 1, "a snapshot was published, and something failed"
    assert answer.out.count("cannot be reached: Connection refused") == 2
    assert "Nothing has landed yet, so reports are simulated." in answer.out
    assert Store(settings.data).open().is_demo


def test_the_next_start_with_a_network_replaces_simulated_reports(cli: Cli, place: Place, settings: Settings) -> None:
    place(ukmto=None)
    cli("run", "--if-new")
    place(ukmto=json_reply(ukmto(1)))
    assert "ukmto: 1 record landed" in cli("run", "--if-new").out
    assert not Store(settings.data).open().is_demo


def test_run_goes_on_when_a_feed_fails(cli: Cli, place: Place, settings: Settings) -> None:
    place(ukmto=json_reply(ukmto(1, 2)))
    assert cli("run").status == 0
    place(imb_crime_at_sea=Reply(b"<html>"))
    answer = cli("run")
    assert answer.status == 1
    assert "imb_crime_at_sea: failed: a web page came instead of records." in answer.out
    assert "Nothing new has landed." in answer.out
    assert Store(settings.data).open().manifest.tables["reports"].rows == 2


def test_a_person_may_skip_the_first_fetch(cli: Cli, place: Place, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    place(ukmto=json_reply(ukmto(1)))
    monkeypatch.setattr("data_pipeline.feeds.fetch._ask_all", interrupt)
    answer = cli("run")
    assert answer.status == 0
    assert "Skipped; going on with what has landed." in answer.out
    assert Store(settings.data).open().is_demo
    assert cli("fetch").status == 2, "the command itself is interrupted"


def test_a_first_start_takes_half_a_minute_at_most() -> None:
    assert fetching.STARTING.seconds == 30
    assert fetching.STARTING.attempts == 1


@pytest.mark.parametrize(("arguments", "passed"), [([], []), (["--offline"], ["--offline"])])
def test_the_launcher_passes_offline_on(monkeypatch: pytest.MonkeyPatch, arguments: list[str], passed: list[str]) -> None:
    commands: list[tuple[str, ...]] = []

    def note_command(*words: str) -> int:
        commands.append(words)
        return 0

    monkeypatch.setattr(launcher, "set_up", lambda requirements: None)
    monkeypatch.setattr(launcher, "python", note_command)
    launcher.start_app(arguments)
    assert commands[0] == ("-m", "data_pipeline", "run", "--if-new", *passed)
    assert "--offline" not in commands[1]


def test_commands_that_fetch_nothing_do_not_load_the_client() -> None:
    code = "import sys, data_pipeline.__main__; sys.exit('httpx2' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=Path(ROOT), check=True)
