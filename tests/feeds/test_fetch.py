"""Fetching: what is new lands once, revisions arrive, nothing is asked too often, and one feed's fault is no other's."""

from __future__ import annotations

import threading
from datetime import timedelta

import orjson
import pytest

from data_pipeline.chain import run
from data_pipeline.data_folder import lock_data_folder
from data_pipeline.errors import Busy
from data_pipeline.feeds import fetch
from data_pipeline.feeds.client import Client
from data_pipeline.feeds.fetch import fetch_sources
from data_pipeline.feeds.model import Limits, Request
from data_pipeline.feeds.state import feeds_folder, read_state
from data_pipeline.forgetting import write_forgetting
from data_pipeline.landing import landing_faults, list_landings
from tests.feeds.conftest import NOW, Ask, at_server, patient
from tests.feeds.helpers import ukmto, ukmto_record
from tests.pipeline.helpers import FIXTURES, content, only_row
from tests.support.feed_server import FeedServer, Reply, json_reply
from warehouse.contract.data_lock import lock_folder
from warehouse.contract.settings import Settings
from warehouse.contract.snapshot import Snapshot

HOUR = timedelta(hours=1)


def published(settings: Settings) -> Snapshot:
    outcome = run(settings)
    assert outcome.snapshot is not None
    assert outcome.failures == []
    return outcome.snapshot


def test_what_comes_lands_as_by_hand(ask: Ask, settings: Settings, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(ukmto(1, 2, 3)))
    result = ask()
    assert (result.source, result.kind, result.text) == ("ukmto", "landed", "3 records landed as UKMTO service, JSON")
    [landing] = list_landings(settings.landing)
    assert landing.file.read_bytes() == ukmto(1, 2, 3)
    assert (landing.source, landing.format, landing.landed_at, landing.origin) == ("ukmto", "api_json", NOW, "ukmto-feed.json")
    assert len(content(published(settings))["reports"]) == 3


def test_an_answer_equal_to_the_last_lands_nothing(ask: Ask, settings: Settings, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(ukmto(1)))
    ask()
    assert ask(at=NOW + HOUR).text == "1 record, unchanged since 2026-11-20 12:00 UTC"
    assert len(list_landings(settings.landing)) == 1


def test_an_answer_that_the_service_knows_is_not_sent_again(ask: Ask, settings: Settings, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(ukmto(1), ETag='"v1"'), Reply(status=304), json_reply(ukmto(1, 2), ETag='"v2"'))
    ask()
    assert ask(at=NOW + HOUR).text == "unchanged since 2026-11-20 12:00 UTC"
    assert server.heard[1].headers["If-None-Match"] == '"v1"'
    assert ask(at=NOW + 2 * HOUR).kind == "landed"
    assert read_state(settings, "ukmto").validators.etag == '"v2"'


def test_without_the_landing_the_whole_answer_is_asked_for(ask: Ask, settings: Settings, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(ukmto(1), ETag='"v1"'))
    ask()
    for file in settings.landing.glob("ukmto/*"):
        file.unlink()
    assert ask().kind == "landed"
    assert "If-None-Match" not in server.heard[1].headers


def test_a_refused_answer_is_asked_for_whole_again(ask: Ask, server: FeedServer) -> None:
    """Otherwise the service would say that nothing has changed, and the refusal would be forgotten."""
    server.give("/ukmto", json_reply(ukmto(1), ETag='"v1"'), json_reply(b"[]", ETag='"v2"'))
    ask()
    assert ask().kind == "failed"
    ask()
    assert server.heard[2].headers["If-None-Match"] == '"v1"'


def test_a_changed_record_is_a_revision(ask: Ask, settings: Settings, server: FeedServer) -> None:
    """UKMTO turned an attack into an advisory, and back; what leaves the rolling window is not deleted."""
    advisory = [ukmto_record(2, incidentTypeName="Advisory", otherDetails="UKMTO ADVISORY 002-26. A skiff came close."), ukmto_record(3)]
    server.give("/ukmto", json_reply(ukmto(1, 2)), json_reply(orjson.dumps(advisory)), json_reply(orjson.dumps([ukmto_record(2)])))
    ask()
    before = only_row(content(published(settings))["reports"], native_ref="2026-002")
    assert ask(at=NOW + HOUR).kind == "landed"
    tables = content(published(settings))
    assert {row["native_ref"] for row in tables["reports"]} == {"2026-001", "2026-002", "2026-003"}
    after = only_row(tables["reports"], native_ref="2026-002")
    assert (before["revision"], after["revision"]) == (1, 2)
    assert after["act"] != before["act"]
    assert after["last_changed_at"] == NOW + HOUR
    assert ask(at=NOW + 2 * HOUR).kind == "landed"
    back = only_row(content(published(settings))["reports"], native_ref="2026-002")
    assert (back["revision"], back["act"]) == (3, before["act"])


def test_an_answer_given_before_lands_again_when_it_returns(ask: Ask, settings: Settings, server: FeedServer) -> None:
    first, second = json_reply(ukmto(1)), json_reply(orjson.dumps([ukmto_record(1, incidentTypeName="Advisory")]))
    server.give("/ukmto", first, second, first, first)
    assert [ask(at=NOW + number * HOUR).kind for number in range(4)] == ["landed", "landed", "landed", "unchanged"]


def test_what_a_person_gave_up_does_not_come_back(ask: Ask, settings: Settings, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(ukmto(1)))
    ask()
    [landing] = list_landings(settings.landing)
    write_forgetting(settings, [landing.id], [], [], "Ann Analyst", "an exercise")
    assert ask().text == "1 record, given up with `forget` and so not landed again"
    assert list_landings(settings.landing) == []


def test_a_source_is_asked_no_faster_than_its_cadence(ask: Ask, settings: Settings, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(ukmto(1)))
    ask()
    result = ask(at=NOW + timedelta(minutes=59), now=False)
    assert result.kind == "not_due"
    assert result.text == "asked at 12:00 UTC; next at 2026-11-20 13:00 UTC, or with --now"
    assert len(server.heard) == 1
    assert ask(at=NOW + HOUR, now=False).kind == "unchanged"
    assert ask(at=NOW + HOUR).kind == "unchanged", "with --now"


def test_a_service_that_asks_for_time_gets_it(ask: Ask, settings: Settings, server: FeedServer) -> None:
    server.give("/ukmto", Reply(status=503, headers={"Retry-After": "20000"}), json_reply(ukmto(1)))
    assert ask().kind == "failed"
    assert read_state(settings, "ukmto").not_before == NOW + timedelta(seconds=20_000)
    assert ask(at=NOW + 5 * HOUR, now=False).kind == "not_due"
    assert ask(at=NOW + 6 * HOUR, now=False).kind == "landed"
    assert read_state(settings, "ukmto").failure == ""


def test_a_service_that_was_not_reached_is_due_at_once(ask: Ask, settings: Settings) -> None:
    gone = at_server("ukmto", "http://127.0.0.1:9/ukmto")
    assert "cannot be reached" in ask(gone).text
    assert "cannot be reached" in ask(gone, now=False).text
    assert "cannot be reached" in read_state(settings, "ukmto").failure


def test_a_damaged_memory_is_made_anew(ask: Ask, settings: Settings, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(ukmto(1)))
    ask()
    (feeds_folder(settings) / "ukmto.json").write_bytes(b"\x00" * 30)
    assert ask(now=False).kind == "unchanged"
    assert read_state(settings, "ukmto").succeeded_at == NOW


def test_one_feeds_fault_is_no_others(settings: Settings, server: FeedServer) -> None:
    imb = FIXTURES / "imb_crime_at_sea" / "data_set_csv.csv"
    sources = [
        at_server("ukmto", server.give("/ukmto", Reply(status=500))),
        at_server("imb_crime_at_sea", server.give("/imb", Reply(imb.read_bytes(), headers={"Content-Type": "text/plain"}))),
        at_server("recaap", "http://127.0.0.1:9/recaap"),
    ]
    results = {result.source: result.kind for result in fetch_sources(settings, sources, Request(), new_client=patient, at=NOW)}
    assert results == {"ukmto": "failed", "imb_crime_at_sea": "landed", "recaap": "failed"}


def test_a_feed_that_hangs_is_given_up(settings: Settings, server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking up a name has no time limit of its own."""
    monkeypatch.setattr(fetch, "_GRACE", 0.0)
    hanging = at_server("asam", server.give("/asam", Reply(silent=True)), paging="")
    request = Request(limits=Limits(seconds=0.2))

    class Deaf(Client):
        """Waits beyond every limit."""

        def _seconds_left(self) -> float:
            return 5.0

    [result] = fetch_sources(settings, [hanging], request, new_client=Deaf, at=NOW)
    assert (result.kind, result.text) == ("failed", "no answer within 0 seconds in all")


def test_two_fetches_do_not_ask_at_once(ask: Ask, settings: Settings, server: FeedServer) -> None:
    with lock_folder(feeds_folder(settings)), pytest.raises(Busy, match="another process is fetching"):
        ask()
    assert server.heard == []


def test_an_answer_that_cannot_land_is_asked_for_again(ask: Ask, settings: Settings, server: FeedServer) -> None:
    server.give("/ukmto", json_reply(ukmto(1), ETag='"v1"'))
    with lock_data_folder(settings.data):
        assert "another run is writing" in ask().text
    assert ask(now=False).kind == "landed"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), PermissionError(13, "Permission denied")])
def test_a_full_disk_fails_the_feed_alone(
    ask: Ask, settings: Settings, server: FeedServer, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("data_pipeline.feeds.client.write_body", fail)
    server.give("/ukmto", json_reply(ukmto(1)))
    assert str(error.strerror) in ask().text
    monkeypatch.undo()
    assert ask().kind == "landed"


def test_an_interruption_leaves_nothing_behind(settings: Settings, server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    source = at_server("ukmto", server.give("/ukmto", Reply(silent=True)))
    stop = threading.Event()

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fetch, "_ask_all", interrupt)
    with pytest.raises(KeyboardInterrupt):
        list(fetch_sources(settings, [source], Request(), stop, at=NOW))
    assert stop.is_set(), "what is still asking must end"
    assert list_landings(settings.landing) == []
    assert read_state(settings, "ukmto").tried_at is None


@pytest.mark.parametrize("step", ["landing.land_file", "feeds.fetch.write_state"])
def test_an_interruption_at_any_step_loses_and_doubles_nothing(
    ask: Ask, settings: Settings, server: FeedServer, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    server.give("/ukmto", json_reply(ukmto(1, 2, 3)))
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(f"data_pipeline.{step}", interrupt)
        ask()
    assert ask(now=False).kind == ("landed" if step == "landing.land_file" else "unchanged")
    assert len(list_landings(settings.landing)) == 1
    assert read_state(settings, "ukmto").counts == (3,)
    assert landing_faults(settings.landing) == []


def test_a_fault_of_the_program_fails_one_feed(ask: Ask, server: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(fetch, "_download", fail)
    result = ask()
    assert (result.kind, result.text) == ("failed", "the answer cannot be read: KeyError: 'x'. Report this fault.")
